// SPDX-License-Identifier: Apache-2.0
// SQL of rights_store.hpp. Called by the writer, inside its transaction.
#pragma once

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/rights_store.hpp"

namespace tocsin::dispatcher::tables {

std::optional<kept_person> everything_about(database& db, volunteer_id which);
std::optional<volunteer> restrict_person(database& db, volunteer_id which, bool restricted, std::string const& reason, act const& who);
std::optional<volunteer> opt_in(database& db, volunteer_id which, std::string const& proof, act const& who);
purge_step purge_answers(database& db, wall_time before, int limit, wall_time now);
purge_step purge_deliveries(database& db, wall_time before, int limit, wall_time now);
int purge_replies(database& db, wall_time before, int limit, wall_time now);
int purge_strays(database& db, wall_time before);

}  // namespace tocsin::dispatcher::tables
