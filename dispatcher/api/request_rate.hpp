// SPDX-License-Identifier: Apache-2.0
// How many requests of one client are answered: evenly spaced, with a minute's worth at once after a pause. Pure.
#pragma once

#include "rules/words/time.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace tocsin::dispatcher::api {

/// The virtual scheduling algorithm (GCRA, ITU-T I.371) over a burst of one minute.
class request_rate {
public:
    explicit request_rate(int per_minute) : spacing_(std::chrono::nanoseconds{minutes{1}} / std::max(per_minute, 1)) {}

    /// Takes a place for one request now. Otherwise after how long there will be one, in whole seconds, at least 1.
    std::optional<seconds> take(mono_time now)
    {
        auto const at = std::chrono::nanoseconds{now.time_since_epoch()};
        auto const due = std::max(due_, at);
        auto const ahead = due + spacing_ - at;
        if (ahead > std::chrono::nanoseconds{minutes{1}})
            return std::chrono::ceil<seconds>(ahead - std::chrono::nanoseconds{minutes{1}});
        due_ = due + spacing_;
        return std::nullopt;
    }

private:
    std::chrono::nanoseconds spacing_;
    std::chrono::nanoseconds due_{};
};

}  // namespace tocsin::dispatcher::api
