// SPDX-License-Identifier: Apache-2.0
// The ground shared out among points: to each what is nearer to it than to any other, no farther than a reach. Stands
// for the contours that a gazetteer of points does not have. Pure, and plane: the caller projects.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tocsin::rules::picture {

struct spot {
    double x = 0;
    double y = 0;

    friend bool operator==(spot, spot) = default;
};

/// A side of a cell, from one corner to the next.
struct cell_side {
    static constexpr std::size_t nobody = static_cast<std::size_t>(-1);

    spot from;
    spot to;
    std::size_t beyond = nobody;  ///< the point whose cell lies on the other side; nobody at the reach
};

/// Convex, its sides in turn; empty for a point that stands where an earlier one does.
using cell = std::vector<cell_side>;

/// The cell of each point, in their order: a Voronoi diagram by half-plane clipping, each cell within a regular polygon
/// of 24 corners and radius `reach` (above 0). O(n × the points within twice the reach).
std::vector<cell> cells_around(std::span<spot const> points, double reach);

}  // namespace tocsin::rules::picture
