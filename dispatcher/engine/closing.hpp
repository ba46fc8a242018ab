// SPDX-License-Identifier: Apache-2.0
// The end: a mobilisation whose time is over is closed, and everyone who was asked hears it.
#pragma once

#include "dispatcher/engine/bells.hpp"
#include "dispatcher/runtime/events.hpp"
#include "dispatcher/store/store.hpp"

namespace tocsin::dispatcher {

class closing {
public:
    closing(channels::runtime& world, store& kept, bells& ring, event_log& log, minutes after_filled);

    /// Runs until cancelled; safe at any point.
    task<void> run();

private:
    task<void> look(mobilisation what, std::optional<wall_time>& next);
    task<void> tell_everyone(mobilisation what);
    std::optional<wall_time> ends_by_itself(mobilisation const& what) const;

    channels::runtime& world_;
    store& store_;
    bells& ring_;
    event_log& log_;
    minutes after_filled_;
};

}  // namespace tocsin::dispatcher
