// SPDX-License-Identifier: Apache-2.0
// message → attempt: one sender a channel. Claims what is due, never faster than the channel's rate in any second and
// never more in flight than its window, and writes down what came of it.
//
// Two tasks: one keeps the books (turn after turn: what came back goes down and what may leave next is claimed, in one
// commit), the other lets what was claimed leave at the channel's pace. So the next group is on the wire while the last
// one is on its way to the disk, and a pause that a provider asked for holds up no receipt.
#pragma once

#include "channels/port/alarm.hpp"
#include "channels/port/tasks.hpp"
#include "dispatcher/engine/answer_links.hpp"
#include "dispatcher/engine/bells.hpp"
#include "dispatcher/engine/gate.hpp"
#include "dispatcher/engine/ledger.hpp"
#include "dispatcher/engine/routes.hpp"
#include "dispatcher/runtime/events.hpp"
#include "dispatcher/store/store.hpp"

#include <deque>

namespace tocsin::dispatcher {

class sender {
public:
    sender(
        channels::runtime& world,
        store& kept,
        wired_channel& through,
        ledger& back,
        answer_links const& links,
        bells& ring,
        event_log& log,
        std::string zone
    );

    /// Runs until cancelled. Cancelling leaves what is in flight in `sending`, to be taken up by the next life.
    task<void> run();

    /// While run() still runs: claims nothing more, gives back what has not left, and waits until all that is on the wire
    /// is answered and written down, or until `until`.
    task<void> drain(mono_time until);

private:
    task<void> take_up_former_life();

    task<void> keep_books();
    task<void> something_to_do(channels::alarm& wakes);
    task<void> take_turn();
    std::optional<mono_time> next_claim() const;
    std::size_t claim_limit() const;

    task<void> let_leave();
    void give_back_until(mono_time slot);
    void give_back_ready();
    task<void> submit(claimed_message message);

    channels::runtime& world_;
    store& store_;
    wired_channel& channel_;
    ledger& ledger_;
    answer_links const& links_;
    channels::bell& rung_;
    event_log& log_;
    gate gate_;
    std::deque<claimed_message> ready_;  ///< claimed, and not gone yet
    channels::bell ready_rung_;
    bool leaving_ = false;
    bool writing_ = false;
    channels::bell written_;
    std::size_t on_the_wire_ = 0;  ///< handed to the channel, and not answered
    mono_time look_at_;  ///< when a claim may find something
    mobilisation_id last_;  ///< whose messages were claimed last
    mono_time not_before_{};  ///< when what was given back may be claimed again
    channels::task_group in_flight_;
};

}  // namespace tocsin::dispatcher
