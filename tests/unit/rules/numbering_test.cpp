// SPDX-License-Identifier: Apache-2.0
#include "rules/numbering.hpp"
#include "where.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace tocsin::rules {
namespace {

std::string e164(std::string_view text, std::string_view region = "FR")
{
    auto const read = parse_phone(text, region);
    return read ? read->number.e164() : "refused: " + read.error().en;
}

TEST(Phone, IsReadInEveryNotationPeopleUse)
{
    for (auto const* text : {"06 39 98 00 12", "06.39.98.00.12", "06-39-98-00-12", "0639980012", "+33639980012", "+33 6 39 98 00 12",
                             "0033 6 39 98 00 12", "+33 (0)6 39 98 00 12", "06\xc2\xa0""39\xc2\xa0""98\xc2\xa0""00\xc2\xa0""12"})
        EXPECT_EQ(e164(text), "+33639980012") << text;
}

TEST(Phone, FictionIsMobile)
{
    EXPECT_EQ(parse_phone("0639980000", "FR")->line, line_kind::mobile);
    EXPECT_EQ(parse_phone("0261910000", "FR")->line, line_kind::fixed);
}

TEST(Phone, RefusesWhatIsNone)
{
    for (auto const* text : {"", "appelez-moi", "06 39 98", "06 39 98 00 12 34", "+999123456", "0000000000"})
        EXPECT_TRUE(parse_phone(text, "FR").has_error()) << text;
}

TEST(Phone, ErrorsNeverRepeatTheNumber)
{
    EXPECT_EQ(parse_phone("06 39 98 00 12 34", "FR").error().en.find("12 34"), std::string::npos);
}

TEST(Phone, AgreesWithGooglesOwnImplementation)
{
    std::ifstream in{std::string{TOCSIN_SOURCE_DIR} + "/tests/unit/rules/numbering_vectors.tsv"};
    int checked = 0;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("#"))
            continue;
        std::istringstream fields{line};
        std::string text, region, number, kind;
        std::getline(fields, text, '\t');
        std::getline(fields, region, '\t');
        std::getline(fields, number, '\t');
        std::getline(fields, kind, '\t');
        auto const read = parse_phone(text, region);
        if (number == "-") {
            EXPECT_TRUE(read.has_error()) << line;
        } else {
            EXPECT_TRUE(read) << line << (read ? "" : read.error().en);
            if (!read)
                continue;
            EXPECT_EQ(read->number.e164(), number) << line;
            EXPECT_EQ(read->line == line_kind::mobile, kind == "mobile") << line;
        }
        ++checked;
    }
    EXPECT_GT(checked, 100);
}

TEST(Postcode, TellsTheRegion)
{
    EXPECT_EQ(region_of_postcode("97400"), "RE");
    EXPECT_EQ(region_of_postcode("04000"), "FR");
    EXPECT_EQ(region_of_postcode("98713"), "PF");
}

}  // namespace
}  // namespace tocsin::rules
