// SPDX-License-Identifier: Apache-2.0
// SQL of the outbox: claims, outcomes, receipts. Called by the writer, inside its transaction. What an event does to a
// message is decided by rules/delivery.
#pragma once

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/store.hpp"

#include <string>

namespace tocsin::dispatcher::tables {

/// Takes what is due for a channel into `sending`, answers and endings before requests, mobilisations in turn.
claim_result claim(database& db, claim_request const& request, std::string const& house);
/// False when the message is unknown (erased meanwhile).
bool record_outcome(database& db, outcome_record const& record);
int recover_sending(database& db, std::string const& channel, bool idempotent, wall_time now);
receipt_result apply_receipt(
    database& db, std::string const& channel, receipt const& news, wall_time now, std::string const& house
);
std::map<std::string, std::map<message_state, int>> outbox_by_channel(database& db);

}  // namespace tocsin::dispatcher::tables
