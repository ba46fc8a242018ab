// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/request_json.hpp"

#include <boost/json.hpp>

#include <stdexcept>

namespace tocsin::dispatcher {
namespace {

namespace json = boost::json;

json::array strings(std::vector<std::string> const& values)
{
    json::array list;
    for (auto const& value : values)
        list.emplace_back(value);
    return list;
}

std::vector<std::string> strings(json::value const& list)
{
    std::vector<std::string> values;
    for (auto const& value : list.as_array())
        values.emplace_back(value.as_string());
    return values;
}

wall_time instant(json::value const& value)
{
    auto const read = parse_instant(value.as_string());
    if (!read)
        throw std::runtime_error{"not an instant"};
    return *read;
}

}  // namespace

std::string write_request(mobilisation_request const& request)
{
    json::object roles;
    for (auto const& [skill, count] : request.roles)
        roles[skill] = count;
    json::array media;
    for (auto const over : request.media)
        media.emplace_back(to_string(over));
    json::object written{
        {"event", request.event},
        {"zone", strings(request.zone)},
        {"need", request.need},
        {"roles", std::move(roles)},
        {"by", format_instant(request.by)},
        {"until", format_instant(request.until)},
        {"at", request.at},
        {"media", std::move(media)},
        {"channels", strings(request.channels)},
        {"template", request.template_name},
        {"text", request.own_text},
        {"pace", to_string(request.pace)},
        {"timed_yes", to_string(request.timed_yes)},
        {"minimum_age", request.minimum_age},
        {"exercise", request.exercise},
        {"drill", request.drill},
        {"unicode", request.unicode},
        {"skills", strings(request.skills)},
    };
    if (request.urgent)
        written["urgent"] = true;
    if (request.escalate)
        written["escalate"] = json::object{
            {"after", request.escalate->after.count()},
            {"to", to_string(request.escalate->to)},
            {"when", to_string(request.escalate->when)}};
    if (request.budget)
        written["budget"] = *request.budget;
    if (request.radius_km)
        written["radius_km"] = *request.radius_km;
    return json::serialize(written);
}

mobilisation_request read_request(std::string_view text)
{
    auto const parsed = json::parse(text);
    auto const& object = parsed.as_object();
    mobilisation_request request;
    request.event = std::string{object.at("event").as_string()};
    request.zone = strings(object.at("zone"));
    request.need = object.at("need").to_number<int>();
    for (auto const& [skill, count] : object.at("roles").as_object())
        request.roles.emplace(std::string{skill}, count.to_number<int>());
    request.by = instant(object.at("by"));
    request.until = instant(object.at("until"));
    request.at = std::string{object.at("at").as_string()};
    for (auto const& over : strings(object.at("media")))
        if (auto const which = parse_medium(over))
            request.media.push_back(*which);
    request.channels = strings(object.at("channels"));
    request.template_name = std::string{object.at("template").as_string()};
    request.own_text = std::string{object.at("text").as_string()};
    request.pace = parse_pace(object.at("pace").as_string()).value_or(pace::all);
    request.minimum_age = object.at("minimum_age").to_number<int>();
    request.exercise = object.at("exercise").as_bool();
    if (auto const* const timed = object.if_contains("timed_yes"))  // nor this
        request.timed_yes = parse_timed_yes(timed->as_string()).value_or(timed_yes::in_time);
    if (auto const* const drill = object.if_contains("drill"))
        request.drill = drill->as_bool();
    if (auto const* const unicode = object.if_contains("unicode"))  // not in what earlier versions wrote
        request.unicode = unicode->as_bool();
    request.skills = strings(object.at("skills"));
    if (auto const* const urgent = object.if_contains("urgent"))
        request.urgent = urgent->as_bool();
    if (auto const* const escalate = object.if_contains("escalate")) {
        auto const& written = escalate->as_object();
        tocsin::escalation read;
        read.after = minutes{written.at("after").to_number<std::int64_t>()};
        read.to = parse_medium(written.at("to").as_string()).value_or(medium::email);
        read.when = parse_escalation_cause(written.at("when").as_string()).value_or(escalation_cause::unanswered);
        request.escalate = read;
    }
    if (auto const* const budget = object.if_contains("budget"))
        request.budget = budget->to_number<int>();
    if (auto const* const radius = object.if_contains("radius_km"))
        request.radius_km = radius->to_number<double>();
    return request;
}

}  // namespace tocsin::dispatcher
