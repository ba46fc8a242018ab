// SPDX-License-Identifier: Apache-2.0
// What can be said of rules without any alert: which of them can never fire, and why.
#pragma once

#include "rules/match/rulebook.hpp"

#include <string>
#include <vector>

namespace tocsin::rules {

struct idle_rule {
    std::string rule;
    std::string file;
    int line = 0;
    std::vector<std::string> shadowed_by;  ///< rules before it that decide whatever it would; empty: it contradicts itself
    bilingual why;
};

/// Pure. Names only what is sure: a rule of which it cannot be shown within bounds that it never fires is not named. A
/// parameter is taken to have one value.
std::vector<idle_rule> never_firing(rulebook const& book, gazetteer const& places);

}  // namespace tocsin::rules
