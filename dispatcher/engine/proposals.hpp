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

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::dispatcher {

struct heard_before;

enum class raise_verdict {
    accepted,  ///< durable; `answer` says what it did
    seen_before,  ///< on record already, `answer` is the first one's
    conflict,  ///< on record with other content; nothing was changed
    refused,  ///< not an alert we can act on; `why` says what to correct
    unavailable,  ///< the store cannot take it now; nothing was changed, send it again
    rejected,  ///< the store does not take this one, now or later; nothing was changed
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
    explicit proposed(store_error failure) : failure(std::move(failure)) {}

    bool accepted = false;
    mobilisation what;
    store_error failure;  ///< why the store did not take it
};

/// The signed part of an XML document, once its signature by this certificate (PEM) was verified; why not, otherwise.
/// Waits as long as that takes.
using signature_check =
    std::function<task<boost::system::result<std::string, bilingual>>(std::string document, std::string certificate)>;

/// Does a piece of work while the loop goes on. Cancelled, it may still do it.
using thinking_elsewhere = std::function<task<void>(std::function<void()> work)>;

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

    /// Without it, alerts of sources that have to sign are refused.
    void verify_signatures_by(signature_check check) { check_ = std::move(check); }

    /// Large alerts are read and matched there: a hundred polygons take half a second, and messages must leave meanwhile.
    /// Without it on the loop. Whoever does it ends before what these proposals were made of.
    void think_by(thinking_elsewhere thread) { elsewhere_ = std::move(thread); }
    /// While it is so, the books are read on another thread.
    bool is_thinking() const { return *thoughts_ > 0; }

    /// Reads, matches and records a CAP alert. Of a source that has to sign, only what is signed is read. Returns once it is durable or refused. Safe to cancel: the alert is then
    /// either on record or not, and sending it again gives the one answer.
    task<raised> raise(std::string bytes, principal by);

    /// The mobilisations that the rules would call for, had the alert just been sent; in `created` the instant that
    /// supposes. Records nothing. Why it is no alert, otherwise.
    boost::system::result<std::vector<mobilisation>, bilingual> would_call(std::string_view bytes) const;

    /// Records an officer's own mobilisation: its request, its state (proposed or approved), what it extends. The same key
    /// gives the same mobilisation.
    task<proposed> propose(mobilisation wanted, principal by, std::string idempotency_key);

private:
    struct incoming_alert;

    task<void> think(std::shared_ptr<incoming_alert> about, void (*work)(incoming_alert&));
    task<boost::system::result<std::string, bilingual>> signed_part_of(std::string bytes, std::string certificate);
    task<raised> record(std::shared_ptr<incoming_alert> came);
    /// These messages as they are on record; none where one of them cannot be heard as it was.
    task<stored<std::vector<heard_before>>> heard_again(std::shared_ptr<incoming_alert> came, std::vector<alert_id> which);
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
    signature_check check_;
    thinking_elsewhere elsewhere_;
    std::shared_ptr<std::atomic<int>> thoughts_ = std::make_shared<std::atomic<int>>(0);  ///< that are being had elsewhere
};

}  // namespace tocsin::dispatcher
