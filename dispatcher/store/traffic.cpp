// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/traffic.hpp"

#include "dispatcher/store/numbers.hpp"

namespace tocsin::dispatcher::tables {
namespace {

constexpr auto select_traffic =
    "SELECT m.purpose, c.name, m.state, m.solicitation IS NOT NULL, count(*), sum(t.parts) FROM message m JOIN text t ON t.id = m.text "
    "JOIN channel c ON c.id = m.channel WHERE m.mobilisation = ?1 GROUP BY 1, 2, 3, 4";

}  // namespace

std::vector<traffic_line> traffic_of(database& db, mobilisation_id which)
{
    std::vector<traffic_line> found;
    auto row = db.query(select_traffic, which);
    while (row.next()) {
        traffic_line line;
        line.purpose = numbered<purpose>(row.integer(0));
        line.channel = row.text(1);
        line.state = numbered<message_state>(row.integer(2));
        line.follows = row.integer(3) != 0;
        line.messages = static_cast<int>(row.integer(4));
        line.parts = static_cast<int>(row.integer(5));
        found.push_back(std::move(line));
    }
    return found;
}

}  // namespace tocsin::dispatcher::tables
