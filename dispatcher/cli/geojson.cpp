// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/geojson.hpp"

#include "dispatcher/cli/json_view.hpp"

#include <fmt/format.h>

#include <cmath>

namespace tocsin::cli {
namespace {

namespace json = boost::json;

constexpr std::string_view prefix = "polygon:";
constexpr int deepest_nesting = 4;  ///< a collection of features of a collection of shapes

std::optional<double> degrees(json::value const& value, double limit)
{
    double degrees = 0;
    if (auto const* const real = value.if_double())
        degrees = *real;
    else if (auto const* const whole = value.if_int64())
        degrees = static_cast<double>(*whole);
    else
        return std::nullopt;
    if (!(std::abs(degrees) <= limit))
        return std::nullopt;
    return degrees;
}

bool add_polygon(json::value const& rings, std::vector<std::string>& found)
{
    auto const* const list = rings.if_array();
    if (list == nullptr || list->size() != 1 || !list->front().is_array())
        return false;
    std::string zone{prefix};
    for (auto const& corner : list->front().get_array()) {
        auto const* const pair = corner.if_array();
        if (pair == nullptr || pair->size() < 2)
            return false;
        auto const longitude = degrees(pair->at(0), 180);
        auto const latitude = degrees(pair->at(1), 90);
        if (!longitude || !latitude)
            return false;
        zone += fmt::format("{}{:.7f},{:.7f}", zone.size() == prefix.size() ? "" : " ", *latitude, *longitude);
    }
    found.push_back(std::move(zone));
    return true;
}

bool add_shape(json::value const& shape, int depth, std::vector<std::string>& found)
{
    if (depth > deepest_nesting)
        return false;
    auto const type = text_of(shape, "type");
    auto const add_all = [&](char const* key, auto const& add) {
        auto const& list = list_of(shape, key);
        for (auto const& each : list)
            if (!add(each))
                return false;
        return !list.empty();
    };
    if (type == "Polygon")
        return add_polygon(member(shape, "coordinates"), found);
    if (type == "MultiPolygon")
        return add_all("coordinates", [&](json::value const& each) { return add_polygon(each, found); });
    if (type == "Feature")
        return add_shape(member(shape, "geometry"), depth + 1, found);
    auto const deeper = [&](json::value const& each) { return add_shape(each, depth + 1, found); };
    if (type == "FeatureCollection")
        return add_all("features", deeper);
    return type == "GeometryCollection" && add_all("geometries", deeper);
}

}  // namespace

std::optional<std::string> polygon_file(std::string const& zone)
{
    if (!zone.starts_with(prefix))
        return std::nullopt;
    auto rest = zone.substr(prefix.size());
    if (rest.find_first_not_of("0123456789.,+- ") == std::string::npos)
        return std::nullopt;
    return rest;
}

std::optional<std::vector<std::string>> polygons_of(json::value const& geojson)
{
    std::vector<std::string> found;
    if (!add_shape(geojson, 0, found))
        return std::nullopt;
    return found;
}

}  // namespace tocsin::cli
