// SPDX-License-Identifier: Apache-2.0
// The promise is checked from outside: departures as a provider would log them, counted second by second.
#include "channels/policy/rate.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

namespace tocsin::channels {
namespace {

struct departed {
    mono_time at;
    int parts;
};

mono_time after(mono_clock::duration since_start) { return mono_time{hours{1}} + since_start; }

/// The most parts that fall into any half-open span of this length.
int busiest(std::vector<departed> const& log, mono_clock::duration span)
{
    int most = 0;
    int inside = 0;
    std::size_t oldest = 0;
    for (auto const& each : log) {
        inside += each.parts;
        while (log[oldest].at + span <= each.at)
            inside -= log[oldest++].parts;
        most = std::max(most, inside);
    }
    return most;
}

/// Sends as fast as the limiter allows for `how_long`; the caller wakes `late` after each slot.
std::vector<departed> flood(rate_limiter& pace, mono_clock::duration how_long, mono_clock::duration late = {})
{
    std::vector<departed> log;
    for (auto now = after({}); now < after(how_long);) {
        auto const slot = pace.reserve(now, 1);
        now = std::max(now, slot) + late;
        log.push_back({now, 1});
    }
    return log;
}

TEST(Rate, UsesNinetyNinePercentOfWholeRatesAndNeverMore)
{
    for (double const rate : {1.0, 2.0, 3.0, 7.0, 30.0, 50.0, 99.0, 333.0, 1000.0, 4999.0, 9500.0, 10'000.0}) {
        rate_limiter pace{rate};
        auto const log = flood(pace, seconds{60});
        EXPECT_LE(busiest(log, seconds{1}), rate) << rate;
        EXPECT_GE(static_cast<double>(log.size()), 0.99 * rate * 60) << rate;
    }
}

TEST(Rate, WhoWakesLateCatchesUp)
{
    for (double const rate : {10.0, 100.0, 1000.0}) {
        rate_limiter pace{rate};
        auto const log = flood(pace, seconds{100}, mono_clock::duration{700});
        EXPECT_LE(busiest(log, seconds{1}), rate) << rate;
        EXPECT_GE(static_cast<double>(log.size()), 0.99 * rate * 100) << rate;
    }
}

TEST(Rate, FractionBelowOneIsAnInterval)
{
    rate_limiter pace{0.25};
    auto const log = flood(pace, seconds{4000});
    EXPECT_EQ(busiest(log, seconds{4}), 1);
    EXPECT_GE(log.size(), 990U);
}

TEST(Rate, FractionAboveOneIsNotUsed)
{
    rate_limiter pace{2.9};
    auto const log = flood(pace, seconds{100});
    EXPECT_EQ(busiest(log, seconds{1}), 2);
    EXPECT_GE(log.size(), 198U);
}

TEST(Rate, IsEvenAfterAPause)
{
    rate_limiter pace{30};
    for (auto const start : {seconds{0}, seconds{100}}) {
        std::vector<departed> log;
        for (int i = 0; i < 30; ++i)
            log.push_back({pace.reserve(after(start), 1), 1});
        EXPECT_LE(busiest(log, milliseconds{100}), 4);
    }
}

TEST(Rate, NothingLeavesWhileHeld)
{
    rate_limiter pace{10};
    pace.hold_until(after(seconds{5}));
    pace.hold_until(after(seconds{2}));
    EXPECT_EQ(pace.next_slot(after({}), 1), after(seconds{5}));
    EXPECT_EQ(pace.reserve(after({}), 1), after(seconds{5}));
    EXPECT_GT(pace.reserve(after({}), 1), after(seconds{5}));
}

TEST(Rate, SecondLifeHoldsForWhatTheFirstMayHaveSent)
{
    for (double const rate : {0.1, 1.0, 40.0}) {
        rate_limiter first{rate};
        auto log = flood(first, seconds{60});
        rate_limiter second{rate};
        auto const born = log.back().at;
        second.hold_until(born + second.memory());
        for (int i = 0; i < 100; ++i)
            log.push_back({second.reserve(born, 1), 1});
        auto const span = rate >= 1 ? mono_clock::duration{seconds{1}} : mono_clock::duration{seconds{10}};
        EXPECT_LE(busiest(log, span), std::max(1.0, rate)) << rate;
    }
}

TEST(Rate, MessageOfMorePartsThanTheRateLeavesAlone)
{
    rate_limiter pace{2};
    auto const first = pace.reserve(after({}), 1);
    auto const big = pace.reserve(after({}), 5);
    auto const next = pace.reserve(after({}), 1);
    EXPECT_GE(big - first, mono_clock::duration{seconds{1}});
    EXPECT_GE(next - big, mono_clock::duration{seconds{2}});
}

RC_GTEST_PROP(Rate, HoldsInAnySecondWhateverArrives, ())
{
    auto const rate = *rc::gen::weightedOneOf<double>(
        {{3, rc::gen::map(rc::gen::inRange(1, 200), [](int whole) { return static_cast<double>(whole); })},
         {1, rc::gen::map(rc::gen::inRange(100, 5000), [](int hundredths) { return hundredths / 100.0; })}}
    );
    auto const largest = std::min(6, std::max(1, static_cast<int>(rate)));
    rate_limiter pace{rate};
    auto now = after({});
    std::vector<departed> log;
    auto const arrivals = *rc::gen::inRange<std::size_t>(1, 600);
    for (std::size_t i = 0; i < arrivals; ++i) {
        // Bursts, trickles and silences.
        auto const gap = *rc::gen::weightedElement<int>({{6, 0}, {3, 400}, {2, 15'000}, {1, 300'000}, {1, 1'500'000}});
        now += mono_clock::duration{*rc::gen::inRange(0, gap + 1)};
        if (*rc::gen::inRange(0, 50) == 0)
            pace.hold_until(now + milliseconds{*rc::gen::inRange(0, 3000)});
        auto const parts = *rc::gen::weightedOneOf<int>({{4, rc::gen::just(1)}, {1, rc::gen::inRange(1, largest + 1)}});
        auto const slot = pace.reserve(now, parts);
        RC_ASSERT(slot >= now);
        auto const before = log.empty() ? now : log.back().at;
        RC_ASSERT(slot >= before);
        log.push_back({slot, parts});
        if (*rc::gen::arbitrary<bool>())
            now = slot;
    }
    RC_ASSERT(busiest(log, seconds{1}) <= rate);
}

RC_GTEST_PROP(Rate, HoldsAlsoWithJitterOnTheWay, ())
{
    auto const rate = *rc::gen::inRange(1, 500);
    rate_limiter pace{static_cast<double>(rate)};
    std::vector<departed> log;
    auto const jitter = *rc::gen::container<std::vector<int>>(2000, rc::gen::inRange(0, 9000));
    for (int const late : jitter)
        log.push_back({pace.reserve(after({}), 1) + mono_clock::duration{late}, 1});
    std::sort(log.begin(), log.end(), [](auto const& left, auto const& right) { return left.at < right.at; });
    RC_ASSERT(busiest(log, seconds{1}) <= rate);
}

}  // namespace
}  // namespace tocsin::channels
