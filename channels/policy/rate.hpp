// SPDX-License-Identifier: Apache-2.0
// A channel's pace: evenly spaced (GCRA, ITU-T I.371), and held to a log of what left in the last second. Pure: the
// instant is handed in.
#pragma once

#include "rules/words/time.hpp"

#include <cstddef>
#include <deque>

namespace tocsin::channels {

/// Never lets more than `per_second` parts through in any second, however it is cut out, and uses 99 % of it.
///
/// The spacing keeps the traffic even, and lets a caller who woke late catch up; the log is what makes the promise hold,
/// also for messages of several parts, which leave at once. A second is counted 9 ms too long: this absorbs the jitter
/// on the way to the provider. Where rate and parts do not divide evenly, what does not fit whole is not used (10 a
/// second in messages of three parts: 9). A message of more parts than the rate leaves alone.
class rate_limiter {
public:
    /// `per_second` in (0, 10000]. From 1 upwards a fraction is not used; below 1 it means one part in every
    /// 1/per_second seconds.
    explicit rate_limiter(double per_second);

    /// The earliest instant, `now` or later, at which a message of `parts` may leave. Takes nothing.
    mono_time next_slot(mono_time now, int parts = 1) const;

    /// Takes the next slot for a message of `parts` and returns its instant, `now` or later. Slots never go back.
    mono_time reserve(mono_time now, int parts);

    /// From now on at most `per_second`; what left already is remembered as far back as the old rate needed.
    void slow_to(double per_second);

    /// Nothing leaves before `instant`: the provider asked for it, or a former life may have just sent.
    void hold_until(mono_time instant);

    /// How long a part counts after it left. A process that starts holds for as long: it cannot know what its former
    /// life sent.
    mono_clock::duration memory() const { return window_; }

private:
    using fine = std::chrono::nanoseconds;  // at 10,000 a second a rounded microsecond would cost 1 %

    struct departure {
        mono_time at;
        int parts;
    };

    int quota_ = 1;  ///< parts in one window
    mono_clock::duration window_{};
    fine spacing_{};
    fine due_{};  ///< since the clock's epoch: when the next part is due at the even pace
    mono_time held_{};
    std::deque<departure> log_;  ///< of the last window, oldest first; its length is set by the rate in force
    int logged_ = 0;  ///< parts in it
};

}  // namespace tocsin::channels
