// SPDX-License-Identifier: Apache-2.0
// One need, several calls. An officer's wider call fills the need of the call that it widens, so that nobody is told to
// come beyond it, whichever call the yes came from. A call for the new ground of an alert has a need of its own.
#pragma once

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/places.hpp"
#include "dispatcher/store/store.hpp"

#include <vector>

namespace tocsin::dispatcher::tables {

/// The others that fill the same need, but for those that were cancelled: nobody comes because of them.
std::vector<mobilisation_id> calls_beside(database& db, mobilisation const& of);

/// What is left for this call to fill: its need, less what the others have taken of the whole. Never negative.
rules::empty_places places_for(database& db, mobilisation const& of);

/// Whether somebody with these roles may take one of its places now.
bool has_place(database& db, mobilisation const& of, std::uint32_t roles);

}  // namespace tocsin::dispatcher::tables
