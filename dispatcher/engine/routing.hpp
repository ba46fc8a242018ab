// SPDX-License-Identifier: Apache-2.0
// Watches the channels, asks policy/failover, and moves what is queued: one event a switch. What was left behind by a
// switch (a retry, a follow-up) is taken along at the next look.
#pragma once

#include "dispatcher/engine/bells.hpp"
#include "dispatcher/engine/routes.hpp"
#include "dispatcher/runtime/events.hpp"
#include "dispatcher/store/store.hpp"

#include <map>
#include <set>
#include <string>

namespace tocsin::dispatcher {

class routing {
public:
    /// `zone` is the house's: quotas end at its midnight.
    routing(channels::runtime& world, store& kept, route_table& routes, bells& ring, event_log& log, std::string zone);

    /// Runs until cancelled; safe at any point: a switch is durable with the first messages it moves, the rest follows.
    task<void> run();

private:
    task<void> remember();
    task<void> look();
    task<void> look_at(route& which);
    task<void> make(route& which, channels::switch_decision made);
    task<bool> empty_into(std::string from, std::vector<channels::route_leg> to, std::optional<switch_entry> entry);
    task<void> drain(route& which);
    task<void> probe(route& which);
    std::map<std::string, channels::leg_condition> conditions_of(route const& which, mono_time now);
    void tell_of_ailments(mono_time now);
    bool restless() const;

    channels::runtime& world_;
    store& store_;
    route_table& routes_;
    bells& ring_;
    event_log& log_;
    std::string zone_;
    bool busy_ = false;  ///< the last look moved something
    std::set<std::string> ailing_;  ///< told of
    std::set<std::string> shut_;  ///< whose breaker was not closed when last looked at
};

}  // namespace tocsin::dispatcher
