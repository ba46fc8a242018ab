// SPDX-License-Identifier: Apache-2.0
// Between what is on record and the wave planner: the question asked of it, its answer as people to ask and as JSON.
#pragma once

#include "dispatcher/engine/experience.hpp"
#include "dispatcher/store/store.hpp"
#include "rules/wave/explain.hpp"
#include "rules/wave/plan.hpp"

#include <boost/json/fwd.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dispatcher {

/// From home to the place: ten minutes to leave, then roads a third longer than the straight line at 50 km/h.
rules::real_minutes travel_of(float distance_km);

/// Minutes kept for the way, since people are needed on site, not on the telephone, at the instant given: what four in
/// five need of those who would be asked first, ten for each place. At most half of the time there is; half an hour, or a
/// quarter of the time, when there is nobody to ask.
rules::real_minutes travel_within(std::vector<asked_person> const& pool, int need, rules::real_minutes whole);

/// Takes out whoever could not be there any more if they left at once. Returns how many.
int leave_out_the_late(std::vector<asked_person>& pool, wall_time by, wall_time now);

/// All that a request asks for, when nobody fills it with this call.
rules::empty_places whole_need(mobilisation_request const& request);

/// What a question is made of, besides the mobilisation itself.
struct pacing_facts {
    std::vector<heard_people> heard;
    rules::empty_places wanted;  ///< for this call to fill
    std::vector<asked_person> pool;  ///< in the order in which people would be asked
    double a_minute = 0;  ///< messages that the pool's channels send
    int asked = 0;  ///< people, so far
    rules::real_minutes travel{};
    known_before before;
};

rules::wave_question question_of(mobilisation const& what, pacing_facts const& facts, wall_time now);

/// The people of the pool that the decision asks.
std::vector<asked_person> chosen_by(rules::wave_decision const& decided, std::vector<asked_person> const& pool);

/// What a decision is written down with.
struct decision_facts {
    wall_time at;
    wall_time started;
    rules::real_minutes travel{};
    int late = 0;  ///< people left out because they could not be there in time
    int learnt_from = 0;  ///< past mobilisations
    std::vector<rules::offer> offers;
    std::vector<std::string> roles;  ///< their names, by number
};

/// Numbers, and under "why" a sentence in each language. Instants are absolute.
std::string decision_json(rules::wave_decision const& decided, decision_facts const& facts);

boost::json::array offers_json(std::vector<rules::offer> const& all);

/// The travel that a decision was written down with.
std::optional<rules::real_minutes> travel_in(std::string const& decision);

}  // namespace tocsin::dispatcher
