// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/sender.hpp"

#include "rules/words/seeded_bug.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin::dispatcher {
namespace {

constexpr seconds look_again{30};
constexpr seconds full_disk_pause{1};
constexpr seconds slow_down{1};

}  // namespace

sender::sender(channels::runtime& world, store& kept, wired_channel& through, bells& ring, event_log& log)
    : world_(world)
    , store_(kept)
    , channel_(through)
    , ring_(ring)
    , log_(log)
    , pace_(through.settings.per_second)
    , in_flight_(world.executor())
{
}

task<void> sender::run()
{
    // A former life may have used the whole allowance just before it ended.
    if (!seeded(bug::pace_forgets_restart))
        pace_.hold_until(world_.mono() + pace_.memory());
    co_await take_up_former_life();
    auto& bell = ring_.sender(channel_.settings.name);
    while (true) {
        co_await in_flight_.room_below(channel_.adapter->traits().window);
        // A claim made before its slot would be in flight for nothing, and sent again after a kill.
        co_await world_.sleep_until(pace_.next_slot(world_.mono()));
        auto claimed = co_await claim_some();
        if (!claimed) {
            co_await world_.sleep_until(world_.mono() + full_disk_pause);
            continue;
        }
        for (auto& message : claimed->messages) {
            co_await turn(message.parts);
            in_flight_.spawn(submit(std::move(message)));
        }
        if (!claimed->messages.empty() || claimed->more)
            continue;
        auto until = world_.mono() + look_again;
        if (claimed->next_due)
            until = std::min(until, world_.mono_at(*claimed->next_due));
        co_await channels::rung_or(bell, world_, until);
    }
}

/// Waits until a message of so many parts may leave. The slot is taken at the instant of leaving, however late the wake-up
/// came, and not before a provider who meanwhile asked for a pause has had it.
task<void> sender::turn(int parts)
{
    for (auto now = world_.mono(); pace_.next_slot(now, parts) > now; now = world_.mono())
        co_await world_.sleep_until(pace_.next_slot(now, parts));
    pace_.reserve(world_.mono(), parts);
}

task<void> sender::take_up_former_life()
{
    while (true) {
        auto const taken = co_await store_.recover_sending(
            channel_.settings.name, channel_.adapter->traits().idempotent, world_.wall()
        );
        if (taken) {
            if (*taken > 0)
                log_.report(
                    channel_.adapter->traits().idempotent ? events::backlog_recovered : events::possible_duplicates,
                    {{"channel", channel_.settings.name}, {"messages", *taken}}
                );
            co_return;
        }
        co_await world_.sleep_until(world_.mono() + full_disk_pause);
    }
}

/// As many as the window has room for, and no more than a tenth of a second's pace: what is claimed is soon sent.
std::size_t sender::claim_limit() const
{
    auto const room = channel_.adapter->traits().window - in_flight_.size();
    auto const soon = static_cast<std::size_t>(std::ceil(channel_.settings.per_second / 10));
    return std::max<std::size_t>(1, std::min(room, soon));
}

task<std::optional<claim_result>> sender::claim_some()
{
    claim_request request;
    request.channel = channel_.settings.name;
    request.limit = claim_limit();
    request.now = world_.wall();
    auto claimed = co_await store_.claim(std::move(request));
    if (!claimed)
        co_return std::nullopt;
    co_return std::move(*claimed);
}

task<void> sender::submit(claimed_message message)
{
    auto outcome = co_await hand_over(message);
    heed(message, outcome);
    co_await write_down(message, std::move(outcome));
}

task<channels::outcome> sender::hand_over(claimed_message const& message)
{
    if (world_.wall() >= message.deadline) {
        channels::refused late{channels::permanence::transient, "deadline", "its deadline passed before it was sent"};
        co_return channels::outcome{std::move(late)};
    }
    channels::outbound out{
        message.reference, message.address, message.recipient_name, message.text, message.deadline, message.language};
    co_return co_await channel_.adapter->submit(std::move(out));
}

/// What an outcome says about the channel as a whole.
void sender::heed(claimed_message const& message, channels::outcome const& outcome)
{
    auto const& name = channel_.settings.name;
    if (auto const* const slower = std::get_if<channels::throttled>(&outcome)) {
        pace_.hold_until(world_.mono() + slower->retry_after.value_or(slow_down));
        log_.report(events::channel_slowed, {{"channel", name}});
    } else if (auto const* const no = std::get_if<channels::refused>(&outcome)) {
        if (no->permanence == channels::permanence::permanent)
            log_.report(
                events::message_refused, {{"channel", name}, {"message", to_string(message.id)}, {"code", no->code}}
            );
        else if (no->code == "connect")
            pace_.hold_until(world_.mono() + slow_down);  // nobody is there: do not wear the queue out
    }
}

/// Tries until the store takes it: an outcome is never dropped.
task<void> sender::write_down(claimed_message const& message, channels::outcome outcome)
{
    outcome_record record;
    record.message = message.id;
    record.outcome = std::move(outcome);
    record.idempotent = channel_.adapter->traits().idempotent;
    while (true) {
        record.at = world_.wall();
        auto const written = co_await store_.record_outcome(record);
        if (written)
            break;
        co_await world_.sleep_until(world_.mono() + full_disk_pause);
    }
    ring_.sender(channel_.settings.name).ring();
}

}  // namespace tocsin::dispatcher
