// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/callback_door.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

namespace tocsin::conformance {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

channels::webhook_request request_of(http::request<http::string_body> const& call)
{
    channels::webhook_request asked;
    asked.method = std::string{call.method_string()};
    std::string const target{call.target()};
    asked.path = target.substr(0, target.find('?'));
    asked.query = target.size() > asked.path.size() ? target.substr(asked.path.size() + 1) : "";
    for (auto const& field : call) {
        std::string name{field.name_string()};
        for (auto& c : name)
            c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        asked.headers.emplace_back(std::move(name), std::string{field.value()});
    }
    asked.body = call.body();
    return asked;
}

}  // namespace

callback_door::callback_door(integration::live_world& world, kept_news& above)
    : world_(world)
    , above_(above)
    , door_(world.loop, tcp::endpoint{asio::ip::address_v4::loopback(), 0})
    , sessions_(world.loop.get_executor())
{
}

callback_door::~callback_door()
{
    sessions_.cancel();
    world_.run(sessions_.join());
}

void callback_door::open(channels::channel const& reads)
{
    reader_ = reads.webhooks();
    sessions_.spawn(accept());
}

task<void> callback_door::accept()
{
    while (true) {
        auto client = co_await door_.async_accept(asio::use_awaitable);
        sessions_.spawn(serve(std::move(client)));
    }
}

task<void> callback_door::serve(tcp::socket client)
{
    boost::beast::flat_buffer buffer;
    error_code failed;
    while (!failed) {
        http::request<http::string_body> call;
        co_await http::async_read(client, buffer, call, asio::redirect_error(asio::use_awaitable, failed));
        if (failed)
            co_return;
        auto const asked = request_of(call);
        auto const kind = asked.path.ends_with("/receipts") ? channels::webhook_kind::receipts : channels::webhook_kind::replies;
        auto const status = co_await take(reader_->read(kind, asked));
        http::response<http::string_body> answer{http::int_to_status(static_cast<unsigned>(status)), 11};
        answer.prepare_payload();
        co_await http::async_write(client, answer, asio::redirect_error(asio::use_awaitable, failed));
    }
}

task<int> callback_door::take(channels::webhook_reading news)
{
    if (news.refusal_status)
        co_return *news.refusal_status;
    for (auto& each : news.receipts)
        if (co_await above_.receipt_arrived(std::move(each)) == channels::durability::not_durable)
            co_return 503;
    for (auto& each : news.replies)
        if (co_await above_.text_arrived(std::move(each)) == channels::durability::not_durable)
            co_return 503;
    ++acknowledged_;
    co_return 200;
}

}  // namespace tocsin::conformance
