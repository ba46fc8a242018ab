// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/runtime/asio_runtime.hpp"

#include "dispatcher/runtime/processes.hpp"
#include "dispatcher/runtime/streams.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/random.h>

#include <array>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace tocsin::dispatcher {
namespace {

namespace asio = boost::asio;

class asio_runtime final : public channels::runtime {
public:
    explicit asio_runtime(asio::any_io_executor executor) : executor_(std::move(executor)) {}

    wall_time wall() const override
    {
        return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
    }

    mono_time mono() const override
    {
        auto const since_boot = std::chrono::steady_clock::now().time_since_epoch();
        return mono_time{std::chrono::floor<mono_clock::duration>(since_boot)};
    }

    task<void> sleep_until(mono_time instant) override
    {
        asio::steady_timer timer{executor_};
        timer.expires_at(std::chrono::steady_clock::time_point{instant.time_since_epoch()});
        co_await timer.async_wait(asio::use_awaitable);
    }

    /// From the system's generator, by the handful: one at a time costs as much as a small message.
    std::uint64_t random() override
    {
        if (left_ == 0) {
            if (::getrandom(drawn_.data(), sizeof drawn_, 0) != static_cast<ssize_t>(sizeof drawn_))
                throw std::runtime_error{"the system gives no random numbers"};
            left_ = drawn_.size();
        }
        return std::exchange(drawn_[--left_], 0);
    }

    task<channels::streamed<std::unique_ptr<channels::byte_stream>>> connect(channels::endpoint where) override
    {
        return open_stream(executor_, std::move(where));
    }

    channels::streamed<std::unique_ptr<channels::child_process>> spawn(channels::program const& what) override
    {
        return start_program(executor_, what);
    }

    asio::any_io_executor executor() override { return executor_; }

private:
    asio::any_io_executor executor_;
    std::array<std::uint64_t, 32> drawn_{};  ///< 256 bytes: what getrandom gives whole (getrandom(2))
    std::size_t left_ = 0;
};

}  // namespace

std::unique_ptr<channels::runtime> make_asio_runtime(asio::any_io_executor executor)
{
    return std::make_unique<asio_runtime>(std::move(executor));
}

}  // namespace tocsin::dispatcher
