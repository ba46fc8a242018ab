// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/moments.hpp"

#include "dispatcher/cli/catalogue.hpp"
#include "dispatcher/cli/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace tocsin::cli {
namespace {

constexpr std::array<sentence, 12> months{
    says_of("month", "Jan"), says_of("month", "Feb"), says_of("month", "Mar"), says_of("month", "Apr"),
    says_of("month", "May"), says_of("month", "Jun"), says_of("month", "Jul"), says_of("month", "Aug"),
    says_of("month", "Sep"), says_of("month", "Oct"), says_of("month", "Nov"), says_of("month", "Dec")};

/// One of strftime's letters, as the languages that are translated into need it: strftime itself knows only those that
/// the system has generated. Empty: not one of these.
std::string dated(std::string_view letter, std::tm const& here, language in)
{
    if (letter == "%d")
        return fmt::format("{:02}", here.tm_mday);
    if (letter == "%-d")
        return fmt::format("{}", here.tm_mday);
    if (letter == "%m")
        return fmt::format("{:02}", here.tm_mon + 1);
    if (letter == "%-m")
        return fmt::format("{}", here.tm_mon + 1);
    if (letter == "%b")
        return std::string{spoken(in, months.at(static_cast<std::size_t>(here.tm_mon)))};
    if (letter == "%Y")
        return fmt::format("{}", here.tm_year + 1900);
    if (letter == "%H")
        return fmt::format("{:02}", here.tm_hour);
    if (letter == "%M")
        return fmt::format("{:02}", here.tm_min);
    return {};
}

std::string dated(std::string_view pattern, std::tm const& here, std::string_view otherwise, language in)
{
    std::string out;
    while (!pattern.empty()) {
        auto const size = pattern.front() != '%' ? 1U : pattern.starts_with("%-") ? 3U : 2U;
        auto const piece = pattern.substr(0, size);
        auto const shown = size == 1 ? std::string{piece} : dated(piece, here, in);
        if (shown.empty())
            return dated(otherwise, here, otherwise, language::en);
        out += shown;
        pattern.remove_prefix(piece.size());
    }
    return out;
}

std::string dated(sentence const& pattern, std::tm const& here, language in)
{
    return dated(spoken(in, pattern), here, pattern.one, in);
}

// Of strftime: %d %-d %m %-m %b %Y %H %M.
constexpr auto within_the_year = says_of("moment", "%-d %b %H:%M");
constexpr auto in_another_year = says_of("moment", "%-d %b %Y %H:%M");
constexpr auto on_a_day = says_of("moment", "%-d %b %Y");

std::optional<std::time_t> today;

bool is_far_away(std::time_t when)
{
    constexpr std::time_t half_a_year = 183 * 24 * 3600;
    return today && (when < *today - half_a_year || when > *today + half_a_year);
}

}  // namespace

void use_time_zone(std::string_view name)
{
    if (name.empty())
        return;
    ::setenv("TZ", std::string{name}.c_str(), 1);
    ::tzset();
}

void use_today(std::optional<std::time_t> now) { today = now; }

std::string moment(std::string_view instant, language in)
{
    std::tm utc{};
    int offset_hours = 0;
    int offset_minutes = 0;
    char sign = '+';
    std::string const text{instant};
    int read = 0;
    int const fields = std::sscanf(
        text.c_str(),
        "%4d-%2d-%2dT%2d:%2d:%2d%n",
        &utc.tm_year,
        &utc.tm_mon,
        &utc.tm_mday,
        &utc.tm_hour,
        &utc.tm_min,
        &utc.tm_sec,
        &read
    );
    if (fields != 6)
        return clean(instant);
    auto rest = std::string_view{text}.substr(static_cast<std::size_t>(read));
    if (!rest.empty() && rest.front() == '.')
        rest.remove_prefix(std::min(rest.find_first_not_of("0123456789", 1), rest.size()));
    bool const with_offset =
        std::sscanf(std::string{rest}.c_str(), "%c%2d:%2d", &sign, &offset_hours, &offset_minutes) == 3;
    if (rest != "Z" && !with_offset)
        return clean(instant);
    utc.tm_year -= 1900;
    utc.tm_mon -= 1;
    auto const offset = (offset_hours * 60 + offset_minutes) * 60 * (sign == '-' ? -1 : 1);
    std::time_t const when = ::timegm(&utc) - offset;
    std::tm here{};
    ::localtime_r(&when, &here);
    return dated(is_far_away(when) ? in_another_year : within_the_year, here, in);
}

std::string day(std::string_view date, language in)
{
    std::tm read{};
    int size = 0;
    std::string const text{date};
    int const fields = std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &read.tm_year, &read.tm_mon, &read.tm_mday, &size);
    if (fields != 3 || static_cast<std::size_t>(size) != text.size() || read.tm_mon < 1 || read.tm_mon > 12 ||
        read.tm_mday < 1 || read.tm_mday > 31)
        return clean(date);
    read.tm_year -= 1900;
    read.tm_mon -= 1;
    return dated(on_a_day, read, in);
}

}  // namespace tocsin::cli
