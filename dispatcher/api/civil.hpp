// SPDX-License-Identifier: Apache-2.0
// Instants as the house's clocks show them. Pure.
#pragma once

#include "dispatcher/api/language.hpp"
#include "rules/words/time.hpp"

#include <string>

namespace tocsin::dispatcher::api {

/// "24/11/2026 18:00"; UTC in ISO 8601 when the zone does not exist.
std::string civil_text(wall_time instant, std::string const& zone);

/// "18:00" on the day of `now`, otherwise "24/11 18:00" or "24 Nov 18:00".
std::string civil_text_near(wall_time instant, wall_time now, std::string const& zone, language in);

}  // namespace tocsin::dispatcher::api
