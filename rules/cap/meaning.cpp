// SPDX-License-Identifier: Apache-2.0
#include "rules/cap/meaning.hpp"

#include "rules/fold.hpp"
#include "rules/words/spelling.hpp"

#include <algorithm>

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

std::string event_key(alert const& what)
{
    if (what.infos.empty())
        return {};
    auto const& info = what.infos.front();
    auto phenomenon = parameter(info, "awareness_type");
    if (phenomenon.empty() && !info.event_codes.empty())
        phenomenon = info.event_codes.front().name + '=' + info.event_codes.front().value;
    if (phenomenon.empty())
        phenomenon = info.event;
    return fold(what.sender) + '|' + fold_name(phenomenon) + '|' + std::string{to_string(what.status)};
}

std::string parameter(alert_info const& info, std::string_view name)
{
    for (auto const& each : info.parameters)
        if (equal_ignoring_case(each.name, name))
            return each.value;
    return {};
}

}  // namespace tocsin::rules
