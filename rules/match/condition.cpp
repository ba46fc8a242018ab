// SPDX-License-Identifier: Apache-2.0
#include "rules/match/condition.hpp"

#include "rules/fold.hpp"
#include "rules/words/trimmed.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tocsin::rules {

std::array<field_name, 22> const field_names{{
    {alert_field::identifier, "identifier", "identifier"},
    {alert_field::sender, "sender", "sender"},
    {alert_field::source, "source", "source"},
    {alert_field::restriction, "restriction", "restriction"},
    {alert_field::addresses, "addresses", "addresses"},
    {alert_field::code, "code", "code"},
    {alert_field::note, "note", "note"},
    {alert_field::references, "references", "references"},
    {alert_field::incidents, "incidents", "incidents"},
    {alert_field::language, "language", "language"},
    {alert_field::category, "category", "category"},
    {alert_field::event, "event", "event"},
    {alert_field::response_type, "response_type", "responseType"},
    {alert_field::audience, "audience", "audience"},
    {alert_field::sender_name, "sender_name", "senderName"},
    {alert_field::headline, "headline", "headline"},
    {alert_field::description, "description", "description"},
    {alert_field::instruction, "instruction", "instruction"},
    {alert_field::web, "web", "web"},
    {alert_field::contact, "contact", "contact"},
    {alert_field::resource, "resource", "resource"},
    {alert_field::area_name, "area_name", "areaDesc"},
}};

namespace {

/// The whole value, and its parts between semicolons ("3; orange; Severe").
bool meets(std::string_view pattern, std::string_view value)
{
    if (matches_pattern(pattern, trimmed(value)))
        return true;
    while (value.find(';') != std::string_view::npos) {
        auto const end = value.find(';');
        if (matches_pattern(pattern, trimmed(value.substr(0, end))))
            return true;
        value.remove_prefix(end + 1);
        if (value.find(';') == std::string_view::npos)
            return matches_pattern(pattern, trimmed(value));
    }
    return false;
}

/// A number that ends at the first character which cannot be part of it, and how many characters it took.
std::optional<std::pair<double, std::size_t>> number_at_front(std::string_view text)
{
    std::string plain;
    for (char const c : text) {
        bool const part = (c >= '0' && c <= '9') || ((c == '-' || c == '+') && plain.empty()) ||
                          ((c == '.' || c == ',') && plain.find('.') == std::string::npos);
        if (!part || plain.size() > 30)
            break;
        plain += c == ',' ? '.' : c;
    }
    auto const length = plain.size();
    double value = 0;
    auto const* const from = plain.data() + (plain.starts_with('+') ? 1 : 0);
    auto const [end, error] = std::from_chars(from, plain.data() + plain.size(), value);
    if (error != std::errc{} || end == from || !std::isfinite(value))
        return std::nullopt;
    return std::pair{value, length - static_cast<std::size_t>(plain.data() + plain.size() - end)};
}

std::string plain_number(double value)
{
    auto text = std::to_string(value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.')
        text.pop_back();
    return text;
}

}  // namespace

std::optional<double> leading_number(std::string_view value)
{
    auto const found = number_at_front(trimmed(value));
    return found ? std::optional{found->first} : std::nullopt;
}

bool value_test::holds(std::string_view value) const
{
    if (how == sense::pattern)
        return meets(pattern, value);
    auto const given = leading_number(value);
    return (given && holds(*given)) || (how == sense::equal && meets(pattern, value));
}

bool value_test::holds(double value) const
{
    switch (how) {
    case sense::equal: return value == number;
    case sense::less: return value < number;
    case sense::at_most: return value <= number;
    case sense::more: return value > number;
    case sense::at_least: return value >= number;
    case sense::pattern: break;
    }
    return false;
}

std::optional<value_test> parse_value_test(std::string_view text)
{
    using sense = value_test::sense;
    auto const said = trimmed(text);
    value_test read;
    read.pattern = std::string{said};
    auto rest = said;
    constexpr std::pair<std::string_view, sense> signs[] = {
        {">=", sense::at_least}, {"<=", sense::at_most}, {">", sense::more}, {"<", sense::less}, {"=", sense::equal}};
    for (auto const& [sign, how] : signs)
        if (rest.starts_with(sign)) {
            read.how = how;
            rest = trimmed(rest.substr(sign.size()));
            break;
        }
    auto const number = number_at_front(rest);
    bool const all_number = number && number->second == rest.size();
    if (read.how != sense::pattern && !all_number)
        return std::nullopt;
    if (all_number) {
        read.how = read.how == sense::pattern ? sense::equal : read.how;
        read.number = number->first;
        read.pattern = std::string{rest};
    }
    return read;
}

std::string to_string(value_test const& test)
{
    using sense = value_test::sense;
    switch (test.how) {
    case sense::pattern: return test.pattern;
    case sense::equal: return plain_number(test.number);
    case sense::less: return '<' + plain_number(test.number);
    case sense::at_most: return "<=" + plain_number(test.number);
    case sense::more: return '>' + plain_number(test.number);
    case sense::at_least: return ">=" + plain_number(test.number);
    }
    return {};
}

bool hours_span::holds(minutes of_day) const
{
    if (from < until)
        return from <= of_day && of_day < until;
    return of_day >= from || of_day < until;
}

bool season_span::holds(std::chrono::month_day day) const
{
    if (from <= until)
        return from <= day && day <= until;
    return day >= from || day <= until;
}

std::vector<leaf> leaves_of(rule_condition const& of)
{
    std::vector<leaf> found;
    if (!of.status.empty())
        found.emplace_back(of.status);
    if (!of.kind.empty())
        found.emplace_back(of.kind);
    if (!of.scope.empty())
        found.emplace_back(of.scope);
    if (!of.event.empty())
        found.emplace_back(name_condition{of.event});
    if (of.severity)
        found.emplace_back(*of.severity);
    if (of.urgency)
        found.emplace_back(*of.urgency);
    if (of.certainty)
        found.emplace_back(*of.certainty);
    if (!of.sender.empty())
        found.emplace_back(text_condition{alert_field::sender, of.sender});
    for (auto const& each : of.texts)
        found.emplace_back(each);
    for (auto const& each : of.values)
        found.emplace_back(each);
    for (auto const& each : of.instants)
        found.emplace_back(each);
    if (!of.hours.empty())
        found.emplace_back(hours_condition{of.hours});
    if (of.days)
        found.emplace_back(*of.days);
    if (!of.season.empty())
        found.emplace_back(season_condition{of.season});
    if (!of.area.empty())
        found.emplace_back(area_condition{of.area});
    return found;
}

bool holds_always(rule_condition const& condition)
{
    auto const always = [](rule_condition const& each) { return holds_always(each); };
    bool const any = condition.any.empty() || std::any_of(condition.any.begin(), condition.any.end(), always);
    return leaves_of(condition).empty() && condition.none.empty() && any &&
           std::all_of(condition.all.begin(), condition.all.end(), always);
}

}  // namespace tocsin::rules
