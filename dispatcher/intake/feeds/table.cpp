// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/intake/feeds/table.hpp"

#include "dispatcher/intake/feeds/entry.hpp"

#include <boost/throw_exception.hpp>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace tocsin::dispatcher::feeds {

void throw_exception_from_error(failure const& error, boost::source_location const& where)
{
    boost::throw_exception(std::runtime_error{"a feed was used without looking at its error: " + error.why().en}, where);
}

namespace {

std::optional<double> number(std::string_view text)
{
    double value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    bool const whole = error == std::errc{} && end == text.data() + text.size();
    return whole && value > -1e6 && value < 1e6 ? std::optional{value} : std::nullopt;
}

/// `{word}` → what stands for it; everything else as it is.
std::string filled(std::string const& pattern, named_parts const& parts)
{
    std::string text = pattern;
    std::pair<std::string_view, std::string const*> const words[] = {
        {"{level}", &parts.level}, {"{phenomenon}", &parts.phenomenon}, {"{place}", &parts.place}, {"{magnitude}", &parts.magnitude}};
    for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at)) {
        auto const found = std::find_if(std::begin(words), std::end(words), [&text, at](auto const& word) {
            return text.compare(at, word.first.size(), word.first) == 0;
        });
        if (found == std::end(words)) {
            ++at;
            continue;
        }
        text.replace(at, found->first.size(), *found->second);
        at += found->second->size();
    }
    return text;
}

class reading_table {
public:
    reading_table(YAML::Node const& node, problem_list& found) : top_(node, "", found), found_(found) {}

    table read()
    {
        table made;
        top_.require("sender", "write who its alerts come from, such as vigilance.meteofrance.fr");
        top_.require("event", "write how the event is called, such as \"Vigilance {level} {phenomenon}\"");
        top_.require("levels", "write what each of the service's levels comes to, the gravest first");
        made.sender = top_.text("sender").value_or("");
        if (made.sender.find_first_of(" ,<&\t\r\n") != std::string::npos)
            top_.problem_at("sender", "holds a blank, a comma, < or &, which CAP forbids");
        made.sender_name = top_.text("sender_name").value_or("");
        made.language = top_.text("language").value_or(made.language);
        made.category = top_.text("category").value_or(made.category);
        made.web = top_.text("web").value_or("");
        made.event = top_.text("event").value_or("");
        made.headline = top_.text("headline").value_or("");
        made.instruction = top_.text("instruction").value_or("");
        if (auto const life = top_.duration("life", minutes{5}, hours{24 * 14}))
            made.life = *life;
        for (auto const& node : top_.list("phenomena"))
            read_phenomenon(map_reader{node, "phenomena", found_}, made);
        for (auto const& node : top_.list("levels"))
            made.levels.push_back(read_level(map_reader{node, "levels", found_}));
        if (top_.has("levels") && made.levels.empty())
            top_.problem_at("levels", "names no level; write at least one");
        for (auto const& node : top_.list("except"))
            read_exception(map_reader{node, "except", found_}, made);
        top_.finish();
        return made;
    }

private:
    void read_phenomenon(map_reader entry, table& made)
    {
        entry.require("key", "write what the service calls it");
        entry.require("word", "write what people call it");
        phenomenon one;
        auto const key = entry.text("key").value_or("");
        one.word = entry.text("word").value_or("");
        one.category = entry.text("category").value_or("");
        one.radius_km = kilometres(entry, "radius_km");
        entry.finish();
        if (!made.phenomena.emplace(key, std::move(one)).second)
            entry.problem_at("key", fmt::format("\"{}\" stands twice", key));
    }

    level read_level(map_reader entry)
    {
        level one;
        entry.require("key", "write what the service calls it");
        one.key = entry.text("key").value_or("");
        read_scales(entry, one);
        entry.finish();
        return one;
    }

    void read_scales(map_reader& entry, level& one)
    {
        one.word = entry.text("word").value_or(one.word);
        scale(entry, "severity", parse_severity, one.severity, "Extreme, Severe, Moderate, Minor, Unknown");
        scale(entry, "urgency", parse_urgency, one.urgency, "Immediate, Expected, Future, Past, Unknown");
        scale(entry, "certainty", parse_certainty, one.certainty, "Observed, Likely, Possible, Unlikely, Unknown");
        if (entry.has("radius_km"))
            one.radius_km = kilometres(entry, "radius_km");
        else
            entry.text("radius_km");  // known, though absent
    }

    void read_exception(map_reader entry, table& made)
    {
        table::exception other;
        entry.require("phenomenon", "write the key of the phenomenon it is about");
        entry.require("level", "write the key of the level it is about");
        other.phenomenon = entry.text("phenomenon").value_or("");
        other.level = entry.text("level").value_or("");
        for (auto const& each : made.levels)
            if (each.key == other.level)
                other.instead = each;
        if (other.instead.key.empty() && entry.has("level"))
            entry.problem_at("level", fmt::format("\"{}\" is no level of this table", other.level));
        read_scales(entry, other.instead);
        entry.finish();
        made.exceptions.push_back(std::move(other));
    }

    template <class Enum>
    static void scale(
        map_reader& entry, std::string const& key, std::optional<Enum> (*parse)(std::string_view), Enum& into, char const* choices
    )
    {
        auto const written = entry.text(key);
        if (!written)
            return;
        if (auto const value = parse(*written))
            into = *value;
        else
            entry.problem_at(key, fmt::format("\"{}\" is not one of {}", *written, choices));
    }

    static double kilometres(map_reader& entry, std::string const& key)
    {
        auto const written = entry.text(key);
        if (!written)
            return 0;
        auto const value = number(*written);
        if (!value || *value <= 0 || *value > 2000)
            entry.problem_at(key, fmt::format("\"{}\" is not a number of kilometres up to 2000", *written));
        return value.value_or(0);
    }

    map_reader top_;
    problem_list& found_;
};

}  // namespace

std::optional<level> table::rate(std::string const& phenomenon_key, std::string const& level_key) const
{
    auto const kind = phenomena.find(phenomenon_key);
    if (!phenomena.empty() && kind == phenomena.end())
        return std::nullopt;
    for (auto const& other : exceptions)
        if (other.phenomenon == phenomenon_key && other.level == level_key)
            return other.instead;
    for (auto const& each : levels) {
        if (each.key != level_key)
            continue;
        auto rated = each;
        if (kind != phenomena.end() && kind->second.radius_km > 0)
            rated.radius_km = kind->second.radius_km;
        return rated;
    }
    return std::nullopt;
}

std::optional<level> table::rate(double magnitude, double depth_km) const
{
    for (auto const& each : levels) {
        auto const least = number(each.key);
        if (least && magnitude >= *least && each.radius_km > depth_km)
            return each;
    }
    return std::nullopt;
}

alert table::begin(std::string identifier, wall_time sent, level const& at, named_parts const& parts) const
{
    alert made;
    made.identifier = std::move(identifier);
    made.sender = sender;
    made.sent = std::chrono::floor<seconds>(sent);
    made.status = alert_status::actual;
    made.kind = alert_kind::alert;
    alert_info info;
    info.language = language;
    info.categories = {category};
    info.event = filled(event, parts);
    info.urgency = at.urgency;
    info.severity = at.severity;
    info.certainty = at.certainty;
    info.sender_name = sender_name;
    info.headline = headline.empty() ? info.event : filled(headline, parts);
    info.instruction = instruction;
    info.web = web;
    made.infos.push_back(std::move(info));
    return made;
}

table read_table(std::string const& text, problem_list& found)
{
    try {
        auto const document = load_one_document(text, found);
        if (!found.empty())
            return {};
        return reading_table{document, found}.read();
    } catch (YAML::Exception const& error) {
        found.add(error.mark.is_null() ? 0 : error.mark.line + 1, "", "is not YAML here: " + error.msg);
        return {};
    }
}

}  // namespace tocsin::dispatcher::feeds
