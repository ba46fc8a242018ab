// SPDX-License-Identifier: Apache-2.0
// One mobilisation played through: a strategy asks, messages leave one after the other at the channel's rate, answers
// come back, and the asking stops when the need is met.
#pragma once

#include "tests/bench/waves/crowd.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace tocsin::bench {

/// One person asked.
struct asking {
    int person = 0;
    double sent = 0;  ///< when the message leaves
    double answered = 0;  ///< when the answer arrives; without end when none does
    fate will;
};

/// What a strategy may look at; `asked` holds the future as well, which it has to leave alone.
struct view {
    situation const& where;
    double now = 0;
    int confirmed = 0;
    int declined = 0;
    int left = 0;  ///< people not asked yet
    std::vector<asking> const& asked;
    bool standing_still = false;
    double stood_still = 0;  ///< for so long
};

/// People to ask now, and when to be woken next.
struct step {
    int ask = 0;
    double next = 0;
};

/// A range given for the yes by the deadline, and what they came to be.
struct forecast_check {
    double at = 0;  ///< part of the time gone
    int low = 0;
    int high = 0;
    int truth = 0;
};

class strategy {
public:
    virtual ~strategy() = default;
    virtual step decide(view const& seen) = 0;
    /// Whether an answer is reason enough to decide before `next`.
    virtual bool startled(view const&) { return false; }
    /// The range the last decision gave, when the strategy gives one.
    virtual std::optional<std::pair<int, int>> range() const { return std::nullopt; }
    /// Most yes it means to collect; none: the usual 1.3 times the need and 2.
    virtual std::optional<int> cap() const { return std::nullopt; }
};

struct result {
    bool filled = false;
    double at = 0;  ///< when filled
    int contacts = 0;  ///< messages that left
    int yes = 0;  ///< by the deadline
    int cap = 0;
    std::vector<forecast_check> checks;
    double decisions_ms = 0;
    int decisions = 0;
};

/// When a message that could leave at `ready` leaves.
double leaves(situation const& where, double ready);

result play(situation const& where, std::vector<fate> const& people, strategy& how);

}  // namespace tocsin::bench
