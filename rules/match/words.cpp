// SPDX-License-Identifier: Apache-2.0
#include "rules/match/words.hpp"

#include "rules/cap/meaning.hpp"
#include "rules/text.hpp"
#include "rules/words/trimmed.hpp"

#include <algorithm>
#include <cstdio>
#include <optional>

namespace tocsin::rules {
namespace {

constexpr std::size_t longest_field = 200;
constexpr std::string_view of_parameter = "parameter.";

constexpr std::string_view known_fields[] = {"event", "headline", "description", "instruction", "area", "sender",
                                             "severity", "starts", "expires", "web", "contact"};

/// Calls `plain` for what stands between fields and `field` for their names, in order. An unclosed one is plain.
template <class Plain, class Field>
void walk(std::string_view text, Plain plain, Field field)
{
    while (!text.empty()) {
        auto const open = text.find("{{");
        auto const close = open == std::string_view::npos ? open : text.find("}}", open);
        plain(text.substr(0, close == std::string_view::npos ? text.size() : open));
        if (close == std::string_view::npos)
            return;
        field(trimmed(text.substr(open + 2, close - open - 2)));
        text.remove_prefix(close + 2);
    }
}

/// Foreign words may not begin a line of their own, and are cut between words where they grow long.
std::string one_line(std::string_view value)
{
    std::string text;
    for (char const c : value) {
        bool const blank = static_cast<unsigned char>(c) <= 0x20 || c == 0x7f;
        if (!blank)
            text += c;
        else if (!text.empty() && text.back() != ' ')
            text += ' ';
    }
    if (text.size() > longest_field) {
        auto end = text.rfind(' ', longest_field);
        if (end == std::string::npos || end < longest_field / 2)
            for (end = longest_field; end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80;)
                --end;
        text = text.substr(0, end) + "...";
    }
    return std::string{trimmed(text)};
}

std::string areas_of(alert_info const& info)
{
    std::string text;
    for (auto const& each : info.areas)
        text += (text.empty() ? "" : ", ") + each.description;
    return text;
}

std::string spoken(severity level, std::string_view language)
{
    if (language.starts_with("en"))
        return std::string{to_string(level)};
    switch (level) {
    case severity::extreme: return "extrême";
    case severity::severe: return "grave";
    case severity::moderate: return "modéré";
    case severity::minor: return "mineur";
    case severity::unknown: break;
    }
    return "inconnu";
}

std::string spoken(local_time when)
{
    auto const day = std::chrono::floor<std::chrono::days>(when);
    std::chrono::year_month_day const date{day};
    auto const of_day = std::chrono::duration_cast<minutes>(when - day).count();
    char text[32];
    std::snprintf(
        text, sizeof text, "%02u/%02u %02d:%02d", static_cast<unsigned>(date.day()), static_cast<unsigned>(date.month()),
        static_cast<int>(of_day / 60), static_cast<int>(of_day % 60)
    );
    return text;
}

std::string value_of(
    std::string_view field, alert const& what, alert_info const& info, std::string_view language,
    std::function<local_time(wall_time)> const& clock
)
{
    if (field.starts_with(of_parameter))
        return parameter(info, field.substr(of_parameter.size()));
    if (field == "event")
        return info.event;
    if (field == "headline")
        return info.headline;
    if (field == "description")
        return info.description;
    if (field == "instruction")
        return info.instruction;
    if (field == "area")
        return areas_of(info);
    if (field == "sender")
        return info.sender_name.empty() ? what.sender : info.sender_name;
    if (field == "severity")
        return spoken(info.severity, language);
    if (field == "web")
        return info.web;
    if (field == "contact")
        return info.contact;
    auto const when = field == "starts" ? info.onset.value_or(info.effective.value_or(what.sent)) : info.expires.value_or(wall_time{});
    return when == wall_time{} ? std::string{} : spoken(clock(when));
}

}  // namespace

std::vector<std::string> fields_in(std::string_view text)
{
    std::vector<std::string> found;
    walk(text, [](std::string_view) {}, [&found](std::string_view name) { found.emplace_back(name); });
    return found;
}

std::string unknown_field(std::string_view text)
{
    for (auto const& name : fields_in(text)) {
        bool const is_parameter = name.starts_with(of_parameter) && name.size() > of_parameter.size();
        if (!is_parameter && std::find(std::begin(known_fields), std::end(known_fields), name) == std::end(known_fields))
            return "{{" + name + "}}";
    }
    auto const open = text.rfind("{{");
    return open != std::string_view::npos && text.find("}}", open) == std::string_view::npos ? "{{" : "";
}

filled_text fill(
    std::string_view text, alert const& what, alert_info const& info, std::string_view language,
    std::function<local_time(wall_time)> const& clock
)
{
    filled_text made;
    walk(
        text, [&made](std::string_view plain) { made.text += plain; },
        [&](std::string_view field) {
            auto const value = one_line(value_of(field, what, info, language, clock));
            std::string const name{field};
            if (value.empty())
                made.left_out.push_back({"l'alerte ne dit rien de {{" + name + "}}", "the alert says nothing of {{" + name + "}}"});
            else if (says_stop(value))
                made.left_out.push_back(
                    {"{{" + name + "}} contient le mot STOP et n'est pas repris", "{{" + name + "}} says STOP and is left out"}
                );
            else
                made.text += value;
        }
    );
    made.text = std::string{trimmed(made.text)};
    if (says_stop(made.text)) {  // put together from halves
        made.text.clear();
        made.left_out.push_back({"le texte contiendrait le mot STOP et n'est pas repris", "the text would say STOP and is left out"});
    }
    return made;
}

}  // namespace tocsin::rules
