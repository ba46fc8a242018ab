// SPDX-License-Identifier: Apache-2.0
// approved mobilisation → wave → messages, as often and as many as the planner says. A wave is written in parts, each
// durable before the next: a kill in between leaves a wave that is taken up again, with nobody asked twice.
#pragma once

#include "channels/port/tasks.hpp"
#include "dispatcher/engine/bells.hpp"
#include "dispatcher/engine/chooser.hpp"
#include "dispatcher/engine/experience.hpp"
#include "dispatcher/engine/pacing.hpp"
#include "dispatcher/runtime/events.hpp"
#include "dispatcher/store/store.hpp"
#include "rules/wave/plan.hpp"

#include <map>
#include <optional>
#include <string>

namespace tocsin::dispatcher {

class waves {
public:
    waves(
        channels::runtime& world,
        store& kept,
        chooser const& choose,
        experience& learnt,
        people const& who,
        bells& ring,
        event_log& log
    );

    /// Runs until cancelled; safe at any point.
    task<void> run();

private:
    /// What is remembered of the last look at one mobilisation; lost at a restart, which only means looking again.
    struct looked {
        wall_time again;
        rules::wave_decision decided;
    };

    task<void> look();
    task<void> look_at(mobilisation what);
    /// Everybody who matches, at once.
    task<void> ask_everybody(mobilisation what, wave_id unfinished);
    /// As many as the planner says.
    task<void> ask_some(mobilisation what);
    /// Everybody was asked: sees anew what may be expected of them.
    task<void> look_on(mobilisation what);
    /// A decision, and as it is written down.
    struct weighed {
        rules::wave_decision decided;
        std::string written;
        wall_time at;
        wall_time started;
    };
    /// What the planner says of these people, of whom it takes out those who could not be there in time, unless everybody
    /// is to be asked. `chosen` outlives the call. Nothing: the store cannot say.
    task<std::optional<weighed>> weigh(mobilisation what, chooser::plan& chosen);
    void remember(mobilisation const& what, weighed const& seen);
    task<bool> may_wait(mobilisation_id which) const;
    /// The time for the way, settled when the first wave is: those left later live farther away, and must not shorten it.
    task<rules::real_minutes> travel_for(mobilisation what, std::vector<asked_person> pool) const;
    /// Writes a wave in parts. Ends early when the mobilisation is no longer open. False: the disk is full or the daemon
    /// is stopping, and it has to be looked at again.
    task<bool> open(mobilisation what, wave_id unfinished, chooser::plan chosen, std::string decision);

    channels::runtime& world_;
    store& store_;
    chooser const& chooser_;
    experience& experience_;
    people const& people_;
    bells& ring_;
    event_log& log_;
    std::map<mobilisation_id, looked> looked_;
};

}  // namespace tocsin::dispatcher
