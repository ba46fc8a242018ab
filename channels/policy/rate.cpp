// SPDX-License-Identifier: Apache-2.0
#include "channels/policy/rate.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin::channels {
namespace {

constexpr mono_clock::duration guard = milliseconds{9};
constexpr std::chrono::nanoseconds catch_up = milliseconds{20};

mono_clock::duration window_of(double per_second)
{
    auto const seconds = per_second >= 1 ? 1.0 : 1.0 / per_second;
    return guard + std::chrono::ceil<mono_clock::duration>(std::chrono::duration<double>{seconds});
}

}  // namespace

rate_limiter::rate_limiter(double per_second) { slow_to(per_second); }

void rate_limiter::slow_to(double per_second)
{
    quota_ = std::max(1, static_cast<int>(std::floor(per_second)));
    window_ = window_of(per_second);
    spacing_ = (fine{window_} + fine{quota_ - 1}) / quota_;
}

mono_time rate_limiter::next_slot(mono_time now, int parts) const
{
    mono_time const due{std::chrono::ceil<mono_clock::duration>(due_)};
    auto slot = std::max({now, held_, due});
    if (!log_.empty())
        slot = std::max(slot, log_.back().at);
    // Everything that still counts at `slot` must leave room for the message; wait for the oldest until it does.
    auto counted = logged_;
    for (auto const& oldest : log_) {
        auto const forgotten = oldest.at + window_;
        if (forgotten > slot && counted + parts <= quota_)
            break;
        slot = std::max(slot, forgotten);
        counted -= oldest.parts;
    }
    return slot;
}

mono_time rate_limiter::reserve(mono_time now, int parts)
{
    parts = std::max(1, parts);
    auto const slot = next_slot(now, parts);
    while (!log_.empty() && log_.front().at + window_ <= slot) {
        logged_ -= log_.front().parts;
        log_.pop_front();
    }
    log_.push_back({slot, parts});
    logged_ += parts;
    due_ = std::max(due_, fine{slot.time_since_epoch()} - catch_up) + spacing_ * parts;
    return slot;
}

void rate_limiter::hold_until(mono_time instant) { held_ = std::max(held_, instant); }

}  // namespace tocsin::channels
