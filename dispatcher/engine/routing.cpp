// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/routing.hpp"

#include "dispatcher/runtime/zones.hpp"
#include "rules/words/listed.hpp"
#include "rules/words/seeded_bug.hpp"

#include <algorithm>

namespace tocsin::dispatcher {
namespace {

constexpr seconds routing_looks_again{1};
constexpr milliseconds least_pause{500};
constexpr seconds routing_rest{30};
constexpr seconds told_after{5};
constexpr int switches_remembered = 1000;
constexpr std::size_t moved_at_once = 5000;

}  // namespace

routing::routing(
    channels::runtime& world, store& kept, route_table& routes, bells& ring, event_log& log, std::string zone
)
    : world_(world), store_(kept), routes_(routes), ring_(ring), log_(log), zone_(std::move(zone))
{
}

task<void> routing::run()
{
    co_await remember();
    while (true) {
        co_await look();
        co_await channels::rung_or(ring_.routing, world_, world_.mono() + (restless() ? routing_looks_again : routing_rest));
        // However often it is rung: twice a second is enough, and a fan-out rings with each message.
        co_await world_.sleep_until(world_.mono() + least_pause);
    }
}

/// Who was left, and when: a restart is no reason to switch again.
task<void> routing::remember()
{
    auto past = co_await store_.switches(switches_remembered);
    while (!past) {
        co_await world_.sleep_until(world_.mono() + routing_looks_again);
        past = co_await store_.switches(switches_remembered);
    }
    auto const now = world_.mono();
    std::reverse(past->begin(), past->end());
    for (auto const& entry : *past)
        for (auto& each : routes_.routes()) {
            auto const& legs = each.carriers.legs();
            bool const has_it = std::any_of(legs.begin(), legs.end(), [&entry](channels::route_leg const& leg) {
                return leg.channel == entry.what.channel;
            });
            // A clock that was set back makes it longer, never shorter.
            auto const ago = std::max(milliseconds{0}, world_.wall() - entry.at);
            if (has_it && legs.size() > 1)
                each.carriers.note(now - ago, entry.what);
        }
    for (auto& [name, channel] : routes_.channels())
        channel.set_aside = routes_.has_left(name);
}

bool routing::restless() const
{
    auto const now = world_.mono();
    auto const& channels = routes_.channels();
    return busy_ || std::any_of(channels.begin(), channels.end(), [now](auto const& each) {
               return each.second.breaker.is_watched(now);
           });
}

task<void> routing::look()
{
    auto const now = world_.mono();
    busy_ = false;
    for (auto& [name, channel] : routes_.channels()) {
        channel.breaker.look(now);
        bool const shut = channel.breaker.state() != channels::breaker_state::closed;
        bool const reopened = !shut && shut_.erase(name) > 0;
        if (shut)
            shut_.insert(name);
        // What waits out a pause after its own failures has no reason to any more; a probe needs something to send.
        if (reopened || (shut && channel.breaker.lets_through(now) && !channel.set_aside)) {
            auto now_due = reopened ? store_.hasten_all(name, world_.wall()) : store_.hasten_probe(name, world_.wall());
            auto const hastened = co_await std::move(now_due);
            busy_ = busy_ || !hastened || *hastened > 0;
            if (busy_ || reopened)
                ring_.sender(name).ring();
        }
    }
    for (auto& each : routes_.routes())
        if (each.carriers.legs().size() > 1)
            co_await look_at(each);
    tell_of_ailments(now);  // of those that were left just now there is nothing more to tell
}

/// Where nobody can take over, a person has to know.
void routing::tell_of_ailments(mono_time now)
{
    for (auto& [name, channel] : routes_.channels()) {
        auto const ails = channel.breaker.look(now);
        if (ails && now - ails->since >= told_after && !routes_.has_left(name) && ailing_.insert(name).second)
            log_.report(events::channel_ails, {{"channel", name}, {"reason", std::string{to_string(ails->what)}}});
        else if (!ails && ailing_.erase(name) > 0)
            log_.report(events::channel_well, {{"channel", name}});
    }
}

std::map<std::string, channels::leg_condition> routing::conditions_of(route const& which, mono_time now)
{
    std::map<std::string, channels::leg_condition> conditions;
    auto const day = day_in(world_.wall(), zone_);
    for (auto const& leg : which.carriers.legs()) {
        auto& channel = routes_.channels().at(leg.channel);
        auto& is = conditions[leg.channel];
        is.ails = channel.breaker.look(now);
        is.exhausted = channel.today.exhausted && channel.today.day == day;
        is.last_taken = channel.breaker.last_taken();
        is.last_receipt = channel.breaker.last_receipt();
    }
    return conditions;
}

task<void> routing::look_at(route& which)
{
    auto const now = world_.mono();
    auto made = which.carriers.decide(now, conditions_of(which, now));
    if (made && !seeded(bug::failover_never))
        co_await make(which, std::move(*made));
    else
        co_await drain(which);
    co_await probe(which);
}

task<void> routing::make(route& which, channels::switch_decision made)
{
    bool const leaves = made.kind == channels::switch_kind::leave;
    auto after = which.carriers;
    after.note(world_.mono(), made);
    auto const legs = after.in_use();
    auto const from = leaves ? std::vector{made.channel} : made.others;
    for (std::size_t i = 0; i < from.size(); ++i) {
        std::optional<switch_entry> entry;
        if (i == 0) {
            entry.emplace();
            entry->at = world_.wall();
            entry->medium = which.medium;
            entry->what = made;
        }
        bool const written = co_await empty_into(from[i], legs, std::move(entry));
        if (!written && i == 0)
            co_return;  // nothing is durable: decided again at the next look
        if (i == 0)
            which.carriers.note(world_.mono(), made);
    }
    for (auto const& leg : which.carriers.legs()) {
        auto& channel = routes_.channels().at(leg.channel);
        channel.set_aside = which.carriers.has_left(leg.channel);
        channel.probes = 0;
        if (seeded(bug::failover_fresh_pace) && !channel.set_aside)
            channel.pace.emplace(channel.settings.per_second);
        ring_.sender(leg.channel).ring();
    }
    log_.report(
        leaves ? events::channel_left : events::channel_taken_back,
        {{"channel", made.channel}, {"others", listed(made.others, ",")}, {"reason", made.reason}}
    );
}

/// Moves what is queued, part by part. False when the first part could not be written.
task<bool> routing::empty_into(
    std::string from, std::vector<channels::route_leg> to, std::optional<switch_entry> entry
)
{
    auto const tier = to.front().tier;
    to.erase(std::remove_if(to.begin(), to.end(), [tier](auto const& leg) { return leg.tier != tier; }), to.end());
    auto const counts_for = entry ? entry->what.channel : std::string{};
    for (bool first = true;; first = false) {
        channel_move move;
        move.from = {from};
        move.to = to;
        move.limit = moved_at_once;
        move.now = world_.wall();
        move.counts_for = counts_for;
        if (first)
            move.entry = entry;
        auto const moved = co_await store_.move_queued(std::move(move));
        if (!moved)
            co_return !first;  // the rest is drained at the next look
        busy_ = busy_ || moved->moved > 0;
        routes_.channels().at(from).has_captives = moved->captives;
        for (auto const& leg : to)
            ring_.sender(leg.channel).ring();
        if (!moved->more)
            co_return true;
    }
}

/// What came back to the queue of a channel after it was left, or was queued for it since.
task<void> routing::drain(route& which)
{
    for (auto const& leg : which.carriers.legs()) {
        if (!which.carriers.has_left(leg.channel))
            continue;
        auto to = which.carriers.in_use();
        co_await empty_into(leg.channel, std::move(to), std::nullopt);
        // What only this channel may carry, by an officer's choice, leaves through it as well as it can.
        auto& channel = routes_.channels().at(leg.channel);
        channel.set_aside = !channel.has_captives;
        if (channel.has_captives)
            ring_.sender(leg.channel).ring();
    }
}

/// One message finds out whether a channel that was left works again.
task<void> routing::probe(route& which)
{
    auto const now = world_.mono();
    auto const due = which.carriers.due_probe(now, conditions_of(which, now));
    if (!due)
        co_return;
    channel_move move;
    for (auto const& leg : which.carriers.in_use())
        if (leg.channel != *due)
            move.from.push_back(leg.channel);
    move.to = {channels::route_leg{*due, 0, 1}};
    move.limit = 1;
    move.now = world_.wall();
    auto const moved = co_await store_.move_queued(std::move(move));
    if (!moved || moved->moved == 0)
        co_return;
    routes_.channels().at(*due).probes = 1;
    ring_.sender(*due).ring();
}

}  // namespace tocsin::dispatcher
