// SPDX-License-Identifier: Apache-2.0
// Is a point in the area, does a circle touch it? Prepared once for an area, asked for a million people.
#pragma once

#include "rules/geo/area.hpp"
#include "rules/words/bilingual.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::rules {

/// Why a polygon cannot be used, as the end of a sentence about it: too few points, not closed, it crosses itself, it spans the antimeridian. Nothing when
/// it is sound (CAP 1.2 section 3.2.4).
std::optional<bilingual> why_not_a_ring(geo_polygon const& shape);

struct geo_box {
    geo_point low;
    geo_point high;
};

/// A polygon cut into latitude slabs, so that a point meets few edges.
class prepared_polygon {
public:
    explicit prepared_polygon(geo_polygon const& shape);

    /// Even-odd rule, planar in degrees; a point exactly on an edge may fall on either side.
    bool contains(geo_point point) const;
    /// Kilometres to the nearest edge, on a plane tangent at the point: good to 1 % below 200 km.
    double distance_to_edge_km(geo_point point) const;
    /// True when an edge comes within so many kilometres of the point; much cheaper than the distance when none is near.
    bool edge_within(geo_point point, double km) const;
    /// True when an edge enters the box: otherwise the box lies wholly inside or wholly outside.
    bool edge_enters(geo_box const& box) const;
    geo_box const& bounds() const { return bounds_; }

private:
    struct edge {
        geo_point from;
        geo_point to;
        geo_box box;
        double slope;  ///< degrees of longitude a degree of latitude
    };

    std::size_t slab_of(double latitude) const;
    /// The first edge between two latitudes of which `holds` is true.
    template <class Holds>
    bool any_edge(double low, double high, Holds holds) const;

    std::vector<edge> edges_;
    std::vector<std::uint32_t> slabs_;  ///< where each slab's edges begin in in_slab_
    std::vector<std::uint32_t> in_slab_;
    geo_box bounds_;
    double slabs_per_degree_ = 0;
};

/// The drawn part of an area; named communes are not its business.
class shape_test {
public:
    explicit shape_test(area const& where);

    bool empty() const { return polygons_.empty() && circles_.empty(); }
    /// Somebody's own coordinates: in a shape, or within `widen_km` of one.
    bool holds(geo_point point) const { return touches(point, 0); }
    /// A circle of uncertainty: any of it in a shape, or within `widen_km` of one.
    bool touches(geo_point centre, double uncertainty_km) const;

    enum class overlap { outside, inside, partly };
    /// How a box of people lies to the shapes; `partly` when it takes a look at each of them.
    overlap over(geo_box const& box) const;
    /// Around all shapes, widened. Only of a test that is not empty.
    geo_box bounds() const;

private:
    struct drawn {
        prepared_polygon shape;
        geo_box reach;  ///< its bounds, widened
    };

    std::vector<drawn> polygons_;
    std::vector<geo_circle> circles_;
    double widen_km_;
};

/// The box grown by so many kilometres on every side.
geo_box grown(geo_box box, double km);

}  // namespace tocsin::rules
