// SPDX-License-Identifier: Apache-2.0
// What a mobilisation had to say, and over which channels: counted after the event.
#pragma once

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/store.hpp"

namespace tocsin::dispatcher::tables {

std::vector<traffic_line> traffic_of(database& db, mobilisation_id which);

}  // namespace tocsin::dispatcher::tables
