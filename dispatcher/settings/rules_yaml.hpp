// SPDX-License-Identifier: Apache-2.0
// Rules as an administrator writes them (YAML) → rules as values, or every problem with its line.
#pragma once

#include "rules/geo/gazetteer.hpp"
#include "rules/match/rulebook.hpp"
#include "rules/text.hpp"

#include <boost/system/result.hpp>

#include <string>
#include <string_view>

namespace tocsin::dispatcher {

/// One file of rules; an empty one holds none. Zones are checked against the gazetteer, template names against the templates.
boost::system::result<rules::rulebook, problems> read_rules(
    std::string_view yaml, std::string const& file, rules::template_set const& templates, rules::gazetteer const& places
);

}  // namespace tocsin::dispatcher
