// SPDX-License-Identifier: Apache-2.0
#include "rules/picture/axis.hpp"

#include <algorithm>
#include <array>

namespace tocsin::rules::picture {
namespace {

constexpr minutes a_day{24 * 60};
constexpr minutes a_look{15};  ///< no zone's clocks differ from UTC by less

/// Between two marks: up to a day the clocks' own divisions, then whole days.
minutes step_for(minutes span, int most)
{
    for (auto const step : {5, 10, 15, 30, 60, 120, 180, 360, 720})
        if (span / minutes{step} < most)
            return minutes{step};
    return a_day * (span / a_day / most + 1);
}

std::string two_digits(unsigned value) { return {static_cast<char>('0' + value / 10 % 10), static_cast<char>('0' + value % 10)}; }

std::string day_text(local_day day, std::string_view language)
{
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::chrono::year_month_day const date{day};
    auto const month = static_cast<unsigned>(date.month());
    if (language.starts_with("en"))
        return std::to_string(static_cast<unsigned>(date.day())) + ' ' + months.at((month - 1) % months.size());
    return two_digits(static_cast<unsigned>(date.day())) + '/' + two_digits(month);
}

}  // namespace

std::vector<time_mark> time_marks(
    wall_time from, wall_time to, int most, std::function<local_time(wall_time)> const& local, std::string_view language
)
{
    auto const span = std::chrono::ceil<minutes>(to - from);
    auto const step = step_for(span, most);
    auto const look = std::min(step, a_look);
    std::vector<time_mark> marks;
    local_day last{};
    auto const first = std::chrono::ceil<minutes>(from);
    auto const late = first.time_since_epoch() % look;
    for (auto at = late > minutes{0} ? first + look - late : first; at <= to; at += look) {
        auto const civil = local(at);
        auto const day = std::chrono::floor<std::chrono::days>(civil);
        if (step < a_day ? (civil - day) % step != minutes{0} : civil.time_since_epoch() % step != minutes{0})
            continue;
        auto const minute = static_cast<unsigned>((civil - day).count());
        time_mark mark{at, step < a_day ? two_digits(minute / 60) + ':' + two_digits(minute % 60) : "", ""};
        if (marks.empty() || day != last)
            mark.day = day_text(day, language);
        last = day;
        marks.push_back(std::move(mark));
    }
    return marks;
}

std::vector<int> count_marks(int highest, int most)
{
    std::int64_t step = 1;
    for (std::int64_t ten = 1;; ten *= 10) {
        for (auto const digit : {1, 2, 5}) {
            step = digit * ten;
            if (step * most >= highest)
                break;
        }
        if (step * most >= highest)
            break;
    }
    std::vector<int> marks{0};
    while (marks.back() < highest && marks.back() + step <= 2'000'000'000)
        marks.push_back(static_cast<int>(marks.back() + step));
    if (marks.size() == 1)
        marks.push_back(static_cast<int>(step));
    return marks;
}

double letters(std::string_view text)
{
    return static_cast<double>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string grouped(int count, std::string_view language)
{
    auto digits = std::to_string(count);
    std::string const gap = language.starts_with("en") ? "," : "\u00a0";
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > (count < 0 ? 1 : 0); at -= 3)
        digits.insert(static_cast<std::size_t>(at), gap);
    return digits;
}

}  // namespace tocsin::rules::picture
