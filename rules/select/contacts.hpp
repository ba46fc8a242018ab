// SPDX-License-Identifier: Apache-2.0
// How often one person may be asked, over all mobilisations together, and how often each was of late.
#pragma once

#include "rules/words/ids.hpp"
#include "rules/words/time.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace tocsin::rules {

/// A day is any 24 hours and a month any 30 days: nobody is asked twice as often around midnight.
inline constexpr hours contact_day{24};
inline constexpr hours contact_month{24 * 30};

/// Requests to one person; 0: as many as there are.
struct contact_limits {
    int per_day = 0;
    int per_month = 0;

    friend bool operator==(contact_limits const&, contact_limits const&) = default;
};

constexpr bool spent(int contacts, int limit) { return limit > 0 && contacts >= limit; }

/// One request that reached somebody, or may have.
struct contact {
    volunteer_id who;
    wall_time at;
};

/// How often each was asked, by their number in the register. Counts stop at 255.
class contact_counts {
public:
    contact_counts() = default;

    /// Counts those of the month before `now`, in any order.
    contact_counts(std::vector<contact> const& all, wall_time now);

    int of_day(std::uint32_t id) const { return id < day_.size() ? day_[id] : 0; }
    int of_month(std::uint32_t id) const { return id < month_.size() ? month_[id] : 0; }
    /// One more than the last number counted.
    std::uint32_t end() const { return static_cast<std::uint32_t>(month_.size()); }

private:
    std::vector<std::uint8_t> day_;
    std::vector<std::uint8_t> month_;
};

/// How evenly the load lies on a register.
struct contact_spread {
    contact_spread() = default;
    contact_spread(contact_counts const& counts, int population, contact_limits limits);

    std::array<int, 4> people{};  ///< asked never, once, twice, three times or more within the month
    int most = 0;  ///< contacts of whoever was asked most often
    int at_limit = 0;  ///< people who may not be asked any more today or this month
    int above = 0;  ///< people asked more often than the limits say: urgent mobilisations have their own
};

}  // namespace tocsin::rules
