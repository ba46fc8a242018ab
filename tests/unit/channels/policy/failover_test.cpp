// SPDX-License-Identifier: Apache-2.0
#include "channels/policy/failover.hpp"
#include "tests/unit/channels/policy/moments.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace tocsin::channels {
namespace {

using conditions = std::map<std::string, leg_condition>;

leg_condition ill(mono_clock::duration since, ailment what = ailment::errors)
{
    leg_condition is;
    is.ails = ailing{what, at(since)};
    return is;
}

leg_condition took(mono_clock::duration when)
{
    leg_condition is;
    is.last_taken = at(when);
    return is;
}

std::vector<route_leg> two() { return {{"first", 0, 1}, {"second", 1, 1}}; }

std::vector<std::string> names(std::vector<route_leg> const& legs)
{
    std::vector<std::string> found;
    for (auto const& leg : legs)
        found.push_back(leg.channel);
    return found;
}

TEST(Failover, LeavesAnAilingChannelAfterItsPatience)
{
    failover route{two()};
    EXPECT_FALSE(route.decide(at(seconds{2}), {{"first", ill(seconds{0})}}));
    auto const made = route.decide(at(seconds{3}), {{"first", ill(seconds{0})}});
    ASSERT_TRUE(made);
    EXPECT_EQ(to_string(*made), "first → second: errors");
    route.note(at(seconds{3}), *made);
    EXPECT_EQ(names(route.in_use()), std::vector<std::string>{"second"});
    EXPECT_FALSE(route.decide(at(seconds{4}), {{"first", ill(seconds{0})}}));
}

TEST(Failover, ChangesNothingWhenAllAil)
{
    failover route{two()};
    for (auto const what : {ailment::silent, ailment::throttled}) {
        auto const second = ill(seconds{1}, what);
        EXPECT_FALSE(route.decide(at(minutes{5}), {{"first", ill(seconds{0})}, {"second", second}}));
        EXPECT_FALSE(route.decide(at(minutes{5}), {{"first", ill(seconds{0}, ailment::slow)}, {"second", second}}));
    }
    EXPECT_EQ(names(route.in_use()), (std::vector<std::string>{"first", "second"}));
}

TEST(Failover, WhatIsDeadGivesToWhatStillPassesMessages)
{
    failover route{two()};
    auto const lost_receipts = route.decide(at(seconds{70}), {{"first", ill(seconds{60}, ailment::no_receipts)}});
    route.note(at(seconds{70}), *lost_receipts);
    // The other one dies. Nobody has proved that receipts come again; but messages pass.
    auto first = took(seconds{60});
    first.ails = ailing{ailment::no_receipts, at(seconds{60})};
    auto const made = route.decide(at(seconds{100}), {{"first", first}, {"second", ill(seconds{90})}});
    ASSERT_TRUE(made);
    EXPECT_EQ(to_string(*made), "second → first: errors");
    route.note(at(seconds{100}), *made);
    EXPECT_FALSE(route.decide(at(hours{1}), {{"first", first}, {"second", ill(seconds{90})}}));
    EXPECT_EQ(names(route.in_use()), std::vector<std::string>{"first"});
}

/// Both ask for patience: whose pause ends first carries again, without waiting for a probe to prove it.
TEST(Failover, GoesBackWhenThePauseIsOverAndTheOtherAsksForOne)
{
    failover route{two()};
    route.note(at(seconds{3}), *route.decide(at(seconds{3}), {{"first", ill(seconds{0}, ailment::throttled)}}));
    auto const paused = ill(seconds{10}, ailment::throttled);
    EXPECT_FALSE(route.decide(at(seconds{30}), {{"first", ill(seconds{0}, ailment::throttled)}, {"second", paused}}));
    auto const back = route.decide(at(seconds{40}), {{"first", leg_condition{}}, {"second", paused}});
    ASSERT_TRUE(back);
    EXPECT_EQ(to_string(*back), "second → first: throttled");
    route.note(at(seconds{40}), *back);
    EXPECT_EQ(names(route.in_use()), std::vector<std::string>{"first"});
    // But not to and fro: the same way again only after five minutes.
    auto const now_is = conditions{{"first", ill(seconds{50}, ailment::throttled)}, {"second", leg_condition{}}};
    EXPECT_FALSE(route.decide(at(seconds{100}), now_is));
    EXPECT_TRUE(route.decide(at(seconds{303}), now_is));
}

TEST(Failover, TakesBackAfterFiveMinutesAndAProof)
{
    failover route{two()};
    auto const made = route.decide(at(seconds{3}), {{"first", ill(seconds{0})}});
    route.note(at(seconds{3}), *made);
    EXPECT_FALSE(route.decide(at(minutes{4}), {{"first", took(seconds{60})}}));
    EXPECT_FALSE(route.decide(at(minutes{6}), {{"first", took(seconds{1})}}));  // from before it was left
    auto const back = route.decide(at(minutes{6}), {{"first", took(seconds{60})}});
    ASSERT_TRUE(back);
    EXPECT_EQ(to_string(*back), "second → first: recovered");
    route.note(at(minutes{6}), *back);
    EXPECT_FALSE(route.has_left("first"));
}

TEST(Failover, WhatLostReceiptsIsTakenBackWithAReceipt)
{
    failover route{two()};
    auto const made = route.decide(at(seconds{70}), {{"first", ill(seconds{60}, ailment::no_receipts)}});
    ASSERT_TRUE(made);
    route.note(at(seconds{70}), *made);
    auto is = took(minutes{5});
    EXPECT_FALSE(route.decide(at(minutes{8}), {{"first", is}}));
    is.last_receipt = at(minutes{6});
    EXPECT_TRUE(route.decide(at(minutes{8}), {{"first", is}}));
}

TEST(Failover, NoSecondSwitchTheSameWayWithinFiveMinutes)
{
    failover route{two()};
    route.note(at(seconds{0}), *route.decide(at(seconds{0}), {{"first", ill(-seconds{9})}}));
    // The second fails, the first has proved itself meanwhile: the other direction is free.
    auto const back = route.decide(at(seconds{60}), {{"first", took(seconds{30})}, {"second", ill(seconds{50})}});
    ASSERT_TRUE(back);
    EXPECT_EQ(back->channel, "second");
    route.note(at(seconds{60}), *back);
    EXPECT_EQ(names(route.in_use()), std::vector<std::string>{"first"});
    // And fails again: not the same way again so soon.
    auto const now_is = conditions{{"first", ill(seconds{70})}, {"second", took(seconds{80})}};
    EXPECT_FALSE(route.decide(at(seconds{100}), now_is));
    EXPECT_TRUE(route.decide(at(seconds{300}), now_is));
}

TEST(Failover, AnExhaustedQuotaIsLeftAtOnceAndComesBackWithTheDay)
{
    failover route{two()};
    leg_condition empty;
    empty.exhausted = true;
    auto const made = route.decide(at(seconds{0}), {{"first", empty}});
    ASSERT_TRUE(made);
    EXPECT_EQ(made->reason, "quota");
    route.note(at(seconds{0}), *made);
    EXPECT_FALSE(route.due_probe(at(hours{1}), {{"first", empty}}));
    EXPECT_TRUE(route.due_probe(at(hours{2}), {{"first", leg_condition{}}}));
}

TEST(Failover, SharesByWeightWithinATierAndLeavesToTheRestOfIt)
{
    failover route{{{"a", 0, 3}, {"b", 0, 1}, {"last", 1, 1}}};
    std::map<std::string, int> times;
    for (std::uint64_t key = 0; key < 40'000; ++key)
        ++times[share_of(route.in_use(), key)->channel];
    EXPECT_NEAR(times["a"], 30'000, 600);
    EXPECT_NEAR(times["b"], 10'000, 600);
    auto const made = route.decide(at(seconds{3}), {{"a", ill(seconds{0})}});
    EXPECT_EQ(made->others, std::vector<std::string>{"b"});
    route.note(at(seconds{3}), *made);
    EXPECT_EQ(share_of(route.in_use(), 7)->channel, "b");
}

TEST(Failover, ProbesALeftChannelEverLessOften)
{
    failover route{two()};
    route.note(at({}), *route.decide(at({}), {{"first", ill(-seconds{9})}}));
    std::vector<int> probes;
    for (int second = 0; second < 300; ++second)
        if (route.due_probe(at(seconds{second}), {{"first", ill(-seconds{9})}}))
            probes.push_back(second);
    EXPECT_EQ(probes, (std::vector<int>{10, 30, 70, 130, 190, 250}));
}

TEST(Failover, OneChannelAloneIsNeverLeft)
{
    failover route{{{"only", 0, 1}}};
    EXPECT_FALSE(route.decide(at(hours{1}), {{"only", ill(seconds{0})}}));
    EXPECT_EQ(share_of(route.in_use(), 3)->channel, "only");
    EXPECT_EQ(share_of({}, 3), nullptr);
}

/// Any history of health, any number of channels: never two switches the same way within five minutes, never onto a
/// channel that ails, never away from one that is well, and somebody always carries.
RC_GTEST_PROP(FailoverProperty, HoldsItsHysteresisWhateverHappens, ())
{
    auto const count = *rc::gen::inRange(1, 4);
    std::vector<route_leg> legs;
    for (int i = 0; i < count; ++i)
        legs.push_back({std::string(1, static_cast<char>('a' + i)), *rc::gen::inRange(0, 2), *rc::gen::inRange(1, 4)});
    failover route{legs};
    conditions now_is;
    std::map<std::pair<std::string, std::string>, mono_time> last;
    auto now = at({});
    auto const steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(0, count), rc::gen::inRange(0, 5))
    );
    for (auto const& [which, what] : steps) {
        now += seconds{*rc::gen::inRange(0, 200)};
        auto& is = now_is[legs[static_cast<std::size_t>(which)].channel];
        if (what == 0)
            is.ails = ailing{ailment::errors, now};
        else if (what == 1)
            is = leg_condition{std::nullopt, false, now, now};
        else if (what == 2)
            is.exhausted = !is.exhausted;
        for (int second = 0; second < 5; ++second) {
            now += seconds{1};
            auto const made = route.decide(now, now_is);
            if (!made)
                continue;
            bool const leaves = made->kind == switch_kind::leave;
            if (leaves)
                RC_ASSERT(now_is[made->channel].ails || now_is[made->channel].exhausted);
            else
                RC_ASSERT(!now_is[made->channel].ails && !now_is[made->channel].exhausted);
            for (auto const& other : made->others) {
                RC_ASSERT(other != made->channel);
                if (leaves)
                    RC_ASSERT(!now_is[other].ails && !now_is[other].exhausted);
                auto const way = leaves ? std::pair{made->channel, other} : std::pair{other, made->channel};
                RC_ASSERT(!last.contains(way) || now - last[way] >= seconds{300});
                last[way] = now;
            }
            route.note(now, *made);
            RC_ASSERT(route.has_left(made->channel) == leaves);
            RC_ASSERT(!route.in_use().empty());
        }
    }
}

TEST(FailoverWords, SayWhatWasDecided)
{
    EXPECT_EQ(to_string(switch_kind::leave), "leave");
    EXPECT_EQ(to_string(switch_kind::take_back), "take-back");
    EXPECT_EQ(to_string(switch_decision{switch_kind::leave, "a", {"b", "c"}, "silent"}), "a → b+c: silent");
}

}  // namespace
}  // namespace tocsin::channels
