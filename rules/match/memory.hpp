// SPDX-License-Identifier: Apache-2.0
// What rules did before, as far as it counts for what they do now.
#pragma once

#include "rules/geo/gazetteer.hpp"
#include "rules/match/match.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::rules {

struct past_call {
    std::string name;  ///< see called
    wall_time at;
    std::vector<std::string> zone;
    tocsin::severity gravest = severity::unknown;  ///< of the alerts that asked for it
    bool exercise = false;
};

/// Whether a call of that name is one of the rule's: "crue", "crue/boats".
bool is_of_rule(std::string_view call, std::string_view rule);

/// How far back calls may count for any of the rules; nothing where no rule has a `min_interval`.
minutes longest_interval(rulebook const& book);

/// Why the rule may not call again yet: its `min_interval` since a call over ground that this one touches, unless this
/// alert is graver. Exercises and real ones do not count for one another.
std::optional<bilingual> too_soon(
    hazard_outcome const& outcome, called const& wanted, std::vector<past_call> const& before, gazetteer const& places, wall_time now
);

/// Whether two zones have ground in common; where one of them cannot be placed, they may.
bool touches(gazetteer const& places, std::vector<std::string> const& left, std::vector<std::string> const& right);

/// What is new in a zone beside one that people were already asked in.
std::vector<std::string>
enlargement(gazetteer const& places, std::vector<std::string> const& wider, std::vector<std::string> const& known);

}  // namespace tocsin::rules
