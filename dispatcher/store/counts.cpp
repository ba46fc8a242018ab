// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/counts.hpp"

#include "dispatcher/store/numbers.hpp"

namespace tocsin::dispatcher::tables {
namespace {

constexpr auto select_channel = "SELECT id FROM channel WHERE name = ?1";
constexpr auto insert_channel = "INSERT INTO channel (name) VALUES (?1)";
constexpr auto add_to_count =
    "INSERT INTO message_count (mobilisation, channel, state, messages) VALUES (?1, ?2, ?3, ?4) "
    "ON CONFLICT DO UPDATE SET messages = messages + ?4";

}  // namespace

channel_number number_of_channel(database& db, std::string const& name)
{
    {
        auto row = db.query(select_channel, name);
        if (row.next())
            return row.integer(0);
    }
    db.execute(insert_channel, name);
    return db.last_row();
}

void message_counts::added(mobilisation_id of, channel_number channel, message_state state, int messages)
{
    changes_[{of, channel, state}] += messages;
}

void message_counts::moved(
    mobilisation_id of, channel_number channel, message_state from, message_state to, int messages
)
{
    if (from == to)
        return;
    added(of, channel, from, -messages);
    added(of, channel, to, messages);
}

void message_counts::write()
{
    for (auto const& [what, messages] : changes_)
        if (messages != 0)
            db_.execute(add_to_count, std::get<0>(what), std::get<1>(what), number_of(std::get<2>(what)), messages);
    changes_.clear();
}

}  // namespace tocsin::dispatcher::tables
