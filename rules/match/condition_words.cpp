// SPDX-License-Identifier: Apache-2.0
// Conditions in the words of a file of rules.
#include "rules/match/condition.hpp"

#include <cstdio>
#include <cstdlib>

namespace tocsin::rules {
namespace {

template <class List, class Word>
std::string bracketed(List const& all, Word word)
{
    std::string text;
    for (auto const& each : all)
        text += (text.empty() ? "" : ", ") + std::string{word(each)};
    return all.size() == 1 ? text : '[' + text + ']';
}

std::string bracketed(std::vector<std::string> const& words)
{
    return bracketed(words, [](std::string const& word) { return word; });
}

std::string clock_of(minutes of_day)
{
    char text[16];
    std::snprintf(text, sizeof text, "%02d:%02d", static_cast<int>(of_day.count() / 60), static_cast<int>(of_day.count() % 60));
    return text;
}

std::string day(std::chrono::month_day of_year)
{
    char text[16];
    std::snprintf(text, sizeof text, "%02u-%02u", static_cast<unsigned>(of_year.month()), static_cast<unsigned>(of_year.day()));
    return text;
}

template <class Scale>
std::string limit(threshold<Scale> const& asked)
{
    using sense = typename threshold<Scale>::sense;
    auto const* const sign = asked.how == sense::at_least ? ">=" : asked.how == sense::at_most ? "<=" : "";
    return sign + std::string{to_string(asked.value)};
}

std::string_view key_at(value_condition::where of)
{
    using where = value_condition::where;
    switch (of) {
    case where::parameter: return "parameter";
    case where::event_code: return "event_code";
    case where::geocode: return "geocode";
    case where::altitude: return "altitude";
    case where::ceiling: return "ceiling";
    }
    return {};
}

/// `<=6h`
std::string as_length(value_test test)
{
    auto const length = written(seconds{static_cast<seconds::rep>(test.number)});
    test.number = 0;
    auto text = to_string(test);
    text.pop_back();
    return text + length;
}

struct writer {
    std::string operator()(name_condition const& asked) const { return "event: " + bracketed(asked.patterns); }

    std::string operator()(text_condition const& asked) const
    {
        for (auto const& each : field_names)
            if (each.field == asked.field)
                return std::string{each.key} + ": " + bracketed(asked.patterns);
        return bracketed(asked.patterns);
    }

    std::string operator()(value_condition const& asked) const
    {
        std::string const key{key_at(asked.of)};
        if (asked.name.empty())
            return key + (": " + bracketed(asked.tests, [](value_test const& test) { return to_string(test); }));
        return key + (": {" + asked.name) + ": " + bracketed(asked.tests, [](value_test const& test) { return to_string(test); }) + '}';
    }

    std::string operator()(threshold<severity> const& asked) const { return "severity: " + limit(asked); }
    std::string operator()(threshold<urgency> const& asked) const { return "urgency: " + limit(asked); }
    std::string operator()(threshold<certainty> const& asked) const { return "certainty: " + limit(asked); }

    std::string operator()(std::vector<alert_status> const& asked) const
    {
        return "status: " + bracketed(asked, [](alert_status each) { return to_string(each); });
    }

    std::string operator()(std::vector<alert_kind> const& asked) const
    {
        return "msg_type: " + bracketed(asked, [](alert_kind each) { return to_string(each); });
    }

    std::string operator()(std::vector<alert_scope> const& asked) const
    {
        return "scope: " + bracketed(asked, [](alert_scope each) { return to_string(each); });
    }

    std::string operator()(area_condition const& asked) const { return "area: " + bracketed(asked.zone); }

    std::string operator()(hours_condition const& asked) const
    {
        return "hours: " + bracketed(asked.any, [](hours_span const& each) { return clock_of(each.from) + '-' + clock_of(each.until); });
    }

    std::string operator()(days_condition const& asked) const
    {
        constexpr std::string_view names[] = {"mo", "tu", "we", "th", "fr", "sa", "su"};
        std::vector<std::string> words;
        for (unsigned i = 0; i < 7; ++i)
            if ((asked.weekdays >> i & 1U) != 0)
                words.emplace_back(names[i]);
        if (asked.public_holidays)
            words.emplace_back("public_holiday");
        if (asked.school_holidays)
            words.emplace_back("school_holiday");
        return "days: " + bracketed(words);
    }

    std::string operator()(instant_condition const& asked) const
    {
        return std::string{key_of(asked.of)} + ": " + bracketed(asked.any, as_length);
    }

    std::string operator()(season_condition const& asked) const
    {
        return "season: " + bracketed(asked.any, [](season_span const& each) { return day(each.from) + ".." + day(each.until); });
    }
};

}  // namespace

std::string_view key_of(alert_instant instant)
{
    switch (instant) {
    case alert_instant::sent: return "sent";
    case alert_instant::effective: return "effective";
    case alert_instant::onset: return "onset";
    case alert_instant::expires: return "expires";
    }
    return {};
}

std::string written(seconds length)
{
    auto rest = std::abs(length.count());
    std::string text;
    constexpr std::pair<seconds::rep, std::string_view> units[] = {{86'400, "d"}, {3'600, "h"}, {60, "min"}, {1, "s"}};
    for (auto const& [size, name] : units) {
        if (rest >= size)
            text += std::to_string(rest / size) + std::string{name};
        rest %= size;
    }
    return text.empty() ? "0h" : (length.count() < 0 ? "-" : "") + text;
}

std::string written(leaf const& asked) { return std::visit(writer{}, asked); }

std::string written(rule_condition const& condition)
{
    std::string text;
    auto const add = [&text](std::string const& part) { text += (text.empty() ? "" : ", ") + part; };
    for (auto const& each : leaves_of(condition))
        add(written(each));
    auto const group = [&add](std::string const& key, std::vector<rule_condition> const& of) {
        if (!of.empty())
            add(key + ": " + bracketed(of, [](rule_condition const& each) { return '{' + written(each) + '}'; }));
    };
    group("all", condition.all);
    group("any", condition.any);
    group("not", condition.none);
    return text;
}

}  // namespace tocsin::rules
