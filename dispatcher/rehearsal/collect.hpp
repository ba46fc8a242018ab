// SPDX-License-Identifier: Apache-2.0
// From the living house to a plan that a rehearsal is played from. Reads, and writes nothing.
#pragma once

#include "dispatcher/engine/house.hpp"
#include "dispatcher/rehearsal/plan.hpp"

#include <optional>
#include <vector>

namespace tocsin::dispatcher {

/// What somebody wants to see rehearsed.
struct rehearsal_wish {
    std::vector<mobilisation> orders;  ///< id: 0; rule and request are used, and `approved` of what a rule launches by itself
    std::optional<mobilisation> replays;  ///< the past one that the only order repeats, under whatever the order says
    std::optional<wall_time> start;  ///< in the past; none: now
    std::vector<pace> paces;
    std::optional<supposed_share> share;
    std::vector<supposed_outage> outages;
    std::optional<minutes> approval;  ///< until somebody approves, where that is needed; none: the usual
    int runs = 20;
    std::uint64_t seed = 1;
};

/// Waits for reads, a thousand people at a time, so that the house works on meanwhile. Safe to cancel.
task<stored<rehearsal_plan>>
collect(house& engine, channels::runtime& world, store& kept, rulebooks const& books, route_table const& routes, rehearsal_wish wish);

}  // namespace tocsin::dispatcher
