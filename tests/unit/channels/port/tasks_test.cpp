// SPDX-License-Identifier: Apache-2.0
#include "channels/port/tasks.hpp"

#include "channels/port/alarm.hpp"
#include "tests/support/virtual_runtime.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <memory>

namespace tocsin::channels {
namespace {

TEST(Bell, KeepsARingForWhoeverWaitsNext)
{
    support::virtual_world world;
    bell it{world.loop.get_executor()};
    it.ring();
    it.ring();
    int heard = 0;
    auto listening = [&]() -> task<void> {
        while (true) {
            co_await it.rung();
            ++heard;
        }
    };
    task_group together{world.loop.get_executor()};
    together.spawn(listening());
    world.run_until_quiet();
    EXPECT_EQ(heard, 1);
    it.ring();
    world.run_until_quiet();
    EXPECT_EQ(heard, 2);
}

TEST(Bell, KeepsARingThatComesAfterSomebodyGaveUpWaiting)
{
    support::virtual_world world;
    bell it{world.loop.get_executor()};
    mono_time heard_at;
    auto story = [&]() -> task<void> {
        co_await rung_or(it, world.runtime, world.runtime.mono() + seconds{1});
        it.ring();
        co_await rung_or(it, world.runtime, world.runtime.mono() + hours{1});
        heard_at = world.runtime.mono();
    };
    world.run(story());
    EXPECT_EQ(heard_at.time_since_epoch(), seconds{1});
}

/// Its wait may be over by then, so that cancelling it changes nothing, and its bell be gone. The sanitizer is the judge.
TEST(Alarm, MayEndInTheInstantInWhichItWouldRing)
{
    for (int turns = 0; turns < 20; ++turns) {
        support::virtual_world world;
        auto target = std::make_unique<bell>(world.loop.get_executor());
        auto wakes = std::make_unique<alarm>(world.runtime, *target);
        auto story = [&]() -> task<void> {
            co_await world.runtime.sleep_until(world.runtime.mono() + seconds{1});
            wakes->at_latest(world.runtime.mono());
            for (int i = 0; i < turns; ++i)
                co_await boost::asio::post(world.loop.get_executor(), boost::asio::use_awaitable);
            wakes.reset();
            target.reset();
            co_await world.runtime.sleep_until(world.runtime.mono() + hours{2});
        };
        world.run(story());
        EXPECT_EQ(world.runtime.mono().time_since_epoch(), hours{2} + seconds{1});
    }
}

task<void> waits_for(bell& it, int& ended)
{
    co_await it.rung();
    ++ended;
}

TEST(TaskGroup, CancelledFromOutsideTheLoopAsksThoseWhoAreThereByThen)
{
    support::virtual_world world;
    bell first{world.loop.get_executor()};
    bell second{world.loop.get_executor()};
    bell third{world.loop.get_executor()};
    int ended = 0;
    task_group together{world.loop.get_executor()};
    together.spawn(waits_for(first, ended));
    together.spawn(waits_for(second, ended));
    world.run_until_quiet();
    first.ring();  // its child ends before the loop comes to the cancelling
    together.cancel();
    together.spawn(waits_for(third, ended));
    world.run_until_quiet();
    EXPECT_EQ(ended, 1);
    EXPECT_EQ(together.size(), 1U) << "the one that came afterwards";
}

}  // namespace
}  // namespace tocsin::channels
