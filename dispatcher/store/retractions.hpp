// SPDX-License-Identifier: Apache-2.0
// SQL of retractions: a correction to exactly those whom a message reached or may have reached. Called by the writer,
// inside its transaction.
#pragma once

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/store.hpp"

namespace tocsin::dispatcher::tables {

/// Ends the mobilisation if it is not over; its closing tells the correction instead of the end.
change_result retract(database& db, retraction const& what);

/// How many people a message reached or may have reached.
int people_reached(database& db, mobilisation_id which);

bool is_retracted(database& db, mobilisation_id which);

/// Corrections to up to `limit` more of the people asked, then up to `limit` messages that nobody needs any more. Gives
/// how many rows were treated; 0: everyone is told.
int retract_some(database& db, mobilisation_id which, int limit, wall_time now);

}  // namespace tocsin::dispatcher::tables
