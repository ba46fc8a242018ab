// SPDX-License-Identifier: Apache-2.0
// One connection, one place that writes and checkpoints (SQLite 3.40 has a WAL-reset race otherwise). What is waiting is
// committed as a group, each piece of work in its own savepoint.
#pragma once

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/failures.hpp"
#include "dispatcher/store/store.hpp"
#include "dispatcher/store/store_listeners.hpp"
#include "dispatcher/store/writer_home.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace tocsin::dispatcher {

struct commit_watch {
    /// Inside each transaction that changed something, the last thing before its COMMIT.
    std::function<void(database&)> before;
    /// After the COMMIT of what `before` saw, and before anybody hears of it; false is store_failure::unknown.
    std::function<bool()> after;
};

class writer {
public:
    /// `told` hears of failures, and that it is well again, before those who waited do, on the executor's thread.
    writer(
        std::unique_ptr<database> db,
        boost::asio::any_io_executor executor,
        writer_home home,
        store_listeners told,
        commit_watch watch = {}
    );
    /// Commits what is waiting (own thread) or drops it (caller's executor: the simulated kill), then closes.
    ~writer();
    writer(writer const&) = delete;
    writer& operator=(writer const&) = delete;

    /// Runs `work(database&)` inside the next group's transaction; resumes the caller after the commit.
    template <class Work, class Result = std::invoke_result_t<Work&, database&>>
    task<stored<Result>> run(Work work)
    {
        start_job<Work, Result> start{*this};
        co_return co_await boost::asio::async_initiate<
            boost::asio::use_awaitable_t<> const&, void(stored<Result>)>(start, boost::asio::use_awaitable, std::move(work));
    }

    /// Runs `change` on the connection outside any transaction. Only with writer_home::callers_executor.
    void between_groups(std::function<void(database&)> const& change) { change(*db_); }

    /// Drops what is waiting, the callers' frames with it. Only for a simulated kill.
    void abandon();

private:
    struct job {
        virtual ~job() = default;
        virtual void work(database& db) = 0;
        virtual void fail(store_error error) = 0;
        virtual void complete() = 0;  ///< on any thread: posts the caller's resumption
    };

    template <class Work, class Result, class Handler>
    struct job_of final : job {
        job_of(Work work_, Handler handler_, boost::asio::any_io_executor executor)
            : task_(std::move(work_))
            , handler(std::move(handler_))
            , home(boost::asio::prefer(std::move(executor), boost::asio::execution::outstanding_work.tracked))
        {
        }

        void work(database& db) override { result.emplace(task_(db)); }
        void fail(store_error error) override { result.emplace(std::move(error)); }

        void complete() override
        {
            auto resume = [handler = std::move(handler), result = std::move(*result)]() mutable {
                std::move(handler)(std::move(result));
            };
            boost::asio::post(home, std::move(resume));
        }

        Work task_;
        Handler handler;
        boost::asio::any_io_executor home;
        std::optional<stored<Result>> result;
    };

    template <class Work, class Result>
    struct start_job {
        writer& owner;

        template <class Handler>
        void operator()(Handler&& handler, Work work) const
        {
            owner.enqueue(std::make_unique<job_of<Work, Result, std::decay_t<Handler>>>(
                std::move(work), std::forward<Handler>(handler), owner.executor_
            ));
        }
    };

    using batch = std::vector<std::unique_ptr<job>>;

    void enqueue(std::unique_ptr<job> next);
    void serve();
    void run_batch(batch& jobs);
    void run_piece(job& piece);
    std::optional<store_error> run_transaction(batch& jobs);
    store_error undone(store_error why);
    void tell(store_error const& failure);
    void tell_it_is_well();

    std::unique_ptr<database> db_;
    boost::asio::any_io_executor executor_;
    writer_home home_;
    store_listeners told_;
    commit_watch watch_;
    bool takes_nothing_ = false;  // full or busy, and told so
    bool failed_now_ = false;     // something of the group at hand

    std::mutex mutex_;  // the one hop between threads in the house
    std::condition_variable wake_;
    batch waiting_;
    bool stopping_ = false;
    std::uint64_t groups_ = 0;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    std::thread thread_;
};

}  // namespace tocsin::dispatcher
