// SPDX-License-Identifier: Apache-2.0
// The only file that includes Boost.Geometry: it takes long to compile.
#include "rules/geo/shape.hpp"

#include <boost/geometry.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/geometries/polygon.hpp>

#include <cmath>

namespace tocsin::rules {

std::optional<bilingual> why_not_a_ring(geo_polygon const& shape)
{
    namespace geometry = boost::geometry;
    using point = geometry::model::d2::point_xy<double>;

    if (shape.ring.size() < 4)
        return bilingual{
            "un polygone demande au moins quatre points, le dernier égal au premier",
            "a polygon needs at least four points, the last equal to the first"};
    if (shape.ring.front() != shape.ring.back())
        return bilingual{
            "le dernier point d'un polygone doit être égal au premier", "the last point of a polygon must equal the first"};
    geometry::model::ring<point> ring;
    for (std::size_t i = 0; i < shape.ring.size(); ++i) {
        auto const& at = shape.ring[i];
        if (!std::isfinite(at.latitude) || !std::isfinite(at.longitude))
            return bilingual{"une coordonnée n'est pas un nombre", "a coordinate is not a number"};
        if (i > 0 && std::abs(at.longitude - shape.ring[i - 1].longitude) > 180)
            return bilingual{
                "le polygone chevauche l'antiméridien ; coupez-le en deux à cet endroit",
                "the polygon spans the antimeridian; cut it in two there"};
        geometry::append(ring, point{at.longitude, at.latitude});
    }
    geometry::correct(ring);
    auto failure = geometry::no_failure;
    if (geometry::is_valid(ring, failure) || failure == geometry::failure_spikes ||
        failure == geometry::failure_duplicate_points)
        return std::nullopt;
    if (failure == geometry::failure_self_intersections)
        return bilingual{"le polygone se croise lui-même", "the polygon crosses itself"};
    return bilingual{"le polygone n'a pas de surface", "the polygon has no surface"};
}

}  // namespace tocsin::rules
