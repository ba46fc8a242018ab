// SPDX-License-Identifier: Apache-2.0
#include "channels/policy/pace.hpp"

#include <algorithm>

namespace tocsin::channels {

pace::pace(double per_second) : limits_{std::make_shared<limit>(per_second)} {}

pace::pace(std::vector<std::shared_ptr<limit>> limits) : limits_(std::move(limits)) {}

mono_time pace::next_slot(mono_time now, int parts) const
{
    // Each limit is free from its slot on, so the latest of them suits all.
    auto slot = now;
    for (auto const& each : limits_)
        slot = std::max(slot, each->log.next_slot(now, parts));
    return slot;
}

void pace::take(mono_time now, int parts)
{
    for (auto const& each : limits_)
        each->log.reserve(now, parts);
}

void pace::hold_until(mono_time instant)
{
    for (auto const& each : limits_)
        each->log.hold_until(instant);
}

mono_clock::duration pace::memory() const
{
    mono_clock::duration longest{};
    for (auto const& each : limits_)
        longest = std::max(longest, each->log.memory());
    return longest;
}

bool pace::throttled(mono_time now)
{
    bool lowered = false;
    for (auto const& each : limits_)
        if (each->learnt.throttled(now)) {
            each->log.slow_to(each->learnt.pace());
            lowered = true;
        }
    return lowered;
}

void pace::taken(mono_time now)
{
    for (auto const& each : limits_)
        if (each->learnt.taken(now))
            each->log.slow_to(each->learnt.pace());
}

double pace::per_second() const
{
    auto lowest = limits_.front()->learnt.pace();
    for (auto const& each : limits_)
        lowest = std::min(lowest, each->learnt.pace());
    return lowest;
}

double pace::allowed() const
{
    auto lowest = limits_.front()->learnt.allowed();
    for (auto const& each : limits_)
        lowest = std::min(lowest, each->learnt.allowed());
    return lowest;
}

}  // namespace tocsin::channels
