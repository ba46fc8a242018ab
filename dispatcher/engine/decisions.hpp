// SPDX-License-Identifier: Apache-2.0
// What people decide about a mobilisation: approve, pause, resume, cancel, close, extend, retract.
#pragma once

#include "dispatcher/engine/bells.hpp"
#include "dispatcher/engine/chooser.hpp"
#include "dispatcher/engine/principal.hpp"
#include "dispatcher/runtime/events.hpp"
#include "dispatcher/store/store.hpp"

#include <string>
#include <utility>

namespace tocsin::dispatcher {

/// What one person alone may decide.
enum class decision { pause, cancel, close };

enum class decision_verdict {
    done,  ///< durable, or it already was so
    noted,  ///< durable; it takes the yes of more people
    not_found,
    wrong_state,  ///< `why` says which states allow it
    plan_changed,  ///< what they were shown is not what would be sent
    own_request,  ///< they asked for it: somebody else has to say yes
    superuser,  ///< root may be anybody: where it takes several, its yes is nobody's
    unavailable,  ///< the store cannot take it now; nothing was changed
    rejected,  ///< the store does not take this one, now or later; nothing was changed
    unfinished,  ///< durable, but what it is now could not be read
};

struct decided {
    decided() = default;
    decided(decision_verdict verdict, mobilisation what, std::string why)
        : verdict(verdict), what(std::move(what)), why(std::move(why))
    {
    }

    decision_verdict verdict = decision_verdict::unavailable;
    mobilisation what;  ///< as it is now
    std::string why;
    int given = 0;  ///< how many have said yes
    int needed = 0;
};

class decisions {
public:
    decisions(channels::runtime& world, store& kept, chooser const& choose, rulebooks const& books, bells& ring, event_log& log);

    // Each returns once durable. Safe to cancel the wait: the decision may still have been taken; asking again is
    // harmless.

    /// After `pause` or `cancel` nothing that asks leaves beyond the windows in flight.
    task<decided> decide(mobilisation_id which, decision what, principal by, std::string reason);

    /// A yes to the plan with this digest, as the preview showed it. `break_glass` says why one person alone has to be
    /// enough; it is written down, shown and logged.
    task<decided> approve(mobilisation_id which, principal by, std::string digest, std::string break_glass);

    /// Going on after a pause takes as many people as a large approval.
    task<decided> resume(mobilisation_id which, principal by, std::string break_glass);

    /// Later; the end of the mission moves by as much. `by` is after the one it has.
    task<decided> extend(mobilisation_id which, wall_time until_when, principal by, std::string reason);

    /// Nothing more leaves but a correction, to exactly those whom a message reached or may have reached, each once.
    /// `words` are the officer's own; empty: the template's.
    task<decided> retract(mobilisation_id which, principal by, std::string words, std::string reason);

private:
    task<decided> agree(assent_record given, std::vector<mobilisation_state> already, std::string allowed);
    task<decided> tell(mobilisation_id which, principal by);

    channels::runtime& world_;
    store& store_;
    chooser const& chooser_;
    rulebooks const& books_;
    bells& ring_;
    event_log& log_;
};

}  // namespace tocsin::dispatcher
