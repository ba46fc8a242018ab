// SPDX-License-Identifier: Apache-2.0
// The conditions of a rule as an administrator writes them (YAML) → conditions as values.
#pragma once

#include "dispatcher/settings/reader.hpp"
#include "rules/match/condition.hpp"

#include <string>
#include <vector>

namespace tocsin::dispatcher {

/// Reads every key of the map, nested conditions included; what is wrong goes to its list of problems. Zones are checked
/// against the gazetteer.
rules::rule_condition read_condition(map_reader& when, rules::gazetteer const& places);

/// Problems for what is no zone.
void check_zone(map_reader& in, std::string const& key, std::vector<std::string> const& zone, rules::gazetteer const& places);

}  // namespace tocsin::dispatcher
