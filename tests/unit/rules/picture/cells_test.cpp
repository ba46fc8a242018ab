// SPDX-License-Identifier: Apache-2.0
#include "rules/picture/cells.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tocsin::rules::picture {
namespace {

double surface(cell const& sides)
{
    double twice = 0;
    for (auto const& side : sides)
        twice += side.from.x * side.to.y - side.to.x * side.from.y;
    return std::abs(twice) / 2;
}

double apart(spot a, spot b) { return std::hypot(a.x - b.x, a.y - b.y); }

TEST(Cells, OfOnePointIsAllWithinItsReach)
{
    std::vector<spot> const points{{5, 5}};
    auto const cells = cells_around(points, 10);
    ASSERT_EQ(cells.size(), 1U);
    EXPECT_EQ(cells[0].size(), 24U);
    EXPECT_GT(surface(cells[0]), 0.97 * std::numbers::pi * 100);
}

TEST(Cells, OfTwoPointsMeetHalfWay)
{
    std::vector<spot> const points{{0, 0}, {10, 0}};
    auto const cells = cells_around(points, 100);
    auto const border = std::find_if(cells[0].begin(), cells[0].end(), [](auto const& side) { return side.beyond == 1; });
    ASSERT_NE(border, cells[0].end());
    EXPECT_NEAR(border->from.x, 5, 1e-9);
    EXPECT_NEAR(border->to.x, 5, 1e-9);
    EXPECT_NEAR(surface(cells[0]), surface(cells[1]), 1e-6);
}

TEST(Cells, OfTwoPointsInOnePlaceTheFirstHasIt)
{
    std::vector<spot> const points{{1, 1}, {1, 1}};
    auto const cells = cells_around(points, 3);
    EXPECT_EQ(cells[0].size(), 24U);
    EXPECT_TRUE(cells[1].empty());
}

RC_GTEST_PROP(Cells, AreClosedAndHoldWhatIsNearest, ())
{
    auto const coordinates = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(0, 60), rc::gen::inRange(0, 60)));
    std::vector<spot> points;
    for (auto const& [x, y] : coordinates)
        points.push_back({static_cast<double>(x), static_cast<double>(y)});
    constexpr double reach = 25;
    auto const cells = cells_around(points, reach);
    RC_ASSERT(cells.size() == points.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
        for (std::size_t k = 0; k < cells[i].size(); ++k) {
            auto const& side = cells[i][k];
            RC_ASSERT(apart(side.to, cells[i][(k + 1) % cells[i].size()].from) < 1e-6);
            RC_ASSERT(apart(side.from, points[i]) <= reach + 1e-6);
            for (auto const& other : points)
                RC_ASSERT(apart(side.from, points[i]) <= apart(side.from, other) + 1e-6);
            if (side.beyond != cell_side::nobody)
                RC_ASSERT(std::abs(apart(side.to, points[i]) - apart(side.to, points[side.beyond])) < 1e-6);
        }
        bool const is_first = std::find(points.begin(), points.end(), points[i]) - points.begin() == static_cast<std::ptrdiff_t>(i);
        RC_ASSERT(cells[i].empty() != is_first);
    }
}

}  // namespace
}  // namespace tocsin::rules::picture
