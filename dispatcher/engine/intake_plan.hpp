// SPDX-License-Identifier: Apache-2.0
// What one alert does to what is on record: worked out, and nothing awaited. Written down and told by proposals.
#pragma once

#include "dispatcher/engine/principal.hpp"
#include "dispatcher/engine/rulebooks.hpp"
#include "dispatcher/store/store.hpp"
#include "rules/cap/read.hpp"
#include "rules/match/in_turn.hpp"
#include "rules/match/memory.hpp"
#include "rules/trust/source_policy.hpp"
#include "rules/words/bilingual.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tocsin::dispatcher {

/// A launch that is only proposed, as long as people are counted.
struct launch {
    std::size_t place = 0;  ///< among the record's mobilisations
    std::optional<int> limit;  ///< most people it may ask by itself
};

/// A message on record that is heard again.
struct heard_before {
    alert_id id;
    alert what;
};

/// Everything one alert does, worked out before anything is written.
class intake_plan {
public:
    /// Once more with `selves` where it was overtaken.
    intake_plan(
        rules::cap_reading const& read, alert_neighbours const& around, std::vector<rules::past_call> const& past,
        std::vector<heard_before> const& selves, rulebooks const& books, principal const& by, wall_time now
    );

    /// It came after a message that takes its place: what the warning asks for follows from all of its messages, which have
    /// to be heard again in the order in which they were sent. Empty: nothing later stands.
    std::vector<alert_id> overtaken_by() const;

    alert_record take(std::string bytes);

    std::vector<std::string> const& held() const { return held_; }
    /// How many calls a rule did not make because its interval is not over.
    int waiting() const { return waiting_; }
    /// What may go out by itself once it is known that few enough people are asked.
    std::vector<launch> const& launches() const { return launches_; }
    mobilisation const& what(launch const& which) const { return record_.mobilisations[which.place]; }

    /// A person approves it: `why` is told to whoever looks.
    void only_propose(launch const& which, bilingual const& why);
    /// Mobilisations that go on although their alert does not ask for them any more.
    std::vector<mobilisation_id> const& eased() const { return eased_; }

private:
    void change(alert_identity const& which, alert_standing to);

    /// As it is with the incoming alert on record.
    alert_standing standing_now(alert_behind const& which) const;

    /// A mobilisation goes on while an alert that asked for it does. When the last was cancelled, people are stood down;
    /// when it was replaced by one that no longer asks for people, what was only proposed is withdrawn, and what runs is
    /// for a person to end.
    void follow(neighbouring_mobilisation const& each);

    void note(bilingual const& what) { notes_.push_back(what.in(books_.settings.language)); }

    std::vector<std::string> calls_behind(alert_id which) const;
    /// This warning's message before this one: what it asked for is what `keep_while` keeps. The default id: there is none.
    alert_id former_message() const;

    void propose();

    /// What the messages that stand ask for, now that one is known that was sent before them.
    void propose_in_turn(std::vector<heard_before> const& selves);
    stored_alert const* on_record(alert_id which) const;  ///< null: none of the neighbours
    bool stands(alert_id which) const;
    void add_call(std::vector<rules::asked_call>& all, rules::asked_call const& one) const;

    void hold(bilingual const& why) { held_.push_back(why.in(books_.settings.language)); }

    /// Cuts the call to where its source may call; false: nothing is left of it, and a person decides.
    bool stay_within(rules::source_policy const& policy, mobilisation_request& request);

    /// The smallest of what the rule, the house and the source allow.
    std::optional<int> launch_limit(std::optional<int> by_rule) const;

    /// Whether what it asked for is the answer to this alert too. An open one is, when it is about the same event, also when
    /// another service says so; one that is over only when it was called for this very warning, by an alert that still stood
    /// and was no less grave: an officer who ended it has decided, other words change nothing.
    bool answers(neighbouring_mobilisation const& each) const;

    /// Some of the proposal's ground is gone, and no other alert that stands asks for it: what was not approved yet gives way
    /// to a proposal for the ground as it is now.
    bool has_shrunk(neighbouring_mobilisation const& each, std::vector<std::string> const& zone) const;

    /// What answers an alert of another service is told to whoever looks.
    void note_other_sender(neighbouring_mobilisation const& each);

    /// A re-issue of a warning that people are being asked for already opens nothing new, unless the ground grew: then the
    /// new ground alone is asked.
    void propose(rules::hazard_outcome const& outcome, rules::called& call);


    alert const& alert_;
    alert_neighbours const& around_;
    std::vector<rules::past_call> const& past_;
    rulebooks const& books_;
    principal const& by_;
    wall_time now_;
    alert_record record_;
    std::map<alert_id, alert_standing> standing_;  ///< of the neighbours, as this alert leaves them
    std::set<alert_id> same_warning_;
    std::set<alert_id> one_event_;
    std::map<alert_id, std::string> said_elsewhere_;  ///< by other senders, with who said so
    std::set<alert_id> heard_again_;
    bool later_is_held_ = false;
    std::vector<mobilisation> joined_;
    std::vector<std::string> held_;
    std::vector<std::string> notes_;
    std::vector<std::string> tolerated_;
    std::vector<launch> launches_;
    int waiting_ = 0;
    std::vector<mobilisation_id> eased_;
};

}  // namespace tocsin::dispatcher
