// SPDX-License-Identifier: Apache-2.0
// A message as those tables see it that let something happen to it: outcomes.cpp and receipts.cpp.
#pragma once

#include "dispatcher/store/counts.hpp"
#include "dispatcher/store/database.hpp"
#include "dispatcher/store/message_instants.hpp"
#include "rules/delivery.hpp"
#include "rules/words/message.hpp"

#include <optional>
#include <string_view>

namespace tocsin::dispatcher::tables {

/// What read_known() reads; a WHERE follows.
#define SQL_MESSAGE_FACTS                                                                                              \
    "SELECT id, state, attempts, possible_duplicate, due, deadline, purpose, solicitation, accepted, mobilisation, channel " \
    "FROM message "

struct known_message {
    message_id id;
    rules::message_facts facts;
    purpose why = purpose::ask;
    std::optional<solicitation_id> follows;  ///< nothing for the message that asked first
    std::optional<wall_time> accepted;
    mobilisation_id mobilisation;
    channel_number channel = 0;
};

/// The first row; nothing when there is none.
std::optional<known_message> read_known(rows row);

/// As apply_event() of outcomes.hpp, for a message that was read in this transaction.
void apply_event(
    database& db, known_message const& known, rules::delivery_event event, std::string_view code, wall_time now, message_counts& counts
);

}  // namespace tocsin::dispatcher::tables
