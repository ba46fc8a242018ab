// SPDX-License-Identifier: Apache-2.0
// Alerts on their way in, and what became of them.
#include "dispatcher/api/handling.hpp"
#include "dispatcher/api/paging.hpp"
#include "dispatcher/api/routes.hpp"
#include "dispatcher/api/rules.hpp"
#include "dispatcher/api/shapes.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

task<answer> post_alert(api_house& at, request& asked)
{
    if (asked.asks("dry_run")) {
        trials const made{at.books, at.books.rules, to_string(asked.language)};
        auto const tried = made.one(asked.body, at.world.wall());
        co_return trial_answer(tried, asked.language);
    }
    auto const told = co_await at.engine.proposals.raise(asked.body, *asked.by);
    switch (told.verdict) {
    case raise_verdict::accepted:
        co_return answer{201, "application/json", told.answer};
    case raise_verdict::seen_before:
        co_return answer{200, "application/json", told.answer};
    case raise_verdict::conflict:
        co_return fail_because(errors::conflict, asked.language, told.why.in(to_string(asked.language)));
    case raise_verdict::refused:
        co_return fail_because(errors::not_an_alert, asked.language, told.why.in(to_string(asked.language)));
    case raise_verdict::rejected:
        co_return fail(errors::store_rejected, asked.language);
    case raise_verdict::unavailable:
        break;
    }
    co_return fail(errors::store_unavailable, asked.language);
}

task<answer> list_alerts(api_house& at, request& asked)
{
    auto const limit = limit_of(asked, 50);
    auto const before = place_of<alert_id>(asked);
    if (!limit || !before)
        co_return fail(errors::bad_parameter, asked.language, limit ? "after" : "limit");
    auto const latest = co_await at.outside.alerts_before(*before, *limit);
    if (!latest)
        co_return store_answer(latest.error(), asked.language);
    json::array list;
    for (auto const& each : *latest)
        list.push_back(alert_json(each, at.world.wall()));
    json::object body;
    body["alerts"] = std::move(list);
    co_return page_answer(asked, std::move(body), next_place(*latest, *limit));
}

/// What the first answer said it started, each in its present state.
task<stored<json::array>> started_by(store& kept, json::object const& first_answer)
{
    json::array list;
    auto const* const named = first_answer.if_contains("mobilisations");
    if (named == nullptr || !named->is_array())
        co_return list;
    for (auto const& each : named->get_array()) {
        auto shown = each;
        auto const id = parse_id<mobilisation_id>(text_member(each.as_object(), "id"));
        auto const found = co_await kept.find_mobilisation(id.value_or(mobilisation_id{}));
        if (!found)
            co_return found.error();
        if (*found)
            shown.as_object()["state"] = json::string{to_string((*found)->state)};
        list.push_back(std::move(shown));
    }
    co_return list;
}

task<answer> show_alert(api_house& at, request& asked)
{
    auto const which = captured_id<alert_id>(asked);
    if (!which)
        co_return fail(errors::not_found, asked.language, "id");
    auto const found = co_await at.outside.alert_of(*which);
    if (!found)
        co_return store_answer(found.error(), asked.language);
    if (!*found)
        co_return fail(errors::not_found, asked.language, "id");
    auto shown = alert_json(**found, at.world.wall());
    boost::system::error_code error;
    auto const first_answer = json::parse((*found)->answer, error);
    if (auto const* const told = first_answer.if_object(); !error && told != nullptr) {
        auto started = co_await started_by(at.kept, *told);
        if (!started)
            co_return store_answer(started.error(), asked.language);
        shown["mobilisations"] = std::move(*started);
        for (auto const* const key : {"held", "notes", "tolerated"})
            if (auto const* const said = told->if_contains(key))
                shown[key] = *said;
    }
    co_return json_answer(200, shown);
}

task<answer> alert_as_it_came(api_house& at, request& asked)
{
    auto const which = captured_id<alert_id>(asked);
    if (!which)
        co_return fail(errors::not_found, asked.language, "id");
    auto const bytes = co_await at.kept.alert_bytes(*which);
    if (!bytes)
        co_return store_answer(bytes.error(), asked.language);
    if (!*bytes)
        co_return fail(errors::not_found, asked.language, "id");
    co_return answer{200, "application/cap+xml", **bytes};
}

/// Reads everything again while everything else waits, the gazetteer included: some tenths of a second.
task<answer> check_config(api_house& at, request& asked)
{
    co_return json_answer(200, problems_json(at.check_config(), asked.language));
}

constexpr route alert_table[] = {
    {"POST", "/v1/alerts", access::source, body_kind::whole, post_alert},
    {"GET", "/v1/alerts", access::staff, body_kind::none, list_alerts},
    {"GET", "/v1/alerts/{id}", access::staff, body_kind::none, show_alert},
    {"GET", "/v1/alerts/{id}/raw", access::staff, body_kind::none, alert_as_it_came},
    {"POST", "/v1/config/check", access::staff, body_kind::small, check_config},
};

}  // namespace

std::span<route const> alert_routes() { return alert_table; }

}  // namespace tocsin::dispatcher::api
