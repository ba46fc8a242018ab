// SPDX-License-Identifier: Apache-2.0
#include "rules/availability.hpp"
#include "where.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace tocsin::rules {
namespace {

local_time at(int year, unsigned month, unsigned day, int hour, int minute = 0)
{
    using namespace std::chrono;
    return local_days{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}} + hours{hour} + minutes{minute};
}

calendar const& school()
{
    static calendar const known = [] {
        std::ifstream in{std::string{TOCSIN_SOURCE_DIR} + "/config/holidays/school.csv"};
        std::ostringstream text;
        text << in.rdbuf();
        return calendar::read(text.str(), "school.csv").value();
    }();
    return known;
}

freedom during(std::string_view text, local_time from, local_time until, std::string_view home = "04")
{
    auto const read = schedule::parse(text);
    EXPECT_TRUE(read) << text << ": " << (read ? "" : read.error());
    return read ? read->during({from, until}, school(), territory_of(home)) : freedom::unknown;
}

// 24 November 2026 is a Tuesday, the 28th a Saturday.

TEST(OpeningHours, TheWholeWindowMustBeFree)
{
    auto const text = "Mo-Fr 18:00-22:00; Sa,Su 08:00-20:00";
    EXPECT_EQ(during(text, at(2026, 11, 24, 18), at(2026, 11, 24, 22)), freedom::yes);
    EXPECT_EQ(during(text, at(2026, 11, 24, 17, 59), at(2026, 11, 24, 20)), freedom::no);
    EXPECT_EQ(during(text, at(2026, 11, 24, 20), at(2026, 11, 24, 22, 1)), freedom::no);
    EXPECT_EQ(during(text, at(2026, 11, 28, 8), at(2026, 11, 28, 20)), freedom::yes);
}

TEST(OpeningHours, RunPastMidnightAndOverrideEachOther)
{
    EXPECT_EQ(during("Mo-Su 20:00-06:00", at(2026, 11, 24, 22), at(2026, 11, 25, 5)), freedom::yes);
    EXPECT_EQ(during("24/7", at(2026, 11, 24, 3), at(2026, 11, 25, 5)), freedom::yes);
    EXPECT_EQ(during("Mo-Su 08:00-20:00; Tu off", at(2026, 11, 24, 10), at(2026, 11, 24, 12)), freedom::no);
    EXPECT_EQ(during("Mo-Fr 08:00-12:00, Tu 14:00-18:00", at(2026, 11, 24, 15), at(2026, 11, 24, 17)), freedom::yes);
    EXPECT_EQ(during("Mo-Fr 08:00-12:00,14:00-18:00", at(2026, 11, 24, 11), at(2026, 11, 24, 15)), freedom::no);
    EXPECT_EQ(during("Mo-Fr 08:00-12:00,12:00-18:00", at(2026, 11, 24, 11), at(2026, 11, 24, 15)), freedom::yes);
}

TEST(OpeningHours, KnowDatesAndHolidays)
{
    EXPECT_EQ(during("Jul-Aug 08:00-20:00", at(2026, 7, 14, 10), at(2026, 7, 14, 12)), freedom::yes);
    EXPECT_EQ(during("Jul-Aug 08:00-20:00", at(2026, 11, 24, 10), at(2026, 11, 24, 12)), freedom::no);
    EXPECT_EQ(during("2026 Dec 24-26", at(2026, 12, 25, 10), at(2026, 12, 25, 12)), freedom::yes);
    EXPECT_EQ(during("Mo-Su 08:00-20:00; PH off", at(2026, 12, 25, 10), at(2026, 12, 25, 12)), freedom::no);
    EXPECT_EQ(during("Mo-Su 08:00-20:00; PH off", at(2026, 12, 26, 10), at(2026, 12, 26, 12), "04"), freedom::yes);
    EXPECT_EQ(during("Mo-Su 08:00-20:00; PH off", at(2026, 12, 26, 10), at(2026, 12, 26, 12), "67"), freedom::no);
    EXPECT_EQ(during("SH 09:00-17:00", at(2027, 2, 22, 10), at(2027, 2, 22, 12), "04"), freedom::yes);
    EXPECT_EQ(during("SH 09:00-17:00", at(2027, 2, 22, 10), at(2027, 2, 22, 12), "75"), freedom::no);
}

TEST(OpeningHours, SayWhatIsNotUnderstood)
{
    for (auto const* text : {"lundi 18h", "Mo-Fr 18:00", "Mo-Fr 18:00+", "Mo-Xx 08:00-10:00", "Mo 25:99-26:00", "sunrise-sunset"})
        EXPECT_TRUE(schedule::parse(text).has_error()) << text;
}

TEST(Words, CombineDayAndTime)
{
    EXPECT_EQ(during("soiree,semaine", at(2026, 11, 24, 19), at(2026, 11, 24, 22)), freedom::yes);
    EXPECT_EQ(during("soiree,semaine", at(2026, 11, 28, 19), at(2026, 11, 28, 22)), freedom::no);
    EXPECT_EQ(during("journee", at(2026, 11, 28, 9), at(2026, 11, 28, 17)), freedom::yes);
    EXPECT_EQ(during("journee|soiree", at(2026, 11, 28, 9), at(2026, 11, 28, 22)), freedom::yes);
    EXPECT_EQ(during("[\"flexible\"]", at(2026, 11, 24, 3), at(2026, 11, 24, 7)), freedom::yes);
    EXPECT_EQ(during("weekend", at(2026, 11, 28, 10), at(2026, 11, 28, 14)), freedom::yes);
    EXPECT_EQ(during("weekend", at(2026, 11, 24, 10), at(2026, 11, 24, 14)), freedom::no);
}

TEST(Words, NeverImplyTheNight)
{
    EXPECT_EQ(during("weekend", at(2026, 11, 28, 2), at(2026, 11, 28, 5)), freedom::unknown);
}

TEST(Words, TheFormsOwnTicksAndNothingAtAllAreUnknownNotNo)
{
    EXPECT_EQ(during("flexible,jours_feries,weekend,vacances", at(2026, 11, 24, 10), at(2026, 11, 24, 14)), freedom::unknown);
    EXPECT_EQ(during("", at(2026, 11, 24, 10), at(2026, 11, 24, 14)), freedom::unknown);
}

TEST(Calendar, PublicHolidaysOfFranceAndItsTerritories)
{
    using namespace std::chrono;
    auto const off = [](std::string_view code, int y, unsigned m, unsigned d) {
        return school().is_public_holiday(territory_of(code), year{y} / month{m} / day{d});
    };
    EXPECT_TRUE(off("04", 2026, 4, 6));   // Easter Monday
    EXPECT_TRUE(off("04", 2026, 5, 14));  // Ascension
    EXPECT_TRUE(off("04", 2026, 5, 25));  // Whit Monday
    EXPECT_FALSE(off("04", 2026, 4, 3));  // Good Friday
    EXPECT_TRUE(off("57000", 2026, 4, 3));
    EXPECT_TRUE(off("974", 2026, 12, 20));
    EXPECT_TRUE(off("97600", 2026, 4, 27));
    EXPECT_FALSE(off("75", 2026, 12, 20));
    EXPECT_TRUE(off("972", 2026, 5, 22));
}

TEST(Calendar, EveryTerritoryHasItsTime)
{
    EXPECT_EQ(territories().at(territory_of("97400")).time_zone, "Indian/Reunion");
    EXPECT_EQ(territories().at(territory_of("2A004")).name, "corse");
    EXPECT_EQ(territories().at(territory_of("20000")).name, "corse");
    EXPECT_EQ(territories().at(territory_of("98713")).time_zone, "Pacific/Tahiti");
    EXPECT_EQ(territories().at(territory_of("04")).name, "metropole-b");
    EXPECT_EQ(territories().at(territory_of("31")).name, "metropole-c");
    EXPECT_EQ(territories().at(territory_of("69")).name, "metropole-a");
}

TEST(Calendar, ABadTableNamesItsLines)
{
    auto const read = calendar::read("zone,first_day,last_day,name\nA,2026-10-17,2026-11-01,x\nQ,2026-01-01,2026-01-02,y\nA,2026-02-30,2026-03-01,z\n", "s.csv");
    ASSERT_TRUE(read.has_error());
    ASSERT_EQ(read.error().size(), 2U);
    EXPECT_EQ(read.error()[0].line, 3);
    EXPECT_EQ(read.error()[1].line, 4);
}

}  // namespace
}  // namespace tocsin::rules
