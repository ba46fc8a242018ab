// SPDX-License-Identifier: Apache-2.0
// How fast a provider can be fed, learnt from its throttling: additive increase, multiplicative decrease (RFC 5681,
// section 3.1, for the idea). Pure: the instant is handed in.
#pragma once

#include "rules/words/time.hpp"

namespace tocsin::channels {

/// Halves the pace when throttled, once for all the answers of one overload; then, while messages are taken, climbs back
/// by a twentieth of the allowed rate each second. Never above the allowed rate, nor below a fiftieth of it (or one part in
/// two seconds, whichever is more).
class throttle {
public:
    explicit throttle(double allowed) : allowed_(allowed), pace_(allowed) {}

    double pace() const { return pace_; }  ///< parts a second
    double allowed() const { return allowed_; }

    /// True when it changed the pace.
    bool throttled(mono_time now);
    bool taken(mono_time now);

private:
    double allowed_;
    double pace_;
    mono_time lowered_{};
    mono_time raised_{};
};

}  // namespace tocsin::channels
