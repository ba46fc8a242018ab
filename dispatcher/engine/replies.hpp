// SPDX-License-Identifier: Apache-2.0
// What they answered: read, bound to the request it answers, and counted, in one commit.
#pragma once

#include "dispatcher/engine/bells.hpp"
#include "dispatcher/engine/people.hpp"
#include "dispatcher/runtime/events.hpp"
#include "dispatcher/store/store.hpp"
#include "rules/geo/gazetteer.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::dispatcher {

class replies {
public:
    /// `timezone`: of the clocks that people mean when they say "18h"; it exists. `places`: that people sign with; read from
    /// the store's writer too, so it never changes.
    replies(channels::runtime& world, store& kept, people& who, bells& ring, event_log& log, std::string timezone, rules::gazetteer const& places);

    /// Returns once durable; only then may whoever brought it be answered. `channel` is "staff" for the command line.
    /// The same provider id on the same channel is counted once.
    task<stored<reply_result>> receive(std::string channel, inbound_text text);

    /// The same from the answer page, which knows the instant that was chosen, not only a time of day.
    task<stored<reply_result>> receive_from_page(inbound_text text, std::optional<wall_time> eta);

    /// See channels::inbox.
    task<stored<channels::kept_pieces>> keep_piece(std::string channel, channels::text_piece piece);
    task<stored<std::vector<channels::kept_pieces>>> overdue_pieces(std::string channel);
    task<stored<int>> forget_pieces(std::string channel, std::string set);

    /// Opts an address out everywhere, as a STOP would. Returns how many volunteers it belongs to.
    task<stored<int>> opt_out(std::string address, act who);

private:
    task<stored<reply_result>> take(std::string channel, inbound_text text, std::optional<wall_time> eta);
    std::function<wall_time(rules::reply::arrival const&)> clock_at(wall_time said) const;

    channels::runtime& world_;
    store& store_;
    people& people_;
    bells& ring_;
    event_log& log_;
    std::string timezone_;
    rules::gazetteer const& places_;
};

}  // namespace tocsin::dispatcher
