// SPDX-License-Identifier: Apache-2.0
// SQL of receipts: which message one speaks of, and those that came before their message was known by that id.
#pragma once

#include "dispatcher/store/counts.hpp"
#include "dispatcher/store/database.hpp"
#include "dispatcher/store/known_message.hpp"
#include "dispatcher/store/message_names.hpp"
#include "dispatcher/store/store.hpp"
#include "rules/provider_id.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dispatcher::tables {

/// What is remembered of a channel's receipts while the daemon runs.
struct channel_receipts {
    rules::id_habits habits;
    wall_time forgotten{};  ///< when those too old to matter were last thrown away
    bool some_wait = true;  ///< of those that came too early, one may find its message when nothing is in flight any more
};

/// A receipt whose message is not known by that id is kept for some days. One whose id is that of a message only when it is
/// read in another base speaks of that message if nothing in flight can still be accepted under the id as it stands, or if
/// the channel's receipts have shown that habit; until then it is kept as well.
receipt_result apply_receipt(
    database& db,
    channel_number channel,
    receipt const& news,
    wall_time now,
    message_names const& names,
    channel_receipts& so_far,
    message_counts& counts
);

/// Those that had to wait until nothing was in flight, or until a habit was shown.
void settle_waiting(database& db, channel_number channel, channel_receipts& so_far, wall_time now, message_counts& counts);

/// Whether a receipt waits for its message, on any channel.
bool any_receipt_waits(database& db);

/// What was said of a message before it was known by this id.
void apply_waiting(
    database& db,
    message_id which,
    channel_number channel,
    std::string_view provider_id,
    rules::id_habits const& habits,
    wall_time now,
    message_counts& counts
);

/// Each part has an id and receipts of its own. Receipts that wait are applied when `some_wait`.
void take_parts(
    database& db,
    message_id which,
    channel_number channel,
    std::vector<std::string> const& part_ids,
    bool some_wait,
    rules::id_habits const& habits,
    wall_time now,
    message_counts& counts
);

}  // namespace tocsin::dispatcher::tables
