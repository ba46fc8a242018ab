// SPDX-License-Identifier: Apache-2.0
#include "channels/policy/breaker.hpp"
#include "tests/unit/channels/policy/moments.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tocsin::channels {
namespace {

constexpr milliseconds quick{80};

class Breaker : public testing::Test {
protected:
    void hand(mono_clock::duration when, answer_kind how, mono_clock::duration after = quick)
    {
        sut.sent(at(when));
        sut.answered(at(when) + after, how, after);
    }

    std::optional<ailment> ails(mono_clock::duration when)
    {
        auto const found = sut.look(at(when));
        return found ? std::optional{found->what} : std::nullopt;
    }

    breaker sut;
};

TEST_F(Breaker, FiveErrorsInARowOpenItAndAMessageTakenClosesIt)
{
    for (int i = 0; i < 4; ++i)
        hand(milliseconds{i * 100}, answer_kind::failed);
    EXPECT_TRUE(sut.lets_through(at(seconds{1})));
    hand(seconds{1}, answer_kind::failed);
    EXPECT_EQ(sut.state(), breaker_state::open);
    EXPECT_FALSE(sut.lets_through(at(seconds{2})));
    EXPECT_EQ(ails(seconds{2}), ailment::errors);
    hand(seconds{3}, answer_kind::taken);
    EXPECT_EQ(sut.state(), breaker_state::closed);
    EXPECT_EQ(ails(seconds{4}), std::nullopt);
}

TEST_F(Breaker, WhatWasTakenBetweenBreaksTheRow)
{
    for (int i = 0; i < 18; ++i)
        hand(milliseconds{i * 100}, i % 5 == 4 ? answer_kind::taken : answer_kind::failed);
    EXPECT_EQ(sut.state(), breaker_state::closed);
    EXPECT_EQ(ails(seconds{3}), std::nullopt);  // too few answers for a share
    for (int i = 18; i < 24; ++i)
        hand(milliseconds{i * 100}, i % 5 == 4 ? answer_kind::taken : answer_kind::failed);
    EXPECT_EQ(ails(seconds{3}), ailment::failing);
    EXPECT_EQ(ails(seconds{40}), std::nullopt);  // long ago
}

TEST_F(Breaker, WhileOpenOneMessageInAWhileIsTheProbe)
{
    for (int i = 0; i < 5; ++i)
        hand(milliseconds{i}, answer_kind::failed);
    int probes = 0;
    for (int tenth = 1; tenth <= 600; ++tenth) {
        auto const now = milliseconds{100 * tenth};
        if (!sut.lets_through(at(now)))
            continue;
        ++probes;
        sut.sent(at(now));
        EXPECT_EQ(sut.state(), breaker_state::half_open);
        if (tenth % 2 == 0)  // some are never answered: the next one does not wait for it
            sut.answered(at(now), answer_kind::failed, quick);
    }
    EXPECT_GE(probes, 12);  // at least every five seconds
    EXPECT_LE(probes, 15);
}

TEST_F(Breaker, SilenceOpensItWithinFiveSecondsAndALateAnswerCloses)
{
    hand(seconds{0}, answer_kind::taken);
    for (int i = 0; i < 8; ++i)
        sut.sent(at(seconds{10}));
    EXPECT_EQ(ails(seconds{13}), std::nullopt);
    EXPECT_EQ(ails(seconds{14}), ailment::silent);
    EXPECT_FALSE(sut.lets_through(at(seconds{14})));
    sut.answered(at(seconds{15}), answer_kind::taken, seconds{5});
    EXPECT_TRUE(sut.lets_through(at(seconds{15})));
}

TEST_F(Breaker, NothingInFlightIsNoSilence)
{
    hand(seconds{0}, answer_kind::taken);
    sut.sent(at(seconds{1}));
    sut.withdrawn();
    EXPECT_EQ(ails(hours{1}), std::nullopt);
}

TEST_F(Breaker, OnlyThrottlingForFiveSecondsIsAnAilmentButLetsThrough)
{
    for (int i = 0; i < 10; ++i)
        hand(seconds{i}, answer_kind::throttled);
    EXPECT_EQ(ails(seconds{10}), ailment::throttled);
    EXPECT_TRUE(sut.lets_through(at(seconds{10})));
    hand(seconds{11}, answer_kind::taken);
    EXPECT_EQ(ails(seconds{12}), std::nullopt);
}

TEST_F(Breaker, AnHourAskedForIsAnAilmentAtOnce)
{
    hand(seconds{1}, answer_kind::throttled);
    sut.asked_to_wait(at(seconds{1}), at(seconds{3}));
    EXPECT_EQ(ails(seconds{2}), std::nullopt);
    sut.asked_to_wait(at(seconds{2}), at(hours{1}));
    EXPECT_EQ(ails(seconds{2}), ailment::throttled);
    EXPECT_EQ(ails(hours{1}), std::nullopt);
}

TEST_F(Breaker, APauseAskedForHoldsThoughWhatWasOnItsWayIsTaken)
{
    sut.sent(at(seconds{0}));
    hand(seconds{1}, answer_kind::throttled);
    sut.asked_to_wait(at(seconds{1}), at(minutes{2}));
    sut.answered(at(milliseconds{1100}), answer_kind::taken, milliseconds{1100});
    EXPECT_EQ(ails(seconds{2}), ailment::throttled);
    EXPECT_EQ(ails(minutes{2}), std::nullopt);
}

TEST_F(Breaker, WhatIsSentSeldomIsJudgedByAFewWithinTenSeconds)
{
    // One message alone, tried again after two and four seconds.
    for (auto const second : {0, 2, 6})
        hand(seconds{second}, answer_kind::failed);
    EXPECT_EQ(ails(seconds{7}), ailment::errors);
    EXPECT_EQ(sut.found()->since, at(quick));
    hand(seconds{8}, answer_kind::taken);
    // A pace that fell to a message in two seconds.
    for (auto const second : {10, 12, 14})
        hand(seconds{second}, answer_kind::throttled);
    EXPECT_EQ(ails(milliseconds{15'900}), std::nullopt);
    EXPECT_TRUE(sut.is_watched(at(milliseconds{15'900})));
    hand(seconds{16}, answer_kind::throttled);
    EXPECT_EQ(ails(milliseconds{16'500}), ailment::throttled);
    EXPECT_EQ(sut.found()->since, at(seconds{10} + quick));
}

TEST_F(Breaker, PausesThatItAsksForCountAsThrottling)
{
    for (auto const second : {1, 4}) {
        hand(seconds{second}, answer_kind::throttled);
        sut.asked_to_wait(at(seconds{second}), at(seconds{second + 3}));
    }
    EXPECT_EQ(ails(milliseconds{4'500}), ailment::throttled);
}

TEST_F(Breaker, ThrottlesOfDifferentHoursAreNoOverload)
{
    hand(seconds{0}, answer_kind::throttled);
    hand(hours{1}, answer_kind::throttled);
    EXPECT_EQ(ails(hours{1} + seconds{1}), std::nullopt);
}

TEST_F(Breaker, HalfTheAnswersLateIsSlow)
{
    for (int i = 0; i < 30; ++i)
        hand(milliseconds{i * 100}, answer_kind::taken, i % 3 == 0 ? mono_clock::duration{quick} : seconds{4});
    EXPECT_EQ(ails(seconds{7}), ailment::slow);
}

/// As few as one at a time: seen at the second.
TEST_F(Breaker, AllAnswersLateForFiveSecondsIsSlowSinceTheFirstLeft)
{
    auto const late = milliseconds{3500};
    hand(seconds{10}, answer_kind::taken, late);
    EXPECT_EQ(ails(seconds{16}), std::nullopt);
    hand(seconds{14}, answer_kind::taken, late);
    EXPECT_EQ(ails(milliseconds{17'500}), ailment::slow);
    EXPECT_EQ(sut.found()->since, at(seconds{10}));
    EXPECT_TRUE(sut.lets_through(at(seconds{18})));
    hand(seconds{19}, answer_kind::taken);
    EXPECT_EQ(ails(seconds{19}), std::nullopt);
}

TEST_F(Breaker, AHiccupOfOneWindowIsNotSlow)
{
    for (int i = 0; i < 8; ++i)
        sut.sent(at(milliseconds{i * 50}));
    for (int i = 0; i < 8; ++i)
        sut.answered(at(milliseconds{3'500 + i}), answer_kind::taken, milliseconds{3'500 - i * 49});
    EXPECT_EQ(ails(milliseconds{3'600}), std::nullopt);
    hand(milliseconds{3'600}, answer_kind::taken);
    EXPECT_EQ(ails(seconds{6}), std::nullopt);
}

TEST_F(Breaker, OneLateAnswerNowAndThenIsNotSlow)
{
    hand(seconds{0}, answer_kind::taken, seconds{4});
    hand(minutes{1}, answer_kind::taken, seconds{4});
    EXPECT_EQ(ails(minutes{1} + seconds{6}), std::nullopt);
    hand(minutes{1} + seconds{10}, answer_kind::taken, seconds{4});
    EXPECT_EQ(ails(minutes{1} + seconds{14}), ailment::slow);
    EXPECT_EQ(ails(minutes{2}), std::nullopt);  // nothing was heard of it for so long
}

TEST_F(Breaker, AcceptedWithoutReceiptsIsSeenAfterTheirTime)
{
    for (int i = 0; i < 40; ++i) {
        hand(milliseconds{i * 100}, answer_kind::taken);
        sut.owes_receipt(at(milliseconds{i * 100}));
    }
    EXPECT_EQ(ails(seconds{59}), std::nullopt);
    EXPECT_EQ(ails(seconds{67}), ailment::no_receipts);
    EXPECT_TRUE(sut.lets_through(at(seconds{67})));
    for (int i = 0; i < 10; ++i)  // one in four: phones are off at night
        sut.receipt(at(seconds{68}));
    EXPECT_EQ(ails(seconds{69}), std::nullopt);
}

TEST_F(Breaker, TheLinkOpensAndClosesIt)
{
    sut.link(at(seconds{1}), false);
    EXPECT_FALSE(sut.lets_through(at(milliseconds{1500})));
    EXPECT_EQ(ails(seconds{2}), ailment::link_down);
    sut.link(at(seconds{3}), true);
    EXPECT_TRUE(sut.lets_through(at(seconds{3})));
    EXPECT_EQ(ails(seconds{3}), std::nullopt);
}

TEST_F(Breaker, TwoErrorsThatKeptTheirMessagesWaitingAreEnough)
{
    hand(seconds{0}, answer_kind::failed, seconds{3});
    hand(seconds{5}, answer_kind::failed, seconds{3});
    EXPECT_EQ(ails(seconds{8}), ailment::errors);
    EXPECT_EQ(sut.found()->since, at(seconds{3}));
    hand(seconds{9}, answer_kind::taken);
    for (int i = 0; i < 4; ++i)  // together they are one event
        hand(seconds{10}, answer_kind::failed, seconds{3});
    EXPECT_EQ(ails(seconds{14}), std::nullopt);
}

TEST_F(Breaker, ALineThatBreaksUnderEachMessageHasNotBeenWellInBetween)
{
    auto const breaks = [this](seconds when) {
        sut.sent(at(when));
        sut.link(at(when), false);
        sut.answered(at(when), answer_kind::failed, quick);
        sut.link(at(when + seconds{1}), true);
    };
    breaks(seconds{0});
    breaks(seconds{2});
    EXPECT_EQ(ails(seconds{3}), std::nullopt);
    sut.sent(at(seconds{6}));
    sut.link(at(seconds{6}), false);
    EXPECT_EQ(ails(seconds{6}), ailment::link_down);
    EXPECT_EQ(sut.found()->since, at(seconds{0}));

    sut.link(at(seconds{7}), true);
    hand(seconds{7}, answer_kind::taken);
    breaks(seconds{20});
    EXPECT_EQ(ails(seconds{22}), std::nullopt);
    sut.link(at(seconds{30}), false);  // nothing was on it
    EXPECT_EQ(sut.look(at(seconds{30}))->since, at(seconds{30}));
}

TEST_F(Breaker, AnAilmentKeepsTheInstantItBegan)
{
    sut.sent(at(seconds{0}));
    ASSERT_TRUE(sut.look(at(seconds{5})));
    EXPECT_EQ(sut.look(at(seconds{9}))->since, at(seconds{4}));
}

/// Whatever comes in whatever order: a probe is always due within the pause, and a message taken always closes it.
RC_GTEST_PROP(BreakerProperty, NeverShutsForLongerThanTheProbePause, ())
{
    breaker sut;
    auto now = at({});
    int in_flight = 0;
    for (auto const step : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 8))) {
        now += milliseconds{*rc::gen::inRange(0, 3000)};
        switch (step) {
        case 0:
        case 1: sut.sent(now); ++in_flight; break;
        case 2:
        case 3:
            if (in_flight > 0) {
                sut.answered(now, answer_kind::failed, quick);
                --in_flight;
            }
            break;
        case 4: sut.link(now, false); break;
        case 5: sut.link(now, true); break;
        case 6: sut.look(now); break;
        default: break;
        }
        RC_ASSERT(sut.lets_through(std::max(now, sut.next_probe())));
        RC_ASSERT(sut.state() == breaker_state::closed || sut.next_probe() <= now + seconds{5});
    }
    sut.sent(now);
    sut.answered(now, answer_kind::taken, quick);
    RC_ASSERT(sut.lets_through(now));
}

TEST(BreakerWords, AreAllDifferent)
{
    EXPECT_EQ(to_string(ailment::link_down), "link-down");
    EXPECT_EQ(to_string(ailment::silent), "silent");
    EXPECT_EQ(to_string(ailment::slow), "slow");
    EXPECT_EQ(to_string(breaker_state::closed), "closed");
    EXPECT_EQ(to_string(breaker_state::open), "open");
    EXPECT_EQ(to_string(breaker_state::half_open), "half-open");
}

}  // namespace
}  // namespace tocsin::channels
