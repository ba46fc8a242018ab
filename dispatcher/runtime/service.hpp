// SPDX-License-Identifier: Apache-2.0
// What systemd is told, and wants to hear (sd_notify(3)). Outside of systemd every call does nothing.
#pragma once

#include "channels/port/runtime.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tocsin::dispatcher {

class service {
public:
    /// Doors are open. Call once; `status` is the line that `systemctl status` shows.
    void ready(std::string const& status) const;
    void status(std::string const& line) const;
    /// The configuration is being read again; `ready` says when it is over.
    void reloading() const;
    /// The stop has begun; systemd then waits for the process up to its TimeoutStopSec.
    void stopping() const;
    /// Asks for more time than the unit's own start or stop limit, counted from now.
    void extend_timeout(seconds more) const;
    /// Still thinking: has to come before every `watchdog_interval` is over.
    void alive() const;
    /// What the unit's WatchdogSec= allows between two signs of life; nothing when no watchdog waits for this process.
    std::optional<mono_clock::duration> watchdog_interval() const;
    /// The descriptors of the sockets that systemd listens on for us (sd_listen_fds(3)): whoever calls while we start anew
    /// waits there. They belong to the caller from now on; a second call gives none.
    std::vector<int> take_sockets() const;
};

/// Gives a sign of life at twice the pace asked for; returns at once when nobody waits for one. It runs on the thread
/// that does the work, so a house that hangs stops giving it. Ends only by cancellation, safe at any time.
task<void> keep_alive(channels::runtime& world, service const& host);

}  // namespace tocsin::dispatcher
