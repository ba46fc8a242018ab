// SPDX-License-Identifier: Apache-2.0
#include "rules/picture/map.hpp"

#include "tests/support/france.hpp"

#include <gtest/gtest.h>

namespace tocsin::rules::picture {
namespace {

using support::france;

map_sheet over(std::vector<std::string> const& zone, double widen = 0)
{
    return map_sheet{france(), france().resolve(zone, widen).value()};
}

std::size_t count(std::string const& in, std::string const& what)
{
    std::size_t found = 0;
    for (auto at = in.find(what); at != std::string::npos; at = in.find(what, at + 1))
        ++found;
    return found;
}

people_by_commune some() { return {{france().find("04070"), 12}, {france().find("04112"), 4}, {france().find("04088"), 1}}; }

TEST(Map, ShadesTheCommunesOfConfirmedPeople)
{
    auto const drawn = over({"04"}).svg(some(), "m", "Zone", "fr");
    EXPECT_NE(drawn.find("class=\"step4\" d="), std::string::npos);  // Digne: 12
    EXPECT_NE(drawn.find("class=\"step2\" d="), std::string::npos);  // Manosque: 4
    EXPECT_NE(drawn.find("class=\"step1\" d="), std::string::npos);
    EXPECT_EQ(drawn.find("class=\"step5\" d="), std::string::npos);
    EXPECT_NE(drawn.find(">Digne-les-Bains<"), std::string::npos);
    EXPECT_NE(drawn.find(">Manosque<"), std::string::npos);
    EXPECT_NE(drawn.find("approximatives"), std::string::npos);
    EXPECT_LT(drawn.size(), 48U * 1024);
}

TEST(Map, TellsTheSameToWhoeverCannotSeeIt)
{
    auto const sheet = over({"04"});
    EXPECT_EQ(sheet.in_words(some(), "fr").substr(0, 27), "Digne-les-Bains 12, Manosqu");
    EXPECT_EQ(sheet.in_words({}, "en"), "nobody yet");
    auto const drawn = sheet.svg(some(), "m", "Zone <04>", "en");
    EXPECT_NE(drawn.find("role=\"img\" aria-labelledby=\"m-title m-words\""), std::string::npos);
    EXPECT_NE(drawn.find("<title id=\"m-title\">Zone &lt;04&gt;</title>"), std::string::npos);
    EXPECT_NE(drawn.find("People confirmed by place: Digne-les-Bains 12"), std::string::npos);
}

TEST(Map, ComesInPartsForAPageThatChoosesFromHowFarItIsSeen)
{
    auto const sheet = over({"04"});
    auto const bare = sheet.bare_svg(some(), "m", "Zone", "fr");
    EXPECT_EQ(bare.find("class=\"legend\""), std::string::npos);
    EXPECT_NE(bare.find("id=\"m-shades\""), std::string::npos);
    auto const far = bare.find("<g class=\"far\" display=\"none\">");
    ASSERT_NE(far, std::string::npos) << "the few large names wait for a wall";
    EXPECT_LE(count(bare.substr(far), "class=\"name\""), 5U);
    EXPECT_NE(bare.find(">Manosque<", far), std::string::npos);
    EXPECT_NE(sheet.key("fr").find("approximatives"), std::string::npos);
    EXPECT_EQ(count(map_sheet::far_key("en"), "<rect"), 5U);
    for (auto const& each : {sheet.key("fr"), map_sheet::far_key("fr")})
        EXPECT_NE(each.find("aria-hidden=\"true\""), std::string::npos);
    EXPECT_EQ((map_sheet{france(), area{}}.bare_svg({}, "m", "Zone", "fr")), "");
}

TEST(Map, StandsUnderAStrictPolicyAndFetchesNothing)
{
    auto const drawn = over({"04", "circle:44.09,6.23,20"}).svg(some(), "m", "Zone", "fr");
    for (auto const* const each : {"style=", "<style", "<script", "href", "url(", "onclick"})
        EXPECT_EQ(drawn.find(each), std::string::npos) << each;
}

TEST(Map, CountsPeopleFromBeyondItsEdges)
{
    auto const sheet = over({"04"});
    people_by_commune const people{{france().find("59350"), 2}, {no_commune, 1}};  // Lille
    EXPECT_NE(sheet.numbers(people, "en").find(">+ 3 off the map<"), std::string::npos);
    EXPECT_EQ(sheet.in_words(people, "en"), "elsewhere 3");
}

TEST(Map, DrawsShapesAsTheyAreAndTheZoneByItsCommunes)
{
    auto const circle = over({"circle:44.09,6.23,20"}).svg({}, "m", "Zone", "fr");
    EXPECT_EQ(count(circle, "class=\"shape\""), 1U);
    auto const commune = over({"04070"}).svg({}, "m", "Zone", "fr");
    EXPECT_EQ(count(commune, "class=\"shape\""), 0U);
    EXPECT_NE(commune.find("class=\"zone\" d=\"M"), std::string::npos);
}

TEST(Map, OfAWideZoneIsDrawnByDepartement)
{
    auto const sheet = over({"region:93", "region:84", "region:76"});
    auto const drawn = sheet.svg(some(), "m", "Zone", "fr");
    EXPECT_NE(drawn.find("chaque département"), std::string::npos);
    EXPECT_EQ(sheet.in_words(some(), "fr"), "Alpes-de-Haute-Provence 17");
    EXPECT_LT(drawn.size(), 48U * 1024);
}

TEST(Map, OfNoGroundIsEmpty)
{
    EXPECT_TRUE((map_sheet{france(), area{}}.empty()));
    EXPECT_EQ((map_sheet{france(), area{}}.svg({}, "m", "Zone", "fr")), "");
}

TEST(Map, SaysAZoneByItsNames)
{
    EXPECT_EQ(said_zone(france(), {"04", "04070", "circle:44.09,6.23,20"}, "en"), "Alpes-de-Haute-Provence, Digne-les-Bains, a shape on the map");
}

}  // namespace
}  // namespace tocsin::rules::picture
