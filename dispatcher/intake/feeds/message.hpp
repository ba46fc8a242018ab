// SPDX-License-Identifier: Apache-2.0
// What a feed says now, beside what it said before → the CAP message that tells the difference, if there is one.
#pragma once

#include "dispatcher/intake/feeds/entry.hpp"
#include "dispatcher/store/store.hpp"

#include <optional>
#include <string>

namespace tocsin::dispatcher::feeds {

/// A CAP document, and what is remembered once it has been taken.
struct document {
    std::string bytes;
    feed_item becomes;
};

/// Pure. Of an entry that speaks in the feed's own words: an Alert for what is new, an Update for what has changed, a Cancel
/// for what is over before its time. Nothing when nothing changed, when it is over by itself, and when what is published is
/// older than what was taken already. `uri` is where it was found.
std::optional<document> next_message(entry const& listed, feed_item const* before, wall_time now, std::string const& uri);

}  // namespace tocsin::dispatcher::feeds
