// SPDX-License-Identifier: Apache-2.0
// SQL of the register of volunteers and of opt-outs. Called by the writer, inside its transaction.
#pragma once

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/store.hpp"

namespace tocsin::dispatcher::tables {

import_counts import_volunteers(database& db, std::vector<volunteer> const& batch, act const& who);
std::vector<register_entry> entries_after(database& db, volunteer_id after, int limit);
std::vector<volunteer> volunteers_after(database& db, volunteer_id after, int limit);
std::vector<volunteer> volunteers(database& db, std::vector<volunteer_id> const& which);
volunteer_page search_volunteers(database& db, volunteer_query const& query);
std::optional<volunteer> find_volunteer(database& db, std::string const& external_id);
std::vector<volunteer_id> volunteers_at(database& db, sealed const& address);
std::vector<volunteer_id> opt_out(database& db, sealed const& address, act const& who);
bool erase_volunteer(database& db, volunteer_id which, act const& who);
std::vector<message_story> story_of(database& db, volunteer_id which);

}  // namespace tocsin::dispatcher::tables
