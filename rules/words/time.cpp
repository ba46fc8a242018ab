// SPDX-License-Identifier: Apache-2.0
#include "rules/words/time.hpp"

#include <charconv>
#include <cstdio>

namespace tocsin {
namespace {

/// Reads exactly `digits` decimal digits from the front of `text`.
std::optional<int> take_number(std::string_view& text, std::size_t digits)
{
    if (text.size() < digits)
        return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        if (text[i] < '0' || text[i] > '9')
            return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view& text, char wanted)
{
    if (text.empty() || text.front() != wanted)
        return false;
    text.remove_prefix(1);
    return true;
}

std::optional<std::chrono::year_month_day> take_date(std::string_view& text)
{
    auto const year = take_number(text, 4);
    if (!year || !take(text, '-'))
        return std::nullopt;
    auto const month = take_number(text, 2);
    if (!month || !take(text, '-'))
        return std::nullopt;
    auto const day = take_number(text, 2);
    if (!day)
        return std::nullopt;
    std::chrono::year_month_day const date{
        std::chrono::year{*year},
        std::chrono::month{static_cast<unsigned>(*month)},
        std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok())
        return std::nullopt;
    return date;
}

std::optional<milliseconds> take_time_of_day(std::string_view& text)
{
    auto const hour = take_number(text, 2);
    if (!hour || *hour > 23 || !take(text, ':'))
        return std::nullopt;
    auto const minute = take_number(text, 2);
    if (!minute || *minute > 59 || !take(text, ':'))
        return std::nullopt;
    auto const second = take_number(text, 2);
    if (!second || *second > 60)  // a leap second reads as the instant after it
        return std::nullopt;
    int millis = 0;
    if (take(text, '.')) {
        int scale = 100;
        std::size_t digits = 0;
        while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
            millis += (text.front() - '0') * scale;
            scale /= 10;
            text.remove_prefix(1);
            ++digits;
        }
        if (digits == 0)
            return std::nullopt;
    }
    return hours{*hour} + minutes{*minute} + seconds{*second} + milliseconds{millis};
}

std::optional<minutes> take_offset(std::string_view& text)
{
    if (take(text, 'Z') || take(text, 'z'))
        return minutes{0};
    bool const behind = take(text, '-');
    if (!behind && !take(text, '+'))
        return std::nullopt;
    auto const hour = take_number(text, 2);
    if (!hour || *hour > 14 || !take(text, ':'))
        return std::nullopt;
    auto const minute = take_number(text, 2);
    if (!minute || *minute > 59)
        return std::nullopt;
    minutes const offset = hours{*hour} + minutes{*minute};
    return behind ? -offset : offset;
}

}  // namespace

std::optional<wall_time> parse_instant(std::string_view text)
{
    auto const date = take_date(text);
    if (!date || !(take(text, 'T') || take(text, 't')))
        return std::nullopt;
    auto const time_of_day = take_time_of_day(text);
    if (!time_of_day)
        return std::nullopt;
    auto const offset = take_offset(text);
    if (!offset || !text.empty())
        return std::nullopt;
    return wall_time{std::chrono::sys_days{*date}} + *time_of_day - *offset;
}

std::string format_instant(wall_time instant)
{
    auto const day = std::chrono::floor<std::chrono::days>(instant);
    std::chrono::year_month_day const date{day};
    std::chrono::hh_mm_ss const time{instant - day};
    char text[48];
    auto const millis = time.subseconds().count();
    if (millis == 0)
        std::snprintf(
            text,
            sizeof text,
            "%sT%02d:%02d:%02dZ",
            format_date(date).c_str(),
            static_cast<int>(time.hours().count()),
            static_cast<int>(time.minutes().count()),
            static_cast<int>(time.seconds().count())
        );
    else
        std::snprintf(
            text,
            sizeof text,
            "%sT%02d:%02d:%02d.%03dZ",
            format_date(date).c_str(),
            static_cast<int>(time.hours().count()),
            static_cast<int>(time.minutes().count()),
            static_cast<int>(time.seconds().count()),
            static_cast<int>(millis)
        );
    return text;
}

std::optional<std::chrono::year_month_day> parse_date(std::string_view text)
{
    auto const date = take_date(text);
    return date && text.empty() ? date : std::nullopt;
}

std::string format_date(std::chrono::year_month_day date)
{
    char text[32];
    std::snprintf(
        text,
        sizeof text,
        "%04d-%02u-%02u",
        static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day())
    );
    return text;
}

}  // namespace tocsin
