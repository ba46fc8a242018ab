// SPDX-License-Identifier: Apache-2.0
// SQL of a claim: which messages a channel takes into `sending` next.
#pragma once

#include "dispatcher/store/counts.hpp"
#include "dispatcher/store/database.hpp"
#include "dispatcher/store/store.hpp"

namespace tocsin::dispatcher::tables {

/// Takes up to `turn.limit` of what is due, answers and endings before requests, mobilisations in turn. A rehearsal is only
/// given to what reaches nobody; found in another's queue, it is cancelled.
claim_result claim(database& db, channel_number channel, channel_turn const& turn, message_counts& counts);

}  // namespace tocsin::dispatcher::tables
