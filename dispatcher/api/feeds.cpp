// SPDX-License-Identifier: Apache-2.0
// The feeds of alerts: how they are, and a look at one of them now.
#include "dispatcher/api/feeds.hpp"

#include "dispatcher/api/handling.hpp"
#include "dispatcher/api/routes.hpp"
#include "dispatcher/api/shapes.hpp"
#include "dispatcher/intake/feeds/desk.hpp"

#include <boost/json/object.hpp>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

json::object shown(feeds::poller const& feed, language in)
{
    auto const& settings = feed.settings();
    auto const now = feed.health();
    json::object said;
    said["name"] = settings.name;
    said["type"] = settings.type;
    said["where"] = settings.where;
    auto const state = to_string(now.state);
    said["state"] = json::string{state.data(), state.size()};
    if (now.trouble)
        said["trouble"] = now.trouble->in(to_string(in));
    auto const instant = [&said](char const* key, std::optional<wall_time> when) {
        if (when)
            said[key] = format_instant(std::chrono::floor<seconds>(*when));
    };
    instant("looked", now.looked);
    instant("succeeded", now.succeeded);
    instant("changed", now.changed);
    instant("as_of", now.as_of);
    instant("next", now.next);
    said["interval_seconds"] = std::chrono::duration_cast<seconds>(settings.habits.interval).count();
    said["failures"] = now.failures;
    said["listed"] = now.listed;
    said["waiting"] = now.later;
    said["taken"] = now.taken;
    said["refused"] = now.refused;
    said["may_launch"] = settings.may_launch;
    return said;
}

task<answer> list_feeds(api_house& at, request& asked)
{
    json::array list;
    for (auto const& each : at.feeds.all())
        list.push_back(shown(*each, asked.language));
    json::object body;
    body["feeds"] = std::move(list);
    co_return json_answer(200, body);
}

/// Waits for the look: as long as the feed's timeout at most.
task<answer> poll_feed(api_house& at, request& asked)
{
    auto* const feed = at.feeds.find(asked.captured.front());
    if (feed == nullptr)
        co_return fail(errors::not_found, asked.language, "name");
    co_await feed->look_now();
    co_return json_answer(200, shown(*feed, asked.language));
}

constexpr route feed_table[] = {
    {"GET", "/v1/feeds", access::staff, body_kind::none, list_feeds},
    {"POST", "/v1/feeds/{name}/poll", access::staff, body_kind::small, poll_feed},
};

}  // namespace

std::span<route const> feed_routes() { return feed_table; }

json::array feed_troubles_json(feeds::desk const& all, language in)
{
    json::array troubles;
    for (auto const& each : all.all()) {
        auto const now = each->health();
        if (now.state != feeds::feed_state::silent && now.state != feeds::feed_state::stale)
            continue;
        auto const state = to_string(now.state);
        json::object one;
        one["name"] = each->settings().name;
        one["state"] = json::string{state.data(), state.size()};
        if (now.trouble)
            one["trouble"] = now.trouble->in(to_string(in));
        troubles.push_back(std::move(one));
    }
    return troubles;
}

}  // namespace tocsin::dispatcher::api
