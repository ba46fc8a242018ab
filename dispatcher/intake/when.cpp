// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/intake/when.hpp"

#include <charconv>
#include <string>

namespace tocsin::dispatcher {
namespace {

constexpr minutes longest_span = std::chrono::days{60};

/// Takes up to `most` digits off the front.
std::optional<int> take_number(std::string_view& text, std::size_t most)
{
    std::size_t count = 0;
    while (count < text.size() && count < most && text[count] >= '0' && text[count] <= '9')
        ++count;
    int value = 0;
    if (count == 0 || std::from_chars(text.data(), text.data() + count, value).ec != std::errc{})
        return std::nullopt;
    text.remove_prefix(count);
    return value;
}

bool take(std::string_view& text, std::string_view what)
{
    if (!text.starts_with(what))
        return false;
    text.remove_prefix(what.size());
    return true;
}

/// `3h`, `90min`, `90m`, `1h30`, `1h30min`, `2d`, `2j`.
std::optional<minutes> read_span(std::string_view text)
{
    auto const first = take_number(text, 5);
    if (!first)
        return std::nullopt;
    minutes span{0};
    if (take(text, "d") || take(text, "j")) {
        span = std::chrono::days{*first};
    } else if (take(text, "h")) {
        span = hours{*first};
        if (!text.empty()) {
            auto const rest = take_number(text, 2);
            if (!rest || *rest > 59)
                return std::nullopt;
            span += minutes{*rest};
            if (!text.empty() && !take(text, "min"))
                take(text, "m");
        }
    } else if (take(text, "min") || take(text, "m")) {
        span = minutes{*first};
    } else {
        return std::nullopt;
    }
    if (!text.empty() || span <= minutes{0} || span > longest_span)
        return std::nullopt;
    return span;
}

/// `18:00`, `18:00:00`, `18h`, `18h30`: minutes since midnight.
std::optional<minutes> read_clock(std::string_view& text)
{
    auto const hour = take_number(text, 2);
    if (!hour || *hour > 23)
        return std::nullopt;
    bool const french = take(text, "h") || take(text, "H");
    if (!french && !take(text, ":"))
        return std::nullopt;
    if (french && text.empty())
        return hours{*hour};
    auto const before = text.size();
    auto const minute = take_number(text, 2);
    if (!minute || *minute > 59 || before - text.size() != 2)
        return std::nullopt;
    if (take(text, ":")) {
        auto const second = take_number(text, 2);
        if (!second || *second > 59)
            return std::nullopt;
    }
    return hours{*hour} + minutes{*minute};
}

std::optional<wall_time> next_time_of_day(minutes since_midnight, wall_time from, civil_clock const& clock)
{
    auto const today = std::chrono::floor<std::chrono::days>(clock.to_local(from));
    auto const then = clock.to_wall(today + since_midnight);
    return then > from ? then : clock.to_wall(today + std::chrono::days{1} + since_midnight);
}

/// `2026-11-24T18:00` or `2026-11-24 18:00`, in the house's zone.
std::optional<wall_time> read_civil(std::string_view text, civil_clock const& clock)
{
    constexpr std::size_t date_length = 10;
    if (text.size() < date_length + 2 || (text[date_length] != 'T' && text[date_length] != ' '))
        return std::nullopt;
    auto const date = parse_date(text.substr(0, date_length));
    auto rest = text.substr(date_length + 1);
    auto const since_midnight = read_clock(rest);
    if (!date || !since_midnight || !rest.empty())
        return std::nullopt;
    return clock.to_wall(local_day{*date} + *since_midnight);
}

}  // namespace

std::optional<wall_time> read_when(std::string_view text, wall_time from, civil_clock const& clock)
{
    if (take(text, "+")) {
        auto const span = read_span(text);
        return span ? std::optional{from + *span} : std::nullopt;
    }
    auto rest = text;
    if (auto const since_midnight = read_clock(rest); since_midnight && rest.empty())
        return next_time_of_day(*since_midnight, from, clock);
    if (auto const instant = parse_instant(text))
        return instant;
    return read_civil(text, clock);
}

}  // namespace tocsin::dispatcher
