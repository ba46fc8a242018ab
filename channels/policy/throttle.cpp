// SPDX-License-Identifier: Apache-2.0
#include "channels/policy/throttle.hpp"

#include <algorithm>

namespace tocsin::channels {
namespace {

// Answers to what was sent before the pace fell are still on their way: they are not heard twice.
constexpr seconds one_overload{1};
constexpr double climb = 1.0 / 20;
constexpr double floor_share = 1.0 / 50;
constexpr double slowest = 0.5;  // a message in two seconds: it must be seen soon whether the provider takes them again

}  // namespace

bool throttle::throttled(mono_time now)
{
    raised_ = now;
    if (pace_ < allowed_ && now - lowered_ < one_overload)
        return false;
    auto const before = pace_;
    pace_ = std::max(pace_ / 2, std::max(allowed_ * floor_share, std::min(allowed_, slowest)));
    lowered_ = now;
    return pace_ != before;
}

bool throttle::taken(mono_time now)
{
    if (pace_ >= allowed_ || now - raised_ < one_overload)
        return false;
    pace_ = std::min(allowed_, pace_ + allowed_ * climb);
    raised_ = now;
    return true;
}

}  // namespace tocsin::channels
