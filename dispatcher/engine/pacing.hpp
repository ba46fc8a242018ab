// SPDX-License-Identifier: Apache-2.0
// Between what is on record and the wave planner: the question asked of it, its answer as people to ask and as JSON.
#pragma once

#include "dispatcher/store/store.hpp"
#include "rules/wave/plan.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dispatcher {

/// Minutes kept for the way: people are needed on site, not on the telephone, at the instant given. Half an hour, or a
/// quarter of the time there is when that is less.
rules::real_minutes travel_within(rules::real_minutes whole);

/// The question at `now`. `pool` is in the order in which people would be asked; `a_minute` is what its channels send.
rules::wave_question question_of(
    mobilisation const& what,
    std::vector<heard_people> const& heard,
    std::vector<asked_person> const& pool,
    double a_minute,
    wall_time now,
    std::string_view time_zone
);

/// The people of the pool that the decision asks.
std::vector<asked_person> chosen_by(rules::wave_decision const& decided, std::vector<asked_person> const& pool);

/// Numbers, and under "why" a sentence in each language. Instants are absolute.
std::string decision_json(rules::wave_decision const& decided, wall_time at, wall_time started);

}  // namespace tocsin::dispatcher
