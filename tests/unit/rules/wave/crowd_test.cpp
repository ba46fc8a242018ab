// SPDX-License-Identifier: Apache-2.0
#include "rules/wave/crowd.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace tocsin::rules {
namespace {

class Crowd : public testing::Test {
protected:
    double even() { return std::uniform_real_distribution<double>{}(dice); }

    temper a_day(belief const& seen) { return draw_temper(seen, {even(), even(), even()}); }

    reaction someone(temper const& day, channel_curve const& over = {}, double lost = 0)
    {
        return react(day, over, lost, {even(), even(), even(), even()});
    }

    std::mt19937_64 dice{7};
};

TEST_F(Crowd, DaysAreAsOftenAsTheyAreBelieved)
{
    belief const seen{response_prior{}, evidence{}};
    std::vector<double> shares;
    for (int i = 0; i < 20'000; ++i)
        shares.push_back(a_day(seen).yes);
    std::sort(shares.begin(), shares.end());
    auto const believed = seen.yes();
    EXPECT_NEAR(shares[1000] / believed.low, 1, 0.15);
    EXPECT_NEAR(shares[10'000] / believed.middle, 1, 0.1);
    EXPECT_NEAR(shares[19'000] / believed.high, 1, 0.15);
}

TEST_F(Crowd, SharesAndDelaysAreTheDays)
{
    temper const day{0.1, 0.2, 2, 1.65};
    int yes = 0;
    int no = 0;
    std::vector<double> delays;
    for (int i = 0; i < 40'000; ++i) {
        auto const one = someone(day);
        yes += one.does == reaction::what::yes ? 1 : 0;
        no += one.does == reaction::what::no ? 1 : 0;
        if (one.does == reaction::what::yes || one.does == reaction::what::no)
            delays.push_back(one.after.count());
    }
    EXPECT_NEAR(yes / 40'000.0, 0.1, 0.006);
    EXPECT_NEAR(no / 40'000.0, 0.2, 0.008);
    std::sort(delays.begin(), delays.end());
    EXPECT_NEAR(delays[delays.size() / 2], 25, 2);
    EXPECT_GT(delays.front(), 0);
}

TEST_F(Crowd, AnotherMediumIsSlowerAndReachesFewer)
{
    temper const day{0.2, 0, 1, 1.65};
    channel_curve const mail{3, 0.5};
    int yes = 0;
    std::vector<double> delays;
    for (int i = 0; i < 40'000; ++i)
        if (auto const one = someone(day, mail); one.does == reaction::what::yes) {
            ++yes;
            delays.push_back(one.after.count());
        }
    EXPECT_NEAR(yes / 40'000.0, 0.1, 0.006);
    std::sort(delays.begin(), delays.end());
    EXPECT_NEAR(delays[delays.size() / 2], 37.5, 4);
}

TEST_F(Crowd, WhatIsLostIsNeverAnswered)
{
    temper const day{0.9, 0.05, 1, 1.65};
    int lost = 0;
    for (int i = 0; i < 20'000; ++i)
        lost += someone(day, {}, 0.25).does == reaction::what::lost ? 1 : 0;
    EXPECT_NEAR(lost / 20'000.0, 0.25, 0.015);
}

TEST_F(Crowd, TheSameChancesAreTheSamePerson)
{
    temper const day{0.3, 0.1, 1, 1.65};
    std::array const chances{0.5, 0.1, 0.4, 0.7};
    EXPECT_EQ(react(day, {}, 0.05, chances), react(day, {}, 0.05, chances));
    EXPECT_EQ(react(day, {}, 0.05, chances).does, reaction::what::yes);
}

}  // namespace
}  // namespace tocsin::rules
