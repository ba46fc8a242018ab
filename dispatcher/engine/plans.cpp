// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/plans.hpp"

#include "dispatcher/store/digest.hpp"
#include "dispatcher/store/request_json.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <numeric>

namespace tocsin::dispatcher {
namespace {

namespace json = boost::json;

void append(std::string& to, std::string_view field)
{
    to += std::to_string(field.size());
    to += ':';
    to += field;
}

std::string text(json::value const& from) { return {from.as_string().data(), from.as_string().size()}; }

json::object leg_json(preview_leg const& leg)
{
    return {
        {"medium", to_string(leg.medium)},
        {"channel", leg.channel},
        {"people", leg.people},
        {"parts", leg.parts},
        {"cost", leg.cost},
        {"seconds", leg.duration.count()}};
}

preview_leg read_leg(json::value const& from)
{
    preview_leg leg;
    leg.medium = parse_medium(text(from.at("medium"))).value_or(medium::sms);
    leg.channel = text(from.at("channel"));
    leg.people = from.at("people").to_number<int>();
    leg.parts = from.at("parts").to_number<int>();
    leg.cost = from.at("cost").to_number<double>();
    leg.duration = seconds{from.at("seconds").to_number<std::int64_t>()};
    return leg;
}

json::object text_json(rendered_text const& words)
{
    return {
        {"purpose", to_string(words.purpose)},
        {"medium", to_string(words.medium)},
        {"language", words.language},
        {"subject", words.text.subject},
        {"body", words.text.body},
        {"html", words.text.html},
        {"parts", words.parts}};
}

rendered_text read_text(json::value const& from)
{
    rendered_text words;
    words.purpose = parse_purpose(text(from.at("purpose"))).value_or(purpose::ask);
    words.medium = parse_medium(text(from.at("medium"))).value_or(medium::sms);
    words.language = text(from.at("language"));
    words.text = message_text{text(from.at("subject")), text(from.at("body")), text(from.at("html"))};
    words.parts = from.at("parts").to_number<int>();
    return words;
}

}  // namespace

double preview::cost() const
{
    return std::accumulate(legs.begin(), legs.end(), 0.0, [](double sum, preview_leg const& leg) { return sum + leg.cost; });
}

double preview::cost_at_most() const
{
    auto const& budget = what.request.budget;
    return budget && *budget < candidates ? cost() * *budget / candidates : cost();
}

seconds preview::duration() const
{
    seconds longest{0};
    for (auto const& leg : legs)
        longest = std::max(longest, leg.duration);
    return longest;
}

std::string digest_of(preview const& shown, std::vector<planned_person> const& people)
{
    std::string bytes;
    append(bytes, write_request(shown.what.request));
    for (auto const& each : shown.texts)
        append(bytes, json::serialize(text_json(each)));
    for (auto const& leg : shown.legs)
        append(bytes, leg.channel);
    append(bytes, std::to_string(people.size()));
    for (auto const& each : people)
        append(bytes, std::to_string(each.volunteer.value()) + (each.medium == medium::sms ? "s" : "e"));
    return sha256_of(bytes);
}

std::string write_preview(preview const& shown)
{
    json::array funnel;
    for (auto const& [reason, count] : shown.funnel)
        funnel.push_back(json::array{reason, count});
    json::array legs;
    for (auto const& each : shown.legs)
        legs.push_back(leg_json(each));
    json::array texts;
    for (auto const& each : shown.texts)
        texts.push_back(text_json(each));
    json::array warnings;
    for (auto const& each : shown.warnings)
        warnings.emplace_back(each);
    return json::serialize(json::object{
        {"population", shown.population},
        {"candidates", shown.candidates},
        {"funnel", std::move(funnel)},
        {"legs", std::move(legs)},
        {"texts", std::move(texts)},
        {"warnings", std::move(warnings)}});
}

preview read_preview(std::string_view from, mobilisation const& what)
{
    auto const whole = json::parse(json::string_view{from.data(), from.size()});
    preview shown;
    shown.what = what;
    shown.population = whole.at("population").to_number<int>();
    shown.candidates = whole.at("candidates").to_number<int>();
    for (auto const& each : whole.at("funnel").as_array())
        shown.funnel.emplace_back(text(each.at(0)), each.at(1).to_number<int>());
    for (auto const& each : whole.at("legs").as_array())
        shown.legs.push_back(read_leg(each));
    for (auto const& each : whole.at("texts").as_array())
        shown.texts.push_back(read_text(each));
    for (auto const& each : whole.at("warnings").as_array())
        shown.warnings.push_back(text(each));
    return shown;
}

}  // namespace tocsin::dispatcher
