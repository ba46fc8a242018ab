// SPDX-License-Identifier: Apache-2.0
// The invented people of one run: who says what to which question, and when. What somebody does hangs on the seed, on
// them and on the medium, and not on when they are asked: two policies are compared before the same people.
#pragma once

#include "dispatcher/rehearsal/plan.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace tocsin::dispatcher {

class cast {
public:
    /// `believed` is of everybody (believed_in). The plan outlives the cast.
    cast(rehearsal_plan const& plan, rules::belief const& believed, std::uint64_t run);

    rules::temper const& day() const { return day_; }
    rules::reaction asked(std::size_t who, medium over) const;
    /// How long after their yes they would take it back, however late; whoever is known from the past keeps to what they did.
    std::optional<rules::real_minutes> changes_mind(std::size_t who, medium over) const;

private:
    rules::reaction drawn(std::size_t who, medium over, std::uint64_t attempt, double lost) const;

    rehearsal_plan const& plan_;
    std::vector<rules::channel_curve> const& curves_;
    std::uint64_t seed_;
    rules::temper day_;
};

}  // namespace tocsin::dispatcher
