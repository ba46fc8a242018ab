// SPDX-License-Identifier: Apache-2.0
#include "rules/wave/belief.hpp"

#include "rules/wave/learn.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

namespace tocsin::rules {
namespace {

asked_group silent(double age, int count)
{
    asked_group group;
    group.age = real_minutes{age};
    group.count = count;
    return group;
}

/// As if `share` of `asked` people said yes at the usual speed, `age` minutes after all were asked at once.
evidence usual_crowd(int asked, double share, double age, double slowness = 1)
{
    evidence heard;
    int const yes = static_cast<int>(std::lround(asked * share));
    int told = 0;
    for (int i = 0; i < yes; ++i) {
        double const part = (i + 0.5) / yes;
        // The quantile of the middle shape, by bisection.
        double low = 0;
        double high = 1e5;
        for (int k = 0; k < 60; ++k) {
            double const middle = (low + high) / 2;
            (delay::answered_by(7, middle) < part ? low : high) = middle;
        }
        if (high * slowness < age) {
            heard.yes.push_back({real_minutes{high * slowness}});
            ++told;
        }
    }
    heard.silent = {silent(age, asked - told)};
    return heard;
}

TEST(Curve, IsTheOneThatWasMeasured)
{
    // covidliste 2021: 10 % by 1.5 min, 25 % by 3.6, 50 % by 12.5, 75 % by 41, 90 % by 99.
    for (auto const& [at, share] : {std::pair{1.5, 0.10}, {3.6, 0.23}, {12.5, 0.5}, {41.0, 0.76}, {99.0, 0.895}})
        EXPECT_NEAR(delay::answered_by(7, at), share, 0.015) << at;
    EXPECT_EQ(delay::answered_by(7, 0), 0);
    EXPECT_EQ(delay::answered_by(7, -5), 0);
    EXPECT_GE(delay::log_density(7, 0), -12);
    EXPECT_GE(delay::log_density(7, 1e6), -12);
}

TEST(Curve, NightsStartSlower)
{
    EXPECT_EQ(band_of(minutes{3 * 60}), hour_band::night);
    EXPECT_EQ(band_of(minutes{12 * 60}), hour_band::day);
    EXPECT_EQ(band_of(minutes{21 * 60}), hour_band::evening);
    EXPECT_GT(cold_prior(hour_band::night).slowness.middle, cold_prior(hour_band::day).slowness.middle);
}

TEST(Belief, StartsAtThePriorAndCoversWhatHasBeenSeen)
{
    belief const cold{{}, {}};
    EXPECT_NEAR(cold.yes().middle, 0.08, 0.01);
    EXPECT_LT(cold.yes().low, 0.02);
    EXPECT_GT(cold.yes().high, 0.4);
    EXPECT_NEAR(cold.slowness().middle, 1, 0.15);
}

TEST(Belief, SilenceIsNearlyNoEvidenceAtFirstAndStrongEvidenceLater)
{
    evidence soon;
    soon.silent = {silent(1, 100)};
    evidence late;
    late.silent = {silent(90, 100)};
    EXPECT_GT(belief({}, soon).yes().middle, 0.05);
    EXPECT_LT(belief({}, late).yes().middle, 0.015);
    evidence queued;
    queued.silent = {silent(-10, 100000)};
    EXPECT_EQ(belief({}, queued).yes().middle, belief({}, {}).yes().middle);
}

TEST(Belief, FindsTheShareBeforeEverybodyHasAnswered)
{
    for (double const share : {0.02, 0.056, 0.25, 0.47}) {
        auto const seen = belief{{}, usual_crowd(2000, share, 30)}.yes();
        EXPECT_LT(seen.low, share);
        EXPECT_GT(seen.high, share);
        EXPECT_NEAR(std::log(seen.middle / share), 0, 0.35) << share;
    }
}

TEST(Belief, AVeryLongMobilisationIsJoinedIntoFewGroups)
{
    std::vector<asked_group> many;
    for (int i = 0; i < 5000; ++i)
        many.push_back(silent(0.1 * i, 2));
    auto const few = joined(many);
    EXPECT_LT(few.size(), 60U);
    int people = 0;
    for (auto const& each : few)
        people += each.count;
    EXPECT_EQ(people, 10000);
}

TEST(Learning, NarrowsTowardsWhatHappenedAndKeepsRoomForTheNextDay)
{
    std::vector<evidence> const past(6, usual_crowd(500, 0.3, 240, 3));
    auto const learnt = learn({}, past);
    EXPECT_EQ(learnt.learnt_from, 6);
    EXPECT_NEAR(learnt.yes.middle, 0.3, 0.06);
    EXPECT_NEAR(learnt.slowness.middle, 3, 0.8);
    EXPECT_LT(learnt.yes.width, 0.55);
    EXPECT_GE(learnt.yes.width, 0.45);
    EXPECT_EQ(learn({}, {}), response_prior{});
}

TEST(Learning, OneMobilisationMovesLessThanSix)
{
    auto const heard = usual_crowd(500, 0.3, 240);
    auto const one = learn({}, {heard});
    auto const six = learn({}, std::vector<evidence>(6, heard));
    EXPECT_GT(one.yes.middle, 0.1);
    EXPECT_GT(six.yes.middle, one.yes.middle);
    EXPECT_LT(six.yes.width, one.yes.width);
}

TEST(Learning, TellsASlowChannelFromAQuickOne)
{
    response_prior usual;
    response_prior mail;
    mail.slowness.middle = 4;
    mail.yes.middle = 0.02;
    EXPECT_DOUBLE_EQ(against(usual, mail).slowness, 4);
    EXPECT_DOUBLE_EQ(against(usual, mail).yes, 0.25);
}

RC_GTEST_PROP(Belief, StaysANumber, ())
{
    evidence heard;
    auto const replies = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 100000));
    for (int const each : replies)
        heard.yes.push_back({real_minutes{each / 100.0}});
    heard.silent = {silent(*rc::gen::inRange(-100, 10000), *rc::gen::inRange(0, 1000000))};
    belief const seen{{}, heard};
    double sum = 0;
    for (auto const& point : seen.points())
        sum += point.weight;
    RC_ASSERT(std::abs(sum - 1) < 1e-9);
    RC_ASSERT(seen.yes().low <= seen.yes().middle && seen.yes().middle <= seen.yes().high);
}

}  // namespace
}  // namespace tocsin::rules
