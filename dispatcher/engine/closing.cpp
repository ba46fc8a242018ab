// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/closing.hpp"

#include <algorithm>

namespace tocsin::dispatcher {
namespace {

constexpr int people_told_at_once = 500;
constexpr seconds closing_looks_again{60};

}  // namespace

closing::closing(channels::runtime& world, store& kept, bells& ring, event_log& log, minutes after_filled)
    : world_(world), store_(kept), ring_(ring), log_(log), after_filled_(after_filled)
{
}

task<void> closing::run()
{
    while (true) {
        std::optional<wall_time> next;
        auto const open = co_await store_.unclosed();
        if (open)
            for (auto const& each : *open)
                co_await look(each, next);
        auto until = world_.mono() + closing_looks_again;
        if (next)
            until = std::min(until, world_.mono_at(*next));
        co_await channels::rung_or(ring_.closing, world_, until);
    }
}

std::optional<wall_time> closing::ends_by_itself(mobilisation const& what) const
{
    // Once people are due on site, a question not answered or a proposal not approved has no point any more.
    auto end = what.request.by;
    if (what.state == mobilisation_state::filled && what.filled)
        end = std::min(end, *what.filled + after_filled_);
    return is_over(what.state) ? std::nullopt : std::optional{end};
}

task<void> closing::look(mobilisation what, std::optional<wall_time>& next)
{
    auto const end = ends_by_itself(what);
    if (!end) {
        co_await tell_everyone(what);
        co_return;
    }
    if (world_.wall() < *end) {
        next = next ? std::min(*next, *end) : *end;
        co_return;
    }
    bool const never_ran = what.state == mobilisation_state::proposed;
    state_change change;
    change.id = what.id;
    change.from = {what.state};
    change.to = never_ran ? mobilisation_state::cancelled : mobilisation_state::closed;
    change.by = "tocsind";
    change.reason = never_ran                                    ? "not approved in time"
                    : what.state == mobilisation_state::filled ? "filled"
                                                               : "deadline passed";
    change.at = world_.wall();
    auto const to = change.to;
    auto const changed = co_await store_.change_state(std::move(change));
    if (!changed || *changed != change_result::done)
        co_return;
    log_.report(events::mobilisation_changed, {{"mobilisation", to_string(what.id)}, {"state", std::string{to_string(to)}}});
    co_await tell_everyone(what);
}

task<void> closing::tell_everyone(mobilisation what)
{
    while (true) {
        auto const treated = co_await store_.close_some(what.id, people_told_at_once, world_.wall());
        if (!treated)
            co_return;  // looked at again later
        ring_.ring_senders();
        if (*treated == 0)
            break;
    }
    log_.report(events::mobilisation_closed, {{"mobilisation", to_string(what.id)}});
}

}  // namespace tocsin::dispatcher
