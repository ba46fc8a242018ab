// SPDX-License-Identifier: Apache-2.0
#include "channels/port/tasks.hpp"

#include "tests/support/virtual_runtime.hpp"

#include <gtest/gtest.h>

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
