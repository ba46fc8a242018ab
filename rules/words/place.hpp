// SPDX-License-Identifier: Apache-2.0
// Places on the ground: WGS 84 points, rings, circles.
#pragma once

#include <vector>

namespace tocsin {

/// WGS 84 degrees. Latitude first, as CAP 1.2 writes it.
struct geo_point {
    double latitude = 0;
    double longitude = 0;

    friend bool operator==(geo_point, geo_point) = default;
};

/// A closed ring: first point equals last, at least four points (CAP 1.2 section 3.2.4, polygon).
struct geo_polygon {
    std::vector<geo_point> ring;

    friend bool operator==(geo_polygon const&, geo_polygon const&) = default;
};

struct geo_circle {
    geo_point centre;
    double radius_km = 0;

    friend bool operator==(geo_circle const&, geo_circle const&) = default;
};

/// Great-circle distance in kilometres (haversine, mean Earth radius 6371.0088 km).
double distance_km(geo_point from, geo_point to);

}  // namespace tocsin
