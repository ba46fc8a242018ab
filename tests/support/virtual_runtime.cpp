// SPDX-License-Identifier: Apache-2.0
#include "tests/support/virtual_runtime.hpp"

#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <stdexcept>

namespace tocsin::support {

namespace asio = boost::asio;

task<channels::streamed<std::unique_ptr<channels::byte_stream>>> virtual_runtime::connect(channels::endpoint where)
{
    if (net_)
        co_return net_->connect(where);
    co_return channels::stream_failure{"Connection refused"};
}

virtual_world::virtual_world(std::uint64_t seed)
    : clock(*parse_instant("2026-01-10T03:00:00Z")), runtime(clock, loop, seed)
{
}

virtual_world::~virtual_world()
{
    clock.forget(&runtime);
    loop.kill();
}

void virtual_world::run_until_quiet()
{
    loop.restart();
    while (loop.poll() > 0) {
    }
}

void virtual_world::play(mono_clock::duration how_long)
{
    auto const end = clock.mono() + how_long;
    run_until_quiet();
    while (!clock.empty() && clock.next_due() <= end) {
        clock.wake_next();
        run_until_quiet();
    }
    clock.move_to(end);
}

void virtual_world::run(task<void> what)
{
    bool done = false;
    std::exception_ptr failure;
    asio::co_spawn(loop, std::move(what), [&done, &failure](std::exception_ptr thrown) {
        done = true;
        failure = thrown;
    });
    run_until_quiet();
    while (!done) {
        if (clock.empty())
            throw std::runtime_error{"the task waits for something that never comes"};
        clock.wake_next();
        run_until_quiet();
    }
    if (failure)
        std::rethrow_exception(failure);
}

}  // namespace tocsin::support
