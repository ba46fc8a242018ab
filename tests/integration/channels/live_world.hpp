// SPDX-License-Identifier: Apache-2.0
// The real loop, clock and sockets, for tests that meet a real peer. Nothing here asserts how long anything takes.
#pragma once

#include "channels/port/tasks.hpp"
#include "dispatcher/runtime/asio_runtime.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

namespace tocsin::integration {

class live_world {
public:
    boost::asio::io_context loop;
    std::unique_ptr<channels::runtime> runtime = dispatcher::make_asio_runtime(loop.get_executor());

    /// Runs the loop until the task has ended.
    void run(task<void> what)
    {
        bool done = false;
        std::exception_ptr failure;
        auto ended = [&done, &failure](std::exception_ptr thrown) {
            done = true;
            failure = thrown;
        };
        boost::asio::co_spawn(loop, std::move(what), std::move(ended));
        loop.restart();
        while (!done)
            if (loop.run_one() == 0)
                throw std::runtime_error{"the task waits for something that never comes"};
        if (failure)
            std::rethrow_exception(failure);
    }

    template <class T>
    T get(task<T> what)
    {
        std::optional<T> result;
        run(keep(std::move(what), result));
        return std::move(*result);
    }

    task<void> pause(milliseconds how_long) { co_await runtime->sleep_until(runtime->mono() + how_long); }

    /// Runs the loop until `reached` says so; false when it does not within `at_most`.
    template <class Condition>
    bool wait_until(Condition reached, milliseconds at_most = seconds{30})
    {
        auto const end = runtime->mono() + at_most;
        while (!reached()) {
            if (runtime->mono() > end)
                return false;
            run(pause(milliseconds{10}));
        }
        return true;
    }

private:
    template <class T>
    static task<void> keep(task<T> what, std::optional<T>& result)
    {
        result.emplace(co_await std::move(what));
    }
};

}  // namespace tocsin::integration
