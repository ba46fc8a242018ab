// SPDX-License-Identifier: Apache-2.0
#include "rules/trust/source_policy.hpp"

#include "rules/cap/meaning.hpp"
#include "rules/fold.hpp"
#include "rules/words/listed.hpp"

#include <algorithm>

namespace tocsin::rules {
namespace {

bool matches_any(std::vector<std::string> const& patterns, std::string const& text)
{
    return !text.empty() && std::any_of(patterns.begin(), patterns.end(), [&text](std::string const& pattern) {
        return matches_pattern(pattern, text);
    });
}

/// In any of its languages, by its code or by its words, as the rules' own conditions see it.
bool is_own(hazard const& danger, source_policy const& policy)
{
    return policy.events.empty() || std::any_of(danger.infos.begin(), danger.infos.end(), [&policy](alert_info const* info) {
        bool const by_code = std::any_of(info->event_codes.begin(), info->event_codes.end(), [&policy](named_value const& code) {
            return matches_any(policy.events, code.value);
        });
        return by_code || matches_any(policy.events, info->event) ||
               matches_any(policy.events, parameter(*info, "awareness_type"));
    });
}

}  // namespace

std::optional<bilingual> unwelcome(alert const& what, source_policy const& policy)
{
    if (!policy.senders.empty() && !matches_any(policy.senders, what.sender))
        return bilingual{
            "alert/sender : cette source ne parle qu'au nom de : " + listed(policy.senders),
            "alert/sender: this source speaks only for: " + listed(policy.senders)};
    auto const hazards = hazards_of(what);
    bool const any = hazards.empty() || std::any_of(hazards.begin(), hazards.end(), [&policy](hazard const& danger) {
        return is_own(danger, policy);
    });
    if (!any)
        return bilingual{
            "alert/info/event : cette source ne parle que de : " + listed(policy.events),
            "alert/info/event: this source speaks only of: " + listed(policy.events)};
    return std::nullopt;
}

std::set<std::string> own_events(alert const& what, source_policy const& policy, std::string const& language)
{
    std::set<std::string> own;
    for (auto const& danger : hazards_of(what))
        if (is_own(danger, policy))
            own.insert(danger.in(language).event);
    return own;
}

bilingual not_its_event(std::string const& event)
{
    return {
        "« " + event + " » n'est pas de son ressort : à une personne de décider",
        "\"" + event + "\" is not for this source to speak of: for a person to decide"};
}

bilingual not_its_zone(source_policy const& policy)
{
    return {
        "la zone est hors de son ressort (" + listed(policy.zones) + ") : à une personne de décider",
        "the area lies outside of its own (" + listed(policy.zones) + "): for a person to decide"};
}

}  // namespace tocsin::rules
