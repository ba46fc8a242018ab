// SPDX-License-Identifier: Apache-2.0
// When a channel may send: under its sender's rate and its provider account's, which other channels may share, each
// lowered while the provider throttles. Pure: the instant is handed in.
#pragma once

#include "channels/policy/rate.hpp"
#include "channels/policy/throttle.hpp"

#include <memory>
#include <vector>

namespace tocsin::channels {

/// One limit that a provider sets, and how much of it we may use now.
struct limit {
    explicit limit(double per_second) : log(per_second), learnt(per_second) {}

    rate_limiter log;
    throttle learnt;
};

class pace {
public:
    explicit pace(double per_second);
    /// `limits` may be shared with other channels' paces; never empty.
    explicit pace(std::vector<std::shared_ptr<limit>> limits);

    /// The earliest instant, `now` or later, at which all limits let a message of `parts` leave. Takes nothing.
    mono_time next_slot(mono_time now, int parts = 1) const;
    /// Takes the slot `now`; only when next_slot says so.
    void take(mono_time now, int parts);
    void hold_until(mono_time instant);
    mono_clock::duration memory() const;

    /// True when it lowered the pace.
    bool throttled(mono_time now);
    void taken(mono_time now);

    double per_second() const;  ///< now
    double allowed() const;  ///< as configured

private:
    std::vector<std::shared_ptr<limit>> limits_;
};

}  // namespace tocsin::channels
