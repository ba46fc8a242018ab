// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/outbox.hpp"

#include "dispatcher/store/claims.hpp"
#include "dispatcher/store/numbers.hpp"
#include "dispatcher/store/outcomes.hpp"

namespace tocsin::dispatcher::tables {
namespace {

constexpr auto count_by_channel =
    "SELECT c.name, n.state, sum(n.messages) FROM message_count n JOIN channel c ON c.id = n.channel "
    "GROUP BY n.channel, n.state HAVING sum(n.messages) <> 0";

}  // namespace

turn_result take_turn(
    database& db, channel_turn const& turn, message_names const& names, std::map<std::string, channel_receipts>& receipts
)
{
    turn_result result;
    message_counts counts{db};
    auto const channel = number_of_channel(db, turn.channel);
    auto& so_far = receipts[turn.channel];
    // A receipt often comes on the heels of its acceptance: in this order it finds its message.
    record_outcomes(db, turn.outcomes, so_far.habits, counts);
    for (auto const each : turn.given_back)
        give_back(db, each, turn.now, counts);
    for (auto const& each : turn.receipts)
        result.receipts.push_back(apply_receipt(db, channel, each, turn.now, names, so_far, counts));
    settle_waiting(db, channel, so_far, turn.now, counts);
    if (turn.limit > 0)
        result.claimed = claim(db, channel, turn, counts);
    counts.write();
    result.lost_orders = std::move(counts.lost_orders);
    return result;
}

int recover_sending(database& db, std::string const& channel, bool idempotent, wall_time now)
{
    message_counts counts{db};
    auto const recovered = recover_sending(db, number_of_channel(db, channel), idempotent, now, counts);
    counts.write();
    return recovered;
}

std::map<std::string, std::map<message_state, int>> outbox_by_channel(database& db)
{
    std::map<std::string, std::map<message_state, int>> found;
    auto row = db.query(count_by_channel);
    while (row.next())
        found[row.text(0)][numbered<message_state>(row.integer(1))] = static_cast<int>(row.integer(2));
    return found;
}

}  // namespace tocsin::dispatcher::tables
