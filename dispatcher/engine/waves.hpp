// SPDX-License-Identifier: Apache-2.0
// approved mobilisation → wave → messages. A wave is written in parts, each durable before the next: a kill in between
// leaves a wave that is taken up again, with nobody asked twice.
#pragma once

#include "channels/port/tasks.hpp"
#include "dispatcher/engine/bells.hpp"
#include "dispatcher/engine/chooser.hpp"
#include "dispatcher/runtime/events.hpp"
#include "dispatcher/store/store.hpp"

namespace tocsin::dispatcher {

class waves {
public:
    waves(channels::runtime& world, store& kept, chooser const& choose, people const& who, bells& ring, event_log& log);

    /// Runs until cancelled; safe at any point.
    task<void> run();

private:
    task<void> look();
    task<void> ask(mobilisation what, wave_id unfinished);

    channels::runtime& world_;
    store& store_;
    chooser const& chooser_;
    people const& people_;
    bells& ring_;
    event_log& log_;
};

}  // namespace tocsin::dispatcher
