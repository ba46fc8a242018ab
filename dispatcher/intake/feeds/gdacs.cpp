// SPDX-License-Identifier: Apache-2.0
// GDACS, xml/rss.xml: RSS items with gdacs:eventtype (EQ, TC, FL, VO, DR, WF), eventid, episodeid, alertlevel (Green,
// Orange, Red), fromdate, todate, iscurrent, and geo:Point or georss:point.
#include "dispatcher/intake/feeds/format.hpp"
#include "dispatcher/intake/feeds/words.hpp"
#include "dispatcher/intake/feeds/xml.hpp"

#include <sstream>

namespace tocsin::dispatcher::feeds {
namespace {

std::optional<geo_point> place_of(pugi::xml_node item)
{
    auto const point = child(item, "Point");
    auto latitude = parse_number(child_text(point, "lat"));
    auto longitude = parse_number(child_text(point, "long"));
    if (!latitude || !longitude) {
        auto const pair = child_text(item, "point");  // georss: "latitude longitude"
        auto const blank = pair.find(' ');
        if (blank == std::string::npos)
            return std::nullopt;
        latitude = parse_number(std::string_view{pair}.substr(0, blank));
        longitude = parse_number(std::string_view{pair}.substr(blank + 1));
    }
    if (!latitude || !longitude || !on_earth(*latitude, *longitude))
        return std::nullopt;
    return geo_point{*latitude, *longitude};
}

std::string as_written(pugi::xml_node item)
{
    std::ostringstream text;
    item.print(text, "", pugi::format_raw);
    return text.str();
}

class gdacs final : public format {
public:
    explicit gdacs(table ratings) : table_(std::move(ratings)) {}

    std::string_view accepts() const override { return "application/rss+xml, application/xml;q=0.9"; }

    maybe<reading> read(std::string_view bytes, std::string const&) const override
    {
        pugi::xml_document document;
        auto const root = parse_xml(document, bytes);
        if (!root)
            return root.error();
        auto const channel = child(*root, "channel");
        if (local_name(*root) != "rss" || !channel)
            return not_the_kind("le flux RSS de GDACS", "GDACS' RSS feed");
        reading all;
        all.as_of = parse_any_date(child_text(channel, "pubDate"));
        for (auto const item : channel.children()) {
            if (local_name(item) != "item")
                continue;
            if (auto made = entry_of(item))
                all.entries.push_back(std::move(*made));
            else
                ++all.skipped;
        }
        return all;
    }

private:
    std::optional<entry> entry_of(pugi::xml_node item) const
    {
        auto const kind = child_text(item, "eventtype");
        auto const number = child_text(item, "eventid");
        auto const colour = child_text(item, "alertlevel");
        auto const begin = parse_any_date(child_text(item, "fromdate"));
        auto const modified = parse_any_date(child_text(item, "datemodified"));
        auto const sent = modified ? modified : parse_any_date(child_text(item, "pubDate"));
        if (kind.empty() || number.empty() || !begin || !sent)
            return std::nullopt;
        entry made;
        made.key = kind + number;
        auto const rated = table_.rate(kind, colour);
        if (!rated || child_text(item, "iscurrent") == "false") {
            made.version = "calm";
            made.calm = *sent;
            return made;
        }
        auto const where = place_of(item);
        if (!where)
            return std::nullopt;
        made.version = colour + '|' + child_text(item, "episodeid") + '|' + child_text(item, "todate");
        named_parts parts;
        parts.level = rated->word;
        parts.phenomenon = table_.phenomena.contains(kind) ? table_.phenomena.at(kind).word : kind;
        parts.place = child_text(item, "country");
        auto warning = table_.begin("gdacs-" + as_identifier(made.key), *sent, *rated, parts);
        auto& info = warning.infos.front();
        if (table_.phenomena.contains(kind) && !table_.phenomena.at(kind).category.empty())
            info.categories = {table_.phenomena.at(kind).category};
        info.onset = *begin;
        auto const end = parse_any_date(child_text(item, "todate")).value_or(*begin);
        info.expires = std::max(end, *begin) + table_.life;
        info.description = child_text(item, "description");
        info.web = child_text(item, "link");
        info.event_codes.push_back({"gdacs", made.key});
        info.parameters.push_back({"gdacs-alertlevel", colour});
        alert_area area;
        area.description = parts.place.empty() ? made.key : parts.place;
        if (rated->radius_km > 0)
            area.circles.push_back({*where, rated->radius_km});
        info.areas.push_back(std::move(area));
        made.said = std::move(warning);
        made.original = as_written(item);
        return made;
    }

    table table_;
};

}  // namespace

std::unique_ptr<format> make_gdacs(table ratings) { return std::make_unique<gdacs>(std::move(ratings)); }

}  // namespace tocsin::dispatcher::feeds
