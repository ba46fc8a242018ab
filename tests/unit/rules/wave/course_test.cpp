// SPDX-License-Identifier: Apache-2.0
#include "rules/wave/course.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace tocsin::rules {
namespace {

wave_question call(pace how, int need, int pool, double hours_left = 3)
{
    wave_question asked;
    asked.need = need;
    asked.pace = how;
    asked.deadline = real_minutes{60 * hours_left};
    asked.a_minute = 600;
    asked.pool = {{pool, 1, 0, 0}};
    asked.prior = cold_prior(hour_band::day);
    return asked;
}

TEST(Course, EverybodyAtOnceAsksEverybodyAndFillsFirst)
{
    auto const all = play_forward(call(pace::all, 40, 3000), 0.08);
    EXPECT_EQ(all.first, 3000);
    EXPECT_EQ(all.asked, 3000);
    ASSERT_TRUE(all.filled.has_value());
    EXPECT_LT(all.filled->count(), 15);
    EXPECT_NEAR(all.yes, 0.95 * 3000 * 0.08, 15);
}

TEST(Course, TheDialTradesPeopleDisturbedForTime)
{
    auto const sparing = play_forward(call(pace::sparing, 40, 3000), 0.08);
    auto const fast = play_forward(call(pace::fast, 40, 3000), 0.08);
    auto const all = play_forward(call(pace::all, 40, 3000), 0.08);
    ASSERT_TRUE(sparing.filled && fast.filled && all.filled);
    EXPECT_LT(sparing.asked, fast.asked);
    EXPECT_LT(fast.asked, all.asked);
    EXPECT_GT(*sparing.filled, *fast.filled);
    EXPECT_GT(*fast.filled, *all.filled);
    EXPECT_LE(sparing.yes, 1.3 * 40 + 2) << "within the cap";
}

TEST(Course, FewerYesAskMorePeople)
{
    auto const prior = cold_prior(hour_band::day);
    auto const shares = thirds(prior);
    ASSERT_EQ(shares.size(), 3U);
    EXPECT_LT(shares[0], shares[1]);
    EXPECT_DOUBLE_EQ(shares[1], prior.yes.middle);
    EXPECT_LT(shares[1], shares[2]);
    int before = 1'000'000;
    for (double const share : shares) {
        auto const seen = play_forward(call(pace::sparing, 40, 5000), share);
        EXPECT_LT(seen.asked, before);
        before = seen.asked;
    }
}

TEST(Course, AsksNoMoreThanTheBudgetInAll)
{
    for (auto const how : {pace::sparing, pace::fast, pace::all}) {
        auto call_of = call(how, 400, 3000);
        call_of.budget = 500;
        EXPECT_EQ(play_forward(call_of, 0.08).asked, 500) << static_cast<int>(how);
    }
}

TEST(Course, SaysWhenThereAreTooFew)
{
    auto const seen = play_forward(call(pace::all, 40, 100), 0.08);
    EXPECT_EQ(seen.filled, std::nullopt);
    EXPECT_NEAR(seen.yes, 8, 1);
    EXPECT_EQ(play_forward(call(pace::sparing, 40, 0), 0.08).asked, 0);
}

TEST(Course, FillsTheRolesToo)
{
    auto asked = call(pace::fast, 10, 500);
    asked.roles = {4};
    asked.pool.push_back({20, 1, 0, 1});
    EXPECT_EQ(play_forward(asked, 0.08).filled, std::nullopt) << "two of twenty boats come";
    asked.pool.back().count = 200;
    EXPECT_TRUE(play_forward(asked, 0.08).filled.has_value());
}

TEST(Course, WaitsForASlowLine)
{
    auto asked = call(pace::all, 40, 3000);
    asked.a_minute = 30;
    EXPECT_GT(*play_forward(asked, 0.08).filled, real_minutes{20});
}

}  // namespace
}  // namespace tocsin::rules
