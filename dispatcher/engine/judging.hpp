// SPDX-License-Identifier: Apache-2.0
// What rules are asked with in this house: its clock, its calendar, its habits.
#pragma once

#include "dispatcher/engine/rulebooks.hpp"
#include "rules/match/match.hpp"

namespace tocsin::dispatcher {

/// Refers to the books, which outlive it.
rules::match_context context_at(rulebooks const& books, wall_time now);

}  // namespace tocsin::dispatcher
