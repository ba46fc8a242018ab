// SPDX-License-Identifier: Apache-2.0
// One digest of all that a database holds, kept in a backup: SQLite finds damage in its own structure, and none in what
// stands in a field.
#pragma once

#include "dispatcher/store/database.hpp"

namespace tocsin::dispatcher {

/// Of every row of every table, and of the schema; not of what write_digest() writes. Reads everything: a second for some
/// hundred megabytes. Throws sqlite_failure.
std::string content_digest(database& db);

void write_digest(database& db);
/// What was written; empty where nothing was, by a version that wrote none.
std::string written_digest(database& db);

}  // namespace tocsin::dispatcher
