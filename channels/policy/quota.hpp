// SPDX-License-Identifier: Apache-2.0
// What a channel may send and cost in one day. Pure: whoever keeps the count hands it in.
//
// Parts are taken from the day's count in small leases, durable before the first of them leaves: after a kill at most
// one lease is lost, and the limit is never passed.
#pragma once

#include <cstdint>
#include <optional>

namespace tocsin::channels {

struct day_limits {
    std::optional<std::int64_t> parts;  ///< message parts a day; nothing: no limit
    std::optional<double> spend;  ///< euros a day
    double price = 0;  ///< euros a part

    bool any() const { return parts || (spend && price > 0); }

    friend bool operator==(day_limits const&, day_limits const&) = default;
};

/// How many parts may still leave when so many were taken today; nothing: no limit.
std::optional<std::int64_t> parts_left(day_limits const& limits, std::int64_t taken);

/// How many parts to take at once for a message of `parts`: about a second's worth, and at the end of the day's count
/// what is left. 0: the message does not fit any more today.
std::int64_t lease(day_limits const& limits, std::int64_t taken, int parts, double per_second);

}  // namespace tocsin::channels
