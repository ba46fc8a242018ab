// SPDX-License-Identifier: Apache-2.0
#include "channels/policy/failover.hpp"

#include "rules/words/seeded_bug.hpp"

#include <algorithm>

namespace tocsin::channels {
namespace {

constexpr seconds longest_probe_pause{60};
// Each probe of a channel that loses messages is a message that may be lost.
constexpr seconds probe_pause_without_receipts{300};

leg_condition condition_of(std::map<std::string, leg_condition> const& conditions, std::string const& channel)
{
    auto const found = conditions.find(channel);
    return found == conditions.end() ? leg_condition{} : found->second;
}

bool passes_nothing(ailment what)
{
    switch (what) {
    case ailment::link_down:
    case ailment::errors:
    case ailment::silent:
    case ailment::throttled: return true;
    case ailment::failing:
    case ailment::slow:
    case ailment::no_receipts: return false;
    }
    return true;
}

std::uint64_t spread(std::uint64_t key)
{
    key = (key ^ (key >> 30U)) * 0xbf58476d1ce4e5b9U;
    key = (key ^ (key >> 27U)) * 0x94d049bb133111ebU;
    return key ^ (key >> 31U);
}

}  // namespace

std::string_view to_string(switch_kind value)
{
    switch (value) {
    case switch_kind::leave: return "leave";
    case switch_kind::take_back: return "take-back";
    }
    return "?";
}

std::string to_string(switch_decision const& decision)
{
    std::string others;
    for (auto const& each : decision.others)
        others += (others.empty() ? "" : "+") + each;
    bool const leaves = decision.kind == switch_kind::leave;
    return (leaves ? decision.channel : others) + " → " + (leaves ? others : decision.channel) + ": " + decision.reason;
}

failover::failover(std::vector<route_leg> legs, failover_settings settings)
    : legs_(std::move(legs)), settings_(settings)
{
    if (seeded(bug::failover_at_once))
        settings_ = {seconds{0}, seconds{0}};
    std::stable_sort(legs_.begin(), legs_.end(), [](auto const& a, auto const& b) { return a.tier < b.tier; });
}

std::vector<route_leg> failover::in_use() const
{
    std::vector<route_leg> used;
    for (auto const& leg : legs_)
        if (!has_left(leg.channel))
            used.push_back(leg);
    return used.empty() ? legs_ : used;
}

bool failover::blocked(mono_time now, std::string const& from, std::string const& to) const
{
    auto const last = last_switch_.find({from, to});
    return last != last_switch_.end() && now - last->second < settings_.between_switches;
}

/// Proof that it works again, given after it was left: a message it took, and where receipts had been missing, one.
bool failover::recovered(std::string const&, leaving const& left, leg_condition const& now_is) const
{
    if (now_is.ails || now_is.exhausted)
        return false;
    auto const proof = left.lost_receipts ? now_is.last_receipt : now_is.last_taken;
    return proof && *proof > left.at;
}

/// The best tier of channels that can carry what another one leaves; one that was left counts once it proved itself. For
/// one that gets nothing through at all, whatever passes messages will do: late, without receipts, or not proved well again
/// because all it had was a pause, which is over.
std::vector<std::string> failover::well_besides(
    mono_time now, std::string const& channel, std::map<std::string, leg_condition> const& conditions
) const
{
    auto const best_tier = [&](auto usable) {
        std::vector<std::string> found;
        std::optional<int> tier;
        for (auto const& leg : legs_) {
            if (leg.channel == channel || blocked(now, channel, leg.channel) || (tier && *tier != leg.tier) ||
                !usable(leg.channel, condition_of(conditions, leg.channel)))
                continue;
            tier = leg.tier;
            found.push_back(leg.channel);
        }
        return found;
    };
    auto well = best_tier([this](std::string const& other, leg_condition const& is) {
        auto const left = left_.find(other);
        return left == left_.end() ? !is.ails && !is.exhausted : recovered(other, left->second, is);
    });
    auto const from = condition_of(conditions, channel);
    if (well.empty() && (from.exhausted || (from.ails && passes_nothing(from.ails->what))))
        well = best_tier([this](std::string const& other, leg_condition const& is) {
            auto const left = left_.find(other);
            bool const has_waited = left != left_.end() && left->second.was_to_wait && !is.ails;
            return !is.exhausted && (has_waited || (is.last_taken && (!is.ails || !passes_nothing(is.ails->what))));
        });
    return well;
}

std::optional<switch_decision>
failover::decide(mono_time now, std::map<std::string, leg_condition> const& conditions) const
{
    for (auto const& leg : legs_) {
        if (has_left(leg.channel))
            continue;
        auto const is = condition_of(conditions, leg.channel);
        bool const ails = is.ails && now - is.ails->since >= settings_.patience;
        if (!ails && !is.exhausted)
            continue;
        switch_decision away;
        away.channel = leg.channel;
        away.others = well_besides(now, leg.channel, conditions);
        away.reason = is.exhausted ? "quota" : std::string{to_string(is.ails->what)};
        if (!away.others.empty())
            return away;
    }
    for (auto const& [channel, left] : left_) {
        if (now - left.at < settings_.between_switches || !recovered(channel, left, condition_of(conditions, channel)))
            continue;
        switch_decision back;
        back.kind = switch_kind::take_back;
        back.channel = channel;
        back.reason = "recovered";
        for (auto const& leg : in_use())
            if (leg.channel != channel)
                back.others.push_back(leg.channel);
        bool const too_soon = std::any_of(back.others.begin(), back.others.end(), [&, &to = channel](std::string const& from) {
            return blocked(now, from, to);
        });
        if (!too_soon)
            return back;
    }
    return std::nullopt;
}

void failover::note(mono_time now, switch_decision const& made)
{
    for (auto const& other : made.others) {
        bool const leaves = made.kind == switch_kind::leave;
        last_switch_[leaves ? std::pair{made.channel, other} : std::pair{other, made.channel}] = now;
        if (leaves)
            left_.erase(other);  // it carries again
    }
    left_.erase(made.channel);
    if (made.kind == switch_kind::take_back)
        return;
    leaving away;
    away.at = now;
    away.lost_receipts = made.reason == to_string(ailment::no_receipts);
    away.was_to_wait = made.reason == to_string(ailment::throttled);
    if (away.lost_receipts)
        away.pause = probe_pause_without_receipts;
    away.next_probe = now + away.pause;
    left_.emplace(made.channel, away);
}

std::optional<std::string>
failover::due_probe(mono_time now, std::map<std::string, leg_condition> const& conditions)
{
    for (auto& [channel, left] : left_) {
        auto const is = condition_of(conditions, channel);
        if (now < left.next_probe || is.exhausted || recovered(channel, left, is))
            continue;
        left.pause = std::max(left.pause, std::min(left.pause * 2, longest_probe_pause));
        left.next_probe = now + left.pause;
        return channel;
    }
    return std::nullopt;
}

std::vector<route_leg> in_order(std::vector<std::string> const& channels)
{
    std::vector<route_leg> legs;
    legs.reserve(channels.size());
    for (auto const& channel : channels)
        legs.push_back({channel, static_cast<int>(legs.size()), 1});
    return legs;
}

route_leg const* share_of(std::vector<route_leg> const& legs, std::uint64_t key)
{
    if (legs.empty())
        return nullptr;
    std::uint64_t total = 0;
    for (auto const& leg : legs)
        if (leg.tier == legs.front().tier)
            total += static_cast<std::uint64_t>(std::max(1, leg.weight));
    auto place = spread(key) % total;
    for (auto const& leg : legs) {
        auto const weight = static_cast<std::uint64_t>(std::max(1, leg.weight));
        if (place < weight)
            return &leg;
        place -= weight;
    }
    return &legs.front();
}

}  // namespace tocsin::channels
