// SPDX-License-Identifier: Apache-2.0
// SQL of switches between channels, of second questions over another medium, and of what a channel used today. Called
// by the writer, inside its transaction.
#pragma once

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/store.hpp"

namespace tocsin::dispatcher::tables {

move_result move_queued(database& db, channel_move const& move);
std::vector<switch_entry> switches(database& db, int limit);
int hasten_probe(database& db, std::string const& channel, wall_time now);
int hasten_all(database& db, std::string const& channel, wall_time now);
parts_lease lease_parts(database& db, lease_request const& request);
std::int64_t parts_taken(database& db, std::string const& channel, std::int64_t day);

}  // namespace tocsin::dispatcher::tables
