// SPDX-License-Identifier: Apache-2.0
// The only file that knows Howard Hinnant's time zone library; libstdc++ 12 has none of its own.
#include "dispatcher/runtime/zones.hpp"

#include <date/tz.h>

#include <stdexcept>
#include <string>

namespace tocsin::dispatcher {
namespace {

date::time_zone const* find_zone(std::string_view zone)
{
    try {
        return date::locate_zone(std::string{zone});
    } catch (std::runtime_error const&) {  // how the library says "no such zone"
        return nullptr;
    }
}

}  // namespace

bool zone_exists(std::string_view zone) { return find_zone(zone) != nullptr; }

std::optional<local_time> to_local(wall_time instant, std::string_view zone)
{
    auto const* const where = find_zone(zone);
    if (where == nullptr)
        return std::nullopt;
    auto const civil = where->to_local(instant);
    return local_time{std::chrono::floor<minutes>(civil.time_since_epoch())};
}

local_day day_in(wall_time instant, std::string_view zone)
{
    auto const civil = to_local(instant, zone).value_or(local_time{std::chrono::floor<minutes>(instant.time_since_epoch())});
    return std::chrono::floor<std::chrono::days>(civil);
}

wall_time to_wall(local_time civil, std::string_view zone)
{
    auto const* const where = date::locate_zone(std::string{zone});
    date::local_time<milliseconds> const there{civil.time_since_epoch()};
    // `earliest` is the first of two, and in a gap the instant at which it ends.
    return wall_time{where->to_sys(there, date::choose::earliest).time_since_epoch()};
}

}  // namespace tocsin::dispatcher
