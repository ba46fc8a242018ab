// SPDX-License-Identifier: Apache-2.0
// alert × rules → proposals, each with its reasons. Rules are tried in order for each hazard of the alert; the first
// that holds decides, and `ignore` decides too.
#pragma once

#include "rules/cap/meaning.hpp"
#include "rules/geo/gazetteer.hpp"
#include "rules/match/rulebook.hpp"
#include "rules/words/bilingual.hpp"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::rules {

struct verdict {
    std::string rule;
    bool fired = false;
    std::vector<bilingual> reasons;  ///< why it did not fire, or which conditions held
};

/// One action of the rule that decided.
struct called {
    std::string name;  ///< the rule's, or "rule/action": what the mobilisation is known by
    rule_action action = rule_action::propose;
    mobilisation_request request;
    std::optional<int> max_recipients;  ///< of a launch
};

/// What one hazard comes to.
struct hazard_outcome {
    std::string event;
    std::vector<verdict> verdicts;  ///< up to the rule that decided
    std::vector<called> calls;  ///< proposed or launched; none when it is ignored
    std::string rule;
    rule_action action = rule_action::ignore;  ///< the first one's
    tocsin::severity severity = severity::unknown;
    bool kept = false;  ///< the rule goes on by its `keep_while` alone: whoever is not asked already is not asked
    std::optional<minutes> interval;  ///< the rule's
    std::vector<bilingual> notes;  ///< what its words had to do without
    std::optional<bilingual> blocked;  ///< why no rule may look at it at all
    /// Every condition but the area held, and the area cannot be placed: for a person, never widened.
    std::optional<bilingual> held;

    /// Of the first call; null when there is none.
    mobilisation_request const* request() const { return calls.empty() ? nullptr : &calls.front().request; }
};

struct match_context {
    gazetteer const& places;
    wall_time now;
    milliseconds default_life{hours{24}};
    minutes default_duration{240};
    std::string language = "fr";
    std::optional<int> default_budget;  ///< most people one mobilisation asks
    std::function<local_time(wall_time)> clock;  ///< the house's; none: UTC
    calendar const* days = nullptr;  ///< none: no day is a school holiday
    rules::territory territory = 0;  ///< whose public holidays count where the alert's area does not say
    std::vector<std::string> engaged;  ///< calls that this warning's former message asked for (see `keep_while`)
};

/// The territory whose clock that is; the first of several (mainland France for Europe/Paris).
territory territory_of_zone(std::string_view time_zone);

/// Pure. One outcome for each hazard. Anything but Actual and Exercise, anything but Alert and Update, a Private or
/// Restricted scope, an expired hazard never fires a rule. A request's zone is never empty.
std::vector<hazard_outcome> match(alert const& what, rulebook const& book, match_context const& context);

/// The part of one zone that lies in another: expressions that lie wholly within are kept as they are, the rest comes
/// commune by commune.
std::vector<std::string> intersection(
    gazetteer const& places, std::vector<std::string> const& zone, std::vector<std::string> const& limits
);

}  // namespace tocsin::rules
