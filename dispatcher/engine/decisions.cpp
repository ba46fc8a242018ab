// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/decisions.hpp"

#include "dispatcher/engine/plans.hpp"
#include "rules/words/seeded_bug.hpp"

#include <algorithm>

namespace tocsin::dispatcher {
namespace {

using state = mobilisation_state;

struct transition {
    std::vector<state> from;
    state to;
    std::vector<state> already;  ///< asking again is harmless in these
};

transition transition_of(decision what)
{
    switch (what) {
    case decision::pause:
        return {{state::approved, state::running, state::filled}, state::paused, {state::paused}};
    case decision::cancel:
        return {
            {state::proposed, state::approved, state::running, state::paused, state::filled},
            state::cancelled,
            {state::cancelled}};
    case decision::close:
        return {{state::approved, state::running, state::paused, state::filled}, state::closed, {state::closed}};
    }
    return {};
}

bool contains(std::vector<state> const& list, state value)
{
    return std::find(list.begin(), list.end(), value) != list.end();
}

std::string states_listed(std::vector<state> const& states)
{
    std::string text;
    for (auto const each : states)
        text += (text.empty() ? "" : ", ") + std::string{to_string(each)};
    return text;
}

decided not_taken(store_error const& why)
{
    return {why.failure() == store_failure::rejected ? decision_verdict::rejected : decision_verdict::unavailable, {}, why.why()};
}

}  // namespace

decisions::decisions(
    channels::runtime& world, store& kept, chooser const& choose, rulebooks const& books, bells& ring, event_log& log
)
    : world_(world), store_(kept), chooser_(choose), books_(books), ring_(ring), log_(log)
{
}

task<decided> decisions::tell(mobilisation_id which, principal by)
{
    auto const now = co_await store_.find_mobilisation(which);
    if (!now) {
        ring_.ring_all();
        co_return decided{decision_verdict::unfinished, {}, now.error().why()};
    }
    if (!*now)
        co_return decided{decision_verdict::not_found, {}, {}};
    log_.report(
        events::mobilisation_changed,
        {{"mobilisation", to_string(which)}, {"state", std::string{to_string((*now)->state)}}, {"by", by.name()}}
    );
    if (!seeded(bug::retraction_rings_nobody))
        ring_.ring_all();
    co_return decided{decision_verdict::done, **now, {}};
}

task<decided> decisions::decide(mobilisation_id which, decision what, principal by, std::string reason)
{
    auto const rule = transition_of(what);
    state_change change;
    change.id = which;
    change.from = rule.from;
    change.to = rule.to;
    change.by = by.name();
    change.reason = std::move(reason);
    change.at = world_.wall();
    auto const changed = co_await store_.change_state(std::move(change));
    if (!changed)
        co_return not_taken(changed.error());
    if (*changed == change_result::done)
        co_return co_await tell(which, std::move(by));
    auto const now = co_await store_.find_mobilisation(which);
    if (!now)
        co_return not_taken(now.error());
    if (!*now)
        co_return decided{decision_verdict::not_found, {}, {}};
    if (contains(rule.already, (*now)->state))
        co_return decided{decision_verdict::done, **now, {}};
    co_return decided{decision_verdict::wrong_state, **now, states_listed(rule.from)};
}

task<decided> decisions::approve(mobilisation_id which, principal by, std::string digest, std::string break_glass)
{
    auto const known = co_await store_.find_mobilisation(which);
    if (!known)
        co_return not_taken(known.error());
    if (!*known)
        co_return decided{decision_verdict::not_found, {}, {}};
    if ((*known)->state == state::proposed) {
        auto const plan = co_await chooser_.freeze(**known);
        if (!plan)
            co_return not_taken(plan.error());
    }
    assent_record given;
    given.id = which;
    given.who = {by.name(), world_.wall()};
    given.digest = std::move(digest);
    given.break_glass = std::move(break_glass);
    std::vector<state> already{state::approved, state::running, state::filled};
    auto allowed = states_listed({state::proposed});
    co_return co_await agree(std::move(given), std::move(already), std::move(allowed));
}

task<decided> decisions::resume(mobilisation_id which, principal by, std::string break_glass)
{
    assent_record given;
    given.id = which;
    given.to = assent_to_what::resume;
    given.who = {by.name(), world_.wall()};
    given.break_glass = std::move(break_glass);
    std::vector<state> already{state::approved, state::running, state::filled};
    auto allowed = states_listed({state::paused});
    co_return co_await agree(std::move(given), std::move(already), std::move(allowed));
}

task<decided> decisions::agree(assent_record given, std::vector<mobilisation_state> already, std::string allowed)
{
    given.alone_up_to = books_.settings.approval_above_recipients;
    given.people = books_.settings.approval_people;
    auto const which = given.id;
    auto const who = given.who.by;
    bool const broken = !given.break_glass.empty();
    auto const result = co_await store_.assent_to(std::move(given));
    if (!result)
        co_return not_taken(result.error());
    auto const now = co_await store_.find_mobilisation(which);
    if (!now) {
        ring_.ring_all();
        co_return decided{decision_verdict::unfinished, {}, now.error().why()};
    }
    if (!*now)
        co_return decided{decision_verdict::not_found, {}, {}};
    decided said{decision_verdict::done, **now, {}};
    said.given = result->given;
    said.needed = result->needed;
    switch (result->verdict) {
    case assent_verdict::done:
        log_.report(
            broken ? events::glass_broken : events::mobilisation_changed,
            {{"mobilisation", to_string(which)}, {"state", std::string{to_string((*now)->state)}}, {"by", who}}
        );
        ring_.ring_all();
        break;
    case assent_verdict::noted:
        log_.report(
            events::assent_given,
            {{"mobilisation", to_string(which)}, {"by", who}, {"given", said.given}, {"needed", said.needed}}
        );
        said.verdict = decision_verdict::noted;
        break;
    case assent_verdict::not_found:
        said.verdict = decision_verdict::not_found;
        break;
    case assent_verdict::wrong_state:
        if (!contains(already, (*now)->state)) {
            said.verdict = decision_verdict::wrong_state;
            said.why = std::move(allowed);
        }
        break;
    case assent_verdict::plan_changed:
        said.verdict = decision_verdict::plan_changed;
        break;
    case assent_verdict::own_request:
        said.verdict = decision_verdict::own_request;
        break;
    case assent_verdict::superuser:
        said.verdict = decision_verdict::superuser;
        break;
    }
    co_return said;
}

task<decided> decisions::extend(mobilisation_id which, wall_time until_when, principal by, std::string reason)
{
    auto const known = co_await store_.find_mobilisation(which);
    if (!known)
        co_return not_taken(known.error());
    if (!*known)
        co_return decided{decision_verdict::not_found, {}, {}};
    auto later = **known;
    later.request.until += until_when - later.request.by;
    later.request.by = until_when;
    order_change change;
    change.id = which;
    change.who = {by.name(), world_.wall()};
    change.by = later.request.by;
    change.until = later.request.until;
    change.reason = std::move(reason);
    // Before anybody agreed, everything is looked at anew; afterwards the same people are asked, in words that are true.
    if (later.state != state::proposed) {
        auto plan = co_await chooser_.freeze(later);
        if (!plan)
            co_return not_taken(plan.error());
        change.plan = chooser_.reworded(later, std::move(*plan));
        change.texts = read_preview(change.plan->preview, later).texts;
    }
    auto const changed = co_await store_.extend(std::move(change));
    if (!changed)
        co_return not_taken(changed.error());
    if (*changed == change_result::wrong_state)
        co_return decided{decision_verdict::wrong_state, **known, states_listed({state::proposed, state::approved, state::running, state::paused, state::filled})};
    co_return co_await tell(which, std::move(by));
}

task<decided> decisions::retract(mobilisation_id which, principal by, std::string words, std::string reason)
{
    auto const known = co_await store_.find_mobilisation(which);
    if (!known)
        co_return not_taken(known.error());
    if (!*known)
        co_return decided{decision_verdict::not_found, {}, {}};
    retraction what;
    what.id = which;
    what.who = {by.name(), world_.wall()};
    what.reason = std::move(reason);
    what.texts = chooser_.correction(**known, std::move(words));
    auto const changed = co_await store_.retract(std::move(what));
    if (!changed)
        co_return not_taken(changed.error());
    if (*changed == change_result::wrong_state)
        co_return decided{decision_verdict::wrong_state, **known, "approved, running, paused, filled, closed, cancelled"};
    co_return co_await tell(which, std::move(by));
}

}  // namespace tocsin::dispatcher
