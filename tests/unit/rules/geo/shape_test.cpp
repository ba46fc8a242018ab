// SPDX-License-Identifier: Apache-2.0
#include "rules/geo/shape.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <numbers>

namespace tocsin::rules {
namespace {

/// A star around a centre never crosses itself.
geo_polygon star(std::vector<double> const& radii, geo_point centre)
{
    geo_polygon shape;
    for (std::size_t i = 0; i < radii.size(); ++i) {
        double const angle = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(radii.size());
        shape.ring.push_back({centre.latitude + radii[i] * std::sin(angle), centre.longitude + radii[i] * std::cos(angle)});
    }
    shape.ring.push_back(shape.ring.front());
    return shape;
}

/// Another method than the code's: the winding number by summed angles.
bool winds_around(geo_polygon const& shape, geo_point at)
{
    double total = 0;
    for (std::size_t i = 0; i + 1 < shape.ring.size(); ++i) {
        double const ax = shape.ring[i].longitude - at.longitude;
        double const ay = shape.ring[i].latitude - at.latitude;
        double const bx = shape.ring[i + 1].longitude - at.longitude;
        double const by = shape.ring[i + 1].latitude - at.latitude;
        total += std::atan2(ax * by - ay * bx, ax * bx + ay * by);
    }
    return std::abs(total) > std::numbers::pi;
}

RC_GTEST_PROP(Polygon, ContainsWhatItWindsAround, ())
{
    auto const corners = *rc::gen::inRange(3, 200);
    auto const raw = *rc::gen::container<std::vector<int>>(static_cast<std::size_t>(corners), rc::gen::inRange(10, 100));
    std::vector<double> radii;
    for (auto const each : raw)
        radii.push_back(each / 100.0);
    auto const shape = star(radii, {44.0, 6.0});
    prepared_polygon const prepared{shape};
    for (int i = 0; i < 50; ++i) {
        geo_point const at{
            44.0 + *rc::gen::inRange(-12'000, 12'000) / 10'000.0 + 1e-6, 6.0 + *rc::gen::inRange(-12'000, 12'000) / 10'000.0 + 1e-6};
        if (prepared.distance_to_edge_km(at) > 0.01)
            RC_ASSERT(prepared.contains(at) == winds_around(shape, at));
    }
}

RC_GTEST_PROP(Polygon, AnEdgeIsWithinReachWhenTheNearestOneIs, ())
{
    auto const raw = *rc::gen::container<std::vector<int>>(40, rc::gen::inRange(10, 100));
    std::vector<double> radii;
    for (auto const each : raw)
        radii.push_back(each / 100.0);
    prepared_polygon const shape{star(radii, {44.0, 6.0})};
    geo_point const at{
        44.0 + *rc::gen::inRange(-20'000, 20'000) / 10'000.0 + 1e-6, 6.0 + *rc::gen::inRange(-20'000, 20'000) / 10'000.0 + 1e-6};
    auto const away = shape.distance_to_edge_km(at);
    RC_ASSERT(shape.edge_within(at, away * 1.0001));
    RC_ASSERT(!shape.edge_within(at, away * 0.9999));
}

RC_GTEST_PROP(ShapeTest, ABoxJudgedWholeIsJudgedLikeEachOfItsPoints, ())
{
    area where;
    where.polygons.push_back(star({0.5, 0.2, 0.6, 0.3, 0.7, 0.25, 0.4}, {44.0, 6.0}));
    where.circles.push_back({{44.8, 6.8}, 12});
    where.widen_km = *rc::gen::inRange(0, 30);
    shape_test const test{where};
    double const south = 43.0 + *rc::gen::inRange(0, 200) / 100.0;
    double const west = 5.0 + *rc::gen::inRange(0, 200) / 100.0;
    geo_box const box{{south, west}, {south + 0.05, west + 0.05}};
    auto const verdict = test.over(box);
    for (int i = 0; i < 30; ++i) {
        geo_point const at{south + *rc::gen::inRange(0, 500) / 10'000.0, west + *rc::gen::inRange(0, 500) / 10'000.0};
        if (verdict == shape_test::overlap::inside)
            RC_ASSERT(test.holds(at));
        if (verdict == shape_test::overlap::outside)
            RC_ASSERT(!test.holds(at));
    }
}

TEST(Ring, IsRefusedWithItsReason)
{
    EXPECT_EQ(why_not_a_ring({{{44, 6}, {44, 7}, {45, 7}, {44, 6}}}), std::nullopt);
    EXPECT_NE(why_not_a_ring({{{44, 6}, {44, 7}, {44, 6}}}), std::nullopt);
    EXPECT_NE(why_not_a_ring({{{44, 6}, {44, 7}, {45, 7}, {45, 6}}})->en.find("last point"), std::string::npos);
    EXPECT_NE(why_not_a_ring({{{44, 6}, {45, 7}, {44, 7}, {45, 6}, {44, 6}}})->en.find("crosses itself"), std::string::npos);
    EXPECT_NE(why_not_a_ring({{{44, 179}, {44, -179}, {45, -179}, {44, 179}}})->en.find("antimeridian"), std::string::npos);
}

TEST(Distance, ToAnEdgeIsRightToOnePercent)
{
    prepared_polygon const shape{{{{44, 6}, {44, 7}, {45, 7}, {45, 6}, {44, 6}}}};
    geo_point const outside{43.9, 6.5};
    EXPECT_NEAR(shape.distance_to_edge_km(outside), distance_km(outside, {44.0, 6.5}), 0.12);
}

}  // namespace
}  // namespace tocsin::rules
