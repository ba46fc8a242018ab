// SPDX-License-Identifier: Apache-2.0
// Times as a duty officer writes them at three in the morning. Pure: the present and the time zone are handed in.
#pragma once

#include "rules/words/time.hpp"

#include <functional>
#include <optional>
#include <string_view>

namespace tocsin::dispatcher {

/// The house's time zone.
struct civil_clock {
    std::function<local_time(wall_time)> to_local;
    std::function<wall_time(local_time)> to_wall;
};

/// `18:00`, `18h`, `18h30`: the next such time after `from`. `+3h`, `+90min`, `+1h30`, `+2d` (or `+2j`): counted from
/// `from`. ISO 8601 date-times with an offset, or without one in the house's zone (`2026-11-24T18:00`, a blank for the
/// T). Nothing for anything else, spans above 60 days included.
std::optional<wall_time> read_when(std::string_view text, wall_time from, civil_clock const& clock);

}  // namespace tocsin::dispatcher
