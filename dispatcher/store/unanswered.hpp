// SPDX-License-Identifier: Apache-2.0
// Calls that began in the moment of a break: committed, and nobody was told. Whoever asked asks again and finds it done; but
// a machine that comes back hours later must not send, unasked, what people have long arranged otherwise.
#pragma once

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/records.hpp"

namespace tocsin::dispatcher::tables {

/// Pauses what was started in lines beyond `kept`, ten minutes ago or earlier: a person resumes or cancels it. The head
/// beside the database is kept after a commit and before anybody is answered, so whatever is beyond it was never acknowledged.
/// Gives how many.
int hold_unanswered(database& db, journal_head const& kept, wall_time now);

}  // namespace tocsin::dispatcher::tables
