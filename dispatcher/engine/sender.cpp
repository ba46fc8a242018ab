// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/sender.hpp"

#include "dispatcher/engine/handing_over.hpp"
#include "rules/words/seeded_bug.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin::dispatcher {
namespace {

constexpr seconds sender_looks_again{30};
constexpr seconds full_disk_pause{1};
constexpr milliseconds for_company{2};
constexpr std::size_t worth_halving = 64;  // in two halves one is on the wire while the other is written down
constexpr milliseconds lead{50};  // what a claim and its commit may take, so that its message does not miss its slot

}  // namespace

sender::sender(
    channels::runtime& world,
    store& kept,
    wired_channel& through,
    ledger& back,
    answer_links const& links,
    bells& ring,
    event_log& log,
    std::string zone
)
    : world_(world)
    , store_(kept)
    , channel_(through)
    , ledger_(back)
    , links_(links)
    , rung_(ring.sender(through.settings.name))
    , log_(log)
    , gate_(world, kept, through, ring, log, std::move(zone))
    , ready_rung_(world.executor())
    , written_(world.executor())
    , in_flight_(world.executor())
{
}

task<void> sender::run()
{
    co_await gate_.begin();
    if (seeded(bug::restart_waits))
        co_await world_.sleep_until(world_.mono() + sender_looks_again);
    co_await take_up_former_life();
    channels::task_group leaving{world_.executor()};
    leaving.spawn(let_leave());
    co_await keep_books();
}

task<void> sender::drain(mono_time until)
{
    leaving_ = true;
    give_back_ready();
    while (world_.mono() < until && (on_the_wire_ > 0 || writing_ || !ledger_.empty()))
        co_await channels::rung_or(written_, world_, until);
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

// --- The books -----------------------------------------------------------------------------------------------------

task<void> sender::keep_books()
{
    channels::alarm wakes{world_, rung_};
    while (true) {
        co_await something_to_do(wakes);
        co_await take_turn();
    }
}

/// Waits until something came back, or something may be claimed. While more is still out than came back or has room, a
/// moment longer: each turn waits for the disk once, however little it writes.
task<void> sender::something_to_do(channels::alarm& wakes)
{
    std::optional<mono_time> no_later;
    while (true) {
        auto const now = world_.mono();
        auto until = now + sender_looks_again;
        auto const claim = next_claim();
        bool const may_claim = claim && *claim <= now;
        if (!ledger_.empty() || may_claim) {
            no_later = no_later.value_or(now + for_company);
            if (std::max(ledger_.size(), may_claim ? claim_limit() : 0) >= on_the_wire_ || now >= *no_later)
                co_return;
            until = *no_later;
        } else if (claim) {
            until = *claim;
        }
        wakes.at_latest(until);
        co_await rung_.rung();
        look_at_ = world_.mono();
    }
}

task<void> sender::take_turn()
{
    auto const turn = std::make_shared<channel_turn>();
    turn->channel = channel_.settings.name;
    turn->now = world_.wall();
    turn->after = last_;
    turn->reach = channel_.adapter->traits().reach;
    if (!ledger_.empty())
        look_at_ = world_.mono();  // an outcome may put its message back into the queue
    auto const claim = next_claim();
    if (claim && *claim <= world_.mono())
        turn->limit = claim_limit();
    ledger_.fill(*turn);
    writing_ = true;
    auto result = co_await store_.take_turn(turn);
    writing_ = false;
    ledger_.settle(*turn, result);
    written_.ring();
    if (!result) {
        co_await world_.sleep_until(world_.mono() + full_disk_pause);
        co_return;
    }
    for (auto const each : result->lost_orders)
        log_.report(events::order_lost, {{"mobilisation", to_string(each)}, {"channel", channel_.settings.name}});
    if (turn->limit == 0)
        co_return;
    auto& claimed = result->claimed;
    last_ = claimed.last;
    look_at_ = world_.mono();
    if (claimed.messages.empty() && !claimed.more) {
        look_at_ += sender_looks_again;
        if (claimed.next_due)
            look_at_ = std::min(look_at_, world_.mono_at(*claimed.next_due));
    }
    std::move(claimed.messages.begin(), claimed.messages.end(), std::back_inserter(ready_));
    if (leaving_)
        give_back_ready();
    ready_rung_.ring();
}

/// The instant of the next claim; nothing while the window is full or enough is ready. A claim made long before its slot
/// would be in flight for nothing, and sent again after a kill.
std::optional<mono_time> sender::next_claim() const
{
    if (claim_limit() == 0)
        return std::nullopt;
    return std::max({look_at_, not_before_, gate_.opens(world_.mono()) - lead});
}

/// As many as the window has room for, and no more than a tenth of a second's pace: what is claimed is soon sent.
std::size_t sender::claim_limit() const
{
    if (gate_.probing())
        return ready_.empty() && on_the_wire_ < channel_.adapter->traits().window ? 1 : 0;
    auto const soon = static_cast<std::size_t>(std::ceil(channel_.settings.per_second / 10));
    if (leaving_ || ready_.size() > soon / 2)
        return 0;
    auto const window = channel_.adapter->traits().window;
    auto const taken = on_the_wire_ + ready_.size();
    auto const at_once = window < worth_halving ? window : window / 2;
    return std::min({window - std::min(window, taken), at_once, soon - ready_.size()});
}

// --- The way out ---------------------------------------------------------------------------------------------------

task<void> sender::let_leave()
{
    auto const soon = static_cast<std::size_t>(std::ceil(channel_.settings.per_second / 10));
    while (true) {
        while (ready_.empty())
            co_await ready_rung_.rung();
        auto const not_yet = co_await gate_.pass(ready_.front().parts);
        if (not_yet) {
            give_back_until(*not_yet);
            continue;
        }
        if (ready_.empty())
            continue;  // a drain took back meanwhile what waited for its slot
        auto message = std::move(ready_.front());
        ready_.pop_front();
        ++on_the_wire_;
        in_flight_.spawn(submit(std::move(message)));
        if (ready_.size() == soon / 2)
            rung_.ring();
    }
}

/// Everything that was claimed goes back; it is claimed again, with all that a claim looks at, when its slot has come.
void sender::give_back_until(mono_time slot)
{
    give_back_ready();
    not_before_ = slot - lead;
}

void sender::give_back_ready()
{
    for (auto const& each : std::exchange(ready_, {}))
        ledger_.give_back(each.id);
}

task<void> sender::submit(claimed_message message)
{
    outcome_record record;
    record.message = message.id;
    record.idempotent = channel_.adapter->traits().idempotent;
    auto const left = world_.mono();
    if (world_.wall() >= message.deadline) {
        record.outcome = channels::refused{channels::permanence::transient, "deadline", "its deadline passed before it was sent"};
        gate_.withdrawn(message.parts);
    } else if (auto to = store_.envelope_of(message); !to) {
        record.outcome = channels::refused{channels::permanence::permanent, "damaged-address", "its address in the register is damaged"};
        gate_.withdrawn(message.parts);
    } else {
        auto words = *message.text;
        links_.put_into(words, message.id);
        record.outcome = co_await hand_over(*channel_.adapter, message, std::move(*to), std::move(words));
        gate_.heed(message, record.outcome, world_.mono() - left);
    }
    --on_the_wire_;
    record.at = world_.wall();
    ledger_.note(std::move(record));
}

}  // namespace tocsin::dispatcher
