// SPDX-License-Identifier: Apache-2.0
// What needs somebody now, gathered in one look at the whole house.
#include "dispatcher/api/attention.hpp"
#include "dispatcher/api/civil.hpp"
#include "dispatcher/api/handling.hpp"
#include "dispatcher/api/routes.hpp"
#include "dispatcher/api/shapes.hpp"
#include "dispatcher/intake/feeds/desk.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

constexpr int most_looked_at = 100;
constexpr int most_replies_looked_at = 1000;

std::vector<channel_trouble> channel_troubles(route_table const& routes)
{
    std::vector<channel_trouble> found;
    for (auto const& each : troubles_json(routes)) {
        auto const& one = each.as_object();
        channel_trouble trouble;
        trouble.name = one.at("name").as_string();
        trouble.reason = one.at("reason").as_string();
        trouble.replaced = one.at("replaced").as_bool();
        if (trouble.reason == "replies-unread")
            trouble.since = routes.channels().at(trouble.name).unread->since;
        found.push_back(std::move(trouble));
    }
    return found;
}

std::vector<feed_trouble> feed_troubles(feeds::desk const& all)
{
    std::vector<feed_trouble> found;
    for (auto const& each : all.all()) {
        auto const state = each->health().state;
        if (state == feeds::feed_state::silent || state == feeds::feed_state::stale)
            found.push_back({each->settings().name, state == feeds::feed_state::stale});
    }
    return found;
}

task<stored<house_now>> look_around(api_house& at)
{
    house_now house;
    auto const journal = co_await at.kept.journal_now();
    if (!journal)
        co_return journal.error();
    house.journal_held = journal->held;
    auto const open = co_await at.kept.mobilisations(false, most_looked_at);
    if (!open)
        co_return open.error();
    for (auto const& each : *open) {
        auto const counts = co_await at.kept.tally_of(each.id);
        if (!counts)
            co_return counts.error();
        house.open.push_back({each, *counts});
    }
    auto const inbox = co_await at.kept.inbox(most_replies_looked_at);
    if (!inbox)
        co_return inbox.error();
    house.inbox = *inbox;
    if (!at.last_backup.looked) {
        auto const last = co_await at.past.last_backup();
        if (!last)
            co_return last.error();
        if (!at.last_backup.looked)  // or one was made meanwhile
            at.last_backup = {true, *last};
    }
    house.backed_up = at.last_backup.at;
    house.channels = channel_troubles(at.routes);
    house.feeds = feed_troubles(at.feeds);
    house.disk_full = at.log.store() == store_state::full;
    house.database_busy = at.log.store() == store_state::busy;
    house.register_ready = at.engine.who.ready();
    house.anybody = at.engine.who.size() > 0;
    house.now = at.world.wall();
    co_return house;
}

json::object attention_json(attention const& one)
{
    json::object shown{{"urgency", to_string(one.how)}, {"kind", one.kind}, {"what", one.what}, {"do", one.command}};
    if (!one.about.empty())
        shown["about"] = one.about;
    if (one.since)
        shown["since"] = format_instant(*one.since);
    if (one.count)
        shown["count"] = *one.count;
    if (one.exercise)
        shown["exercise"] = true;
    return shown;
}

task<answer> show_attention(api_house& at, request& asked)
{
    auto const house = co_await look_around(at);
    if (!house)
        co_return store_answer(house.error(), asked.language);
    auto const& zone = at.books.settings.timezone;
    auto const local = [&](wall_time instant) { return civil_text_near(instant, house->now, zone, asked.language); };
    json::array list;
    for (auto const& each : attention_for(*house, asked.language, local))
        list.push_back(attention_json(each));
    json::object body{{"at", format_instant(house->now)}, {"quiet", list.empty()}};
    body["attention"] = std::move(list);
    co_return json_answer(200, body);
}

constexpr route attention_table[] = {
    {"GET", "/v1/attention", access::staff, body_kind::none, show_attention},
};

}  // namespace

std::span<route const> attention_routes() { return attention_table; }

}  // namespace tocsin::dispatcher::api
