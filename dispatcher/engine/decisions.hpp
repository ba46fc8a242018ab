// SPDX-License-Identifier: Apache-2.0
// What people decide about a mobilisation: approve, pause, resume, cancel, close.
#pragma once

#include "dispatcher/engine/bells.hpp"
#include "dispatcher/engine/principal.hpp"
#include "dispatcher/runtime/events.hpp"
#include "dispatcher/store/store.hpp"

#include <string>
#include <utility>

namespace tocsin::dispatcher {

enum class decision { approve, pause, resume, cancel, close };

enum class decision_verdict {
    done,  ///< durable, or it already was so
    not_found,
    wrong_state,  ///< `why` says which states allow it
    unavailable,  ///< the store cannot take it now; nothing was changed
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
};

class decisions {
public:
    decisions(channels::runtime& world, store& kept, bells& ring, event_log& log);

    /// Returns once durable. After `pause` or `cancel` nothing that asks leaves beyond the windows in flight.
    /// Safe to cancel the wait: the decision may still have been taken; asking again is harmless.
    task<decided> decide(mobilisation_id which, decision what, principal by, std::string reason);

private:
    channels::runtime& world_;
    store& store_;
    bells& ring_;
    event_log& log_;
};

}  // namespace tocsin::dispatcher
