// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/waves.hpp"

#include "rules/wave/explain.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace tocsin::dispatcher {
namespace {

// The first part is small so that the first message leaves at once; the others leave room for other writers.
constexpr std::size_t first_part = 50;
constexpr std::size_t next_part = 1000;
constexpr seconds waves_looks_again{30};
constexpr seconds least_wait{15};
constexpr int most_looked_on = 20'000;  // a look reads each of them, on the writer's time

/// A decision as it is written down, with what would bring more people.
std::string with_offers(std::string const& decision, std::vector<rules::offer> const& steps)
{
    namespace json = boost::json;
    auto shown = json::parse(decision).as_object();
    shown["offers"] = offers_json(steps);
    auto& why = shown.at("why").as_object();
    for (auto const* language : {"fr", "en"}) {
        auto const more = rules::explain(steps, language);
        auto& said = why.at(language).as_string();
        if (!more.empty())
            said.append(" ").append(more);
    }
    return json::serialize(shown);
}

/// Keeps a decision as the outlook, with what would bring more people where those there will not do. That takes a selection
/// for each such step: whoever is to be asked is asked before. False: it was not kept. Cancelling is safe.
task<bool> keep_advised(
    store& kept, chooser const& choose, mobilisation what, rules::wave_decision decided, std::string written
)
{
    auto const which = what.id;
    if (rules::falls_short(decided)) {
        auto const steps = co_await choose.next_steps(std::move(what));
        if (steps)
            written = with_offers(written, *steps);
    }
    auto const done = co_await kept.keep_outlook(which, std::move(written));
    co_return done.has_value();
}

}  // namespace

waves::waves(
    channels::runtime& world,
    store& kept,
    chooser const& choose,
    experience& learnt,
    people const& who,
    bells& ring,
    event_log& log
)
    : world_(world), store_(kept), chooser_(choose), experience_(learnt), people_(who), ring_(ring), log_(log)
{
}

task<void> waves::run()
{
    while (true) {
        if (people_.ready())
            co_await look();
        auto until = world_.mono() + waves_looks_again;
        for (auto const& [which, last] : looked_)
            until = std::min(until, world_.mono_at(last.again));
        // What could not be written down just now is tried again, but not without a pause.
        until = std::max(until, world_.mono() + least_wait);
        co_await channels::rung_or(ring_.waves, world_, until);
    }
}

task<void> waves::look()
{
    auto const open = co_await store_.mobilisations(false, 1000);
    if (!open)
        co_return;
    auto const asks = [&open](auto const& known) {
        return std::any_of(open->begin(), open->end(), [&known](mobilisation const& each) {
            return each.id == known.first && each.state == mobilisation_state::running;
        });
    };
    std::erase_if(looked_, [&asks](auto const& known) { return !asks(known); });
    // The more urgent choose first, so that nobody is asked by another only to be taken from it.
    auto in_order = *open;
    std::stable_sort(in_order.begin(), in_order.end(), [](mobilisation const& one, mobilisation const& other) {
        return std::pair{rank_of(one.request), one.id} < std::pair{rank_of(other.request), other.id};
    });
    for (auto const& each : in_order)
        co_await look_at(each);
}

task<void> waves::look_at(mobilisation what)
{
    bool const paced = what.request.pace != pace::all;
    if (what.state == mobilisation_state::approved) {
        if (paced)
            co_await ask_some(what);
        else
            co_await ask_everybody(what, wave_id{});
        co_return;
    }
    if (what.state != mobilisation_state::running && what.state != mobilisation_state::filled)
        co_return;
    auto const known = co_await store_.waves_of(what.id);
    if (!known || known->empty())
        co_return;
    auto const unfinished = known->back().complete ? wave_id{} : known->back().id;
    if (unfinished && !paced)
        co_await ask_everybody(what, unfinished);
    if (unfinished && paced) {
        // A kill cut it short: it ends here, and how many are still to be asked is decided anew.
        chooser::plan nobody;
        co_await open(what, unfinished, std::move(nobody), "");
    }
    if (what.state != mobilisation_state::running)
        co_return;
    if (paced)
        co_await ask_some(what);
    else
        co_await look_on(what);
}

task<void> waves::ask_everybody(mobilisation what, wave_id unfinished)
{
    auto chosen = co_await chooser_.choose(what);
    if (!chosen)
        co_return;
    std::optional<weighed> seen;
    if (!unfinished) {
        seen = co_await weigh(what, *chosen);
        if (!seen)
            co_return;
    }
    if (what.request.budget) {
        auto const counts = co_await store_.tally_of(what.id);
        if (!counts)
            co_return;
        auto const left = static_cast<std::size_t>(std::max(0, *what.request.budget - counts->asked));
        if (chosen->people.size() > left)
            chosen->people.resize(left);
    }
    auto decision = seen ? seen->written : std::string{};
    bool const written = co_await open(what, unfinished, std::move(*chosen), std::move(decision));
    if (written && seen && rules::falls_short(seen->decided))
        co_await keep_advised(store_, chooser_, what, seen->decided, seen->written);
}

task<void> waves::look_on(mobilisation what)
{
    if (co_await may_wait(what.id))
        co_return;
    auto const counts = co_await store_.tally_of(what.id);
    if (!counts || counts->asked > most_looked_on)
        co_return;
    auto chosen = co_await chooser_.choose(what);
    if (!chosen)
        co_return;
    chosen->people.clear();  // whoever came since is for a wider call
    auto const seen = co_await weigh(what, *chosen);
    if (seen && co_await keep_advised(store_, chooser_, what, seen->decided, seen->written))
        remember(what, *seen);
}

task<bool> waves::may_wait(mobilisation_id which) const
{
    auto const last = looked_.find(which);
    if (last == looked_.end() || world_.wall() >= last->second.again)
        co_return false;
    auto const counts = co_await store_.tally_of(which);
    co_return counts && !rules::contradicts(last->second.decided, counts->confirmed);
}

task<rules::real_minutes> waves::travel_for(mobilisation what, std::vector<asked_person> pool) const
{
    auto const earlier = co_await store_.waves_of(what.id);
    if (earlier && !earlier->empty())
        if (auto const settled = travel_in(earlier->front().decision))
            co_return *settled;
    auto const started = what.started.value_or(world_.wall());
    co_return travel_within(pool, what.request.need, rules::real_minutes{what.request.by - started});
}

task<void> waves::ask_some(mobilisation what)
{
    if (co_await may_wait(what.id))
        co_return;
    auto chosen = co_await chooser_.choose(what);
    if (!chosen)
        co_return;
    auto const seen = co_await weigh(what, *chosen);
    if (!seen)
        co_return;
    chosen->people = chosen_by(seen->decided, chosen->people);
    bool written = false;
    if (!chosen->people.empty() || what.state == mobilisation_state::approved) {
        written = co_await open(what, wave_id{}, std::move(*chosen), seen->written);
        if (written && rules::falls_short(seen->decided))
            co_await keep_advised(store_, chooser_, what, seen->decided, seen->written);
    } else
        written = co_await keep_advised(store_, chooser_, what, seen->decided, seen->written);
    if (written)
        remember(what, *seen);
}

task<std::optional<waves::weighed>> waves::weigh(mobilisation what, chooser::plan& chosen)
{
    auto const heard = co_await store_.heard_in(what.id, world_.wall());
    auto const wanted = co_await store_.places_for(what);
    if (!heard || !wanted)
        co_return std::nullopt;
    co_await experience_.refresh();
    auto const now = world_.wall();
    decision_facts written_with;
    written_with.at = now;
    written_with.started = what.started.value_or(now);
    written_with.travel = co_await travel_for(what, chosen.people);
    if (what.request.pace != pace::all)
        written_with.late = leave_out_the_late(chosen.people, what.request.by, now);
    for (auto const& [skill, count] : what.request.roles)
        written_with.roles.push_back(skill);
    pacing_facts facts;
    facts.heard = *heard;
    facts.wanted = *wanted;
    for (auto const& each : *heard)
        facts.asked += each.count;
    facts.pool = std::move(chosen.people);  // handed back below: it may be a million
    facts.a_minute = chosen.a_minute;
    facts.travel = written_with.travel;
    facts.before = experience_.at(now);
    written_with.learnt_from = facts.before.prior.learnt_from;
    weighed seen;
    seen.at = now;
    seen.started = written_with.started;
    seen.decided = rules::plan_wave(question_of(what, facts, now));
    chosen.people = std::move(facts.pool);
    seen.written = decision_json(seen.decided, written_with);
    co_return seen;
}

void waves::remember(mobilisation const& what, weighed const& seen)
{
    // After the planner's deadline people are on their way or not: nothing more to decide until the end.
    auto const again = seen.decided.verdict == rules::wave_verdict::over
                           ? what.request.by
                           : seen.started + std::chrono::ceil<milliseconds>(seen.decided.look_again);
    looked_[what.id] = looked{std::max(again, seen.at + least_wait), seen.decided};
}

task<bool> waves::open(mobilisation what, wave_id unfinished, chooser::plan chosen, std::string decision)
{
    if (chosen.candidates == 0 && !unfinished)
        log_.report(events::nobody_to_ask, {{"mobilisation", to_string(what.id)}});

    std::size_t done = 0;
    int asked = 0;
    int taken = 0;
    auto wave = unfinished;
    do {
        auto const size = std::min(chosen.people.size() - done, wave ? next_part : first_part);
        wave_record part;
        part.mobilisation = what.id;
        part.wave = wave;
        part.at = world_.wall();
        part.deadline = what.request.by;
        part.limits = chooser_.limits_for(what.request);
        if (!wave) {
            part.funnel = chosen.funnel;
            part.texts = chosen.texts;
            part.decision = decision;
        }
        auto const from = chosen.people.begin() + static_cast<std::ptrdiff_t>(done);
        part.people.assign(from, from + static_cast<std::ptrdiff_t>(size));
        done += size;
        part.last = done == chosen.people.size();
        auto const written = co_await store_.open_wave(std::move(part));
        if (!written)
            co_return false;
        if (written->stopped)
            break;
        wave = written->wave;
        asked += written->messages;
        taken += written->taken;
        ring_.ring_senders();
    } while (done < chosen.people.size());
    log_.report(
        events::wave_opened,
        {{"mobilisation", to_string(what.id)}, {"wave", to_string(wave)}, {"asked", asked}, {"candidates", chosen.candidates}}
    );
    if (taken > 0)
        log_.report(events::people_taken, {{"mobilisation", to_string(what.id)}, {"people", taken}});
    ring_.closing.ring();
    co_return true;
}

}  // namespace tocsin::dispatcher
