// SPDX-License-Identifier: Apache-2.0
// The rules as they stand in their folder now: what is wrong with them, and what they would make of alerts.
#include "dispatcher/api/rules.hpp"

#include "channels/mail/decode.hpp"
#include "dispatcher/api/handling.hpp"
#include "dispatcher/api/kept_json.hpp"
#include "dispatcher/api/routes.hpp"
#include "dispatcher/api/shapes.hpp"
#include "dispatcher/intake/feeds/desk.hpp"
#include "rules/match/survey.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

constexpr std::size_t most_bytes = 16 << 20;  // of a row of alerts, as sent
constexpr int most_kept = 1000;

/// Reads files while everything else waits: the rules alone, a few milliseconds.
boost::system::result<rules::rulebook, problems> rules_now(api_house const& at)
{
    return load_rules(at.books.settings, at.books.templates, at.books.places);
}

/// Rules that are not sound cannot be tried.
answer unsound(problems const& found, language in)
{
    auto why = to_string(found.front(), to_string(in));
    if (found.size() > 1)
        why += in == language::fr ? " (et d'autres : tocsin rules check)" : " (and more: tocsin rules check)";
    return fail_because(errors::bad_parameter, in, std::move(why), "rules");
}

/// Rules are written by looking at alerts of the past: they are judged as on the day.
task<answer> try_rules(api_house& at, request& asked)
{
    auto const book = rules_now(at);
    if (!book)
        co_return unsound(book.error(), asked.language);
    trials const made{at.books, *book, to_string(asked.language)};
    auto const tried = made.one(asked.body, std::nullopt);
    co_return trial_answer(tried, asked.language);
}

/// What came in the body: {"alerts": [{"name": …, "bytes": BASE64}]}.
task<boost::system::result<std::vector<named_alert>, body_failure>> sent_alerts(request& asked)
{
    std::string body;
    for (;;) {
        auto const piece = co_await asked.stream->next();
        if (!piece)
            co_return piece.error();
        if (piece->empty())
            break;
        body += *piece;
        if (body.size() > most_bytes)
            co_return body_failure::too_large;
    }
    std::vector<named_alert> alerts;
    boost::system::error_code error;
    auto const read = json::parse(body, error);
    auto const* const whole = error ? nullptr : read.if_object();
    auto const* const named = whole ? whole->if_contains("alerts") : nullptr;
    auto const* const list = named ? named->if_array() : nullptr;
    if (!list)
        co_return body_failure::broken;
    for (auto const& each : *list)
        if (auto const* const one = each.if_object())
            alerts.emplace_back(text_in(*one, "name"), channels::mail::from_base64(text_in(*one, "bytes")));
    co_return alerts;
}

answer trial_broken_off(body_failure why, language in)
{
    switch (why) {
    case body_failure::too_slow: return fail(errors::too_slow, in);
    case body_failure::too_large: return fail(errors::too_large, in);
    case body_failure::broken: break;
    }
    return fail(errors::bad_json, in, "alerts");
}

task<answer> judged(api_house& at, std::vector<named_alert> alerts, language in)
{
    auto const book = rules_now(at);
    if (!book)
        co_return unsound(book.error(), in);
    trial_row row{at.books, *book, to_string(in), std::move(alerts)};
    while (row.step())
        co_await boost::asio::post(at.world.executor(), boost::asio::use_awaitable);  // others want to think too
    co_return answer{200, "application/json", row.result()};
}

task<answer> replay_sent(api_house& at, request& asked)
{
    auto alerts = co_await sent_alerts(asked);
    if (!alerts)
        co_return trial_broken_off(alerts.error(), asked.language);
    co_return co_await judged(at, std::move(*alerts), asked.language);
}

/// Those on record, the latest first chosen.
task<answer> replay_kept(api_house& at, request& asked)
{
    auto const limit = limit_of(asked, most_kept);
    if (!limit)
        co_return fail(errors::bad_parameter, asked.language, "limit");
    auto const latest = co_await at.kept.alerts(*limit);
    if (!latest)
        co_return store_answer(latest.error(), asked.language);
    std::vector<named_alert> alerts;
    for (auto const& each : *latest) {
        auto bytes = co_await at.kept.alert_bytes(each.id);
        if (!bytes)
            co_return store_answer(bytes.error(), asked.language);
        if (*bytes)
            alerts.emplace_back(to_string(each.id), std::move(**bytes));
    }
    co_return co_await judged(at, std::move(alerts), asked.language);
}

/// Waits for a look at the feed, as long as its timeout at most; takes nothing from it.
task<answer> replay_feed(api_house& at, request& asked)
{
    auto* const feed = at.feeds.find(asked.captured.front());
    if (feed == nullptr)
        co_return fail(errors::not_found, asked.language, "name");
    auto const seen = co_await feed->peek();
    if (seen.trouble)
        co_return fail_because(errors::bad_parameter, asked.language, seen.trouble->why().in(to_string(asked.language)), "name");
    std::vector<named_alert> alerts;
    for (auto const& each : seen.documents)
        alerts.emplace_back(each.becomes.key, each.bytes);
    co_return co_await judged(at, std::move(alerts), asked.language);
}

json::array idle_json(std::vector<rules::idle_rule> const& found, language in)
{
    json::array list;
    for (auto const& each : found) {
        json::array by;
        for (auto const& name : each.shadowed_by)
            by.emplace_back(name);
        json::object one;
        one["rule"] = each.rule;
        one["file"] = each.file;
        one["line"] = each.line;
        one["shadowed_by"] = std::move(by);
        one["why"] = each.why.in(to_string(in));
        list.push_back(std::move(one));
    }
    return list;
}

task<answer> check_rules(api_house& at, request& asked)
{
    auto const read = rules_now(at);
    auto body = problems_json(read ? problems{} : read.error(), asked.language);
    body["idle"] = read ? idle_json(rules::never_firing(*read, at.books.places), asked.language) : json::array{};
    co_return json_answer(200, body);
}

constexpr route rule_table[] = {
    {"POST", "/v1/rules/try", access::staff, body_kind::whole, try_rules},
    {"POST", "/v1/rules/replay", access::staff, body_kind::streamed, replay_sent},
    {"GET", "/v1/rules/replay", access::staff, body_kind::none, replay_kept},
    {"POST", "/v1/rules/replay/{name}", access::staff, body_kind::small, replay_feed},
    {"GET", "/v1/rules/check", access::staff, body_kind::none, check_rules},
};

}  // namespace

std::span<route const> rule_routes() { return rule_table; }

answer trial_answer(trial const& tried, language in)
{
    if (!tried.is_alert)
        return fail_because(errors::not_an_alert, in, tried.text);
    auto found = json::parse(tried.text).as_object();
    json::array all;
    if (auto const* const hazards = found["hazards"].if_array())
        for (auto const& hazard : *hazards)
            for (auto const& verdict : hazard.at("verdicts").as_array())
                all.push_back(verdict);
    found["verdicts"] = std::move(all);
    return json_answer(200, found);
}

}  // namespace tocsin::dispatcher::api
