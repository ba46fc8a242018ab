// SPDX-License-Identifier: Apache-2.0
// How many messages of a mobilisation are in which state on which channel. Whoever changes a message's state says so
// here; a group of changes is written as one.
#pragma once

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/store.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

namespace tocsin::dispatcher::tables {

using channel_number = std::int64_t;

/// The number a channel goes by in the tables; given at first use.
channel_number number_of_channel(database& db, std::string const& name);

class message_counts {
public:
    explicit message_counts(database& db) : db_(db) {}
    message_counts(message_counts const&) = delete;
    message_counts& operator=(message_counts const&) = delete;

    void added(mobilisation_id of, channel_number channel, message_state state, int messages = 1);
    void moved(mobilisation_id of, channel_number channel, message_state from, message_state to, int messages = 1);

    /// Writes what was said. Called once, at the end of the work that changed the messages.
    void write();

    /// Orders to come that did not reach their person: for whoever tells the staff.
    std::vector<mobilisation_id> lost_orders;

private:
    database& db_;
    std::map<std::tuple<mobilisation_id, channel_number, message_state>, int> changes_;
};

/// Runs an UPDATE that takes messages out of the queue into `to` and ends in RETURNING mobilisation, channel; counts
/// them. Returns how many there were.
template <class... Values>
int end_queued(database& db, message_state to, char const* sql, Values const&... values)
{
    message_counts counts{db};
    int ended = 0;
    {
        auto row = db.query(sql, values...);
        for (; row.next(); ++ended)
            counts.moved(mobilisation_id{row.integer(0)}, row.integer(1), message_state::queued, to);
    }
    counts.write();
    return ended;
}

}  // namespace tocsin::dispatcher::tables
