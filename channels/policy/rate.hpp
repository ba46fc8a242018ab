// SPDX-License-Identifier: Apache-2.0
// A channel's pace as a token bucket (GCRA, ITU-T I.371). Pure: the instant is handed in.
#pragma once

#include "rules/words/time.hpp"

namespace tocsin::channels {

/// Never lets more than `per_second` parts through in any second, however it is cut out, and uses 99 % of it.
///
/// Slots are spaced by T = (1 s + guard) / rate; a caller that wakes late may catch up by `catch_up` at most. In any
/// second at most floor((1 s + catch_up) / T) + 1 slots begin, which is below or at the rate because guard > catch_up;
/// the difference absorbs jitter on the way to the provider.
class rate_limiter {
public:
    /// `per_second` in (0, 10000]; below 1 means one part every 1/per_second seconds.
    explicit rate_limiter(double per_second);

    /// The earliest instant, `now` or later, at which one more part may leave. Takes nothing.
    mono_time next_slot(mono_time now) const;

    /// Takes the next slot for a message of `parts` and returns its instant, `now` or later.
    mono_time reserve(mono_time now, int parts);

    /// Nothing leaves before `instant`: the provider asked for it, or a former life may have just sent.
    void hold_until(mono_time instant);

private:
    mono_clock::duration spacing_;
    mono_time next_{};  ///< when the next part is due at the steady pace
    mono_time held_{};
};

}  // namespace tocsin::channels
