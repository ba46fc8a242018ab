// SPDX-License-Identifier: Apache-2.0
// Providers that call us. The channel's own reader authenticates and understands; here the news is made durable first
// and answered then. 2xx only after the commit, 503 when it cannot be: the provider calls again.
#include "dispatcher/api/handling.hpp"
#include "dispatcher/api/routes.hpp"

#include <algorithm>

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
    auto no = fail_because(errors::webhook_refused, asked.language, read.refusal);
    no.status = *read.refusal_status;
    return no;
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
    for (auto& news : read.replies) {
        auto const kept = co_await at.engine.replies.receive(name, std::move(news));
        if (!kept)
            co_return store_answer(kept.error(), asked.language);
    }
    co_return answer{200, read.answer_type, read.answer};
}

task<answer> take_receipts(api_house& at, request& asked) { return take(at, asked, channels::webhook_kind::receipts); }
task<answer> take_replies(api_house& at, request& asked) { return take(at, asked, channels::webhook_kind::replies); }

constexpr route table[] = {
    {"POST", "/v1/channels/{name}/receipts", access::webhook, body_kind::small, take_receipts},
    {"GET", "/v1/channels/{name}/receipts", access::webhook, body_kind::none, take_receipts},
    {"POST", "/v1/channels/{name}/replies", access::webhook, body_kind::small, take_replies},
    {"GET", "/v1/channels/{name}/replies", access::webhook, body_kind::none, take_replies},
};

}  // namespace

std::span<route const> webhook_routes() { return table; }

}  // namespace tocsin::dispatcher::api
