// SPDX-License-Identifier: Apache-2.0
#include "rules/words/time.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(Instant, ReadsTheFormsCapWritesAndItsToleratedZ)
{
    auto const expected = wall_time{seconds{1660140740}};
    EXPECT_EQ(parse_instant("2022-08-10T16:12:20+02:00"), expected);
    EXPECT_EQ(parse_instant("2022-08-10T14:12:20-00:00"), expected);
    EXPECT_EQ(parse_instant("2022-08-10T14:12:20Z"), expected);
    EXPECT_EQ(parse_instant("2022-08-10T14:12:20.250Z"), expected + milliseconds{250});
}

TEST(Instant, RefusesWhatHasNoOffsetOrIsNoDate)
{
    for (auto const* text :
         {"", "2022-08-10", "2022-08-10T16:12:20", "2022-02-30T00:00:00Z", "2022-08-10T24:00:00Z", "2022-08-10T16:12:20+02:00x",
          "2022-08-10T16:12:20.Z", "2022-08-10 16:12:20Z"})
        EXPECT_EQ(parse_instant(text), std::nullopt) << text;
}

TEST(Instant, PrintsWhatItReads)
{
    EXPECT_EQ(format_instant(*parse_instant("2026-11-24T03:00:00+01:00")), "2026-11-24T02:00:00Z");
    EXPECT_EQ(format_instant(*parse_instant("1969-12-31T23:59:59.999Z")), "1969-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace tocsin
