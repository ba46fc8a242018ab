// SPDX-License-Identifier: Apache-2.0
// SQL of mobilisations, waves, solicitations and their closing. Called by the writer, inside its transaction.
#pragma once

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/store.hpp"

namespace tocsin::dispatcher::tables {

mobilisation insert_mobilisation(database& db, mobilisation proposed, std::string const& idempotency_key);
mobilisation create_mobilisation(database& db, mobilisation proposed, std::string const& idempotency_key);
std::optional<mobilisation> find_mobilisation(database& db, mobilisation_id which);
/// Newest first; `before`: only those that were made earlier, none: the newest of all.
std::vector<mobilisation> mobilisations(database& db, bool also_over, int limit, mobilisation_id before = {});
std::vector<mobilisation> unclosed(database& db);

change_result change_state(database& db, state_change const& change);
/// Later, for whoever is still asked.
change_result extend(database& db, order_change const& change);
/// Does nothing when it is over already.
void end_mobilisation(
    database& db,
    mobilisation_id which,
    mobilisation_state end,
    std::string const& by,
    std::string const& reason,
    wall_time now
);
/// running → filled when enough have confirmed, filled → running when somebody withdrew. True: it became filled.
bool follow_confirmations(database& db, mobilisation_id which, wall_time now);

tally tally_of(database& db, mobilisation_id which);
std::vector<volunteer_id> asked_in(database& db, std::vector<mobilisation_id> const& which);

wave_outcome open_wave(database& db, wave_record const& part);
std::vector<stored_wave> waves_of(database& db, mobilisation_id which);
std::vector<rendered_text> texts_of(database& db, mobilisation_id which);
std::vector<report_row> report_of(database& db, mobilisation_id which, solicitation_id after, int limit);
int close_some(database& db, mobilisation_id which, int limit, wall_time now);

/// Words said from now on; those that are the same as the last ones stay.
void store_texts(database& db, mobilisation_id which, std::vector<rendered_text> const& texts);

/// Queues one message to somebody who was asked, in words already rendered for this mobilisation. False when there are
/// no words for the purpose, or the address opted out (the opt-out's own confirmation excepted).
bool queue_message(database& db, solicitation_id to, purpose why, wall_time now, wall_time deadline);
/// Queues the last message of somebody who was asked and is not coming.
void tell_end(database& db, solicitation_id whom, bool called_off, wall_time now);

}  // namespace tocsin::dispatcher::tables
