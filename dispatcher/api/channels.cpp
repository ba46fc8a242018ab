// SPDX-License-Identifier: Apache-2.0
// The channels: how they are, and a test text through one of them.
#include "dispatcher/api/handling.hpp"
#include "dispatcher/api/routes.hpp"
#include "dispatcher/api/shapes.hpp"
#include "rules/numbering.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

constexpr int switches_shown = 10;

task<answer> list_channels(api_house& at, request& asked)
{
    auto const outbox = co_await at.kept.outbox_by_channel();
    if (!outbox)
        co_return store_answer(outbox.error(), asked.language);
    json::array list;
    for (auto const& [name, channel] : at.routes.channels()) {
        auto const held = outbox->find(name);
        list.push_back(channel_json(channel, held == outbox->end() ? std::map<message_state, int>{} : held->second, at.routes));
    }
    json::object body;
    body["channels"] = std::move(list);
    auto const past = co_await at.kept.switches(switches_shown);
    if (!past)
        co_return store_answer(past.error(), asked.language);
    json::array turns;
    for (auto const& each : *past)
        turns.push_back(switch_json(each));
    body["switches"] = std::move(turns);
    co_return json_answer(200, body);
}

std::optional<std::string> address_for(medium over, std::string const& text)
{
    if (over == medium::email) {
        auto const address = mailbox::parse(text);
        return address ? std::optional{address->address()} : std::nullopt;
    }
    auto const number = rules::parse_phone(text, "FR");
    return number ? std::optional{number->number.e164()} : std::nullopt;
}

channels::outbound test_text(api_house& at, std::string to, medium over)
{
    auto const& settings = at.books.settings;
    bool const french = !settings.language.starts_with("en");
    auto const body = (french ? "Message d'essai de " : "Test message from ") + settings.display_name +
                      (french ? ". Rien à faire." : ". Nothing to do.");
    auto const subject = over == medium::email ? (french ? "Message d'essai" : "Test message") : "";
    auto const reference = fmt::format("test-{:016x}", at.world.random());
    return channels::outbound{
        reference,
        std::move(to),
        "",
        message_text{subject, body, ""},
        at.world.wall() + minutes{10},
        settings.language};
}

/// Goes straight to the adapter: nothing of it is kept, and it is no one's answer to an alert.
task<answer> test_channel(api_house& at, request& asked)
{
    auto const found = at.routes.channels().find(asked.captured.front());
    if (found == at.routes.channels().end())
        co_return fail(errors::not_found, asked.language, "name");
    auto const body = json_body(asked);
    if (!body)
        co_return fail(errors::bad_json, asked.language);
    auto& channel = found->second;
    auto to = address_for(channel.settings.medium, text_member(*body, "to"));
    if (!to)
        co_return fail(errors::bad_address, asked.language, "to");
    auto const* const confirm = body->if_contains("confirm");
    bool const confirmed = confirm != nullptr && confirm->is_bool() && confirm->get_bool();
    if (channel.adapter->traits().reach == channels::reach::real && !confirmed)
        co_return fail(errors::confirmation_needed, asked.language, "confirm");
    auto message = test_text(at, std::move(*to), channel.settings.medium);
    auto const came = co_await channel.adapter->submit(std::move(message));
    co_return json_answer(200, outcome_json(channel.settings.name, came));
}

constexpr route channel_table[] = {
    {"GET", "/v1/channels", access::staff, body_kind::none, list_channels},
    {"POST", "/v1/channels/{name}/test", access::staff, body_kind::small, test_channel},
};

}  // namespace

std::span<route const> channel_routes() { return channel_table; }

}  // namespace tocsin::dispatcher::api
