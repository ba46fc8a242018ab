// SPDX-License-Identifier: Apache-2.0
// When a feed is looked at again, and when staff have to be told about it. Pure: the time and chance are handed in.
#pragma once

#include "dispatcher/intake/feeds/entry.hpp"
#include "rules/words/time.hpp"

#include <cstdint>
#include <optional>

namespace tocsin::dispatcher::feeds {

struct pace {
    milliseconds interval{seconds{20}};
    milliseconds silent_after{minutes{10}};  ///< without an answer as it should be
    std::optional<milliseconds> stale_after;  ///< without a change in what is published

    /// The pause before the next look: the interval, a tenth more or less, so that many houses do not all come at once.
    /// After failures in a row it doubles each time, up to five minutes (or the interval, if that is longer). A server that
    /// asks for more patience gets it.
    milliseconds pause(int failures, std::uint64_t chance, std::optional<seconds> retry_after) const;
};

enum class feed_state {
    starting,  ///< not looked at yet
    well,
    failing,  ///< the last look failed
    silent,  ///< for so long that somebody has to know
    stale,  ///< it answers, and says the same for too long
};

std::string_view to_string(feed_state value);

/// What is known of the looks so far.
struct record_of_looks {
    wall_time watched_since;
    bool looked = false;
    bool last_failed = false;
    std::optional<wall_time> succeeded;
    std::optional<wall_time> changed;
    std::optional<wall_time> as_of;
};

feed_state judge(record_of_looks const& record, pace const& habits, wall_time now);

}  // namespace tocsin::dispatcher::feeds
