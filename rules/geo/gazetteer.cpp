// SPDX-License-Identifier: Apache-2.0
#include "rules/geo/gazetteer.hpp"

#include "rules/fold.hpp"
#include "rules/geo/shape.hpp"
#include "rules/words/spelling.hpp"

#include <boost/throw_exception.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace tocsin::rules {
namespace {

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> fields;
    while (true) {
        auto const end = text.find(separator);
        fields.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return fields;
        text.remove_prefix(end + 1);
    }
}

template <class Number>
std::optional<Number> number_in(std::string_view text)
{
    Number value{};
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional{value} : std::nullopt;
}

/// Calls `line(fields, number)` for each line that is not a comment; collects what it complains about.
template <class Line>
void each_line(std::string_view text, std::string const& file, std::size_t fields, problems& found, Line line)
{
    int count = 0;
    while (!text.empty()) {
        auto const end = text.find('\n');
        auto row = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        ++count;
        if (!row.empty() && row.back() == '\r')
            row.remove_suffix(1);
        if (row.empty() || row.front() == '#')
            continue;
        auto const values = split(row, '\t');
        if (values.size() != fields)
            found.emplace_back(file, count, "", "has " + std::to_string(values.size()) + " tab-separated fields, expected " + std::to_string(fields));
        else if (auto const why = line(values); !why.empty())
            found.emplace_back(file, count, "", why);
        if (found.size() > 20)
            return;
    }
}

std::string upper(std::string_view text)
{
    std::string out{text};
    for (auto& c : out)
        if (c >= 'a' && c <= 'z')
            c = static_cast<char>(c - 'a' + 'A');
    return out;
}

std::string printed(double value)
{
    char text[32];
    auto const [end, error] = std::to_chars(text, text + sizeof text, value);
    return error == std::errc{} ? std::string(text, end) : std::string{"0"};
}

std::string printed(geo_point point) { return printed(point.latitude) + ',' + printed(point.longitude); }

std::optional<geo_point> read_point(std::string_view text)
{
    auto const fields = split(text, ',');
    if (fields.size() != 2)
        return std::nullopt;
    auto const latitude = number_in<double>(fields[0]);
    auto const longitude = number_in<double>(fields[1]);
    if (!latitude || !longitude || !(*latitude >= -90 && *latitude <= 90) || !(*longitude >= -180 && *longitude <= 180))
        return std::nullopt;
    return geo_point{*latitude, *longitude};
}

void sort_unique(std::vector<commune_index>& list)
{
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
}

/// Degrees around a place that belongs to France: far enough for any coast, near enough to catch a swapped pair.
constexpr double near_home_km = 300;

}  // namespace

bilingual zone_error::sentence() const
{
    return what_.empty() ? why_ : bilingual{"« " + what_ + " » " + why_.fr, "\"" + what_ + "\" " + why_.en};
}

void throw_exception_from_error(zone_error const& error, boost::source_location const& where)
{
    boost::throw_exception(
        std::runtime_error{"a zone was used without looking at its error: " + error.sentence().en}, where
    );
}

boost::system::result<gazetteer, problems> gazetteer::read(gazetteer_files const& files, std::string const& where)
{
    gazetteer known;
    problems found;
    each_line(files.communes, where + "/communes.tsv", 11, found, [&](auto const& field) -> std::string {
        commune each;
        each.code = field[0];
        each.name = field[1];
        each.departement = field[2];
        each.epci = field[3];
        each.population = number_in<int>(field[4]).value_or(0);
        for (auto const postcode : split(field[5], ' '))
            if (!postcode.empty())
                each.postcodes.emplace_back(postcode);
        if (!field[6].empty()) {
            auto const latitude = number_in<double>(field[6]);
            auto const longitude = number_in<double>(field[7]);
            auto const uncertainty = number_in<double>(field[8]);
            if (!latitude || !longitude || !uncertainty)
                return "latitude, longitude and uncertainty_km must be numbers";
            each.centre = {*latitude, *longitude};
            each.uncertainty_km = *uncertainty;
            each.located = true;
        }
        auto const index = static_cast<commune_index>(known.communes_.size());
        if (!known.by_code_.emplace(each.code, index).second)
            return "the code " + each.code + " stands twice";
        for (auto const former : split(field[10], ' '))
            if (!former.empty())
                known.by_code_.emplace(std::string{former}, index);
        for (auto const& postcode : each.postcodes)
            known.by_postcode_.emplace(postcode, index);
        known.by_name_.emplace(fold_name(each.name), index);
        known.by_departement_[each.departement].push_back(index);
        if (!each.epci.empty())
            known.by_epci_[each.epci].push_back(index);
        known.communes_.push_back(std::move(each));
        return {};
    });
    each_line(files.groups, where + "/groups.tsv", 4, found, [&](auto const& field) -> std::string {
        known.names_[std::string{field[0]} + ':' + std::string{field[1]}] = field[2];
        if (field[0] == "departement")
            known.departements_of_region_[std::string{field[3]}].emplace_back(field[1]);
        return {};
    });
    each_line(files.geocodes, where + "/geocodes.tsv", 3, found, [&](auto const& field) -> std::string {
        if (!known.by_departement_.contains(field[2]))
            return "names the unknown département " + std::string{field[2]};
        known.geocodes_[upper(field[1])] = field[2];
        return {};
    });
    if (found.empty() && known.communes_.empty())
        found.emplace_back(where + "/communes.tsv", 0, "", "holds no commune");
    if (!found.empty())
        return found;
    return known;
}

commune_index gazetteer::find(std::string_view code) const
{
    auto const found = by_code_.find(upper(code));
    return found == by_code_.end() ? no_commune : found->second;
}

std::vector<commune_index> gazetteer::with_postcode(std::string_view postcode) const
{
    std::vector<commune_index> found;
    auto const [from, to] = by_postcode_.equal_range(std::string{postcode});
    for (auto each = from; each != to; ++each)
        found.push_back(each->second);
    sort_unique(found);
    return found;
}

std::vector<commune_index> gazetteer::named(std::string_view name) const
{
    std::vector<commune_index> found;
    auto const [from, to] = by_name_.equal_range(fold_name(name));
    for (auto each = from; each != to; ++each)
        found.push_back(each->second);
    sort_unique(found);
    return found;
}

std::vector<commune_index> gazetteer::in_departement(std::string_view code) const
{
    auto const found = by_departement_.find(code);
    return found == by_departement_.end() ? std::vector<commune_index>{} : found->second;
}

std::vector<std::string> gazetteer::names_around(std::string_view code) const
{
    std::vector<std::string> names;
    if (auto const home = find(code); home != no_commune)
        for (auto const each : in_departement(at(home).departement))
            names.push_back(at(each).name);
    return names;
}

std::string gazetteer::name_of(std::string_view expression) const
{
    auto const direct = names_.find(expression);
    if (direct != names_.end())
        return direct->second;
    auto const code = upper(expression);
    if (auto const departement = names_.find("departement:" + code); departement != names_.end())
        return departement->second;
    if (auto const index = find(code); index != no_commune)
        return communes_[index].name;
    return std::string{expression.substr(0, 40)};
}

boost::system::result<void, zone_error> gazetteer::add(area& to, std::string const& expression) const
{
    auto fail = [&expression](std::string fr, std::string en) {
        return zone_error{expression.substr(0, 60), {std::move(fr), std::move(en)}};
    };
    auto take = [&to](std::vector<commune_index> const& list) {
        to.communes.insert(to.communes.end(), list.begin(), list.end());
    };
    auto const colon = expression.find(':');
    auto const kind = expression.substr(0, colon);
    auto const rest = colon == std::string::npos ? std::string{} : expression.substr(colon + 1);

    if (colon == std::string::npos) {
        auto const code = upper(expression);
        if (auto const departement = by_departement_.find(code); departement != by_departement_.end()) {
            take(departement->second);
            return {};
        }
        if (auto const index = find(code); index != no_commune) {
            to.communes.push_back(index);
            return {};
        }
        auto const meant = named(expression);
        if (!meant.empty())
            return fail(
                "est un nom ; écrivez le code de la commune, " + communes_[meant.front()].code,
                "is a name; write the commune's code " + communes_[meant.front()].code
            );
        if (!with_postcode(expression).empty())
            return fail(
                "est un code postal, non le code d'une commune ; écrivez postcode:" + expression,
                "is a postcode, not a commune's code; write postcode:" + expression
            );
        return fail(
            "n'est ni un département (04), ni une commune (04070), ni epci:, region:, postcode:, circle: ou polygon:",
            "is no département (04), no commune (04070) and no epci:, region:, postcode:, circle: or polygon:"
        );
    }
    if (kind == "epci") {
        auto const found = by_epci_.find(rest);
        if (found == by_epci_.end())
            return fail(
                "n'est pas une intercommunalité connue ; écrivez son numéro SIREN à neuf chiffres, comme epci:200067437",
                "is no intercommunal body we know; write its nine-digit SIREN number, as epci:200067437"
            );
        take(found->second);
        return {};
    }
    if (kind == "region") {
        auto const found = departements_of_region_.find(rest);
        if (found == departements_of_region_.end())
            return fail(
                "n'est pas une région ; écrivez son code INSEE, comme region:93 pour Provence-Alpes-Côte d'Azur",
                "is no region; write its INSEE code, as region:93 for Provence-Alpes-Côte d'Azur"
            );
        for (auto const& departement : found->second)
            take(in_departement(departement));
        return {};
    }
    if (kind == "postcode") {
        auto const found = with_postcode(rest);
        if (found.empty())
            return fail("n'est pas un code postal connu", "is no postcode we know");
        take(found);
        return {};
    }
    if (kind == "circle") {
        auto const last = rest.rfind(',');
        auto const centre = last == std::string::npos ? std::nullopt : read_point(std::string_view{rest}.substr(0, last));
        auto const radius = centre ? number_in<double>(std::string_view{rest}.substr(last + 1)) : std::nullopt;
        if (!radius || !(*radius > 0 && *radius <= 2000))
            return fail(
                "n'est pas un cercle ; écrivez circle:LATITUDE,LONGITUDE,KILOMÈTRES, comme circle:44.09,6.23,20",
                "is no circle; write circle:LATITUDE,LONGITUDE,KILOMETRES, as circle:44.09,6.23,20"
            );
        to.circles.push_back({*centre, *radius});
        return {};
    }
    if (kind == "polygon") {
        geo_polygon shape;
        for (auto const word : split(rest, ' ')) {
            auto const point = read_point(word);
            if (!point)
                return fail(
                    "n'est pas un polygone ; écrivez polygon:FICHIER.geojson, ou polygon:LAT,LON LAT,LON … fermé",
                    "is no polygon; write polygon:FILE.geojson, or polygon:LAT,LON LAT,LON … closed"
                );
            shape.ring.push_back(*point);
        }
        if (auto const why = why_not_a_ring(shape))
            return fail("est inutilisable : " + why->fr, "cannot be used: " + why->en);
        to.polygons.push_back(std::move(shape));
        return {};
    }
    return fail(
        "ne commence par aucun de epci:, region:, postcode:, circle:, polygon:",
        "begins with none of epci:, region:, postcode:, circle:, polygon:"
    );
}

/// Adds the communes whose ground may lie within `widen_km` of the centre of a named one.
void gazetteer::widen(area& where) const
{
    sort_unique(where.communes);
    if (where.widen_km <= 0 || where.communes.empty())
        return;
    // A coarse grid of the named centres keeps this linear in practice.
    constexpr double cell = 0.5;
    std::map<std::pair<int, int>, std::vector<commune_index>> grid;
    auto const key = [](geo_point at) {
        return std::pair{static_cast<int>(std::floor(at.latitude / cell)), static_cast<int>(std::floor(at.longitude / cell))};
    };
    for (auto const index : where.communes)
        if (communes_[index].located)
            grid[key(communes_[index].centre)].push_back(index);
    auto const reaches = [&](commune const& candidate) {
        double const reach = where.widen_km + candidate.uncertainty_km;
        auto const box = grown({candidate.centre, candidate.centre}, reach);
        auto const low = key(box.low);
        auto const high = key(box.high);
        for (int y = low.first; y <= high.first; ++y)
            for (auto at = grid.lower_bound({y, low.second}); at != grid.end() && at->first <= std::pair{y, high.second}; ++at)
                for (auto const index : at->second)
                    if (distance_km(communes_[index].centre, candidate.centre) <= reach)
                        return true;
        return false;
    };
    std::vector<commune_index> more;
    for (commune_index index = 0; index < communes_.size(); ++index)
        if (communes_[index].located && !std::binary_search(where.communes.begin(), where.communes.end(), index) &&
            reaches(communes_[index]))
            more.push_back(index);
    where.communes.insert(where.communes.end(), more.begin(), more.end());
    sort_unique(where.communes);
}

boost::system::result<area, zone_error>
gazetteer::resolve(std::vector<std::string> const& zone, double widen_km) const
{
    if (zone.empty())
        return zone_error{
            "",
            {"une zone vide n'est personne ; nommez un département, une commune, un cercle …",
             "an empty zone would be nobody; name a département, a commune, a circle …"}};
    area where;
    where.widen_km = widen_km;
    for (auto const& expression : zone)
        if (auto const added = add(where, expression); !added)
            return added.error();
    widen(where);
    return where;
}

boost::system::result<std::vector<std::string>, zone_error>
gazetteer::expressions(std::vector<alert_area> const& areas) const
{
    std::vector<std::string> zone;
    auto const at_home = [this](geo_point at) {
        return std::any_of(communes_.begin(), communes_.end(), [at](commune const& each) {
            return each.located && std::abs(each.centre.latitude - at.latitude) < 3 && distance_km(each.centre, at) < near_home_km;
        });
    };
    auto const check = [&](alert_area const& in, geo_point at) -> boost::system::result<void, zone_error> {
        if (at_home(at))
            return {};
        if (at_home({at.longitude, at.latitude}))
            return zone_error{
                in.description,
                {"a sa latitude et sa longitude interverties : CAP écrit la latitude d'abord",
                 "has latitude and longitude swapped: CAP writes latitude first"}};
        return zone_error{in.description, {"est hors de France", "lies outside France"}};
    };
    for (auto const& each : areas) {
        for (auto const& shape : each.polygons) {
            if (shape.ring.empty())
                return zone_error{each.description, {"a un polygone vide", "has an empty polygon"}};
            if (auto const inside = check(each, shape.ring.front()); !inside)
                return inside.error();
            if (auto const why = why_not_a_ring(shape))
                return zone_error{each.description, {"ne peut être située : " + why->fr, "cannot be placed: " + why->en}};
            std::string text = "polygon:";
            for (auto const& point : shape.ring)
                text += (text.back() == ':' ? "" : " ") + printed(point);
            zone.push_back(std::move(text));
        }
        for (auto const& shape : each.circles) {
            if (auto const inside = check(each, shape.centre); !inside)
                return inside.error();
            // A radius of zero marks a point (an epicentre): the people right there.
            zone.push_back("circle:" + printed(shape.centre) + ',' + printed(std::max(shape.radius_km, 1.0)));
        }
        if (!each.polygons.empty() || !each.circles.empty())
            continue;
        for (auto const& code : each.geocodes) {
            auto const scheme = fold_name(code.name);
            if (scheme == "insee" || scheme == "inseecode" || scheme == "codeinsee") {
                if (find(code.value) == no_commune && !by_departement_.contains(upper(code.value)))
                    return zone_error{
                        code.value,
                        {"n'est pas le code INSEE d'une commune ou d'un département",
                         "is no INSEE code of a commune or département"}};
                zone.push_back(upper(code.value));
            } else if (scheme.starts_with("nuts") || scheme == "emmaid") {
                auto const found = geocodes_.find(upper(code.value));
                if (found == geocodes_.end())
                    return zone_error{
                        code.value,
                        {"n'est pas un code " + code.name + " de geocodes.tsv",
                         "is no " + code.name + " code in geocodes.tsv"}};
                zone.push_back(found->second);
            }
        }
    }
    if (zone.empty())
        return zone_error{
            "",
            {"l'alerte ne nomme aucune zone que nous sachions situer ; lancez l'appel à la main avec une zone",
             "the alert names no area that we can place; raise it by hand with a zone"}};
    std::sort(zone.begin(), zone.end());
    zone.erase(std::unique(zone.begin(), zone.end()), zone.end());
    return zone;
}

boost::system::result<area, zone_error>
gazetteer::resolve(std::vector<alert_area> const& areas, double widen_km) const
{
    auto const zone = expressions(areas);
    if (!zone)
        return zone.error();
    return resolve(*zone, widen_km);
}

bool gazetteer::overlap(area const& left, area const& right) const
{
    std::vector<commune_index> shared;
    std::set_intersection(
        left.communes.begin(), left.communes.end(), right.communes.begin(), right.communes.end(), std::back_inserter(shared)
    );
    if (!shared.empty())
        return true;
    shape_test const drawn_left{left};
    shape_test const drawn_right{right};
    auto const touches_named = [this](shape_test const& drawn, area const& named) {
        return !drawn.empty() && std::any_of(named.communes.begin(), named.communes.end(), [&](commune_index index) {
            auto const& each = communes_[index];
            return each.located && drawn.touches(each.centre, each.uncertainty_km);
        });
    };
    if (touches_named(drawn_left, right) || touches_named(drawn_right, left))
        return true;
    if (drawn_left.empty() || drawn_right.empty())
        return false;
    // Two drawings: they share ground when a commune touches both, or a corner of one lies in the other.
    if (std::any_of(communes_.begin(), communes_.end(), [&](commune const& each) {
            return each.located && drawn_left.holds(each.centre) && drawn_right.holds(each.centre);
        }))
        return true;
    auto const corner_in = [](area const& corners, shape_test const& of) {
        for (auto const& shape : corners.polygons)
            for (auto const& point : shape.ring)
                if (of.holds(point))
                    return true;
        return std::any_of(corners.circles.begin(), corners.circles.end(), [&](geo_circle const& circle) {
            return of.touches(circle.centre, circle.radius_km);
        });
    };
    return corner_in(left, drawn_right) || corner_in(right, drawn_left);
}

}  // namespace tocsin::rules
