// SPDX-License-Identifier: Apache-2.0
// Vigicrues, InfoVigiCru.geojson: one feature for each watched stretch of river, properties {CdEntCru or gid, lbentcru or
// LbEntCru, NivInfViCr from 1 (green) to 4 (red)}, geometry LineString or MultiLineString of [longitude, latitude].
#include "dispatcher/intake/feeds/format.hpp"
#include "dispatcher/intake/feeds/words.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace tocsin::dispatcher::feeds {
namespace {

namespace json = boost::json;

constexpr std::size_t most_circles = 200;

std::optional<geo_point> point_of(json::value const& pair)
{
    auto const* const list = pair.if_array();
    if (!list || list->size() < 2)
        return std::nullopt;
    json::object both;
    both["longitude"] = (*list)[0];
    both["latitude"] = (*list)[1];
    auto const longitude = number_of(both, "longitude");
    auto const latitude = number_of(both, "latitude");
    if (!longitude || !latitude || !on_earth(*latitude, *longitude))
        return std::nullopt;
    return geo_point{*latitude, *longitude};
}

/// Circles along a line, each within one radius of the next: together they hold the valley.
class banks {
public:
    explicit banks(double radius_km) : radius_km_(radius_km) {}

    /// False: the line is not one that can be followed.
    bool follow(json::array const& line)
    {
        for (auto const& each : line) {
            auto const point = point_of(each);
            if (!point)
                return false;
            bool const near = !circles_.empty() && distance_km(circles_.back().centre, *point) < radius_km_;
            if (!near)
                circles_.push_back({*point, radius_km_});
            if (circles_.size() > most_circles)
                return false;
        }
        return true;
    }

    std::vector<geo_circle> take() { return std::move(circles_); }

private:
    double radius_km_;
    std::vector<geo_circle> circles_;
};

std::optional<std::vector<geo_circle>> ground_of(json::value const& geometry, double radius_km)
{
    banks along{radius_km};
    auto const kind = text_of(geometry, "type");
    auto const& coordinates = list_of(geometry, "coordinates");
    if (kind == "LineString") {
        if (!along.follow(coordinates))
            return std::nullopt;
    } else if (kind == "MultiLineString") {
        for (auto const& line : coordinates)
            if (!line.is_array() || !along.follow(line.get_array()))
                return std::nullopt;
    }
    auto found = along.take();
    return found.empty() ? std::nullopt : std::optional{std::move(found)};
}

class vigicrues final : public format {
public:
    explicit vigicrues(table ratings) : table_(std::move(ratings)) {}

    std::string_view accepts() const override { return "application/geo+json, application/json"; }

    maybe<reading> read(std::string_view bytes, std::string const&) const override
    {
        auto const document = parse_features(bytes, "la carte de Vigicrues (GeoJSON)", "Vigicrues' map (GeoJSON)");
        if (!document)
            return document.error();
        reading all;
        auto const written = instant_of(*document, "DtHrInfoVigiCru");
        all.as_of = written ? written : instant_of(*document, "timeStamp");
        for (auto const& feature : list_of(*document, "features"))
            if (auto made = entry_of(feature, all.as_of))
                all.entries.push_back(std::move(*made));
            else
                ++all.skipped;
        return all;
    }

private:
    std::optional<entry> entry_of(json::value const& feature, std::optional<wall_time> as_of) const
    {
        auto const& properties = member(feature, "properties");
        auto code = text_of(properties, "CdEntCru");
        if (code.empty())
            code = text_of(properties, "gid");
        auto name = text_of(properties, "lbentcru");
        if (name.empty())
            name = text_of(properties, "LbEntCru");
        auto const colour = text_of(properties, "NivInfViCr");
        if (code.empty() || colour.empty())
            return std::nullopt;
        entry made;
        made.key = code;
        made.version = colour;
        auto const rated = table_.rate("", colour);
        if (!rated) {
            // Read without an hour of its own: when it is taken, see look.cpp.
            made.calm = as_of.value_or(wall_time{});
            return made;
        }
        named_parts parts;
        parts.level = rated->word;
        parts.place = name.empty() ? code : name;
        auto warning = table_.begin("vigicrues-" + as_identifier(code), as_of.value_or(wall_time{}), *rated, parts);
        auto& info = warning.infos.front();
        info.event_codes.push_back({"vigicrues-stretch", code});
        info.parameters.push_back({"vigicrues-level", colour});
        alert_area area;
        area.description = parts.place;
        // Without a line to follow it has no place: held for a person.
        if (auto ground = ground_of(member(feature, "geometry"), rated->radius_km))
            area.circles = std::move(*ground);
        info.areas.push_back(std::move(area));
        made.said = std::move(warning);
        made.original = json::serialize(properties);
        return made;
    }

    table table_;
};

}  // namespace

std::unique_ptr<format> make_vigicrues(table ratings) { return std::make_unique<vigicrues>(std::move(ratings)); }

}  // namespace tocsin::dispatcher::feeds
