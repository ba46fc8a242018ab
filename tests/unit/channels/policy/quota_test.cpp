// SPDX-License-Identifier: Apache-2.0
#include "channels/policy/quota.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tocsin::channels {
namespace {

TEST(Quota, TheTighterOfPartsAndMoneyHolds)
{
    day_limits limits;
    EXPECT_FALSE(limits.any());
    EXPECT_EQ(parts_left(limits, 5), std::nullopt);
    limits.parts = 1000;
    EXPECT_EQ(parts_left(limits, 400), 600);
    limits.spend = 10;
    EXPECT_EQ(parts_left(limits, 400), 600);  // it is free: money limits nothing
    limits.price = 0.05;
    EXPECT_EQ(parts_left(limits, 0), 200);
    EXPECT_EQ(parts_left(limits, 199), 1);
    EXPECT_EQ(parts_left(limits, 300), 0);
}

TEST(Quota, LeasesASecondsWorthAndAtTheEndWhatIsLeft)
{
    day_limits limits;
    limits.parts = 100;
    EXPECT_EQ(lease(limits, 0, 1, 30), 30);
    EXPECT_EQ(lease(limits, 95, 1, 30), 5);
    EXPECT_EQ(lease(limits, 95, 5, 0.5), 5);
    EXPECT_EQ(lease(limits, 95, 6, 0.5), 0);  // a message is not cut in two
    EXPECT_EQ(lease(limits, 100, 1, 30), 0);
}

RC_GTEST_PROP(QuotaProperty, LeasesNeverPassTheLimitAndEndWithinOneMessageOfIt, ())
{
    day_limits limits;
    limits.parts = *rc::gen::inRange(1, 2000);
    limits.price = 0.05;
    if (*rc::gen::arbitrary<bool>())
        limits.spend = *rc::gen::inRange(1, 100);
    auto const most = *parts_left(limits, 0);
    auto const parts = *rc::gen::inRange(1, 6);
    std::int64_t taken = 0;
    while (auto const more = lease(limits, taken, parts, 30)) {
        RC_ASSERT(more >= parts);
        taken += more;
        RC_ASSERT(taken <= most);
    }
    RC_ASSERT(most - taken < parts);
}

}  // namespace
}  // namespace tocsin::channels
