// SPDX-License-Identifier: Apache-2.0
// What lets a claimed message leave through a channel: its breaker, its pace, what it may send today. And the other way
// round: what an outcome says of the channel.
#pragma once

#include "dispatcher/engine/bells.hpp"
#include "dispatcher/engine/routes.hpp"
#include "dispatcher/runtime/events.hpp"
#include "dispatcher/store/store.hpp"

#include <optional>
#include <string>

namespace tocsin::dispatcher {

class gate {
public:
    /// `zone` is the house's, an IANA name.
    gate(channels::runtime& world, store& kept, wired_channel& channel, bells& ring, event_log& log, std::string zone);

    /// Reads what was used today, and holds back as long as a former life's last second counts.
    task<void> begin();

    /// The earliest instant, `now` or later, at which something may be claimed; far away while nothing may.
    mono_time opens(mono_time now) const;
    /// Whether only single messages leave, as probes.
    bool probing() const;

    /// Waits until a message of so many parts may leave, and takes its slot: it leaves now. Otherwise an instant: it may
    /// not any more, or not soon, and goes back to the queue, where a cancel or a STOP still reaches it; it is claimed
    /// again from that instant on. Cancelling takes nothing.
    task<std::optional<mono_time>> pass(int parts);

    /// What an outcome, so long after the message left, says of the channel as a whole.
    void heed(claimed_message const& message, channels::outcome const& outcome, mono_clock::duration after);
    /// It passed and was not handed over after all.
    void withdrawn(int parts);

private:
    task<bool> may_today(int parts);
    void slow_down(channels::throttled const& asked);

    channels::runtime& world_;
    store& store_;
    wired_channel& channel_;
    bells& ring_;
    event_log& log_;
    std::string zone_;
    channels::answer_kind read(channels::outcome const& outcome);

    int declined_ = 0;  ///< for good, in a row
    mono_time ask_again_{};  ///< for today's count, once it was used up
    local_day exhausted_on_{};
};

}  // namespace tocsin::dispatcher
