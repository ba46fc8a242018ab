// SPDX-License-Identifier: Apache-2.0
// Whether there is any alert at all that does what is wanted of several conditions at once.
#pragma once

#include "rules/match/condition.hpp"

#include <string>
#include <vector>

namespace tocsin::rules {

/// What a condition is to come to (see truth).
enum class wanted { yes, not_yes, no, not_no };

struct demand {
    rule_condition const* of = nullptr;
    wanted what = wanted::yes;
};

struct possibility {
    bool possible = true;  ///< also when the search gave up
    std::vector<std::string> conflicts;  ///< what excluded each other, as written; at most three
};

/// Of alerts that rules look at (Actual or Exercise, Alert or Update, Public), with an area that can be placed, or without.
possibility possible(std::vector<demand> const& demands, bool placed, gazetteer const& places);

}  // namespace tocsin::rules
