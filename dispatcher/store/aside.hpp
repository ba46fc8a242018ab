// SPDX-License-Identifier: Apache-2.0
// Work over a whole file that would keep others waiting: on a thread of its own, one piece at a time.
#pragma once

#include "channels/port/tasks.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>

#include <memory>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>

namespace tocsin::dispatcher {

template <class Result>
class aside {
public:
    explicit aside(boost::asio::any_io_executor executor) : executor_(std::move(executor)), one_at_a_time_(executor_) {}
    // The thread's end asks the work at hand to stop, and waits for that.

    /// Waits for its turn, then for what `work(std::stop_token const&)` gives, which throws nothing. Cancelling breaks it off.
    template <class Work>
    task<Result> run(Work work)
    {
        auto const turn = co_await one_at_a_time_.enter();
        auto shared = std::make_shared<outcome>(executor_);
        auto working = [shared, executor = executor_, work = std::move(work)](std::stop_token const& stop) {
            shared->result.emplace(work(stop));
            boost::asio::post(executor, [shared] { shared->done.ring(); });
        };
        // One that was given up, its caller gone, is broken off and waited for here.
        thread_ = std::jthread{std::move(working)};
        co_await shared->done.rung();
        co_return std::move(*shared->result);
    }

private:
    /// What the two threads share: the one writes, posts, and the other reads.
    struct outcome {
        explicit outcome(boost::asio::any_io_executor const& executor) : done(executor) {}

        channels::bell done;
        std::optional<Result> result;
    };

    boost::asio::any_io_executor executor_;
    channels::turnstile one_at_a_time_;
    std::jthread thread_;
};

}  // namespace tocsin::dispatcher
