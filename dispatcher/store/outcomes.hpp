// SPDX-License-Identifier: Apache-2.0
// SQL of what becomes of a message after it was taken: outcomes of attempts, receipts, the end of a former life.
#pragma once

#include "dispatcher/store/counts.hpp"
#include "dispatcher/store/database.hpp"
#include "dispatcher/store/store.hpp"
#include "rules/delivery.hpp"
#include "rules/provider_id.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dispatcher::tables {

/// Lets an event happen to a message, by rules/delivery. Nothing for a message that does not exist.
void apply_event(
    database& db, message_id which, rules::delivery_event event, std::string_view code, wall_time now, message_counts& counts
);

/// Nothing for a message that was erased meanwhile. `habits` are those of the channel whose outcomes they are.
void record_outcomes(
    database& db, std::vector<outcome_record> const& records, rules::id_habits const& habits, message_counts& counts
);

/// Whoever answers from the address that a question went to has it, whatever its provider said or did not say: what follows goes
/// there, and not over the other medium.
void answered_from(database& db, solicitation_id who, sealed const& address, wall_time now);

/// Back into the queue as if it had not been claimed: the place it had, no attempt made.
void give_back(database& db, message_id which, wall_time now, message_counts& counts);

/// Messages that a former life left in `sending`: their outcome is unknown. Returns how many.
int recover_sending(database& db, channel_number channel, bool idempotent, wall_time now, message_counts& counts);

}  // namespace tocsin::dispatcher::tables
