// SPDX-License-Identifier: Apache-2.0
#include "rules/delivery.hpp"

#include <algorithm>

namespace tocsin::rules {
namespace {

/// Where a state stands among what providers can say. Ends that we chose ourselves (cancelled, suppressed) and refusals
/// stand with `expired`: proof of delivery still outranks them, nothing else does.
int rank(message_state state)
{
    switch (state) {
    case message_state::queued: return 0;
    case message_state::sending: return 1;
    case message_state::accepted: return 2;
    case message_state::cancelled:
    case message_state::suppressed: return 3;
    case message_state::expired: return 4;
    case message_state::refused: return 5;
    case message_state::unreachable: return 6;
    case message_state::delivered: return 7;
    }
    return 0;
}

message_state higher(message_state left, message_state right) { return rank(left) >= rank(right) ? left : right; }

delivery_step unchanged(message_facts const& facts)
{
    delivery_step step;
    step.state = facts.state;
    step.due = facts.due;
    step.possible_duplicate = facts.possible_duplicate;
    return step;
}

delivery_step climbed(message_facts const& facts, message_state to)
{
    auto step = unchanged(facts);
    step.state = higher(facts.state, to);
    return step;
}

milliseconds pause_before(int attempts_made, retry_pace const& pace)
{
    auto wait = pace.first;
    for (int i = 1; i < attempts_made && wait < pace.longest; ++i)
        wait *= 2;
    return std::min(wait, pace.longest);
}

/// A provider that takes messages and never answers may be bringing each copy. Two quick tries show whether the channel
/// works at all, so that another takes over soon; then the waits grow fast, to keep the copies few: the first leave after
/// 0 s, 2 s, 6 s, 38 s, 4 min 54 and 22 min. Not beyond that: somebody who was never reached is waiting too.
milliseconds pause_after_silence(int unanswered, retry_pace const& pace)
{
    auto wait = pause_before(std::min(unanswered, 2), pace);
    for (int i = 2; i < unanswered && wait < pace.longest_after_silence; ++i)
        wait *= pace.patience;
    return std::min(wait, milliseconds{pace.longest_after_silence});
}

/// Back to the queue, unless it would be pointless by then or a receipt already told its fate.
delivery_step tried_again(message_facts const& facts, wall_time due, bool may_arrive_twice)
{
    if (facts.state != message_state::sending)
        return unchanged(facts);
    if (due >= facts.deadline)
        return climbed(facts, message_state::expired);
    auto step = unchanged(facts);
    step.state = message_state::queued;
    step.due = due;
    step.possible_duplicate = facts.possible_duplicate || may_arrive_twice;
    step.another_attempt = true;
    return step;
}

}  // namespace

delivery_step step_after(
    message_facts const& facts,
    delivery_event event,
    wall_time now,
    retry_pace const& pace,
    std::optional<milliseconds> retry_after
)
{
    switch (event) {
    case delivery_event::claimed:
        if (facts.state != message_state::queued)
            return unchanged(facts);
        return climbed(facts, now >= facts.deadline ? message_state::expired : message_state::sending);
    case delivery_event::given_back:
        return tried_again(facts, now, false);
    case delivery_event::accepted:
        return climbed(facts, message_state::accepted);
    case delivery_event::refused_for_good:
        return facts.state == message_state::sending ? climbed(facts, message_state::refused) : unchanged(facts);
    case delivery_event::refused_for_now:
        return tried_again(facts, now + pause_before(facts.attempts, pace), false);
    case delivery_event::throttled:
        return tried_again(facts, now + retry_after.value_or(milliseconds{pace.first}), false);
    case delivery_event::unknown_repeatable:
        return tried_again(facts, now + pause_before(facts.attempts, pace), false);
    case delivery_event::unknown:
        return tried_again(facts, now + pause_after_silence(facts.unanswered, pace), true);
    case delivery_event::buffered:
        return climbed(facts, message_state::accepted);
    case delivery_event::delivered:
        return climbed(facts, message_state::delivered);
    case delivery_event::undeliverable:
        return climbed(facts, message_state::unreachable);
    case delivery_event::expired_at_provider:
        return climbed(facts, message_state::expired);
    }
    return unchanged(facts);
}

delivery_event event_of(receipt_verdict verdict)
{
    switch (verdict) {
    case receipt_verdict::buffered: return delivery_event::buffered;
    case receipt_verdict::delivered: return delivery_event::delivered;
    case receipt_verdict::undeliverable: return delivery_event::undeliverable;
    case receipt_verdict::expired: return delivery_event::expired_at_provider;
    }
    return delivery_event::buffered;
}

std::optional<receipt_verdict> verdict_of_parts(std::vector<part_verdicts> const& parts)
{
    auto const any = [&parts](receipt_verdict verdict) {
        return std::any_of(parts.begin(), parts.end(), [verdict](auto const& part) { return part.has(verdict); });
    };
    bool const all_delivered = !parts.empty() && std::all_of(parts.begin(), parts.end(), [](auto const& part) {
        return part.has(receipt_verdict::delivered);
    });
    if (all_delivered)
        return receipt_verdict::delivered;
    for (auto const verdict : {receipt_verdict::undeliverable, receipt_verdict::expired})
        if (any(verdict))
            return verdict;
    return std::nullopt;
}

}  // namespace tocsin::rules
