// SPDX-License-Identifier: Apache-2.0
// Where a mobilisation looks for people, resolved from zone expressions or an alert's areas. Empty means nobody.
#pragma once

#include "rules/words/place.hpp"

#include <cstdint>
#include <vector>

namespace tocsin::rules {

/// Row of a commune in the gazetteer that is loaded; dense from 0. Not stable across gazetteer versions: never stored.
using commune_index = std::uint32_t;
inline constexpr commune_index no_commune = UINT32_MAX;

/// The union of communes named by a code and of shapes drawn on the map.
///
/// A named commune holds the people who live in it. A shape holds the people whose own coordinates lie within
/// `widen_km` of it, and the people known only by their commune when that commune's circle of uncertainty touches it.
struct area {
    std::vector<commune_index> communes;  ///< ascending, no duplicates, already widened
    std::vector<geo_polygon> polygons;
    std::vector<geo_circle> circles;
    double widen_km = 0;  ///< for the shapes

    bool empty() const { return communes.empty() && polygons.empty() && circles.empty(); }
};

}  // namespace tocsin::rules
