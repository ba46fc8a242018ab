// SPDX-License-Identifier: Apache-2.0
#include "channels/policy/quota.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin::channels {

std::optional<std::int64_t> parts_left(day_limits const& limits, std::int64_t taken)
{
    std::optional<std::int64_t> most = limits.parts;
    if (limits.spend && limits.price > 0) {
        // A hair is forgiven, so that 10 euros at 0.05 are 200 parts and not 199.
        auto const affordable = static_cast<std::int64_t>(std::floor(*limits.spend / limits.price + 1e-6));
        most = most ? std::min(*most, affordable) : affordable;
    }
    if (!most)
        return std::nullopt;
    return std::max<std::int64_t>(0, *most - taken);
}

std::int64_t lease(day_limits const& limits, std::int64_t taken, int parts, double per_second)
{
    auto const second = std::max<std::int64_t>(parts, std::llround(per_second));
    auto const left = parts_left(limits, taken);
    if (!left)
        return second;
    return *left < parts ? 0 : std::min(*left, second);
}

}  // namespace tocsin::channels
