// SPDX-License-Identifier: Apache-2.0
// SQL of what is known of feeds. Called by the writer, inside its transaction.
#pragma once

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/store.hpp"

namespace tocsin::dispatcher::tables {

feed_record recall_feed(database& db, std::string const& name);
int keep_feed(database& db, feed_record const& what, wall_time forget);

}  // namespace tocsin::dispatcher::tables
