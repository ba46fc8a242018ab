// SPDX-License-Identifier: Apache-2.0
// SQL of the alert family. Called by the writer, inside its transaction.
#pragma once

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/store.hpp"

namespace tocsin::dispatcher::tables {

std::optional<stored_alert> find_alert(database& db, alert_identity const& identity);
alert_neighbours neighbours_of(
    database& db, alert_identity const& identity, std::vector<alert_identity> const& references, rules::alert_profile const& about
);
alert_outcome record_alert(database& db, alert_record const& record, wall_time now);
/// Newest first; `before`: only those that came earlier, none: the newest of all.
std::vector<stored_alert> alerts(database& db, int limit, alert_id before = {});
std::optional<stored_alert> alert_of(database& db, alert_id which);
std::optional<std::string> alert_bytes(database& db, alert_id which);

}  // namespace tocsin::dispatcher::tables
