// SPDX-License-Identifier: Apache-2.0
// Providers that call us. The channel's own reader authenticates and understands; here the news is made durable first
// and answered then. 2xx only after the commit, 503 when it cannot be: the provider calls again.
#include "dispatcher/api/handling.hpp"
#include "dispatcher/api/routes.hpp"

#include "channels/port/tasks.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

namespace tocsin::dispatcher::api {
namespace {

channels::webhook_request as_it_came(request const& asked)
{
    channels::webhook_request call;
    call.method = asked.method;
    call.path = asked.target.path;
    call.query = asked.target.query_text;
    call.headers = asked.headers;
    call.body = asked.body;
    return call;
}

answer refuse(api_house& at, request const& asked, std::string const& channel, channels::webhook_reading const& read)
{
    at.log.report(
        events::webhook_refused, {{"channel", channel}, {"status", *read.refusal_status}, {"reason", read.refusal}}
    );
    return fail_because(errors::webhook_refused, asked.language, read.refusal, {}, *read.refusal_status);
}

using failed = std::shared_ptr<std::optional<store_error>>;

task<void> keep_reply(api_house& at, std::string channel, inbound_text news, failed failure)
{
    auto const kept = co_await at.engine.replies.receive(std::move(channel), std::move(news));
    if (!kept)
        *failure = kept.error();
}

/// All that one call brings, side by side: the store takes them in their order, as many to a commit as are waiting.
task<std::optional<store_error>> keep_replies(api_house& at, std::string channel, std::vector<inbound_text> news)
{
    auto const failure = std::make_shared<std::optional<store_error>>();
    channels::task_group together{at.world.executor()};
    for (auto& each : news)
        together.spawn(keep_reply(at, channel, std::move(each), failure));
    co_await together.join();
    co_return *failure;
}

task<answer> take(api_house& at, request& asked, channels::webhook_kind kind)
{
    auto const found = at.routes.channels().find(asked.captured.front());
    auto const* const reader = found == at.routes.channels().end() ? nullptr : found->second.adapter->webhooks();
    if (reader == nullptr)
        co_return fail(errors::not_found, asked.language, "name");
    auto const& name = found->first;
    auto read = reader->read(kind, as_it_came(asked));
    if (read.refusal_status)
        co_return refuse(at, asked, name, read);
    if (!read.receipts.empty()) {
        auto const kept = co_await at.engine.receipts.receive(name, std::move(read.receipts));
        if (!kept)
            co_return store_answer(kept.error(), asked.language);
    }
    if (auto const failure = co_await keep_replies(at, name, std::move(read.replies)))
        co_return store_answer(*failure, asked.language);
    co_return answer{200, read.answer_type, read.answer};
}

task<answer> take_receipts(api_house& at, request& asked) { return take(at, asked, channels::webhook_kind::receipts); }
task<answer> take_replies(api_house& at, request& asked) { return take(at, asked, channels::webhook_kind::replies); }

constexpr route webhook_table[] = {
    {"POST", "/v1/channels/{name}/receipts", access::webhook, body_kind::whole, take_receipts},
    {"GET", "/v1/channels/{name}/receipts", access::webhook, body_kind::none, take_receipts},
    {"POST", "/v1/channels/{name}/replies", access::webhook, body_kind::whole, take_replies},
    {"GET", "/v1/channels/{name}/replies", access::webhook, body_kind::none, take_replies},
};

}  // namespace

std::span<route const> webhook_routes() { return webhook_table; }

}  // namespace tocsin::dispatcher::api
