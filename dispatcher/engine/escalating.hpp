// SPDX-License-Identifier: Apache-2.0
// A second medium for those whom the first did not reach, or who do not answer, when the mobilisation asks for it: once
// a person, and only while people are still wanted.
#pragma once

#include "dispatcher/engine/bells.hpp"
#include "dispatcher/engine/routes.hpp"
#include "dispatcher/runtime/events.hpp"
#include "dispatcher/store/store.hpp"

namespace tocsin::dispatcher {

class escalating {
public:
    escalating(channels::runtime& world, store& kept, route_table const& routes, bells& ring, event_log& log);

    /// Runs until cancelled; safe at any point.
    task<void> run();

private:
    task<void> look();
    task<void> ask_again(mobilisation what);

    channels::runtime& world_;
    store& store_;
    route_table const& routes_;
    bells& ring_;
    event_log& log_;
};

}  // namespace tocsin::dispatcher
