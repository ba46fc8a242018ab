// SPDX-License-Identifier: Apache-2.0
// alert × rules → proposals, each with its reasons. Rules are tried in order for each hazard of the alert; the first
// that holds decides, and `ignore` decides too.
#pragma once

#include "rules/cap/meaning.hpp"
#include "rules/geo/gazetteer.hpp"
#include "rules/match/rulebook.hpp"
#include "rules/words/bilingual.hpp"

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

/// What one hazard comes to.
struct hazard_outcome {
    std::string event;
    std::vector<verdict> verdicts;  ///< up to the rule that decided
    std::optional<mobilisation_request> request;  ///< proposed or launched
    std::string rule;
    rule_action action = rule_action::ignore;
    std::optional<int> max_recipients;
    /// Every condition but the area held, and the area cannot be placed: for a person, never widened.
    std::optional<bilingual> held;
};

struct match_context {
    gazetteer const& places;
    wall_time now;
    milliseconds default_life{hours{24}};
    minutes default_duration{240};
    std::string language = "fr";
    std::optional<int> default_budget;  ///< most people one mobilisation asks
};

/// Pure. One outcome for each hazard. Anything but Actual and Exercise, anything but Alert and Update, a Private or
/// Restricted scope, an expired hazard never fires a rule. A request's zone is never empty.
std::vector<hazard_outcome> match(alert const& what, rulebook const& book, match_context const& context);

/// The part of one zone that lies in another: expressions that lie wholly within are kept as they are, the rest comes
/// commune by commune.
std::vector<std::string> intersection(
    gazetteer const& places, std::vector<std::string> const& zone, std::vector<std::string> const& limits
);

}  // namespace tocsin::rules
