// SPDX-License-Identifier: Apache-2.0
#include "rules/answer_page/words.hpp"

#include "rules/words/spelling.hpp"

#include <algorithm>

namespace tocsin::rules {
namespace {

std::string two_digits(std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

std::string clock(local_time when)
{
    auto const minute = (when - std::chrono::floor<std::chrono::days>(when)).count();
    return two_digits(minute / 60) + ':' + two_digits(minute % 60);
}

std::string_view weekday_of(page_words const& in, local_day day)
{
    return in.weekdays[std::chrono::weekday{day}.c_encoding()];
}

/// In thousandths; a weight that cannot be read counts as none, a range without one as 1.
int weight_of(std::string_view range)
{
    auto const at = range.find(";q=");
    if (at == std::string_view::npos)
        return 1000;
    auto const digits = range.substr(at + 3);
    if (digits.starts_with('1'))
        return 1000;
    int weight = 0;
    int scale = 100;
    for (auto i = std::size_t{2}; i < digits.size() && scale > 0 && digits[i] >= '0' && digits[i] <= '9'; ++i, scale /= 10)
        weight += (digits[i] - '0') * scale;
    return weight;
}

}  // namespace

page_words const* page_words_for(std::string_view tag)
{
    auto const primary = tag.substr(0, tag.find_first_of("-_"));
    auto const spoken = all_page_words();
    auto const found = std::find_if(spoken.begin(), spoken.end(), [primary](page_words const& each) {
        return equal_ignoring_case(each.tag, primary);
    });
    return found == spoken.end() ? nullptr : &*found;
}

page_words const* page_words_accepted(std::string_view accept_language)
{
    page_words const* best = nullptr;
    int most = 0;
    while (!accept_language.empty()) {
        auto const comma = std::min(accept_language.find(','), accept_language.size());
        std::string range{accept_language.substr(0, comma)};
        std::erase(range, ' ');
        accept_language.remove_prefix(std::min(comma + 1, accept_language.size()));
        auto const* const asked = page_words_for(std::string_view{range}.substr(0, range.find(';')));
        if (auto const weight = weight_of(range); asked != nullptr && weight > most) {
            best = asked;
            most = weight;
        }
    }
    return best;
}

std::string filled(std::string_view text, std::string_view name, std::string_view value)
{
    auto const mark = '{' + std::string{name} + '}';
    auto const at = text.find(mark);
    if (at == std::string_view::npos)
        return std::string{text};
    return std::string{text.substr(0, at)} + std::string{value} + std::string{text.substr(at + mark.size())};
}

std::string said_day(page_words const& in, local_time when)
{
    auto const day = std::chrono::floor<std::chrono::days>(when);
    std::chrono::year_month_day const date{day};
    auto text = filled(in.on_day, "weekday", weekday_of(in, day));
    text = filled(text, "day", std::to_string(static_cast<unsigned>(date.day())));
    text = filled(text, "month", in.months[static_cast<unsigned>(date.month()) - 1]);
    return filled(text, "time", clock(when));
}

std::string said_time(page_words const& in, local_time when, local_time today)
{
    auto const day = std::chrono::floor<std::chrono::days>(when);
    if (day == std::chrono::floor<std::chrono::days>(today))
        return clock(when);
    return filled(filled(in.at_day, "weekday", weekday_of(in, day)), "time", clock(when));
}

}  // namespace tocsin::rules
