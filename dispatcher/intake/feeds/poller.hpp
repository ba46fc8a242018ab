// SPDX-License-Identifier: Apache-2.0
// Watches one feed: looks at it now and then, takes what is new, remembers what it took, and tells staff when the feed
// falls silent or goes stale.
#pragma once

#include "channels/port/tasks.hpp"
#include "dispatcher/engine/proposals.hpp"
#include "dispatcher/intake/feeds/pace.hpp"
#include "dispatcher/intake/feeds/source.hpp"
#include "dispatcher/runtime/events.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tocsin::dispatcher::feeds {

struct feed_settings {
    std::string name;
    std::string type;
    std::string where;  ///< the server or the folder, as people are told
    pace habits;
    /// What its alerts may be about, and whose signature they carry; null: anything the feed carries.
    std::shared_ptr<rules::source_policy const> policy;
    bool may_launch = false;
};

struct feed_health {
    feed_state state = feed_state::starting;
    std::optional<bilingual> trouble;  ///< of the last look; also when only a part could not be had
    std::optional<wall_time> looked;
    std::optional<wall_time> succeeded;
    std::optional<wall_time> changed;
    std::optional<wall_time> as_of;
    wall_time next;
    int failures = 0;  ///< in a row
    int listed = 0;
    int later = 0;  ///< listed, and not taken yet
    int taken = 0;  ///< alerts that were new, in this life
    int refused = 0;  ///< documents that were no alerts to act on, in this life
};

/// Does a piece of work that waits, while the loop goes on. Cancelled, it may still do it.
using elsewhere = std::function<task<void>(std::function<void()> work)>;
elsewhere a_thread_of_its_own(channels::runtime& world);

/// The one door for alerts: proposals::raise.
using raise_function = std::function<task<raised>(std::string bytes, principal by)>;

class poller {
public:
    /// Everything handed in outlives it.
    poller(
        channels::runtime& world, store& kept, raise_function raise, event_log& log, feed_settings settings,
        std::shared_ptr<source> from, elsewhere thread
    );
    /// Ends the present look; waits for its thread.
    ~poller();
    poller(poller const&) = delete;
    poller& operator=(poller const&) = delete;

    feed_settings const& settings() const { return settings_; }
    feed_health health() const;

    /// Runs until cancelled; safe at any point: what was taken and not yet remembered is the same alert when it comes again.
    task<void> run();
    /// One look, now or after the one that is going on. Returns when everything new has been taken.
    task<void> look_now();
    /// What is published now, all of it, known or not; nothing is taken or remembered. After a look that is going on.
    task<findings> peek();

private:
    task<bool> recall();
    task<void> look();
    task<void> take(findings& found);
    task<void> remember(findings const& found);
    void told_of(findings const& found);
    void tell();

    channels::runtime& world_;
    store& store_;
    raise_function raise_;
    event_log& log_;
    feed_settings settings_;
    std::shared_ptr<source> source_;
    channels::turnstile one_at_a_time_;
    channels::bell sooner_;

    bool recalled_ = false;
    feed_record record_;  ///< without its items
    std::shared_ptr<known_items const> known_ = std::make_shared<known_items>();
    std::vector<feed_item> to_keep_;
    std::map<std::string, std::pair<int, wall_time>> failing_documents_;  ///< how often in a row, and until when left alone
    std::optional<wall_time> kept_;
    record_of_looks looks_;
    feed_health health_;
    feed_state told_ = feed_state::well;
    mono_time next_{};
    elsewhere thread_;
};

}  // namespace tocsin::dispatcher::feeds
