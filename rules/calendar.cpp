// SPDX-License-Identifier: Apache-2.0
#include "rules/calendar.hpp"

#include "rules/words/spelling.hpp"

#include <algorithm>
#include <array>

namespace tocsin::rules {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year_month_day;

struct region {
    territory_info info;
    std::string_view school_zone;
};

constexpr std::array regions{
    region{{"metropole-a", "Europe/Paris"}, "A"},
    region{{"metropole-b", "Europe/Paris"}, "B"},
    region{{"metropole-c", "Europe/Paris"}, "C"},
    region{{"alsace-moselle", "Europe/Paris"}, "B"},
    region{{"corse", "Europe/Paris"}, "corse"},
    region{{"guadeloupe", "America/Guadeloupe"}, "guadeloupe"},
    region{{"martinique", "America/Martinique"}, "martinique"},
    region{{"guyane", "America/Cayenne"}, "guyane"},
    region{{"reunion", "Indian/Reunion"}, "reunion"},
    region{{"saint-pierre-et-miquelon", "America/Miquelon"}, "saint-pierre-et-miquelon"},
    region{{"mayotte", "Indian/Mayotte"}, "mayotte"},
    region{{"saint-barthelemy", "America/St_Barthelemy"}, "guadeloupe"},
    region{{"saint-martin", "America/Marigot"}, "guadeloupe"},
    region{{"wallis-et-futuna", "Pacific/Wallis"}, "wallis-et-futuna"},
    region{{"polynesie", "Pacific/Tahiti"}, "polynesie"},
    region{{"nouvelle-caledonie", "Pacific/Noumea"}, "nouvelle-caledonie"},
};

enum which : territory {
    zone_a, zone_b, zone_c, alsace_moselle, corse, guadeloupe, martinique, guyane, reunion, miquelon, mayotte,
    saint_barthelemy, saint_martin, wallis, polynesie, caledonie
};

constexpr std::string_view departements_b =
    "02 04 05 06 08 10 13 14 18 22 27 28 29 35 36 37 41 44 45 49 50 51 52 53 54 55 56 57 59 60 61 62 67 68 72 76 80 83 84 85 88 ";
constexpr std::string_view departements_c = "09 11 12 30 31 32 34 46 48 65 66 75 77 78 81 82 91 92 93 94 95 ";

bool names(std::string_view list, std::string_view code) { return list.find(std::string{code} + ' ') != std::string_view::npos; }

std::string departement_of(std::string_view code)
{
    if (code.starts_with("97") || code.starts_with("98"))
        return std::string{code.substr(0, 3)};
    return std::string{code.substr(0, 2)};
}

territory overseas(std::string_view departement)
{
    constexpr std::array<std::pair<std::string_view, which>, 11> list{{
        {"971", guadeloupe}, {"972", martinique}, {"973", guyane}, {"974", reunion}, {"975", miquelon}, {"976", mayotte},
        {"977", saint_barthelemy}, {"978", saint_martin}, {"986", wallis}, {"987", polynesie}, {"988", caledonie},
    }};
    for (auto const& [code, place] : list)
        if (code == departement)
            return place;
    return zone_a;
}

/// Easter Sunday, Gregorian (Meeus, Jones, Butcher).
local_day easter(int year)
{
    int const a = year % 19;
    int const b = year / 100;
    int const c = year % 100;
    int const d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    int const e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7;
    int const f = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;
    return local_day{year_month_day{
        std::chrono::year{year}, month{static_cast<unsigned>(f / 31)}, day{static_cast<unsigned>(f % 31 + 1)}}};
}

/// Holidays on one date everywhere (Code du travail, L. 3133-1).
bool everywhere(unsigned m, unsigned d)
{
    return (m == 1 && d == 1) || (m == 5 && (d == 1 || d == 8)) || (m == 7 && d == 14) || (m == 8 && d == 15) ||
           (m == 11 && (d == 1 || d == 11)) || (m == 12 && d == 25);
}

/// The abolition of slavery (Code du travail, L. 3422-2) and the territories' own days.
bool local_day_off(territory where, unsigned m, unsigned d)
{
    switch (where) {
    case alsace_moselle: return m == 12 && d == 26;
    case guadeloupe: return (m == 5 && d == 27) || (m == 7 && d == 21);
    case martinique: return (m == 5 && d == 22) || (m == 7 && d == 21);
    case guyane: return m == 6 && d == 10;
    case reunion: return m == 12 && d == 20;
    case mayotte: return m == 4 && d == 27;
    case saint_barthelemy: return m == 10 && d == 9;
    case saint_martin: return m == 5 && d == 28;
    case wallis: return (m == 4 && d == 28) || (m == 7 && d == 29);
    case polynesie: return (m == 3 && d == 5) || (m == 6 && d == 29);
    case caledonie: return m == 9 && d == 24;
    default: return false;
    }
}

/// Good Friday: in Alsace-Moselle where there is a protestant church (taken as everywhere there), and in some territories.
bool keeps_good_friday(territory where)
{
    return where == alsace_moselle || where == guadeloupe || where == martinique || where == polynesie;
}

}  // namespace

std::vector<territory_info> const& territories()
{
    static std::vector<territory_info> const all = [] {
        std::vector<territory_info> list;
        list.reserve(regions.size());
        for (auto const& each : regions)
            list.push_back(each.info);
        return list;
    }();
    return all;
}

territory territory_of(std::string_view code)
{
    if (code.size() < 2)
        return zone_a;
    auto const departement = departement_of(code);
    if (departement.size() == 3)
        return overseas(departement);
    if (departement == "2A" || departement == "2B" || departement == "20" || departement == "2a" || departement == "2b")
        return corse;
    if (departement == "57" || departement == "67" || departement == "68")
        return alsace_moselle;
    if (names(departements_b, departement))
        return zone_b;
    return names(departements_c, departement) ? zone_c : zone_a;
}

boost::system::result<calendar, problems> calendar::read(std::string_view csv, std::string const& file_name)
{
    calendar known;
    problems found;
    int line = 0;
    while (!csv.empty()) {
        auto const end = csv.find('\n');
        auto row = csv.substr(0, end);
        csv.remove_prefix(end == std::string_view::npos ? csv.size() : end + 1);
        ++line;
        if (!row.empty() && row.back() == '\r')
            row.remove_suffix(1);
        if (row.empty() || row.front() == '#' || row.starts_with("zone,"))
            continue;
        auto const first_comma = row.find(',');
        auto const second_comma = row.find(',', first_comma + 1);
        auto const third_comma = row.find(',', second_comma + 1);
        if (first_comma == std::string_view::npos || second_comma == std::string_view::npos) {
            found.emplace_back(file_name, line, "", "expected zone,first_day,last_day,name");
            continue;
        }
        auto const zone = row.substr(0, first_comma);
        auto const first = parse_date(row.substr(first_comma + 1, second_comma - first_comma - 1));
        auto const last = parse_date(row.substr(second_comma + 1, std::min(third_comma, row.size()) - second_comma - 1));
        bool const known_zone = std::any_of(regions.begin(), regions.end(), [zone](region const& each) {
            return each.school_zone == zone;
        });
        if (!known_zone)
            found.emplace_back(file_name, line, "zone", "\"" + std::string{zone} + "\" is no zone; write A, B, C, corse or an overseas territory");
        else if (!first || !last || local_day{*first} > local_day{*last})
            found.emplace_back(file_name, line, "first_day", "expected two dates as 2026-10-17, the first not after the last");
        else
            known.school_.push_back({std::string{zone}, local_day{*first}, local_day{*last}});
    }
    if (!found.empty())
        return found;
    return known;
}

bool calendar::is_public_holiday(territory where, year_month_day date) const
{
    auto const m = static_cast<unsigned>(date.month());
    auto const d = static_cast<unsigned>(date.day());
    if (everywhere(m, d) || local_day_off(where, m, d))
        return true;
    auto const after_easter = (local_day{date} - easter(static_cast<int>(date.year()))).count();
    return after_easter == 1 || after_easter == 39 || after_easter == 50 || (after_easter == -2 && keeps_good_friday(where));
}

bool calendar::is_school_holiday(territory where, year_month_day date) const
{
    auto const zone = regions.at(where).school_zone;
    local_day const on{date};
    return std::any_of(school_.begin(), school_.end(), [&](holiday_span const& span) {
        return span.zone == zone && span.first <= on && on <= span.last;
    });
}

}  // namespace tocsin::rules
