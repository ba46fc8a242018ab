// SPDX-License-Identifier: Apache-2.0
// What people answered by other ways than a channel, and the answers that need a person.
#include "dispatcher/api/handling.hpp"
#include "dispatcher/api/paging.hpp"
#include "dispatcher/api/routes.hpp"
#include "dispatcher/api/shapes.hpp"
#include "rules/numbering.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_reply = 2000;

bool is_address(std::string const& text)
{
    return mailbox::parse(text).has_value() || rules::parse_phone(text, "FR").has_value();
}

task<answer> record_reply(api_house& at, request& asked)
{
    auto const body = json_body(asked);
    if (!body)
        co_return fail(errors::bad_json, asked.language);
    auto from = text_member(*body, "from");
    auto text = text_member(*body, "text");
    if (!is_address(from))
        co_return fail(errors::bad_address, asked.language, "from");
    if (text.empty() || text.size() > longest_reply)
        co_return fail(errors::bad_parameter, asked.language, "text");
    // With a key it is one text of one person's, however often it is sent.
    std::string number{asked.header("idempotency-key")};
    if (!number.empty())
        number.insert(0, asked.by->name() + ' ');
    inbound_text said{std::move(from), "", std::move(text), std::move(number)};
    auto const taken = co_await at.engine.replies.receive("staff", std::move(said));
    if (!taken)
        co_return store_answer(taken.error(), asked.language);
    co_return json_answer(200, reply_json(*taken));
}

task<answer> show_inbox(api_house& at, request& asked)
{
    auto const limit = limit_of(asked, 100);
    auto const after = place_of<reply_id>(asked);
    if (!limit || !after)
        co_return fail(errors::bad_parameter, asked.language, limit ? "after" : "limit");
    auto const waiting = co_await at.outside.inbox_after(*after, *limit);
    if (!waiting)
        co_return store_answer(waiting.error(), asked.language);
    json::array list;
    for (auto const& each : *waiting)
        list.push_back(inbox_json(each));
    json::object body;
    body["replies"] = std::move(list);
    co_return page_answer(asked, std::move(body), next_place(*waiting, *limit));
}

task<answer> settle(api_house& at, request& asked)
{
    auto const which = captured_id<reply_id>(asked);
    if (!which)
        co_return fail(errors::not_found, asked.language, "id");
    auto const settled = co_await at.kept.settle_inbox(*which, act_of(at, asked));
    if (!settled)
        co_return store_answer(settled.error(), asked.language);
    if (!*settled)
        co_return fail(errors::not_found, asked.language, "id");
    json::object body;
    body["id"] = to_string(*which);
    body["settled"] = true;
    co_return json_answer(200, body);
}

constexpr route reply_table[] = {
    {"POST", "/v1/replies", access::staff, body_kind::small, record_reply},
    {"GET", "/v1/inbox", access::staff, body_kind::none, show_inbox},
    {"POST", "/v1/inbox/{id}/settle", access::staff, body_kind::small, settle},
};

}  // namespace

std::span<route const> reply_routes() { return reply_table; }

}  // namespace tocsin::dispatcher::api
