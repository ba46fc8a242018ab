// SPDX-License-Identifier: Apache-2.0
// Earthquakes as GeoJSON. USGS (earthquake.usgs.gov, feed/v1.0): features with id, properties {mag, place, time, updated in
// milliseconds, status, type, url}, geometry [longitude, latitude, depth]. EMSC (seismicportal.eu, fdsnws/event/1): features
// with properties {unid, mag, flynn_region, time and lastupdate as text, evtype, lat, lon, depth}.
#include "dispatcher/intake/feeds/format.hpp"
#include "dispatcher/intake/feeds/words.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <cmath>

namespace tocsin::dispatcher::feeds {
namespace {

namespace json = boost::json;

struct earthquake {
    std::string id;
    double magnitude = 0;
    geo_point where;
    double depth_km = 0;
    std::string place;
    std::string url;
    wall_time at;
    wall_time updated;
    bool withdrawn = false;
};

/// Milliseconds since 1970 (USGS) or text (EMSC).
std::optional<wall_time> moment_of(json::value const& properties, std::string_view name)
{
    if (auto const written = instant_of(properties, name))
        return written;
    auto const millis = number_of(properties, name);
    if (!millis || *millis < 0 || *millis > 253'402'300'799'000.0)
        return std::nullopt;
    return from_millis(static_cast<std::int64_t>(*millis));
}

std::optional<double> coordinate(json::value const& feature, std::size_t which)
{
    auto const& all = list_of(member(feature, "geometry"), "coordinates");
    if (all.size() <= which)
        return std::nullopt;
    json::object holder;
    holder["value"] = all[which];
    return number_of(holder, "value");
}

/// Explosions and the like are listed beside earthquakes: USGS says so in `type`, EMSC in `evtype` (ke: known earthquake,
/// se: suspected).
bool is_earthquake(json::value const& properties)
{
    auto const usgs = text_of(properties, "type");
    auto const emsc = text_of(properties, "evtype");
    return (usgs.empty() || usgs == "earthquake") && (emsc.empty() || emsc == "ke" || emsc == "se");
}

std::optional<earthquake> read_feature(json::value const& feature)
{
    auto const& properties = member(feature, "properties");
    earthquake read;
    read.id = text_of(feature, "id");
    if (read.id.empty())
        read.id = text_of(properties, "unid");
    auto const magnitude = number_of(properties, "mag");
    auto const at = moment_of(properties, "time");
    // EMSC repeats the place in its properties, where the depth has no sign; its geometry counts upwards.
    auto const latitude = number_of(properties, "lat") ? number_of(properties, "lat") : coordinate(feature, 1);
    auto const longitude = number_of(properties, "lon") ? number_of(properties, "lon") : coordinate(feature, 0);
    if (read.id.empty() || !magnitude || !at || !latitude || !longitude || !on_earth(*latitude, *longitude))
        return std::nullopt;
    auto const depth = number_of(properties, "depth") ? number_of(properties, "depth") : coordinate(feature, 2);
    read.magnitude = *magnitude;
    read.where = {*latitude, *longitude};
    read.depth_km = std::fabs(depth.value_or(0));
    read.place = text_of(properties, "place");
    if (read.place.empty())
        read.place = text_of(properties, "flynn_region");
    read.url = text_of(properties, "url");
    read.at = *at;
    auto const updated = moment_of(properties, "updated");
    read.updated = updated ? *updated : moment_of(properties, "lastupdate").value_or(*at);
    read.withdrawn = text_of(properties, "status") == "deleted";
    return read;
}

class earthquakes final : public format {
public:
    explicit earthquakes(table ratings) : table_(std::move(ratings)) {}

    std::string_view accepts() const override { return "application/geo+json, application/json"; }

    maybe<reading> read(std::string_view bytes, std::string const&) const override
    {
        auto const document = parse_features(bytes, "une liste de séismes (GeoJSON)", "a list of earthquakes (GeoJSON)");
        if (!document)
            return document.error();
        reading all;
        all.as_of = moment_of(member(*document, "metadata"), "generated");
        for (auto const& feature : list_of(*document, "features")) {
            if (!is_earthquake(member(feature, "properties")))
                continue;
            if (auto const found = read_feature(feature))
                all.entries.push_back(entry_of(*found, feature));
            else
                ++all.skipped;
        }
        return all;
    }

private:
    entry entry_of(earthquake const& which, json::value const& feature) const
    {
        entry made;
        made.key = which.id;
        auto const rated = which.withdrawn ? std::nullopt : table_.rate(which.magnitude, which.depth_km);
        if (!rated) {
            made.version = "calm";
            made.calm = which.updated;
            return made;
        }
        // Below the surface the distance from the focus is slant: what is left of it on the ground. Rounded, so that a
        // focus moved by some hundred metres is no news.
        auto const radius = std::ceil(std::sqrt(rated->radius_km * rated->radius_km - which.depth_km * which.depth_km));
        made.version = fmt::format("{}|{:.1f}|{:.1f}|{:.0f}", rated->key, which.where.latitude, which.where.longitude, radius);
        named_parts parts;
        parts.level = rated->word;
        parts.place = which.place;
        parts.magnitude = fmt::format("{:.1f}", which.magnitude);
        auto warning = table_.begin("earthquake-" + as_identifier(which.id), which.updated, *rated, parts);
        auto& info = warning.infos.front();
        info.onset = std::chrono::floor<seconds>(which.at);
        info.expires = std::chrono::floor<seconds>(which.at + table_.life);
        info.event_codes.push_back({"earthquake", which.id});
        info.parameters.push_back({"magnitude", parts.magnitude});
        info.parameters.push_back({"depth-km", fmt::format("{:.0f}", which.depth_km)});
        if (!which.url.empty())
            info.web = which.url;
        alert_area area;
        area.description = which.place.empty() ? parts.magnitude : which.place;
        area.circles.push_back({which.where, radius});
        info.areas.push_back(std::move(area));
        made.said = std::move(warning);
        made.original = json::serialize(feature);
        return made;
    }

    table table_;
};

}  // namespace

std::unique_ptr<format> make_earthquakes(table ratings) { return std::make_unique<earthquakes>(std::move(ratings)); }

}  // namespace tocsin::dispatcher::feeds
