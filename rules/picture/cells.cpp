// SPDX-License-Identifier: Apache-2.0
#include "rules/picture/cells.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <numbers>
#include <optional>
#include <utility>

namespace tocsin::rules::picture {
namespace {

constexpr int corners = 24;

double square_between(spot a, spot b) { return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y); }

cell whole_cell(spot centre, double reach)
{
    auto const corner = [centre, reach](int i) {
        double const angle = 2 * std::numbers::pi * (i % corners) / corners;
        return spot{centre.x + reach * std::cos(angle), centre.y + reach * std::sin(angle)};
    };
    cell sides;
    for (int i = 0; i < corners; ++i)
        sides.push_back({corner(i), corner(i + 1), cell_side::nobody});
    return sides;
}

/// How far a point lies on the side of `other`: negative on the side of `own`.
double beyond(spot own, spot other, spot point)
{
    return (point.x - (own.x + other.x) / 2) * (other.x - own.x) + (point.y - (own.y + other.y) / 2) * (other.y - own.y);
}

spot between(spot from, spot to, double at_from, double at_to)
{
    double const share = at_from / (at_from - at_to);
    return {from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share};
}

/// What remains of a cell when it is shared with one more neighbour (Sutherland and Hodgman, for one line).
void share(cell& sides, spot own, spot other, std::size_t who)
{
    cell kept;
    spot left{};  // where the border leaves the cell, and where it comes back
    spot back{};
    std::optional<std::ptrdiff_t> gap;
    auto const keep = [&kept](spot from, spot to, std::size_t beyond) {
        if (from != to)
            kept.push_back({from, to, beyond});
    };
    for (auto const& side : sides) {
        double const from = beyond(own, other, side.from);
        double const to = beyond(own, other, side.to);
        if (from <= 0 && to <= 0) {
            keep(side.from, side.to, side.beyond);
        } else if (from <= 0) {
            left = between(side.from, side.to, from, to);
            keep(side.from, left, side.beyond);
            gap = std::ssize(kept);
        } else if (to <= 0) {
            back = between(side.from, side.to, from, to);
            keep(back, side.to, side.beyond);
        }
    }
    if (gap && left != back)
        kept.insert(kept.begin() + *gap, {left, back, who});
    sides = std::move(kept);
}

double farthest(cell const& sides, spot centre)
{
    double most = 0;
    for (auto const& side : sides)
        most = std::max(most, square_between(side.from, centre));
    return most;
}

/// Points by squares of the plane, so that a point meets only those near it.
class neighbourhood {
public:
    neighbourhood(std::span<spot const> points, double size) : points_(points), size_(size)
    {
        for (std::size_t i = 0; i < points.size(); ++i)
            squares_[square_of(points[i])].push_back(i);
    }

    /// The others within `size`, the nearest first; of two in one place the earlier alone has the other.
    std::vector<std::pair<double, std::size_t>> of(std::size_t which) const
    {
        std::vector<std::pair<double, std::size_t>> near;
        auto const [column, row] = square_of(points_[which]);
        for (auto x = column - 1; x <= column + 1; ++x)
            for (auto y = row - 1; y <= row + 1; ++y)
                if (auto const square = squares_.find({x, y}); square != squares_.end())
                    for (auto const other : square->second)
                        if (double const far = square_between(points_[which], points_[other]);
                            other != which && far <= size_ * size_)
                            near.emplace_back(far, other);
        std::sort(near.begin(), near.end());
        return near;
    }

private:
    std::pair<std::int64_t, std::int64_t> square_of(spot point) const
    {
        return {static_cast<std::int64_t>(std::floor(point.x / size_)), static_cast<std::int64_t>(std::floor(point.y / size_))};
    }

    std::span<spot const> points_;
    double size_;
    std::map<std::pair<std::int64_t, std::int64_t>, std::vector<std::size_t>> squares_;
};

}  // namespace

std::vector<cell> cells_around(std::span<spot const> points, double reach)
{
    neighbourhood const near{points, 2 * reach};
    std::vector<cell> cells;
    for (std::size_t i = 0; i < points.size(); ++i) {
        auto sides = whole_cell(points[i], reach);
        for (auto const& [square, other] : near.of(i)) {
            if (square == 0 && other > i)
                continue;
            if (square == 0)
                sides.clear();
            // Farther neighbours share nothing with what is left.
            if (sides.empty() || square > 4 * farthest(sides, points[i]))
                break;
            share(sides, points[i], points[other], other);
        }
        cells.push_back(std::move(sides));
    }
    return cells;
}

}  // namespace tocsin::rules::picture
