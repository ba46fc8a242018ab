// SPDX-License-Identifier: Apache-2.0
// Forgets what has been kept long enough: once an hour, and soon after the start.
#pragma once

#include "channels/port/runtime.hpp"
#include "dispatcher/engine/rulebooks.hpp"
#include "dispatcher/runtime/events.hpp"
#include "dispatcher/store/rights_store.hpp"

namespace tocsin::dispatcher {

class retention {
public:
    /// Everything handed in outlives it.
    retention(channels::runtime& world, rights_store& kept, rulebooks const& books, event_log& log);

    /// Until cancelled, which is safe: what is left is forgotten the next time.
    task<void> run();

    /// Once through. Gives how many rows lost what they held. Waits between parts, so that others have their turn.
    task<stored<int>> forget();

private:
    using purge = task<stored<purge_step>> (rights_store::*)(wall_time before, int limit, wall_time now);

    task<stored<int>> forget_with(purge what, hours kept_for);

    channels::runtime& world_;
    rights_store& store_;
    rulebooks const& books_;
    event_log& log_;
};

}  // namespace tocsin::dispatcher
