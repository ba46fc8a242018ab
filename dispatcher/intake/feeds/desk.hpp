// SPDX-License-Identifier: Apache-2.0
// All feeds of the house.
#pragma once

#include "dispatcher/intake/feeds/poller.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tocsin::dispatcher::feeds {

/// A feed as configured, not yet watched.
struct plan {
    feed_settings settings;
    std::shared_ptr<source> from;
};

class desk {
public:
    /// Everything handed in outlives it.
    desk(
        channels::runtime& world, store& kept, raise_function raise, event_log& log, std::vector<plan> plans,
        std::function<elsewhere(channels::runtime&)> thread = a_thread_of_its_own
    );

    void start();
    /// Asks every look to end; join() waits for it.
    void stop();
    task<void> join();

    /// In the order of the settings.
    std::vector<std::unique_ptr<poller>> const& all() const { return all_; }
    /// Null when there is none of that name.
    poller* find(std::string const& name) const;

private:
    std::vector<std::unique_ptr<poller>> all_;
    channels::task_group watching_;
};

}  // namespace tocsin::dispatcher::feeds
