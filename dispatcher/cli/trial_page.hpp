// SPDX-License-Identifier: Apache-2.0
// What the rules make of an alert, as a table of 80 columns.
#pragma once

#include "dispatcher/cli/session.hpp"

#include <boost/json/value.hpp>

#include <string>

namespace tocsin::cli {

/// Hazard by hazard: what each rule says, why not, and what would be called for.
std::string trial_page(session& house, boost::json::value const& tried);

/// The lines of a list of texts, each after the words of the phrase.
std::string listed_page(session& house, boost::json::array const& texts, phrase what);

}  // namespace tocsin::cli
