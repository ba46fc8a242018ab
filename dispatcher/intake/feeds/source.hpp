// SPDX-License-Identifier: Apache-2.0
// Where a feed's documents come from, and one look at it. It waits, on the feed's own thread; it reads what is known and
// changes nothing: what is taken is decided by the poller.
#pragma once

#include "dispatcher/intake/feeds/fetch.hpp"
#include "dispatcher/intake/feeds/format.hpp"
#include "dispatcher/intake/feeds/message.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace tocsin::dispatcher::feeds {

constexpr std::size_t largest_alert = 1 << 20;  ///< in bytes
/// An item that is still listed is noted again after so long.
constexpr hours remember_again{24};

using known_items = std::map<std::string, feed_item>;

struct look_request {
    std::string etag;
    std::string last_modified;
    std::string digest;
    std::shared_ptr<known_items const> known;
    std::set<std::string> not_yet;  ///< keys whose documents failed lately: left alone this time
    wall_time now;
};

struct findings {
    std::optional<failure> trouble;  ///< why the feed itself could not be read; the rest is empty then
    std::optional<seconds> retry_after;
    bool changed = false;  ///< what is published is not what was there before
    std::string etag;  ///< of what was read; empty while something of it is still to be had
    std::string last_modified;
    std::string digest;
    std::optional<wall_time> as_of;
    std::vector<document> documents;  ///< new ones, in the feed's order
    std::vector<feed_item> listed_again;  ///< known already; to be remembered for longer
    std::vector<std::string> failed;  ///< keys whose documents could not be had
    std::optional<failure> partial;  ///< the last reason among them
    int listed = 0;
    int skipped = 0;  ///< things listed that cannot be used
    int later = 0;  ///< left for the next look, so that one look stays within bounds
};

class source {
public:
    virtual ~source() = default;
    virtual findings look(look_request const& asked) = 0;
    /// From any thread: ends the present look soon, and all later ones at once.
    virtual void stop() = 0;
};

struct web_settings {
    std::string url;
    std::vector<std::string> hosts;  ///< where documents may be, beside the feed's own server
    std::size_t largest = 8 << 20;  ///< bytes of the feed itself, unpacked
};

std::unique_ptr<source> make_web_source(web_settings settings, std::unique_ptr<format> kind, std::unique_ptr<fetcher> by);

/// *.xml and *.cap in a folder, each a CAP document; they stay where they are. A file that was touched in the last second
/// is left for the next look: whoever writes it may not be done.
std::unique_ptr<source> make_folder_source(std::filesystem::path folder);

}  // namespace tocsin::dispatcher::feeds
