// SPDX-License-Identifier: Apache-2.0
// `polygon:FILE.geojson`: the file is the officer's, so it is read here, and the daemon gets corners.
#pragma once

#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <vector>

namespace tocsin::cli {

/// Whether a zone expression names a file rather than corners.
std::optional<std::string> polygon_file(std::string const& zone);

/// The zone expressions `polygon:LAT,LON LAT,LON …` of a GeoJSON text (RFC 7946: longitude first there): Polygon,
/// MultiPolygon, and collections or features of them. Nothing when it holds anything else, a hole included: leaving a
/// hole out would ask more people than was meant.
std::optional<std::vector<std::string>> polygons_of(boost::json::value const& geojson);

}  // namespace tocsin::cli
