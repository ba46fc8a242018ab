// SPDX-License-Identifier: Apache-2.0
#include "rules/picture/map.hpp"

#include "rules/escaped.hpp"
#include "rules/geo/shape.hpp"
#include "rules/picture/axis.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>

namespace tocsin::rules::picture {
namespace {

constexpr double wide = 1000;
constexpr double legend_high = 116;
constexpr double km_per_degree = 6371.0088 * std::numbers::pi / 180.0;
constexpr std::size_t most_communes = 1500;

/// One hue from light to dark: it can be told apart whatever the eye, and in print.
struct step {
    int least;
    std::string_view said;
    std::string_view fill;
};

constexpr std::array steps{
    step{1, "1", "#cfe3f5"},
    step{2, "2–4", "#97c3e8"},
    step{5, "5–9", "#569cd4"},
    step{10, "10–19", "#2271b4"},
    step{20, "20 +", "#0b4480"},
};

std::size_t step_of(int people)
{
    std::size_t at = 0;
    while (at + 1 < steps.size() && people >= steps[at + 1].least)
        ++at;
    return at;
}

std::string whole(double value) { return std::to_string(static_cast<long>(std::lround(value))); }
std::string spelled(spot at) { return whole(at.x) + ' ' + whole(at.y); }

void path_of(std::string& to, cell const& ground)
{
    if (ground.empty())
        return;
    to += 'M' + spelled(ground.front().from);
    for (std::size_t i = 1; i < ground.size(); ++i)
        to += 'L' + spelled(ground[i].from);
    to += 'Z';
}

std::string text_at(spot at, std::string_view classes, int size, std::string_view text)
{
    return "<text class=\"" + std::string{classes} + "\" x=\"" + whole(at.x) + "\" y=\"" + whole(at.y) + "\" font-size=\"" +
           std::to_string(size) + "\" text-anchor=\"middle\" fill=\"#16202a\" stroke=\"#fff\" stroke-width=\"5\" paint-order=\"stroke\" " +
           "stroke-linejoin=\"round\">" + escaped(text) + "</text>";
}

void include(std::optional<geo_box>& all, geo_box const& more)
{
    if (!all) {
        all = more;
        return;
    }
    all->low.latitude = std::min(all->low.latitude, more.low.latitude);
    all->low.longitude = std::min(all->low.longitude, more.low.longitude);
    all->high.latitude = std::max(all->high.latitude, more.high.latitude);
    all->high.longitude = std::max(all->high.longitude, more.high.longitude);
}

bool holds(geo_box const& box, geo_point point)
{
    return box.low.latitude <= point.latitude && point.latitude <= box.high.latitude &&
           box.low.longitude <= point.longitude && point.longitude <= box.high.longitude;
}

std::optional<geo_box> bounds_of(gazetteer const& places, area const& zone)
{
    std::optional<geo_box> all;
    for (auto const index : zone.communes)
        if (auto const& each = places.at(index); each.located)
            include(all, {each.centre, each.centre});
    if (shape_test const shapes{zone}; !shapes.empty())
        include(all, shapes.bounds());
    return all;
}

struct bounds {
    spot low{1e9, 1e9};
    spot high{-1e9, -1e9};

    void take(spot point)
    {
        low = {std::min(low.x, point.x), std::min(low.y, point.y)};
        high = {std::max(high.x, point.x), std::max(high.y, point.y)};
    }

    void take(cell const& ground)
    {
        for (auto const& side : ground)
            take(side.from);
    }
};

/// What lies around a zone: it bounds the cells within, and people may come from there.
geo_box surroundings(geo_box const& zone)
{
    return grown(zone, std::max(15.0, 0.3 * distance_km(zone.low, zone.high)));
}

cell ring_of(std::vector<spot> const& corners)
{
    cell sides;
    for (std::size_t i = 0; i < corners.size(); ++i)
        sides.push_back({corners[i], corners[(i + 1) % corners.size()], cell_side::nobody});
    return sides;
}

cell moved(cell ground, auto const& move)
{
    for (auto& side : ground) {
        side.from = move(side.from);
        side.to = move(side.to);
    }
    return ground;
}

}  // namespace

/// Kilometres east and south of somewhere: equirectangular, true at the middle's latitude.
class map_sheet::plane {
public:
    explicit plane(geo_box const& around) : from_{around.high.latitude, around.low.longitude}
    {
        double const middle = (around.low.latitude + around.high.latitude) / 2;
        along_ = km_per_degree * std::max(0.05, std::cos(middle * std::numbers::pi / 180.0));
    }

    spot at(geo_point point) const
    {
        return {(point.longitude - from_.longitude) * along_, (from_.latitude - point.latitude) * km_per_degree};
    }

    cell shape(geo_polygon const& drawn) const
    {
        std::vector<spot> corners;
        for (std::size_t i = 0; i + 1 < drawn.ring.size(); ++i)
            corners.push_back(at(drawn.ring[i]));
        return ring_of(corners);
    }

    cell shape(geo_circle const& drawn, double least_km) const
    {
        constexpr int corners = 48;
        auto const centre = at(drawn.centre);
        double const radius = std::max(drawn.radius_km, least_km);
        std::vector<spot> round;
        for (int i = 0; i < corners; ++i) {
            double const angle = 2 * std::numbers::pi * i / corners;
            round.push_back({centre.x + radius * std::cos(angle), centre.y + radius * std::sin(angle)});
        }
        return ring_of(round);
    }

private:
    geo_point from_;
    double along_ = 1;
};

std::string said_zone(gazetteer const& places, std::vector<std::string> const& zone, std::string_view language)
{
    bilingual const drawn{"une forme sur la carte", "a shape on the map"};
    std::string said;
    for (auto const& each : zone) {
        auto const kind = each.substr(0, each.find(':'));
        bool const is_drawn = each != kind && (kind == "circle" || kind == "polygon");
        said += (said.empty() ? "" : ", ") + (is_drawn ? drawn.in(language) : places.name_of(each));
    }
    return said;
}

map_sheet::map_sheet(gazetteer const& places, area const& zone)
{
    auto const around = bounds_of(places, zone);
    if (!around)
        return;
    plane const on{*around};
    find_places(places, zone, on);
    share_ground();
    fit(zone, on);
    draw_ground();
    draw_shapes(zone, on);
    name_places();
}

void map_sheet::find_places(gazetteer const& places, area const& zone, plane const& on)
{
    auto const around = *bounds_of(places, zone);
    auto const wider = surroundings(around);
    std::vector<commune_index> near;
    for (commune_index i = 0; i < places.communes().size(); ++i)
        if (places.at(i).located && holds(wider, places.at(i).centre))
            near.push_back(i);
    by_departement_ = near.size() > most_communes;
    auto const is_named = [&zone](commune_index i) {
        return std::binary_search(zone.communes.begin(), zone.communes.end(), i);
    };
    // A place is called by the largest of its communes, of the zone's before others.
    std::stable_sort(near.begin(), near.end(), [&places, &is_named](auto a, auto b) {
        return std::pair{is_named(a), places.at(a).population} > std::pair{is_named(b), places.at(b).population};
    });
    // Nearer than this they would be slivers.
    double const least_apart = distance_km(around.low, around.high) / 45;
    shape_test const shapes{zone};
    std::vector<int> members;
    std::unordered_map<std::string, std::size_t> of_departement;
    for (auto const i : near) {
        auto const& each = places.at(i);
        auto const at = on.at(each.centre);
        std::size_t which = 0;
        if (by_departement_) {
            which = of_departement.try_emplace(each.departement, places_.size()).first->second;
        } else {
            while (which < places_.size() && std::hypot(places_[which].at.x - at.x, places_[which].at.y - at.y) >= least_apart)
                ++which;
        }
        if (which == places_.size()) {
            place made;
            made.at = at;
            made.name = by_departement_ ? places.name_of(each.departement) : each.name;
            places_.push_back(std::move(made));
            members.push_back(0);
        }
        auto& into = places_[which];
        int const count = ++members[which];
        if (by_departement_)
            into.at = {into.at.x + (at.x - into.at.x) / count, into.at.y + (at.y - into.at.y) / count};
        into.weight += each.population;
        into.is_named = into.is_named || is_named(i);
        into.in_zone = into.in_zone || into.is_named || (!shapes.empty() && shapes.touches(each.centre, each.uncertainty_km));
        communes_[i] = {by_departement_ ? into.name : each.name, which};
    }
}

void map_sheet::share_ground()
{
    std::vector<spot> points;
    bounds all;
    for (auto const& each : places_) {
        points.push_back(each.at);
        all.take(each.at);
    }
    if (points.empty())
        return;
    // More than twice the usual distance of neighbours: the land is covered, the sea is not.
    double const ground = std::max(1.0, (all.high.x - all.low.x) * (all.high.y - all.low.y));
    double const reach = std::max(1.5, 2.4 * std::sqrt(ground / static_cast<double>(points.size())));
    auto cells = cells_around(points, reach);
    for (std::size_t i = 0; i < places_.size(); ++i)
        places_[i].ground = std::move(cells[i]);
}

/// Makes the zone fill the sheet.
void map_sheet::fit(area const& zone, plane const& on)
{
    constexpr double least_km = 5;
    constexpr double widest = 1.9;  ///< of width to height
    constexpr double tallest = 1.1;  ///< of height to width
    bounds seen;
    for (auto const& each : places_)
        if (each.is_named)
            seen.take(each.ground);
    for (auto const& each : zone.polygons)
        seen.take(on.shape(each));
    for (auto const& each : zone.circles)
        seen.take(on.shape(each, least_km / 2));
    spot const middle{(seen.low.x + seen.high.x) / 2, (seen.low.y + seen.high.y) / 2};
    double across = std::max(least_km, seen.high.x - seen.low.x) * 1.05;
    double const down = std::max({least_km, (seen.high.y - seen.low.y) * 1.05, across / widest});
    across = std::max(across, down / tallest);
    scale_ = wide / across;
    high_ = down * scale_;
    origin_ = {middle.x - across / 2, middle.y - down / 2};
    for (auto& each : places_) {
        auto const move = [this](spot at) { return spot{(at.x - origin_.x) * scale_, (at.y - origin_.y) * scale_}; };
        each.at = move(each.at);
        each.ground = moved(std::move(each.ground), move);
    }
}

bool map_sheet::is_seen(place const& which) const
{
    return which.at.x >= 0 && which.at.x <= wide && which.at.y >= 0 && which.at.y <= high_;
}

void map_sheet::draw_ground()
{
    std::string around, within, edge;
    for (auto const& each : places_) {
        bounds its;
        its.take(each.ground);
        if (its.high.x < 0 || its.high.y < 0 || its.low.x > wide || its.low.y > high_)
            continue;
        path_of(each.in_zone ? within : around, each.ground);
        for (auto const& side : each.ground)
            if (each.is_named && (side.beyond == cell_side::nobody || !places_[side.beyond].is_named))
                edge += 'M' + spelled(side.from) + 'L' + spelled(side.to);
    }
    ground_ += "<path class=\"around\" d=\"" + around + "\" fill=\"#f3f5f7\" stroke=\"#dfe3e7\"/>";
    ground_ += "<path class=\"within\" d=\"" + within + "\" fill=\"#fdf6e3\" stroke=\"#d9cfb4\"/>";
    if (!edge.empty())
        lines_ += "<path class=\"zone\" d=\"" + edge +
                  "\" fill=\"none\" stroke=\"#b3261e\" stroke-width=\"4\" stroke-linecap=\"round\"/>";
}

void map_sheet::draw_shapes(area const& zone, plane const& on)
{
    constexpr double least = 8;
    auto const move = [this](spot at) { return spot{(at.x - origin_.x) * scale_, (at.y - origin_.y) * scale_}; };
    std::string drawn;
    for (auto const& each : zone.polygons)
        path_of(drawn, moved(on.shape(each), move));
    for (auto const& each : zone.circles)
        path_of(drawn, moved(on.shape(each, least / scale_), move));
    if (!drawn.empty())
        lines_ += "<path class=\"shape\" d=\"" + drawn + "\" fill=\"none\" stroke=\"#b3261e\" stroke-width=\"5\"/>";
}

/// The largest places, so that people know where they look; fewer where they would stand on each other.
std::string map_sheet::names(int size, std::size_t most) const
{
    std::vector<place const*> by_weight;
    for (auto const& each : places_)
        if (is_seen(each) && each.in_zone)
            by_weight.push_back(&each);
    std::stable_sort(by_weight.begin(), by_weight.end(), [](auto const* a, auto const* b) { return a->weight > b->weight; });
    std::vector<std::pair<spot, spot>> taken;
    std::string drawn;
    for (auto const* const each : by_weight) {
        double const half = 0.3 * size * letters(each->name);
        spot const middle{std::clamp(each->at.x, half, std::max(half, wide - half)), std::min(each->at.y + size, high_ - 6)};
        std::pair<spot, spot> const room{{middle.x - half, middle.y - 2.1 * size}, {middle.x + half, middle.y + 0.25 * size}};
        bool const is_free = std::none_of(taken.begin(), taken.end(), [&room](auto const& other) {
            return room.first.x < other.second.x && other.first.x < room.second.x && room.first.y < other.second.y &&
                   other.first.y < room.second.y;
        });
        if (!is_free)
            continue;
        taken.push_back(room);
        drawn += text_at(middle, "name", size, each->name);
        if (taken.size() == most)
            break;
    }
    return drawn;
}

/// Twice: a page for a wall shows the few large ones instead.
void map_sheet::name_places()
{
    lines_ += "<g class=\"near\">" + names(24, 14) + "</g><g class=\"far\" display=\"none\">" + names(54, 5) + "</g>";
}

std::map<std::size_t, int> map_sheet::by_place(people_by_commune const& confirmed, int& elsewhere) const
{
    std::map<std::size_t, int> counts;
    for (auto const& [commune, people] : confirmed) {
        auto const known = communes_.find(commune);
        if (known != communes_.end() && is_seen(places_[known->second.place]))
            counts[known->second.place] += people;
        else
            elsewhere += people;
    }
    return counts;
}

std::string map_sheet::shades(people_by_commune const& confirmed) const
{
    int elsewhere = 0;
    std::array<std::string, steps.size()> by_step;
    for (auto const& [which, people] : by_place(confirmed, elsewhere))
        path_of(by_step[step_of(people)], places_[which].ground);
    std::string drawn;
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (!by_step[i].empty())
            drawn += "<path class=\"step" + std::to_string(i + 1) + "\" d=\"" + by_step[i] + "\" fill=\"" +
                     std::string{steps[i].fill} + "\" stroke=\"#fff\"/>";
    return drawn;
}

std::string map_sheet::numbers(people_by_commune const& confirmed, std::string_view language) const
{
    int elsewhere = 0;
    std::string drawn;
    for (auto const& [which, people] : by_place(confirmed, elsewhere))
        drawn += text_at({places_[which].at.x, places_[which].at.y - 2}, "people", 30, std::to_string(people));
    bilingual const more{" hors de la carte", " off the map"};
    if (elsewhere > 0)
        drawn += text_at({850, 30}, "elsewhere", 24, "+ " + std::to_string(elsewhere) + more.in(language));
    return drawn;
}

std::string map_sheet::in_words(people_by_commune const& confirmed, std::string_view language) const
{
    int elsewhere = 0;
    std::map<std::string_view, int> by_name;
    for (auto const& [commune, people] : confirmed) {
        auto const known = communes_.find(commune);
        if (known != communes_.end())
            by_name[known->second.name] += people;
        else
            elsewhere += people;
    }
    std::vector<std::pair<int, std::string_view>> most;
    for (auto const& [name, people] : by_name)
        most.emplace_back(-people, name);
    std::sort(most.begin(), most.end());
    std::string said;
    for (auto const& [people, name] : most)
        said += (said.empty() ? "" : ", ") + std::string{name} + ' ' + std::to_string(-people);
    bilingual const others{"ailleurs ", "elsewhere "};
    if (elsewhere > 0)
        said += (said.empty() ? "" : ", ") + others.in(language) + std::to_string(elsewhere);
    bilingual const nobody{"personne encore", "nobody yet"};
    return said.empty() ? nobody.in(language) : said;
}

namespace {

/// A round number of kilometres, a fifth of the sheet at most.
int scale_km(double units_per_km)
{
    int best = 1;
    for (int const each : {1, 2, 5, 10, 20, 50, 100, 200, 500})
        if (each * units_per_km <= wide / 5)
            best = each;
    return best;
}

std::string legend(double from, double units_per_km, bool by_departement, std::string_view language)
{
    auto const say = [language](std::string fr, std::string en) { return bilingual{std::move(fr), std::move(en)}.in(language); };
    auto const text = [](double x, double y, std::string_view what) {
        return "<text x=\"" + whole(x) + "\" y=\"" + whole(y) + "\" font-size=\"20\" fill=\"#16202a\">" + escaped(what) + "</text>";
    };
    std::string drawn = "<g class=\"legend\">" + text(0, from + 36, say("Personnes confirmées", "People confirmed"));
    double x = 240;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        drawn += "<rect class=\"step" + std::to_string(i + 1) + "\" x=\"" + whole(x) + "\" y=\"" + whole(from + 16) +
                 "\" width=\"28\" height=\"24\" fill=\"" + std::string{steps[i].fill} + "\" stroke=\"#7a8794\"/>" +
                 text(x + 34, from + 36, steps[i].said);
        x += 104;
    }
    int const km = scale_km(units_per_km);
    double const length = km * units_per_km;
    drawn += "<path class=\"scale\" d=\"M" + whole(990 - length) + ' ' + whole(from + 32) + "v8h" + whole(length) +
             "v-8\" fill=\"none\" stroke=\"#16202a\" stroke-width=\"2\"/>" +
             "<text x=\"990\" y=\"" + whole(from + 26) + "\" font-size=\"20\" text-anchor=\"end\" fill=\"#16202a\">" +
             std::to_string(km) + " km</text>";
    auto const ground =
        by_departement ? say("Limites approximatives : à chaque département le terrain le plus proche.",
                             "Approximate limits: to each département the ground nearest to it.")
                       : say("Limites approximatives : à chaque lieu le terrain et les communes les plus proches.",
                             "Approximate limits: to each place the ground and the communes nearest to it.");
    return drawn + text(0, from + 72, say("Trait rouge : la zone.", "Red line: the zone.")) + text(0, from + 102, ground) + "</g>";
}

/// Beside a picture that says the same in words.
std::string key_opened(std::string_view css, double high)
{
    return "<svg class=\"" + std::string{css} + "\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1000 " + whole(high) +
           "\" aria-hidden=\"true\" font-family=\"sans-serif\">";
}

}  // namespace

std::string map_sheet::bare_svg(
    people_by_commune const& confirmed, std::string_view id, std::string_view title, std::string_view language
) const
{
    return empty() ? std::string{} : opened(high_, confirmed, id, title, language) + drawn(confirmed, id, language) + "</svg>";
}

std::string map_sheet::svg(
    people_by_commune const& confirmed, std::string_view id, std::string_view title, std::string_view language
) const
{
    if (empty())
        return {};
    auto const high = whole(high_);
    return opened(high_ + legend_high, confirmed, id, title, language) + "<svg width=\"1000\" height=\"" + high +
           "\" viewBox=\"0 0 1000 " + high + "\">" + drawn(confirmed, id, language) + "</svg>" +
           legend(high_, scale_, by_departement_, language) + "</svg>";
}

std::string map_sheet::key(std::string_view language) const
{
    return key_opened("map-key", legend_high) + legend(0, scale_, by_departement_, language) + "</svg>";
}

std::string map_sheet::far_key(std::string_view language)
{
    constexpr double row = 106;
    auto const text = [](double x, double y, std::string_view said) {
        return "<text x=\"" + whole(x) + "\" y=\"" + whole(y) + "\" font-size=\"92\" fill=\"#16202a\">" + escaped(said) + "</text>";
    };
    std::string drawn = key_opened("map-key-far", 2 * row + 8) + text(0, 84, bilingual{"Confirmés", "Confirmed"}.in(language));
    spot at{500, 0};
    for (auto const& each : steps) {
        double const its = 118 + 52 * letters(each.said);
        if (at.x + its > wide)
            at = {0, row};
        drawn += "<rect x=\"" + whole(at.x) + "\" y=\"" + whole(at.y + 16) + "\" width=\"74\" height=\"74\" fill=\"" +
                 std::string{each.fill} + "\" stroke=\"#7a8794\"/>" + text(at.x + 88, at.y + 84, each.said);
        at.x += its;
    }
    return drawn + "</svg>";
}

std::string map_sheet::opened(
    double high, people_by_commune const& confirmed, std::string_view id, std::string_view title, std::string_view language
) const
{
    auto const own = escaped(id);
    bilingual const told{"Personnes confirmées par lieu : ", "People confirmed by place: "};
    return "<svg class=\"map\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1000 " + whole(high) +
           "\" role=\"img\" aria-labelledby=\"" + own + "-title " + own + "-words\" font-family=\"sans-serif\"><title id=\"" + own +
           "-title\">" + escaped(title) + "</title><desc id=\"" + own + "-words\">" +
           escaped(told.in(language) + in_words(confirmed, language)) + "</desc>";
}

std::string map_sheet::drawn(people_by_commune const& confirmed, std::string_view id, std::string_view language) const
{
    auto const own = escaped(id);
    return ground_ + "<g id=\"" + own + "-shades\">" + shades(confirmed) + "</g>" + lines_ + "<g id=\"" + own + "-numbers\">" +
           numbers(confirmed, language) + "</g>";
}

}  // namespace tocsin::rules::picture
