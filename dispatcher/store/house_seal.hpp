// SPDX-License-Identifier: Apache-2.0
// Which key a database is sealed with: a known word, sealed with it, in the database. With two keys it would hold two
// registers, each unreadable with the other's.
#pragma once

#include "dispatcher/store/database.hpp"

namespace tocsin::dispatcher {

/// Whether it is sealed with the key it was unlocked with, or with none yet.
bool is_ours(database& db);

/// Marks a database that has no mark. Throws std::runtime_error with what to do when it has another key's.
void mark_as_ours(database& db);

}  // namespace tocsin::dispatcher
