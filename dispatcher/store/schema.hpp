// SPDX-License-Identifier: Apache-2.0
// Tables and their numbered migrations.
#pragma once

#include "dispatcher/store/database.hpp"

namespace tocsin::dispatcher {

/// Brings the database to the schema of this program, step by step, each step in its own transaction. Throws
/// sqlite_failure, and std::runtime_error when the database was written by a newer program.
void migrate(database& db);

/// The first that knows who is restricted.
constexpr int first_schema_with_rights = 14;

/// The latest schema that this program knows.
int newest_schema();
/// What the database has; 0 for an empty one.
int schema_of(database& db);

}  // namespace tocsin::dispatcher
