// SPDX-License-Identifier: Apache-2.0
// Instants ↔ civil time in an IANA zone, from the system's time zone database.
#pragma once

#include "rules/words/time.hpp"

#include <optional>
#include <string_view>

namespace tocsin::dispatcher {

/// Whether the system knows the zone ("Europe/Paris", "Indian/Reunion").
bool zone_exists(std::string_view zone);

/// What clocks on the wall show there, to the minute (rounded down). Nothing when the zone does not exist.
std::optional<local_time> to_local(wall_time instant, std::string_view zone);

/// The civil day there, which ends at its midnight; the day in UTC when the zone does not exist.
local_day day_in(wall_time instant, std::string_view zone);

/// The instant of a civil time. One that summer time skips gives the first instant after the gap; one that comes twice
/// gives the first. The zone has to exist (settings are checked when they load): otherwise std::runtime_error.
wall_time to_wall(local_time civil, std::string_view zone);

}  // namespace tocsin::dispatcher
