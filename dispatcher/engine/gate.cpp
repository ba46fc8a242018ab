// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/gate.hpp"

#include "dispatcher/runtime/zones.hpp"
#include "rules/words/seeded_bug.hpp"

#include <algorithm>

namespace tocsin::dispatcher {
namespace {

constexpr seconds patience{1};  // how long what is claimed may wait for its slot
constexpr seconds nobody_there{1};
constexpr seconds shortest_pause{1};
constexpr seconds quota_again{60};
constexpr hours far_away{1};
constexpr int too_many_declined = 20;

}  // namespace

gate::gate(
    channels::runtime& world, store& kept, wired_channel& channel, bells& ring, event_log& log, std::string zone
)
    : world_(world), store_(kept), channel_(channel), ring_(ring), log_(log), zone_(std::move(zone))
{
}

task<void> gate::begin()
{
    // A former life may have used the whole allowance just before it ended.
    if (!seeded(bug::pace_forgets_restart))
        channel_.pace->hold_until(world_.mono() + channel_.pace->memory());
    if (!channel_.settings.day.any() || seeded(bug::quota_forgets_restart))
        co_return;
    auto& today = channel_.today;
    today.day = day_in(world_.wall(), zone_);
    auto const taken = co_await store_.parts_taken(channel_.settings.name, today.day.time_since_epoch().count());
    if (!taken)
        co_return;  // asked again with the first message
    today.taken = *taken;
    auto const left = channels::parts_left(channel_.settings.day, *taken);
    today.exhausted = left && *left == 0;
}

bool gate::probing() const { return channel_.set_aside || channel_.breaker.state() != channels::breaker_state::closed; }

mono_time gate::opens(mono_time now) const
{
    if (channel_.set_aside && channel_.probes == 0)
        return now + far_away;  // rung when that changes
    auto instant = std::max(channel_.pace->next_slot(now), ask_again_);
    if (!channel_.breaker.lets_through(now))
        instant = std::max(instant, channel_.breaker.next_probe());
    return instant;
}

task<std::optional<mono_time>> gate::pass(int parts)
{
    bool const today = co_await may_today(parts);
    if (!today)
        co_return world_.mono();
    // The slot is taken at the instant of leaving, however late the wake-up came, and not before a provider who
    // meanwhile asked for a pause has had it.
    while (true) {
        auto const now = world_.mono();
        if (channel_.set_aside && channel_.probes == 0)
            co_return now;
        auto const slot = channel_.pace->next_slot(now, parts);
        auto const probe = channel_.breaker.lets_through(now) ? now : channel_.breaker.next_probe();
        if (slot <= now && probe <= now)
            break;
        if (slot > now + patience)
            co_return slot;
        if (probe > now + patience)
            co_return now;  // what opens() says may change before that
        co_await world_.sleep_until(std::max(slot, probe));
    }
    auto const now = world_.mono();
    channel_.pace->take(now, parts);
    channel_.breaker.sent(now);
    channel_.probes = std::max(0, channel_.probes - 1);
    if (channel_.settings.day.any())
        channel_.today.in_hand -= parts;
    ring_.routing.ring();  // somebody must notice when no answer comes
    co_return std::nullopt;
}

void gate::withdrawn(int parts)
{
    channel_.breaker.withdrawn();
    if (channel_.settings.day.any())
        channel_.today.in_hand += parts;
}

/// Parts are leased from the day's count before they leave.
task<bool> gate::may_today(int parts)
{
    auto const& settings = channel_.settings;
    auto& today = channel_.today;
    if (!settings.day.any())
        co_return true;
    auto const day = day_in(world_.wall(), zone_);
    if (today.day != day)
        today = day_allowance{0, 0, day, false};
    if (today.in_hand >= parts)
        co_return true;
    lease_request request;
    request.channel = settings.name;
    request.day = day.time_since_epoch().count();
    request.limits = settings.day;
    request.parts = parts;
    request.per_second = settings.per_second;
    request.taken = today.taken;
    auto const lease = co_await store_.lease_parts(std::move(request));
    if (!lease) {
        ask_again_ = world_.mono() + nobody_there;
        co_return false;
    }
    today.in_hand += lease->granted;
    today.taken = lease->taken;
    today.exhausted = lease->granted == 0;
    if (!today.exhausted)
        co_return true;
    ask_again_ = world_.mono() + quota_again;
    if (exhausted_on_ != day)
        log_.report(events::quota_used, {{"channel", settings.name}, {"parts", today.taken}});
    exhausted_on_ = day;
    ring_.routing.ring();
    co_return false;
}

channels::answer_kind gate::read(channels::outcome const& outcome)
{
    if (std::holds_alternative<channels::throttled>(outcome))
        return channels::answer_kind::throttled;
    if (std::holds_alternative<channels::unknown>(outcome))
        return channels::answer_kind::failed;
    auto const* const no = std::get_if<channels::refused>(&outcome);
    if (no != nullptr && no->permanence == channels::permanence::transient)
        return channels::answer_kind::failed;  // nobody there, or an error of the provider's own
    // One refused for good is about its number. Twenty in a row are about us: an account that was closed, a password
    // that expired. Better another channel, or a pause, than a whole register refused.
    declined_ = no != nullptr ? declined_ + 1 : 0;
    return declined_ > too_many_declined ? channels::answer_kind::failed : channels::answer_kind::taken;
}

void gate::heed(claimed_message const& message, channels::outcome const& outcome, mono_clock::duration after)
{
    auto const now = world_.mono();
    auto const& name = channel_.settings.name;
    auto const* const yes = std::get_if<channels::accepted>(&outcome);
    channel_.breaker.answered(now, read(outcome), yes != nullptr && yes->took ? *yes->took : after);
    if (auto const* const slower = std::get_if<channels::throttled>(&outcome)) {
        slow_down(*slower);
    } else if (auto const* const no = std::get_if<channels::refused>(&outcome)) {
        if (no->permanence == channels::permanence::permanent)
            log_.report(
                events::message_refused, {{"channel", name}, {"message", to_string(message.id)}, {"code", no->code}}
            );
        else if (no->code == "connect")
            channel_.pace->hold_until(now + nobody_there);  // do not wear the queue out
    } else if (yes != nullptr) {
        channel_.pace->taken(now);
        if (channel_.adapter->traits().receipts)
            channel_.breaker.owes_receipt(now);
    }
}

void gate::slow_down(channels::throttled const& asked)
{
    auto const now = world_.mono();
    auto const until = now + asked.retry_after.value_or(milliseconds{shortest_pause});
    channel_.pace->hold_until(until);
    channel_.breaker.asked_to_wait(now, until);
    if (channel_.pace->throttled(now))
        log_.report(
            events::channel_slowed,
            {{"channel", channel_.settings.name},
             {"per_second", static_cast<std::int64_t>(channel_.pace->per_second())}}
        );
}

}  // namespace tocsin::dispatcher
