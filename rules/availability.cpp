// SPDX-License-Identifier: Apache-2.0
#include "rules/availability.hpp"

#include "rules/fold.hpp"
#include "rules/words/spelling.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <vector>

namespace tocsin::rules {
namespace {

using std::chrono::days;
using std::chrono::year_month_day;

constexpr int day_length = 24 * 60;

struct span {
    int from;  ///< minutes after midnight
    int until;  ///< may run past the next midnight
};

// --- opening_hours (OpenStreetMap, the part people use: weekdays, times, dates, PH, SH, off) -----------------------

struct date_range {
    std::optional<int> year;
    unsigned first_month = 1;
    unsigned first_day = 1;
    unsigned last_month = 12;
    unsigned last_day = 31;

    bool holds(year_month_day date) const
    {
        if (year && static_cast<int>(date.year()) != *year)
            return false;
        auto const at = static_cast<unsigned>(date.month()) * 100 + static_cast<unsigned>(date.day());
        auto const first = first_month * 100 + first_day;
        auto const last = last_month * 100 + last_day;
        return first <= last ? at >= first && at <= last : at >= first || at <= last;
    }
};

struct hours_rule {
    std::vector<date_range> dates;
    std::array<bool, 7> weekdays{};  ///< Sunday first
    bool names_weekdays = false;
    bool public_holidays = false;
    bool school_holidays = false;
    bool off = false;
    bool additional = false;  ///< joins what earlier rules said of the day instead of replacing it
    std::vector<span> times;

    bool holds(local_day on, calendar const& known, territory home) const
    {
        year_month_day const date{on};
        if (!dates.empty() && std::none_of(dates.begin(), dates.end(), [date](date_range const& each) { return each.holds(date); }))
            return false;
        if (school_holidays && !known.is_school_holiday(home, date))
            return false;
        if (!names_weekdays && !public_holidays)
            return true;
        return (names_weekdays && weekdays[std::chrono::weekday{on}.c_encoding()]) ||
               (public_holidays && known.is_public_holiday(home, date));
    }
};

class hours_reader {
public:
    explicit hours_reader(std::string_view text) : rest_(text) {}

    boost::system::result<std::vector<hours_rule>, std::string> read()
    {
        std::vector<hours_rule> rules;
        bool additional = false;
        while (true) {
            skip_blanks();
            if (rest_.empty())
                break;
            auto rule = read_rule();
            if (!error_.empty())
                return error_;
            rule.additional = additional;
            rules.push_back(std::move(rule));
            skip_blanks();
            if (rest_.empty())
                break;
            if (take(";"))
                additional = false;
            else if (take(","))
                additional = true;
            else
                return unexpected();
        }
        if (rules.empty())
            return std::string{"says nothing; write for example Mo-Fr 18:00-22:00; Sa,Su 08:00-20:00"};
        return rules;
    }

private:
    std::string unexpected() const
    {
        return "is not understood from \"" + std::string{rest_.substr(0, 20)} +
               "\" on; write for example Mo-Fr 18:00-22:00; Sa,Su 08:00-20:00; PH off";
    }

    void skip_blanks()
    {
        while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t'))
            rest_.remove_prefix(1);
    }

    bool take(std::string_view token)
    {
        if (rest_.size() < token.size() || !equal_ignoring_case(rest_.substr(0, token.size()), token))
            return false;
        rest_.remove_prefix(token.size());
        return true;
    }

    /// A word that no letter follows.
    bool take_word(std::string_view token)
    {
        auto const saved = rest_;
        if (take(token) && (rest_.empty() || !((ascii_lower(rest_.front()) >= 'a' && ascii_lower(rest_.front()) <= 'z'))))
            return true;
        rest_ = saved;
        return false;
    }

    std::optional<int> take_number(std::size_t most_digits)
    {
        int value = 0;
        std::size_t count = 0;
        while (count < most_digits && count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9')
            value = value * 10 + (rest_[count++] - '0');
        if (count == 0)
            return std::nullopt;
        rest_.remove_prefix(count);
        return value;
    }

    std::optional<unsigned> take_weekday()
    {
        constexpr std::array<std::string_view, 7> names{"su", "mo", "tu", "we", "th", "fr", "sa"};
        for (unsigned i = 0; i < names.size(); ++i)
            if (take_word(names[i]))
                return i;
        return std::nullopt;
    }

    std::optional<unsigned> take_month()
    {
        constexpr std::array<std::string_view, 12> names{
            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
        for (unsigned i = 0; i < names.size(); ++i)
            if (take_word(names[i]))
                return i + 1;
        return std::nullopt;
    }

    std::optional<int> take_time()
    {
        auto const saved = rest_;
        auto const hour = take_number(2);
        if (hour && *hour <= 48 && take(":")) {
            auto const minute = take_number(2);
            if (minute && *minute < 60)
                return *hour * 60 + *minute;
        }
        rest_ = saved;
        return std::nullopt;
    }

    hours_rule read_rule()
    {
        hours_rule rule;
        if (take("24/7")) {
            rule.times.push_back({0, day_length});
            return rule;
        }
        read_dates(rule);
        read_days(rule);
        skip_blanks();
        if (take_word("off") || take_word("closed")) {
            rule.off = true;
            return rule;
        }
        while (error_.empty()) {
            skip_blanks();
            auto const from = take_time();
            if (!from)
                break;
            skip_blanks();
            if (!take("-")) {
                error_ = "has a time without its end; write 18:00-22:00";
                break;
            }
            skip_blanks();
            auto const until = take_time();
            if (!until || take("+")) {
                error_ = "has an open end; write when it ends, as 18:00-22:00";
                break;
            }
            rule.times.push_back({*from, *until <= *from ? *until + day_length : *until});
            auto const saved = rest_;
            skip_blanks();
            if (!take(","))
                break;
            skip_blanks();
            if (rest_.empty() || rest_.front() < '0' || rest_.front() > '9') {
                rest_ = saved;  // the comma begins another rule
                break;
            }
        }
        bool const selects = !rule.dates.empty() || rule.names_weekdays || rule.public_holidays || rule.school_holidays;
        if (error_.empty() && rule.times.empty()) {
            if (!selects)
                error_ = unexpected();
            rule.times.push_back({0, day_length});  // "Sa,Su": the whole day
        }
        return rule;
    }

    void read_dates(hours_rule& rule)
    {
        while (true) {
            skip_blanks();
            date_range range;
            auto const saved = rest_;
            if (auto const year = take_number(4); year && *year >= 1900) {
                range.year = year;
                skip_blanks();
            } else {
                rest_ = saved;
            }
            auto const first = take_month();
            if (!first) {
                rest_ = saved;
                return;
            }
            range.first_month = range.last_month = *first;
            skip_blanks();
            if (auto const day = take_day_number()) {
                range.first_day = range.last_day = static_cast<unsigned>(*day);
                if (take("-"))
                    read_date_end(range);
            } else if (take("-")) {
                auto const last = take_month();
                if (!last) {
                    error_ = unexpected();
                    return;
                }
                range.last_month = *last;
            }
            rule.dates.push_back(range);
            auto const after = rest_;
            skip_blanks();
            if (!take(",")) {
                rest_ = after;
                return;
            }
        }
    }

    /// A day of the month: a number that is not the beginning of a time.
    std::optional<int> take_day_number()
    {
        auto const saved = rest_;
        auto const day = take_number(2);
        if (day && *day >= 1 && *day <= 31 && (rest_.empty() || rest_.front() != ':'))
            return day;
        rest_ = saved;
        return std::nullopt;
    }

    void read_date_end(date_range& range)
    {
        skip_blanks();
        if (auto const month = take_month()) {
            range.last_month = *month;
            skip_blanks();
        }
        if (auto const day = take_day_number())
            range.last_day = static_cast<unsigned>(*day);
        else
            error_ = unexpected();
    }

    void read_days(hours_rule& rule)
    {
        while (error_.empty()) {
            skip_blanks();
            auto const saved = rest_;
            if (take_word("ph")) {
                rule.public_holidays = true;
            } else if (take_word("sh")) {
                rule.school_holidays = true;
            } else if (auto const first = take_weekday()) {
                rule.names_weekdays = true;
                rule.weekdays[*first] = true;
                if (take("-")) {
                    auto const last = take_weekday();
                    if (!last) {
                        error_ = unexpected();
                        return;
                    }
                    for (auto day = *first; day != *last; day = (day + 1) % 7)
                        rule.weekdays[day] = true;
                    rule.weekdays[*last] = true;
                }
            } else {
                rest_ = saved;
                return;
            }
            auto const after = rest_;
            if (!take(",")) {
                rest_ = after;
                if (rest_.empty() || rest_.front() != ' ')
                    return;
            }
        }
    }

    std::string_view rest_;
    std::string error_;
};

/// The day's open spans, the spill of the evening before not included.
std::vector<span> open_on(std::vector<hours_rule> const& rules, local_day on, calendar const& known, territory home)
{
    std::vector<span> open;
    for (auto const& rule : rules) {
        if (!rule.holds(on, known, home))
            continue;
        if (!rule.additional)
            open.clear();
        if (!rule.off)
            open.insert(open.end(), rule.times.begin(), rule.times.end());
    }
    return open;
}

bool covered(std::vector<hours_rule> const& rules, local_window window, calendar const& known, territory home)
{
    auto const first = std::chrono::floor<days>(window.from) - days{1};
    std::vector<span> open;
    for (auto on = first; on < window.until; on += days{1})
        for (auto const& each : open_on(rules, on, known, home)) {
            auto const shift = static_cast<int>((on - first).count()) * day_length;
            open.push_back({each.from + shift, each.until + shift});
        }
    std::sort(open.begin(), open.end(), [](span const& a, span const& b) { return a.from < b.from; });
    auto at = static_cast<int>((window.from - first).count());
    auto const end = static_cast<int>((window.until - first).count());
    for (auto const& each : open)
        if (each.from <= at)
            at = std::max(at, each.until);
    return at >= end;
}

// --- JeVeuxAider's words ------------------------------------------------------------------------------------------

struct word_set {
    bool flexible = false;
    bool daytime = false;
    bool evening = false;
    bool week = false;
    bool weekend = false;
    bool public_holidays = false;
    bool school_holidays = false;

    bool names_days() const { return week || weekend || public_holidays || school_holidays; }
    bool names_times() const { return flexible || daytime || evening; }

    /// What the platform's sign-up form ticks by itself: it says nothing about the person.
    bool is_the_default() const
    {
        return flexible && weekend && public_holidays && school_holidays && !daytime && !evening && !week;
    }
};

std::optional<word_set> read_words(std::string_view text)
{
    word_set set;
    std::string word;
    bool any = false;
    auto const finish = [&]() -> bool {
        if (word.empty())
            return true;
        any = true;
        bool* const slot = word == "flexible"       ? &set.flexible
                           : word == "journee"      ? &set.daytime
                           : word == "soiree"       ? &set.evening
                           : word == "semaine"      ? &set.week
                           : word == "weekend"      ? &set.weekend
                           : word == "jours_feries" ? &set.public_holidays
                           : word == "vacances"     ? &set.school_holidays
                                                    : nullptr;
        word.clear();
        if (!slot)
            return false;
        *slot = true;
        return true;
    };
    constexpr std::string_view between_words = " ,|\"[]/;";
    for (char const c : fold(text)) {
        bool const letter = (c >= 'a' && c <= 'z') || c == '_';
        if (letter)
            word += c;
        else if (between_words.find(c) == std::string_view::npos || !finish())
            return std::nullopt;
    }
    return finish() && any ? std::optional{set} : std::nullopt;
}

bool day_fits(word_set const& words, local_day on, calendar const& known, territory home)
{
    year_month_day const date{on};
    auto const weekday = std::chrono::weekday{on}.c_encoding();
    bool const end_of_week = weekday == 0 || weekday == 6;
    return (words.week && !end_of_week) || (words.weekend && end_of_week) ||
           (words.public_holidays && known.is_public_holiday(home, date)) ||
           (words.school_holidays && known.is_school_holiday(home, date));
}

/// Over a stretch that lies within one day and crosses none of 7, 8, 18 and 23 o'clock.
freedom over_stretch(word_set const& words, local_day on, int from, calendar const& known, territory home)
{
    if (words.names_days() && !day_fits(words, on, known, home))
        return freedom::no;
    if (words.flexible)
        return freedom::yes;
    bool const night = from < 7 * 60 || from >= 23 * 60;
    if (!words.names_times())
        return night ? freedom::unknown : freedom::yes;  // nobody implies the night by naming a day
    bool const daytime = from >= 8 * 60 && from < 18 * 60;
    bool const evening = from >= 18 * 60 && from < 23 * 60;
    return (words.daytime && daytime) || (words.evening && evening) ? freedom::yes : freedom::no;
}

freedom during_words(word_set const& words, local_window window, calendar const& known, territory home)
{
    if (words.is_the_default())
        return freedom::unknown;
    constexpr std::array<int, 5> cuts{7 * 60, 8 * 60, 18 * 60, 23 * 60, day_length};
    auto worst = freedom::yes;
    auto at = window.from;
    while (at < window.until) {
        auto const on = std::chrono::floor<days>(at);
        auto const minute = static_cast<int>((at - on).count());
        auto const next = *std::upper_bound(cuts.begin(), cuts.end(), minute);
        auto const said = over_stretch(words, on, minute, known, home);
        if (said == freedom::no)
            return freedom::no;
        if (said == freedom::unknown)
            worst = freedom::unknown;
        at = on + minutes{next};
    }
    return worst;
}

}  // namespace

struct schedule::body {
    std::optional<word_set> words;
    std::vector<hours_rule> hours;
};

boost::system::result<schedule, std::string> schedule::parse(std::string_view text)
{
    schedule read;
    if (fold_name(text).empty())
        return read;
    auto body = std::make_shared<schedule::body>();
    body->words = read_words(text);
    if (!body->words) {
        auto hours = hours_reader{text}.read();
        if (!hours)
            return hours.error();
        body->hours = std::move(*hours);
    }
    read.body_ = std::move(body);
    return read;
}

freedom schedule::during(local_window window, calendar const& days, territory home) const
{
    if (!body_ || window.until <= window.from)
        return freedom::unknown;
    if (body_->words)
        return during_words(*body_->words, window, days, home);
    return covered(body_->hours, window, days, home) ? freedom::yes : freedom::no;
}

}  // namespace tocsin::rules
