// SPDX-License-Identifier: Apache-2.0
// What the rules make of an alert, as an answer.
#pragma once

#include "dispatcher/api/exchange.hpp"
#include "dispatcher/engine/trials.hpp"

namespace tocsin::dispatcher::api {

/// The engine's verdicts, hazard by hazard, and all of them in one list for whoever has one hazard.
answer trial_answer(trial const& tried, language in);

}  // namespace tocsin::dispatcher::api
