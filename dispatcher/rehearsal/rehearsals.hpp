// SPDX-License-Identifier: Apache-2.0
// The thread on which rehearsals are played, one at a time, behind whatever the house itself has to do. Everything here
// is called from the house's own thread.
#pragma once

#include "dispatcher/rehearsal/summary.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace tocsin::dispatcher {

enum class rehearsal_state { running, done, stopped, failed };

std::string_view to_string(rehearsal_state value);

struct rehearsal_view {
    std::int64_t number = 0;
    rehearsal_state state = rehearsal_state::running;
    int played = 0;
    int to_play = 0;
    std::shared_ptr<rehearsal_plan const> plan;
    std::vector<order_summary> found;  ///< of the runs played, once it is over
    std::optional<rules::belief::range> yes;  ///< shares of yes that were supposed
    double half_after_minutes = 0;  ///< half of the answers are there, so long after the question
    std::string why;  ///< it failed
};

class rehearsals {
public:
    /// The books outlive the rehearsals.
    explicit rehearsals(rulebooks const& books) : books_(books) {}
    /// Stops whatever is played, and waits for that: a few milliseconds.
    ~rehearsals();

    /// Nothing when another is being played that somebody looked at within the last five seconds; one that nobody looks
    /// at is stopped. Otherwise the number of the new one.
    std::optional<std::int64_t> start(rehearsal_plan plan, mono_time now);

    /// How far it is; nothing when it is not the latest one.
    std::optional<rehearsal_view> look(std::int64_t number, mono_time now);

    /// The books are being read on the other thread.
    bool playing() const;

    /// False when it is not the latest one. It dies at its next step.
    bool stop(std::int64_t number);

    /// The instant at which it is stopped unless somebody looks before: whoever wanted it has gone. Nothing when none is
    /// being played, or when it has been told to stop.
    std::optional<mono_time> forgotten_at() const;

    /// Stops it when that instant has come.
    void forget(mono_time now);

private:
    struct stage;

    rulebooks const& books_;
    std::shared_ptr<stage> latest_;
    std::jthread thread_;
    std::int64_t count_ = 0;
    mono_time looked_{};
};

}  // namespace tocsin::dispatcher
