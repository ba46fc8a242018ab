// SPDX-License-Identifier: Apache-2.0
#include "rules/geo/gazetteer.hpp"

#include "rules/geo/shape.hpp"
#include "tests/support/france.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace tocsin::rules {
namespace {

using support::france;
using support::gazetteer_file;

area resolved(std::vector<std::string> const& zone, double widen = 0)
{
    auto const where = france().resolve(zone, widen);
    EXPECT_TRUE(where) << (where ? "" : where.error().sentence().en);
    return where ? *where : area{};
}

bool holds(area const& where, std::string_view code)
{
    return std::binary_search(where.communes.begin(), where.communes.end(), france().find(code));
}

TEST(Gazetteer, KnowsThe198CommunesOfDepartement04)
{
    EXPECT_EQ(france().in_departement("04").size(), 198U);
    EXPECT_EQ(france().names_around("04070").size(), 198U);
    EXPECT_TRUE(france().names_around("00000").empty());
    EXPECT_EQ(france().communes().size(), 34969U);
}

TEST(Gazetteer, PlacesDigneWhereItIs)
{
    auto const& digne = france().at(france().find("04070"));
    EXPECT_EQ(digne.name, "Digne-les-Bains");
    EXPECT_LT(distance_km(digne.centre, {44.0925, 6.2317}), 2);
    EXPECT_EQ(digne.epci, "200067437");
}

TEST(Gazetteer, FindsFormerCodesAndCityDistricts)
{
    EXPECT_EQ(france().find("04071"), france().find("04070"));
    EXPECT_EQ(france().find("13201"), france().find("13055"));
    EXPECT_EQ(france().find("69381"), france().find("69123"));
    EXPECT_EQ(france().find("75101"), france().find("75056"));
    EXPECT_EQ(france().find("2a004"), france().find("2A004"));
    EXPECT_EQ(france().find("99999"), no_commune);
}

TEST(Zone, EachKindOfExpressionFindsItsCommunes)
{
    EXPECT_EQ(resolved({"04"}).communes.size(), 198U);
    EXPECT_EQ(resolved({"04070"}).communes.size(), 1U);
    EXPECT_TRUE(holds(resolved({"epci:200067437"}), "04070"));
    EXPECT_TRUE(holds(resolved({"region:93"}), "13055"));
    EXPECT_FALSE(holds(resolved({"region:93"}), "75056"));
    EXPECT_TRUE(holds(resolved({"postcode:04000"}), "04070"));
    EXPECT_EQ(resolved({"974"}).communes.size(), 24U);
    EXPECT_TRUE(holds(resolved({"04", "2A"}), "2A004"));
    EXPECT_EQ(resolved({"circle:44.09,6.23,20"}).circles.size(), 1U);
    EXPECT_EQ(resolved({"polygon:44,6 44,6.5 44.5,6.5 44,6"}).polygons.size(), 1U);
}

TEST(Zone, SaysWhatToWriteInstead)
{
    auto const why = [](std::string const& expression) { return france().resolve({expression}, 0).error().why().en; };
    EXPECT_NE(why("Digne les bains").find("04070"), std::string::npos);
    EXPECT_NE(why("04000").find("postcode:04000"), std::string::npos);
    EXPECT_NE(why("epci:1").find("SIREN"), std::string::npos);
    EXPECT_NE(why("circle:44.09,6.23").find("circle:LATITUDE"), std::string::npos);
    EXPECT_NE(why("polygon:44,6 45,7 44,7 45,6 44,6").find("crosses itself"), std::string::npos);
    EXPECT_TRUE(france().resolve(std::vector<std::string>{}, 0).has_error());
}

TEST(Zone, WideningAddsTheNeighboursAndNeverLosesAnybody)
{
    auto const narrow = resolved({"04"});
    auto const wide = resolved({"04"}, 20);
    EXPECT_GT(wide.communes.size(), narrow.communes.size());
    EXPECT_TRUE(std::includes(wide.communes.begin(), wide.communes.end(), narrow.communes.begin(), narrow.communes.end()));
    EXPECT_TRUE(holds(wide, "83069") || holds(wide, "05061") || holds(wide, "84003"));
    EXPECT_FALSE(holds(wide, "75056"));
}

alert_area coded(std::string scheme, std::string code)
{
    alert_area where;
    where.description = "ici";
    where.geocodes.push_back({std::move(scheme), std::move(code)});
    return where;
}

TEST(AlertArea, NutsCodesOfAllEditionsMeanTheirDepartement)
{
    for (auto const* code : {"FR821", "FRL01", "fr821"})
        EXPECT_EQ(france().expressions({coded("NUTS3", code)}).value(), std::vector<std::string>{"04"}) << code;
    EXPECT_EQ(france().expressions({coded("NUTS3", "FR623")}).value(), std::vector<std::string>{"31"});
    EXPECT_EQ(france().expressions({coded("NUTS3", "FRA40")}).value(), std::vector<std::string>{"974"});
    EXPECT_EQ(france().expressions({coded("NUTS3", "FR832")}).value(), std::vector<std::string>{"2B"});
    EXPECT_EQ(france().expressions({coded("INSEE", "04070")}).value(), std::vector<std::string>{"04070"});
}

TEST(AlertArea, EveryDepartementOfTheEditionOf2013HasOneCode)
{
    std::istringstream lines{gazetteer_file("geocodes.tsv")};
    std::map<std::string, int> seen;
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("nuts3-2013\t"))
            ++seen[line.substr(line.rfind('\t') + 1)];
    EXPECT_EQ(seen.size(), 101U);
    for (auto const& [departement, count] : seen)
        EXPECT_EQ(count, 1) << departement;
}

TEST(AlertArea, AnUnknownCodeOrNoAreaIsNeverEverybody)
{
    EXPECT_TRUE(france().resolve(std::vector<alert_area>{coded("NUTS3", "XX999")}, 0).has_error());
    EXPECT_TRUE(france().resolve(std::vector<alert_area>{coded("FIPS6", "009007")}, 0).has_error());
    EXPECT_TRUE(france().resolve(std::vector<alert_area>{}, 0).has_error());
    EXPECT_TRUE(france().resolve(std::vector<alert_area>{alert_area{}}, 0).has_error());
}

TEST(AlertArea, ARingThatFellFlatIsHeldForAPerson)
{
    alert_area flat;
    flat.description = "flat";
    flat.polygons.push_back({{{44.0, 6.0}, {44.1, 6.1}, {44.0, 6.0}}});
    EXPECT_TRUE(france().resolve(std::vector<alert_area>{flat}, 0).has_error());
}

TEST(AlertArea, ASwappedPairIsRecognised)
{
    alert_area swapped;
    swapped.description = "swapped";
    swapped.polygons.push_back({{{6.0, 44.0}, {6.5, 44.0}, {6.5, 44.5}, {6.0, 44.0}}});
    auto const found = france().expressions({swapped});
    ASSERT_TRUE(found.has_error());
    EXPECT_NE(found.error().why().en.find("swapped"), std::string::npos);
}

TEST(Overlap, IsSeenBetweenNamesAndDrawings)
{
    auto const digne = resolved({"circle:44.09,6.23,5"});
    EXPECT_TRUE(france().overlap(digne, resolved({"04"})));
    EXPECT_FALSE(france().overlap(digne, resolved({"75"})));
    EXPECT_TRUE(france().overlap(digne, resolved({"circle:44.12,6.2,5"})));
    EXPECT_FALSE(france().overlap(digne, resolved({"circle:45.5,6.2,5"})));
}

}  // namespace
}  // namespace tocsin::rules
