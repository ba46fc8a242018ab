// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/runtime/zones.hpp"

#include <gtest/gtest.h>

namespace tocsin::dispatcher {
namespace {

wall_time utc(char const* text) { return parse_instant(text).value(); }

local_time civil(int year, unsigned month, unsigned day, int hour, int minute)
{
    std::chrono::year_month_day const date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    return local_time{local_day{date}} + hours{hour} + minutes{minute};
}

TEST(Zones, AreThoseOfTheSystem)
{
    EXPECT_TRUE(zone_exists("Europe/Paris"));
    EXPECT_TRUE(zone_exists("Indian/Reunion"));
    EXPECT_FALSE(zone_exists("Europe/Digne"));
    EXPECT_FALSE(zone_exists(""));
    EXPECT_EQ(to_local(utc("2026-01-01T00:00:00Z"), "Europe/Digne"), std::nullopt);
}

TEST(Zones, KnowWinterSummerAndOverseas)
{
    EXPECT_EQ(to_local(utc("2026-11-24T03:00:00Z"), "Europe/Paris"), civil(2026, 11, 24, 4, 0));
    EXPECT_EQ(to_local(utc("2026-07-14T22:30:59Z"), "Europe/Paris"), civil(2026, 7, 15, 0, 30));
    EXPECT_EQ(to_local(utc("2026-07-14T22:30:00Z"), "Indian/Reunion"), civil(2026, 7, 15, 2, 30));
    EXPECT_EQ(to_local(utc("2026-07-14T02:00:00Z"), "America/Martinique"), civil(2026, 7, 13, 22, 0));
}

TEST(Zones, GiveTheFirstOfAnHourThatComesTwice)
{
    // On 25 October 2026 at 01:00 UTC clocks go back from 03:00 to 02:00.
    EXPECT_EQ(to_wall(civil(2026, 10, 25, 2, 30), "Europe/Paris"), utc("2026-10-25T00:30:00Z"));
    EXPECT_EQ(to_wall(civil(2026, 10, 25, 3, 30), "Europe/Paris"), utc("2026-10-25T02:30:00Z"));
}

TEST(Zones, GiveTheEndOfAGap)
{
    // On 29 March 2026 at 01:00 UTC clocks go from 02:00 to 03:00.
    EXPECT_EQ(to_wall(civil(2026, 3, 29, 2, 30), "Europe/Paris"), utc("2026-03-29T01:00:00Z"));
    EXPECT_EQ(to_wall(civil(2026, 3, 29, 3, 0), "Europe/Paris"), utc("2026-03-29T01:00:00Z"));
    EXPECT_EQ(to_wall(civil(2026, 3, 29, 1, 59), "Europe/Paris"), utc("2026-03-29T00:59:00Z"));
}

TEST(Zones, ComeBackFromEveryHourOfAYearExceptTheRepeatedOne)
{
    int differing = 0;
    auto const start = utc("2026-01-01T00:00:00Z");
    for (int hour = 0; hour < 365 * 24; ++hour) {
        auto const instant = start + hours{hour};
        auto const there = to_local(instant, "Europe/Paris");
        ASSERT_TRUE(there);
        if (to_wall(*there, "Europe/Paris") != instant)
            ++differing;
    }
    EXPECT_EQ(differing, 1);
}

}  // namespace
}  // namespace tocsin::dispatcher
