// SPDX-License-Identifier: Apache-2.0
#include "rules/select/contacts.hpp"

#include <gtest/gtest.h>

namespace tocsin::rules {
namespace {

constexpr wall_time now = std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + hours{3};

TEST(Contacts, CountBackFromNowAndNotFromMidnight)
{
    std::vector<contact> const all{
        {volunteer_id{1}, now - hours{23}},
        {volunteer_id{1}, now - hours{24}},
        {volunteer_id{1}, now - hours{24 * 29}},
        {volunteer_id{1}, now - hours{24 * 30}},
        {volunteer_id{3}, now + hours{1}},  // the clock was set back
    };
    contact_counts const counts{all, now};
    EXPECT_EQ(counts.of_day(1), 1);
    EXPECT_EQ(counts.of_month(1), 3);
    EXPECT_EQ(counts.of_day(2), 0);
    EXPECT_EQ(counts.of_day(3), 1);
    EXPECT_EQ(counts.of_month(4'000'000), 0);
}

TEST(Contacts, StopCountingWhereAByteEnds)
{
    std::vector<contact> const all(300, {volunteer_id{1}, now});
    EXPECT_EQ((contact_counts{all, now}).of_day(1), 255);
}

TEST(Contacts, SpreadOverARegisterIsToldByHowOftenAndByWhoIsAboveTheBudget)
{
    std::vector<contact> all;
    auto const ask = [&all](std::int64_t who, int times, hours ago) {
        for (int i = 0; i < times; ++i)
            all.push_back({volunteer_id{who}, now - ago});
    };
    ask(1, 1, hours{1});
    ask(2, 2, hours{1});  // at the limit of a day
    ask(3, 3, hours{1});  // above it
    ask(4, 4, hours{24 * 3});  // at the limit of a month
    ask(5, 6, hours{24 * 3});
    contact_spread const spread{contact_counts{all, now}, 10, {2, 4}};
    EXPECT_EQ(spread.people, (std::array{5, 1, 1, 3}));
    EXPECT_EQ(spread.most, 6);
    EXPECT_EQ(spread.at_limit, 4);
    EXPECT_EQ(spread.above, 2);
}

}  // namespace
}  // namespace tocsin::rules
