// SPDX-License-Identifier: Apache-2.0
// What they answered: read, bound to the one open request of that address, and counted, in one commit.
#pragma once

#include "dispatcher/engine/bells.hpp"
#include "dispatcher/engine/people.hpp"
#include "dispatcher/runtime/events.hpp"
#include "dispatcher/store/store.hpp"

#include <string>
#include <vector>

namespace tocsin::dispatcher {

class replies {
public:
    replies(channels::runtime& world, store& kept, people& who, bells& ring, event_log& log);

    /// Returns once durable; only then may whoever brought it be answered. `channel` is "staff" for the command line.
    /// The same provider id on the same channel is counted once.
    task<stored<reply_result>> receive(std::string channel, inbound_text text);

    /// See channels::inbox.
    task<stored<channels::kept_pieces>> keep_piece(std::string channel, channels::text_piece piece);
    task<stored<std::vector<channels::kept_pieces>>> overdue_pieces(std::string channel);
    task<stored<int>> forget_pieces(std::string channel, std::string set);

    /// Opts an address out everywhere, as a STOP would. Returns how many volunteers it belongs to.
    task<stored<int>> opt_out(std::string address, act who);

private:
    channels::runtime& world_;
    store& store_;
    people& people_;
    bells& ring_;
    event_log& log_;
};

}  // namespace tocsin::dispatcher
