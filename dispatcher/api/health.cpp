// SPDX-License-Identifier: Apache-2.0
// For load balancers and monitoring: alive, ready, and the counters. Nothing personal, so nobody has to show a token.
#include "dispatcher/api/handling.hpp"
#include "dispatcher/api/routes.hpp"
#include "dispatcher/intake/feeds/desk.hpp"

#include <boost/json/object.hpp>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

constexpr int most_mobilisations_counted = 1000;
constexpr int most_replies_counted = 10'000;

bool is_ready(api_house const& at, journal_standing const& journal)
{
    return at.engine.who.ready() && at.log.store_takes_writes() && !journal.held;
}

double in_seconds(mono_clock::duration took) { return std::chrono::duration<double>{took}.count(); }

/// "ok"; "degraded" when one of the medium's channels fails, or its replies cannot be read: who answered is then asked on as
/// if silent. "down" when none of them works. Messages wait then: the house takes alerts all the same, and stays ready.
json::object routes_now(route_table const& routes)
{
    json::object shown;
    for (auto const& each : routes.routes()) {
        std::size_t ill = 0;
        bool unread = false;
        for (auto const& leg : each.carriers.legs()) {
            auto const& channel = routes.channels().at(leg.channel);
            if (channel.breaker.found() || channel.today.exhausted || each.carriers.has_left(leg.channel))
                ++ill;
            unread = unread || channel.unread;
        }
        auto const key = std::string{to_string(each.medium)} + (each.reach == channels::reach::real ? "" : "-sandbox");
        shown[key] = ill == 0 && !unread ? "ok" : ill < each.carriers.legs().size() ? "degraded" : "down";
    }
    return shown;
}

channel_gauges gauges_of(wired_channel const& channel, route_table const& routes)
{
    channel_gauges now;
    now.up = channel.link == channels::link_state::up;
    now.open = channel.breaker.state() != channels::breaker_state::closed;
    now.replaced = routes.has_left(channel.settings.name);
    now.unread = channel.unread.has_value();
    now.pace = channel.pace->per_second();
    if (auto const left = channels::parts_left(channel.settings.day, channel.today.taken))
        now.parts_left = *left + channel.today.in_hand;
    return now;
}

task<answer> alive(api_house&, request&)
{
    json::object body;
    body["status"] = "ok";
    co_return json_answer(200, body);
}

/// Asks the database: one that hangs keeps the answer back, and whoever asks gives up on us.
task<answer> ready(api_house& at, request& asked)
{
    auto const journal = co_await at.kept.journal_now();
    if (!journal)
        co_return store_answer(journal.error(), asked.language);
    bool const all = is_ready(at, *journal);
    json::object body;
    body["status"] = all ? "ok" : "not-ready";
    body["register"] = at.engine.who.ready() ? "ready" : "loading";
    body["store"] = json::string{to_string(at.log.store())};
    body["journal"] = journal->held ? "held" : "ok";
    body["volunteers"] = at.engine.who.size();
    body["routes"] = routes_now(at.routes);
    co_return json_answer(all ? 200 : 503, body);
}

task<answer> metrics(api_house& at, request& asked)
{
    gauges now;
    auto const came = at.world.mono();
    co_await at.world.sleep_until(came);
    auto const turn = at.world.mono();
    now.loop_delay = in_seconds(turn - came);
    auto const journal = co_await at.kept.journal_now();
    if (!journal)
        co_return store_answer(journal.error(), asked.language);
    now.store_delay = in_seconds(at.world.mono() - turn);
    now.held = journal->held;
    now.journal_lines = journal->head.number;
    now.process = figures_of_process();
    now.started = at.started;
    auto outbox = co_await at.kept.outbox_by_channel();
    if (!outbox)
        co_return store_answer(outbox.error(), asked.language);
    now.messages = std::move(*outbox);
    auto const open = co_await at.kept.mobilisations(false, most_mobilisations_counted);
    if (!open)
        co_return store_answer(open.error(), asked.language);
    for (auto const& each : *open)
        ++now.mobilisations[each.state];
    auto const waiting = co_await at.kept.inbox(most_replies_counted);
    if (!waiting)
        co_return store_answer(waiting.error(), asked.language);
    now.inbox = static_cast<std::int64_t>(waiting->size());
    for (auto const& [name, channel] : at.routes.channels())
        now.channels[name] = gauges_of(channel, at.routes);
    for (auto const& each : at.feeds.all()) {
        auto const is = each->health();
        auto& shown = now.feeds[each->settings().name];
        shown.up = is.state != feeds::feed_state::silent && is.state != feeds::feed_state::stale;
        shown.failures = is.failures;
        shown.succeeded = is.succeeded;
        shown.changed = is.changed;
    }
    now.volunteers = static_cast<std::int64_t>(at.engine.who.size());
    now.ready = is_ready(at, *journal);
    co_return answer{200, "text/plain; version=0.0.4; charset=utf-8", write_metrics(now, at.log)};
}

constexpr route health_table[] = {
    {"GET", "/healthz", access::open, body_kind::none, alive},
    {"GET", "/readyz", access::open, body_kind::none, ready},
    {"GET", "/metrics", access::open, body_kind::none, metrics},
};

}  // namespace

std::span<route const> health_routes() { return health_table; }

}  // namespace tocsin::dispatcher::api
