// SPDX-License-Identifier: Apache-2.0
// The life of a message: what an event does to its state. Pure, and the same for every order in which news arrives:
// states only climb (queued, sending, accepted, expired, unreachable, delivered), so late, repeated and early receipts
// end alike. A receipt of delivery outranks everything: whatever was said before, the person has it.
#pragma once

#include "rules/words/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::rules {

/// What is known of a message when something happens to it.
struct message_facts {
    message_state state = message_state::queued;
    int attempts = 0;  ///< made so far, the one in flight included
    int unanswered = 0;  ///< those of them that left and were never answered: each may have brought a copy
    bool possible_duplicate = false;
    wall_time due;
    wall_time deadline;
};

/// What happens to a message.
enum class delivery_event {
    claimed,  ///< a sender takes it
    given_back,  ///< it never left: the sender had to wait too long
    accepted,  ///< the provider took responsibility
    refused_for_now,  ///< try again later
    refused_for_good,
    throttled,  ///< the provider took nothing; not the message's fault
    unknown_repeatable,  ///< nobody can say, and the channel sends the same reference once
    unknown,  ///< nobody can say, and another attempt may arrive twice
    buffered,  ///< receipts
    delivered,
    undeliverable,
    expired_at_provider,
};

/// How long to wait before another try.
struct retry_pace {
    seconds first{2};
    seconds longest{120};
    int patience = 8;  ///< each answer that never came, from the third, makes the wait so many times longer
    seconds longest_after_silence{1024};
};

/// The message afterwards: written down as it stands.
struct delivery_step {
    message_state state = message_state::queued;
    wall_time due;
    bool possible_duplicate = false;
    bool another_attempt = false;  ///< it went back to the queue
};

/// `retry_after` is the provider's own wish after `throttled`.
delivery_step step_after(
    message_facts const& facts,
    delivery_event event,
    wall_time now,
    retry_pace const& pace,
    std::optional<milliseconds> retry_after = std::nullopt
);

delivery_event event_of(receipt_verdict verdict);

/// What a provider has said of one part of a message so far, in whatever order and however often.
class part_verdicts {
public:
    part_verdicts() = default;
    explicit part_verdicts(std::int64_t stored) : bits_(stored) {}

    void add(receipt_verdict verdict) { bits_ |= bit(verdict); }
    bool has(receipt_verdict verdict) const { return (bits_ & bit(verdict)) != 0; }
    std::int64_t stored() const { return bits_; }

private:
    static constexpr std::int64_t bit(receipt_verdict verdict) { return std::int64_t{1} << static_cast<int>(verdict); }

    std::int64_t bits_ = 0;
};

/// The verdict on a message that went out in several parts: delivered when all of them are, otherwise undeliverable or
/// expired as soon as one is; nothing until then. Depends on what was said, not on the order, and only climbs.
std::optional<receipt_verdict> verdict_of_parts(std::vector<part_verdicts> const& parts);

}  // namespace tocsin::rules
