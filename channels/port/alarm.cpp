// SPDX-License-Identifier: Apache-2.0
#include "channels/port/alarm.hpp"

#include <algorithm>

namespace tocsin::channels {

/// Shared with the task that keeps it, which may end after the alarm.
struct alarm::body {
    body(runtime& world_, bell& target_) : world(world_), target(target_), sooner(world_.executor()) {}

    static task<void> keep(std::shared_ptr<body> self)
    {
        while (true) {
            auto const until = std::min(self->instant, self->world.mono() + hours{1});
            self->armed = until;
            co_await rung_or(self->sooner, self->world, until);
            if (self->is_over)
                co_return;
            if (self->world.mono() < self->instant)
                continue;
            self->instant = mono_time::max();
            self->target.ring();
        }
    }

    runtime& world;
    bell& target;
    bell sooner;
    mono_time instant = mono_time::max();
    mono_time armed = mono_time::min();
    bool is_over = false;  ///< the alarm is gone, and the target may be: a wait that had ended by then was not cancelled
};

alarm::alarm(runtime& world, bell& target)
    : body_(std::make_shared<body>(world, target)), keeping_(world.executor())
{
    keeping_.spawn(body::keep(body_));
}

alarm::~alarm() { body_->is_over = true; }

void alarm::at_latest(mono_time instant)
{
    if (instant >= body_->instant)
        return;
    body_->instant = instant;
    if (instant < body_->armed)
        body_->sooner.ring();
}

}  // namespace tocsin::channels
