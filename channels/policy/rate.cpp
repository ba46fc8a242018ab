// SPDX-License-Identifier: Apache-2.0
#include "channels/policy/rate.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin::channels {
namespace {

constexpr mono_clock::duration guard = milliseconds{9};
constexpr mono_clock::duration catch_up = milliseconds{5};

}  // namespace

rate_limiter::rate_limiter(double per_second)
    : spacing_(static_cast<mono_clock::rep>(
          std::ceil(static_cast<double>((mono_clock::duration{seconds{1}} + guard).count()) / per_second)
      ))
{
}

mono_time rate_limiter::next_slot(mono_time now) const { return std::max({now, held_, next_}); }

mono_time rate_limiter::reserve(mono_time now, int parts)
{
    auto const slot = next_slot(now);
    next_ = std::max(next_, slot - catch_up) + spacing_ * std::max(1, parts);
    return slot;
}

void rate_limiter::hold_until(mono_time instant) { held_ = std::max(held_, instant); }

}  // namespace tocsin::channels
