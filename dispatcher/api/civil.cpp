// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/civil.hpp"

#include "dispatcher/runtime/zones.hpp"

#include <fmt/format.h>

#include <array>

namespace tocsin::dispatcher::api {
namespace {

std::string hour_text(local_time civil)
{
    auto const minute = (civil - std::chrono::floor<std::chrono::days>(civil)).count();
    return fmt::format("{:02}:{:02}", minute / 60, minute % 60);
}

}  // namespace

std::string civil_text(wall_time instant, std::string const& zone)
{
    auto const civil = to_local(instant, zone);
    if (!civil)
        return format_instant(instant);
    std::chrono::year_month_day const date{std::chrono::floor<std::chrono::days>(*civil)};
    return fmt::format(
        "{:02}/{:02}/{} {}",
        static_cast<unsigned>(date.day()),
        static_cast<unsigned>(date.month()),
        static_cast<int>(date.year()),
        hour_text(*civil)
    );
}

std::string civil_text_near(wall_time instant, wall_time now, std::string const& zone, language in)
{
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto const civil = to_local(instant, zone);
    if (!civil)
        return format_instant(instant);
    auto const day = std::chrono::floor<std::chrono::days>(*civil);
    if (day == day_in(now, zone))
        return hour_text(*civil);
    std::chrono::year_month_day const date{day};
    auto const month = static_cast<unsigned>(date.month());
    if (in == language::fr)
        return fmt::format("{:02}/{:02} {}", static_cast<unsigned>(date.day()), month, hour_text(*civil));
    return fmt::format("{} {} {}", static_cast<unsigned>(date.day()), months.at((month - 1) % months.size()), hour_text(*civil));
}

}  // namespace tocsin::dispatcher::api
