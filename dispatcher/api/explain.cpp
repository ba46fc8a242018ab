// SPDX-License-Identifier: Apache-2.0
// Any id that a line of the log holds, explained: what the thing is, how it stands and what happened to it.
#include "dispatcher/api/handling.hpp"
#include "dispatcher/api/kept_json.hpp"
#include "dispatcher/api/routes.hpp"
#include "dispatcher/runtime/log.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

std::string_view kind_of(tale_subject const& subject)
{
    constexpr std::string_view kinds[] = {"alert", "mobilisation", "message", "volunteer", "reply"};
    return kinds[subject.index()];
}

std::string name_of(tale_subject const& subject)
{
    return std::visit([](auto const& which) { return to_string(which); }, subject);
}

json::object told_json(tale_subject const& subject, tale const& told)
{
    json::array lines;
    for (auto const& each : told.lines) {
        json::object line{{"at", format_instant(each.at)}, {"kind", each.kind}, {"what", object_of(each.what).value_or(json::object{})}};
        if (!each.by.empty())
            line["by"] = each.by;
        lines.push_back(std::move(line));
    }
    return {{"id", name_of(subject)}, {"kind", kind_of(subject)}, {"now", object_of(told.now).value_or(json::object{})}, {"lines", std::move(lines)}};
}

event const* event_of(std::string_view id)
{
    auto const found =
        std::find_if(events::all.begin(), events::all.end(), [id](event const* each) { return each->id == id; });
    return found == events::all.end() ? nullptr : *found;
}

json::object event_json(event const& what)
{
    json::object now{
        {"level", dispatcher::to_string(what.level)}, {"sentence", what.sentence}, {"advice", what.advice}};
    return {{"id", what.id}, {"kind", "event"}, {"now", std::move(now)}, {"lines", json::array{}}};
}

/// The register's own id of a person does as well as the number.
task<std::optional<tale_subject>> subject_of(api_house& at, std::string id)
{
    if (auto const subject = parse_subject(id))
        co_return *subject;
    auto const person = co_await at.kept.find_volunteer(std::move(id));
    if (!person || !*person)
        co_return std::nullopt;
    co_return tale_subject{(*person)->id};
}

task<answer> explain(api_house& at, request& asked)
{
    auto const& id = asked.captured.front();
    if (auto const* const known = event_of(id))
        co_return json_answer(200, event_json(*known));
    auto const subject = co_await subject_of(at, id);
    if (!subject)
        co_return fail(errors::not_found, asked.language, "id");
    auto const told = co_await at.tales.tell(*subject);
    if (!told)
        co_return store_answer(told.error(), asked.language);
    if (!*told)
        co_return fail(errors::not_found, asked.language, "id");
    co_return json_answer(200, told_json(*subject, **told));
}

constexpr route explain_table[] = {
    {"GET", "/v1/explain/{id}", access::staff, body_kind::none, explain},
};

}  // namespace

std::span<route const> explain_routes() { return explain_table; }

}  // namespace tocsin::dispatcher::api
