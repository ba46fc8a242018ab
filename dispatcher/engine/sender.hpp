// SPDX-License-Identifier: Apache-2.0
// message → attempt: one sender a channel. Claims what is due, never faster than the channel's rate in any second and
// never more in flight than its window, and writes down what came of it.
#pragma once

#include "channels/policy/rate.hpp"
#include "channels/port/tasks.hpp"
#include "dispatcher/engine/bells.hpp"
#include "dispatcher/engine/routes.hpp"
#include "dispatcher/runtime/events.hpp"
#include "dispatcher/store/store.hpp"

namespace tocsin::dispatcher {

class sender {
public:
    sender(channels::runtime& world, store& kept, wired_channel& through, bells& ring, event_log& log);

    /// Runs until cancelled. Cancelling leaves what is in flight in `sending`, to be taken up by the next life.
    task<void> run();

private:
    task<void> turn(int parts);
    task<void> take_up_former_life();
    task<std::optional<claim_result>> claim_some();
    task<void> submit(claimed_message message);
    task<channels::outcome> hand_over(claimed_message const& message);
    task<void> write_down(claimed_message const& message, channels::outcome outcome);
    void heed(claimed_message const& message, channels::outcome const& outcome);
    std::size_t claim_limit() const;

    channels::runtime& world_;
    store& store_;
    wired_channel& channel_;
    bells& ring_;
    event_log& log_;
    channels::rate_limiter pace_;
    channels::task_group in_flight_;
};

}  // namespace tocsin::dispatcher
