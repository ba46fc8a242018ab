// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/decisions.hpp"

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
    case decision::approve:
        return {{state::proposed}, state::approved, {state::approved, state::running, state::filled}};
    case decision::pause:
        return {{state::approved, state::running, state::filled}, state::paused, {state::paused}};
    case decision::resume:
        return {{state::paused}, state::running, {state::approved, state::running, state::filled}};
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

std::string listed(std::vector<state> const& states)
{
    std::string text;
    for (auto const each : states)
        text += (text.empty() ? "" : ", ") + std::string{to_string(each)};
    return text;
}

}  // namespace

decisions::decisions(channels::runtime& world, store& kept, bells& ring, event_log& log)
    : world_(world), store_(kept), ring_(ring), log_(log)
{
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
        co_return decided{decision_verdict::unavailable, {}, changed.error().why()};
    auto const now = co_await store_.find_mobilisation(which);
    if (!now)
        co_return decided{decision_verdict::unavailable, {}, now.error().why()};
    if (!*now)
        co_return decided{decision_verdict::not_found, {}, {}};
    if (*changed == change_result::wrong_state) {
        if (contains(rule.already, (*now)->state))
            co_return decided{decision_verdict::done, **now, {}};
        co_return decided{decision_verdict::wrong_state, **now, listed(rule.from)};
    }
    log_.report(
        events::mobilisation_changed,
        {{"mobilisation", to_string(which)}, {"state", std::string{to_string((*now)->state)}}, {"by", by.name()}}
    );
    ring_.ring_all();
    co_return decided{decision_verdict::done, **now, {}};
}

}  // namespace tocsin::dispatcher
