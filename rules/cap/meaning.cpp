// SPDX-License-Identifier: Apache-2.0
#include "rules/cap/meaning.hpp"

#include "rules/fold.hpp"
#include "rules/match/phenomenon.hpp"
#include "rules/words/spelling.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace tocsin::rules {
namespace {

std::string_view primary(std::string_view language) { return language.substr(0, language.find('-')); }

bool same_ground(std::vector<alert_area> const& left, std::vector<alert_area> const& right)
{
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](alert_area const& a, alert_area const& b) {
        return a.polygons == b.polygons && a.circles == b.circles && a.geocodes == b.geocodes;
    });
}

bool are_translations(alert_info const& left, alert_info const& right)
{
    return left.language != right.language && left.urgency == right.urgency && left.severity == right.severity &&
           left.certainty == right.certainty && left.onset == right.onset && left.expires == right.expires &&
           same_ground(left.areas, right.areas);
}

}  // namespace

alert_info const& hazard::in(std::string_view language) const
{
    for (auto const* each : infos)
        if (equal_ignoring_case(each->language, language))
            return *each;
    for (auto const wanted : {primary(language), std::string_view{"fr"}})
        for (auto const* each : infos)
            if (equal_ignoring_case(primary(each->language), wanted))
                return *each;
    return *infos.front();
}

std::vector<hazard> hazards_of(alert const& what)
{
    std::vector<hazard> found;
    for (auto const& info : what.infos) {
        auto const home = std::find_if(found.begin(), found.end(), [&info](hazard const& each) {
            return std::all_of(each.infos.begin(), each.infos.end(), [&info](alert_info const* other) {
                return are_translations(*other, info);
            });
        });
        if (home == found.end())
            found.push_back({{&info}});
        else
            home->infos.push_back(&info);
    }
    return found;
}

wall_time end_of(alert const& what, alert_info const& info, milliseconds default_life)
{
    return info.expires.value_or(what.sent + default_life);
}

wall_time end_of(alert const& what, milliseconds default_life)
{
    std::optional<wall_time> last;
    for (auto const& info : what.infos) {
        auto const end = end_of(what, info, default_life);
        last = last ? std::max(*last, end) : end;
    }
    return last.value_or(what.sent + default_life);
}

namespace {

/// Who says it about what; nothing when the phenomenon has a name only, which is another in every language.
std::optional<std::string> coded_key(alert const& what, alert_info const& info)
{
    auto const from = fold(what.sender) + '|';
    auto const status = '|' + std::string{to_string(what.status)};
    if (auto const type = parameter(info, "awareness_type"); !type.empty())
        return '!' + from + fold_name(type) + status;
    if (!info.event_codes.empty())
        return from + fold_name(info.event_codes.front().name + '=' + info.event_codes.front().value) + status;
    return std::nullopt;
}

void add_once(std::vector<std::string>& to, std::string word)
{
    if (std::find(to.begin(), to.end(), word) == to.end())
        to.push_back(std::move(word));
}

std::string written_point(geo_point at)
{
    auto const micro = [](double degrees) { return std::to_string(std::llround(degrees * 1e6)); };
    return micro(at.latitude) + ',' + micro(at.longitude);
}

void add_ground(std::vector<std::string>& to, alert_area const& area)
{
    for (auto const& code : area.geocodes)
        to.push_back(fold_name(code.name) + '=' + fold_name(code.value));
    for (auto const& polygon : area.polygons) {
        std::string word;
        for (auto const& point : polygon.ring)
            word += (word.empty() ? "" : " ") + written_point(point);
        to.push_back(std::move(word));
    }
    for (auto const& circle : area.circles)
        to.push_back(written_point(circle.centre) + '~' + std::to_string(std::llround(circle.radius_km * 1000)));
}

void tidy(std::vector<std::string>& words)
{
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
}

/// The same for messages that differ in nothing but their language.
std::string twin_key(alert const& what, alert_profile const& about, alert_info const& info)
{
    std::uint64_t ground = 0xcbf29ce484222325;  // FNV-1a: the ground itself may be thousands of points
    for (auto const& word : about.ground)
        for (char const c : word + ' ')
            ground = (ground ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return '=' + fold(what.sender) + '|' + std::string{to_string(what.status)} + '|' + std::string{to_string(info.severity)} + '|' +
           format_instant(about.starts) + '|' + format_instant(about.ends) + '|' + std::to_string(ground);
}

}  // namespace

alert_profile profile_of(alert const& what, milliseconds default_life)
{
    alert_profile about;
    about.starts = what.sent;
    about.ends = end_of(what, default_life);
    std::optional<wall_time> first;
    for (auto const& info : what.infos) {
        auto const begin = info.onset.value_or(info.effective.value_or(what.sent));
        first = first ? std::min(*first, begin) : begin;
        std::string language;
        for (char const c : primary(info.language))
            language += ascii_lower(c);
        about.languages.push_back(std::move(language));
        about.gravest = std::max(about.gravest, info.severity);
        for (auto const& area : info.areas)
            add_ground(about.ground, area);
    }
    about.starts = first.value_or(what.sent);
    std::vector<std::string> shared;
    tidy(about.languages);
    tidy(about.ground);
    for (auto const& danger : hazards_of(what)) {
        auto const& info = danger.in("fr");
        for (auto const phenomenon : phenomena_of(info))
            shared.push_back('~' + std::string{phenomenon} + '|' + std::string{to_string(what.status)});
        if (auto coded = coded_key(what, info)) {
            add_once(about.keys, std::move(*coded));
            continue;
        }
        add_once(about.keys, fold(what.sender) + '|' + fold_name(info.event) + '|' + std::string{to_string(what.status)});
        add_once(about.keys, twin_key(what, about, info));
    }
    for (auto& key : shared)
        add_once(about.keys, std::move(key));
    return about;
}

std::string parameter(alert_info const& info, std::string_view name)
{
    for (auto const& each : info.parameters)
        if (equal_ignoring_case(each.name, name))
            return each.value;
    return {};
}

}  // namespace tocsin::rules
