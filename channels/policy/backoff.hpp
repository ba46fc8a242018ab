// SPDX-License-Identifier: Apache-2.0
// How long to wait before a link is tried again: twice as long each time, with jitter, so that many who lost the same peer
// do not all come back in the same instant. Pure: chance is handed in.
#pragma once

#include "rules/words/time.hpp"

#include <algorithm>
#include <cstdint>

namespace tocsin::channels {

class backoff {
public:
    constexpr explicit backoff(milliseconds first = seconds{1}, milliseconds longest = seconds{60})
        : first_(first), longest_(longest), next_(first)
    {
    }

    /// The pause before the next try: between half of the step and the whole of it. `chance` is 64 random bits.
    constexpr milliseconds next(std::uint64_t chance)
    {
        auto const step = next_;
        next_ = std::min(longest_, step * 2);
        auto const half = step.count() / 2;
        return milliseconds{step.count() - half + static_cast<std::int64_t>(chance % (static_cast<std::uint64_t>(half) + 1))};
    }

    /// After a link that held.
    constexpr void reset() { next_ = first_; }

private:
    milliseconds first_;
    milliseconds longest_;
    milliseconds next_;
};

}  // namespace tocsin::channels
