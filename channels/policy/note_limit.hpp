// SPDX-License-Identifier: Apache-2.0
// A peer may give cause for as many notes as it likes; the log takes some of them. Pure: the instant is handed in.
#pragma once

#include "rules/words/time.hpp"

#include <utility>

namespace tocsin::channels {

class note_limit {
public:
    static constexpr int a_minute = 20;

    /// Whether this one may be shown.
    bool lets_through(mono_time now)
    {
        if (now - begun_ >= minutes{1}) {
            begun_ = now;
            shown_ = 0;
        }
        if (shown_ >= a_minute) {
            ++held_;
            return false;
        }
        ++shown_;
        return true;
    }

    /// How many were held back since this was last asked; asked before one is shown.
    int take_held() { return std::exchange(held_, 0); }

private:
    mono_time begun_{};
    int shown_ = 0;
    int held_ = 0;
};

}  // namespace tocsin::channels
