// SPDX-License-Identifier: Apache-2.0
// alert → rule → mobilisation. Every door (push, staff, later feeds) leads here; one commit, then the answer.
#pragma once

#include "dispatcher/engine/bells.hpp"
#include "dispatcher/engine/chooser.hpp"
#include "dispatcher/engine/principal.hpp"
#include "dispatcher/engine/rulebooks.hpp"
#include "dispatcher/runtime/events.hpp"
#include "dispatcher/store/store.hpp"
#include "rules/cap/read.hpp"
#include "rules/match/memory.hpp"
#include "rules/words/bilingual.hpp"
#include "rules/words/mobilisation.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::dispatcher {

enum class raise_verdict {
    accepted,  ///< durable; `answer` says what it did
    seen_before,  ///< on record already, `answer` is the first one's
    conflict,  ///< on record with other content; nothing was changed
    refused,  ///< not an alert we can act on; `why` says what to correct
    unavailable,  ///< the store cannot take it now; nothing was changed, send it again
};

struct raised {
    raised() = default;
    raised(raise_verdict verdict, std::string answer, bilingual why)
        : verdict(verdict), answer(std::move(answer)), why(std::move(why))
    {
    }

    raise_verdict verdict = raise_verdict::unavailable;
    std::string answer;  ///< JSON: {alert, standing, mobilisations: [{id, state, rule}], held, …}
    bilingual why;
};

struct proposed {
    proposed() = default;
    explicit proposed(mobilisation what) : accepted(true), what(std::move(what)) {}
    explicit proposed(std::string why) : why(std::move(why)) {}

    bool accepted = false;
    mobilisation what;
    std::string why;  ///< why the store did not take it
};

class proposals {
public:
    proposals(
        channels::runtime& world,
        store& kept,
        rulebooks const& books,
        chooser const& choose,
        bells& ring,
        event_log& log
    );

    /// Reads, matches and records a CAP alert. Returns once it is durable or refused. Safe to cancel: the alert is then
    /// either on record or not, and sending it again gives the one answer.
    task<raised> raise(std::string bytes, principal by);

    /// The mobilisations that the rules would call for, had the alert just been sent; in `created` the instant that
    /// supposes. Records nothing. Why it is no alert, otherwise.
    boost::system::result<std::vector<mobilisation>, bilingual> would_call(std::string_view bytes) const;

    /// Records an officer's own mobilisation: its request, its state (proposed or approved), what it extends. The same key
    /// gives the same mobilisation.
    task<proposed> propose(mobilisation wanted, principal by, std::string idempotency_key);

private:
    task<raised> record(rules::cap_reading read, std::string bytes, principal by);
    /// What rules called for of late, as far as any of them waits between two calls.
    task<stored<std::vector<rules::past_call>>> past_calls() const;
    /// Why it may not go out by itself: it would ask more people than the limit, or they cannot be counted.
    task<std::optional<bilingual>> too_many(mobilisation what, std::optional<int> limit) const;

    channels::runtime& world_;
    store& store_;
    rulebooks const& books_;
    chooser const& chooser_;
    bells& ring_;
    event_log& log_;
    channels::turnstile one_at_a_time_;
};

}  // namespace tocsin::dispatcher
