// SPDX-License-Identifier: Apache-2.0
// The thread of the rehearsals: one at a time, stopped when it is told or forgotten.
#include "dispatcher/rehearsal/rehearsals.hpp"
#include "tests/unit/dispatcher/rehearsal/rehearsed_house.hpp"

#include <chrono>
#include <thread>

namespace tocsin::dispatcher {
namespace {

class Rehearsals : public testing::Test {
protected:
    rehearsal_plan plan(int runs) { return house.plan_for(house.order(5), runs); }

    rehearsal_view at_the_end(std::int64_t number)
    {
        while (true) {
            auto seen = played.look(number, mono_time{}).value();
            if (seen.state != rehearsal_state::running)
                return seen;
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
    }

    static constexpr int endless = 1'000'000;

    rehearsed_house house{300};
    rehearsals played{*house.own};
};

TEST_F(Rehearsals, FindWhatPlayingThemFinds)
{
    auto const wanted = plan(3);
    auto const number = played.start(wanted, mono_time{});
    ASSERT_TRUE(number);
    auto const seen = at_the_end(*number);
    EXPECT_EQ(seen.state, rehearsal_state::done);
    EXPECT_EQ(seen.played, 3);
    ASSERT_EQ(seen.found.size(), 1U);
    auto const same = house.rehearse(wanted);
    EXPECT_EQ(seen.found[0].filled, same.filled);
    EXPECT_EQ(seen.found[0].filled_after, same.filled_after);
    EXPECT_EQ(seen.found[0].messages.middle, same.messages.middle);
    ASSERT_TRUE(seen.yes);
    EXPECT_LT(seen.yes->low, seen.yes->high);
}

TEST_F(Rehearsals, AreOneAtATime)
{
    auto const first = played.start(plan(endless), mono_time{});
    ASSERT_TRUE(first);
    EXPECT_FALSE(played.start(plan(1), mono_time{} + seconds{4}));
    EXPECT_TRUE(played.look(*first, mono_time{} + seconds{8}));
    EXPECT_FALSE(played.start(plan(1), mono_time{} + seconds{12}));
    EXPECT_TRUE(played.stop(*first));
    EXPECT_EQ(at_the_end(*first).state, rehearsal_state::stopped);
    auto const second = played.start(plan(1), mono_time{});
    ASSERT_TRUE(second);
    EXPECT_EQ(at_the_end(*second).state, rehearsal_state::done);
    EXPECT_FALSE(played.look(*first, mono_time{}));
    EXPECT_FALSE(played.stop(*first));
}

TEST_F(Rehearsals, OneThatNobodyLooksAtGivesWay)
{
    auto const first = played.start(plan(endless), mono_time{});
    auto const second = played.start(plan(2), mono_time{} + seconds{6});
    ASSERT_TRUE(first && second);
    EXPECT_EQ(at_the_end(*second).state, rehearsal_state::done);
}

TEST_F(Rehearsals, AreForgottenWhenNobodyLooksAtThem)
{
    EXPECT_FALSE(played.forgotten_at());
    auto const number = played.start(plan(endless), mono_time{});
    ASSERT_TRUE(number);
    EXPECT_EQ(played.forgotten_at(), mono_time{} + seconds{5});
    EXPECT_TRUE(played.look(*number, mono_time{} + seconds{4}));
    played.forget(mono_time{} + seconds{8});
    EXPECT_TRUE(played.forgotten_at()) << "somebody looked four seconds ago";
    played.forget(mono_time{} + seconds{9});
    EXPECT_FALSE(played.forgotten_at());
    EXPECT_EQ(at_the_end(*number).state, rehearsal_state::stopped);
}

TEST_F(Rehearsals, EndWithTheirHouse)
{
    ASSERT_TRUE(played.start(plan(endless), mono_time{}));
}

}  // namespace
}  // namespace tocsin::dispatcher
