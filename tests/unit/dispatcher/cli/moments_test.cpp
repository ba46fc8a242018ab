// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/moments.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace tocsin::cli {
namespace {

TEST(Moment, IsShownInTheTimeOfTheHouseWhateverTheTerminals)
{
    ::setenv("TZ", "UTC", 1);
    ::tzset();
    use_time_zone("");
    EXPECT_EQ(moment("2026-11-24T17:00:00Z", language::fr), "24/11 17:00");
    use_time_zone("Europe/Paris");
    EXPECT_EQ(moment("2026-11-24T17:00:00Z", language::fr), "24/11 18:00");
    EXPECT_EQ(moment("2026-11-24T17:00:00.250Z", language::en), "24 Nov 18:00");
    EXPECT_EQ(moment("2026-07-14T23:30:00+02:00", language::fr), "14/07 23:30");
    EXPECT_EQ(moment("bientôt", language::fr), "bientôt");
    ::unsetenv("TZ");
    ::tzset();
}

TEST(Moment, IsShownWithItsYearWhenThatIsNotPlain)
{
    ::setenv("TZ", "UTC", 1);
    ::tzset();
    EXPECT_EQ(moment("2019-11-24T17:00:00Z", language::en), "24 Nov 17:00") << "nobody said what day it is";
    use_today(1'795'651'200);  // 2026-11-26
    EXPECT_EQ(moment("2026-11-24T17:00:00Z", language::fr), "24/11 17:00");
    EXPECT_EQ(moment("2027-02-03T08:05:00Z", language::fr), "03/02 08:05");
    EXPECT_EQ(moment("2025-12-24T17:00:00Z", language::fr), "24/12/2025 17:00");
    EXPECT_EQ(moment("2025-12-24T17:00:00Z", language::en), "24 Dec 2025 17:00");
    EXPECT_EQ(moment("2028-01-02T17:00:00Z", language::en), "2 Jan 2028 17:00");
    use_today(std::nullopt);
    ::unsetenv("TZ");
    ::tzset();
}

TEST(Day, IsWrittenAsPeopleDo)
{
    EXPECT_EQ(day("1990-03-07", language::fr), "07/03/1990");
    EXPECT_EQ(day("1990-03-07", language::en), "7 Mar 1990");
    for (auto const* odd : {"", "1990", "1990-13-07", "1990-12-00", "1990-03-07T10:00:00Z", "hier"})
        EXPECT_EQ(day(odd, language::fr), odd);
}

}  // namespace
}  // namespace tocsin::cli
