// SPDX-License-Identifier: Apache-2.0
// What the planner listens to: the answers and the silence of those asked, and what it made of them last.
#pragma once

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/store.hpp"

namespace tocsin::dispatcher::tables {

std::vector<heard_person> people_heard_in(database& db, mobilisation_id which, wall_time now);
std::vector<heard_people> heard_in(database& db, mobilisation_id which, wall_time now);
bool keep_outlook(database& db, mobilisation_id which, std::string const& decision);
std::string outlook_of(database& db, mobilisation_id which);

}  // namespace tocsin::dispatcher::tables
