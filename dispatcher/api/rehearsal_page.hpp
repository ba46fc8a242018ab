// SPDX-License-Identifier: Apache-2.0
// A rehearsal as JSON, with what it says in words. Pure.
#pragma once

#include "dispatcher/api/language.hpp"
#include "dispatcher/rehearsal/rehearsals.hpp"
#include "rules/wave/explain.hpp"

#include <boost/json/fwd.hpp>

#include <cstddef>
#include <vector>

namespace tocsin::dispatcher::api {

boost::json::object rehearsal_json(rehearsal_view const& seen, language in);

/// What would bring more people, beside the advice to look for them, in the `place`th of what was found.
void add_offers(boost::json::object& page, std::size_t place, std::vector<rules::offer> const& steps, language in);

/// What happened on the day, for a replay to be compared with.
boost::json::object past_json(mobilisation const& past, tally const& counts);

}  // namespace tocsin::dispatcher::api
