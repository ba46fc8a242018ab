// SPDX-License-Identifier: Apache-2.0
// SQL of the outbox: what a channel's turn writes down and what it takes next. Called by the writer, inside its
// transaction. What an event does to a message is decided by rules/delivery.
#pragma once

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/message_names.hpp"
#include "dispatcher/store/receipts.hpp"
#include "dispatcher/store/store.hpp"

#include <map>
#include <string>

namespace tocsin::dispatcher::tables {

/// How long news is worth telling to whoever was asked: after that it does not leave any more.
inline constexpr hours worth_telling{12};

/// `receipts` is what is remembered of each channel's, by its name.
turn_result take_turn(
    database& db, channel_turn const& turn, message_names const& names, std::map<std::string, channel_receipts>& receipts
);
int recover_sending(database& db, std::string const& channel, bool idempotent, wall_time now);
std::map<std::string, std::map<message_state, int>> outbox_by_channel(database& db);

}  // namespace tocsin::dispatcher::tables
