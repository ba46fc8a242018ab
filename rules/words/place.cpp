// SPDX-License-Identifier: Apache-2.0
#include "rules/words/place.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tocsin {

double distance_km(geo_point from, geo_point to)
{
    constexpr double degree = std::numbers::pi / 180.0;
    constexpr double mean_earth_radius_km = 6371.0088;
    double const half_latitude = std::sin((to.latitude - from.latitude) * degree / 2);
    double const half_longitude = std::sin((to.longitude - from.longitude) * degree / 2);
    double const chord = half_latitude * half_latitude +
                         std::cos(from.latitude * degree) * std::cos(to.latitude * degree) *
                             half_longitude * half_longitude;
    return 2 * mean_earth_radius_km * std::asin(std::min(1.0, std::sqrt(chord)));
}

}  // namespace tocsin
