// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/intake/feeds/pace.hpp"

#include <algorithm>

namespace tocsin::dispatcher::feeds {

milliseconds pace::pause(int failures, std::uint64_t chance, std::optional<seconds> retry_after) const
{
    auto const longest = std::max<milliseconds>(interval, minutes{5});
    auto step = interval;
    for (int i = 0; i < failures && step < longest; ++i)
        step = std::min(longest, step * 2);
    auto const tenth = step.count() / 10;
    auto const spread = static_cast<std::int64_t>(chance % static_cast<std::uint64_t>(2 * tenth + 1)) - tenth;
    auto const pause = step + milliseconds{spread};
    return retry_after ? std::max<milliseconds>(pause, *retry_after) : pause;
}

std::string_view to_string(feed_state value)
{
    switch (value) {
    case feed_state::starting: return "starting";
    case feed_state::well: return "well";
    case feed_state::failing: return "failing";
    case feed_state::silent: return "silent";
    case feed_state::stale: return "stale";
    }
    return "?";
}

feed_state judge(record_of_looks const& record, pace const& habits, wall_time now)
{
    if (!record.looked)
        return feed_state::starting;
    if (record.last_failed) {
        // What happened before this life counts too: a restart ends no silence.
        auto const heard = record.succeeded.value_or(record.watched_since);
        return now - heard > habits.silent_after ? feed_state::silent : feed_state::failing;
    }
    if (habits.stale_after) {
        // A service that stamps the same old news with a new hour is caught by what changed, one that says how old its
        // news are by that.
        auto const oldest = std::min(record.changed.value_or(record.watched_since), record.as_of.value_or(now));
        if (now - oldest > *habits.stale_after)
            return feed_state::stale;
    }
    return feed_state::well;
}

}  // namespace tocsin::dispatcher::feeds
