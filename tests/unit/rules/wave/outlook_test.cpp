// SPDX-License-Identifier: Apache-2.0
#include "rules/wave/outlook.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

namespace tocsin::rules {
namespace {

/// P(sum >= least) of independent yes or no, exactly.
double exact(std::vector<double> const& chances, int least)
{
    std::vector<double> counts{1};
    for (double const chance : chances) {
        counts.push_back(0);
        for (std::size_t k = counts.size() - 1; k > 0; --k)
            counts[k] = counts[k] * (1 - chance) + counts[k - 1] * chance;
        counts[0] *= 1 - chance;
    }
    double below = 0;
    for (int k = 0; k < least && k < static_cast<int>(counts.size()); ++k)
        below += counts[static_cast<std::size_t>(k)];
    return 1 - below;
}

moments moments_of(std::vector<double> const& chances)
{
    moments sum;
    for (double const chance : chances) {
        sum.mean += chance;
        sum.variance += chance * (1 - chance);
    }
    return sum;
}

TEST(Chance, IsExactWhenAllAreEquallyLikely)
{
    std::vector<double> const chances(60, 0.07);
    for (int least = 0; least <= 20; ++least)
        EXPECT_NEAR(chance_of(moments_of(chances), least), exact(chances, least), 1e-9) << least;
}

TEST(Chance, OfNothingIsNothing)
{
    EXPECT_EQ(chance_of({}, 0), 1);
    EXPECT_EQ(chance_of({}, 1), 0);
    EXPECT_EQ(chance_of({1e6, 1e5}, 20), 1);
    EXPECT_NEAR(chance_of({5, 0}, 5), 1, 0.01);
}

/// How far off it is for people of whom nobody is surer than this, in thousandths.
double error_up_to(int surest)
{
    auto const parts = *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(1, surest)));
    std::vector<double> chances;
    for (int const part : parts)
        chances.push_back(part / 1000.0);
    int const least = *rc::gen::inRange(1, 40);
    return std::abs(chance_of(moments_of(chances), least) - exact(chances, least));
}

RC_GTEST_PROP(Chance, IsCloseToTheExactDistributionWhenTheyDiffer, ()) { RC_ASSERT(error_up_to(500) < 0.02); }

RC_GTEST_PROP(Chance, IsNotFarFromItWhereSomeAreNearlyCertain, ()) { RC_ASSERT(error_up_to(950) < 0.15); }

TEST(Chance, IsFarthestWhereAFewAreNearlyCertainAmongManyWhoAreNot)
{
    std::vector<double> chances(54, 0.005);
    chances.insert(chances.end(), 3, 0.949);
    EXPECT_NEAR(std::abs(chance_of(moments_of(chances), 4) - exact(chances, 4)), 0.149, 0.001);
}

class Ahead : public testing::Test {
protected:
    outlook until(double horizon, std::vector<asked_group> const& asked, leaving const& how = {}) const
    {
        return {seen_, {}, asked, {{1000}}, how, real_minutes{horizon}};
    }

    belief seen_{{}, {}};
};

TEST_F(Ahead, MoreAskedIsNeverFewerYes)
{
    auto const ahead = until(60, {});
    for (int more = 1; more <= 1000; ++more) {
        EXPECT_GE(ahead.mean(more), ahead.mean(more - 1) - 1e-9);
        EXPECT_GE(ahead.chance(10, more), ahead.chance(10, more - 1) - 1e-6);
    }
    EXPECT_NEAR(ahead.chance(0, 0), 1, 1e-9);
    EXPECT_EQ(ahead.chance(1, 0), 0);
}

TEST_F(Ahead, QueuedMessagesCountAsAskedButLater)
{
    asked_group sent;
    sent.count = 500;
    sent.age = real_minutes{0};
    auto queued = sent;
    queued.age = real_minutes{-20};
    auto stuck = sent;
    stuck.age = real_minutes{-90};
    double const now = until(60, {sent}).mean(0);
    double const waiting = until(60, {queued}).mean(0);
    EXPECT_GT(now, waiting);
    EXPECT_GT(waiting, 0.5 * now);
    EXPECT_EQ(until(60, {stuck}).mean(0), 0);
}

TEST_F(Ahead, ASlowRateBringsFewerInTime)
{
    leaving slow;
    slow.a_minute = 10;
    EXPECT_LT(until(60, {}, slow).mean(1000), 0.8 * until(60, {}).mean(1000));
}

TEST_F(Ahead, QuantilesAreWhatTheyClaim)
{
    asked_group sent;
    sent.count = 500;
    auto const ahead = until(60, {sent});
    auto const range = ahead.quantiles({0.05, 0.5, 0.95}, 0);
    EXPECT_GE(1 - ahead.chance(range[0] + 1, 0), 0.05 - 1e-9);
    EXPECT_LT(1 - ahead.chance(range[0], 0), 0.05);
    EXPECT_GE(1 - ahead.chance(range[2] + 1, 0), 0.95 - 1e-9);
    EXPECT_LT(1 - ahead.chance(range[2], 0), 0.95);
}

TEST_F(Ahead, TheLikelyAndTheQuickAreWorthMore)
{
    evidence heard;
    heard.curves = {{}, {6, 0.4}};
    leaving const how;
    auto yes_of = [&](pool_slice const& slice) {
        return outlook{seen_, heard, {}, {slice}, how, real_minutes{60}}.mean(100);
    };
    EXPECT_GT(yes_of({100, 2.0}), 1.8 * yes_of({100, 1.0}));
    EXPECT_LT(yes_of({100, 1.0, 1}), 0.4 * yes_of({100, 1.0, 0}));
}

}  // namespace
}  // namespace tocsin::rules
