// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/channels/webhook_door.hpp"

#include "rules/words/spelling.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

namespace tocsin::integration {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

webhook_door::webhook_door(asio::any_io_executor executor)
    : door_(executor, tcp::endpoint{asio::ip::address_v4::loopback(), 0}), guests_(executor)
{
    guests_.spawn(accept());
}

webhook_door::~webhook_door() { guests_.cancel(); }

std::string webhook_door::url() const { return "http://127.0.0.1:" + std::to_string(door_.local_endpoint().port()); }

task<void> webhook_door::accept()
{
    while (true) {
        auto client = co_await door_.async_accept(asio::use_awaitable);
        guests_.spawn(serve(std::move(client)));
    }
}

task<void> webhook_door::serve(tcp::socket client)
{
    boost::beast::flat_buffer buffer;
    error_code failed;
    while (true) {
        http::request<http::string_body> request;
        co_await http::async_read(client, buffer, request, asio::redirect_error(asio::use_awaitable, failed));
        if (failed)
            co_return;
        channels::webhook_request call;
        call.method = std::string{request.method_string()};
        std::string const target{request.target()};
        auto const mark = std::min(target.find('?'), target.size());
        call.path = target.substr(0, mark);
        call.query = target.substr(std::min(mark + 1, target.size()));
        for (auto const& field : request) {
            std::string name{field.name_string()};
            for (auto& c : name)
                c = ascii_lower(c);
            call.headers.emplace_back(std::move(name), std::string{field.value()});
        }
        call.body = request.body();
        std::string body;
        std::string type = "text/plain";
        http::response<http::string_body> response{static_cast<http::status>(take(call, body, type)), 11};
        response.set(http::field::content_type, type);
        response.body() = body;
        response.prepare_payload();
        co_await http::async_write(client, response, asio::redirect_error(asio::use_awaitable, failed));
        if (failed)
            co_return;
    }
}

int webhook_door::take(channels::webhook_request const& call, std::string& body, std::string& type)
{
    auto const kind = call.path.ends_with("/replies") ? channels::webhook_kind::replies : channels::webhook_kind::receipts;
    auto const news = reader->read(kind, call);
    if (news.refusal_status) {
        refusals.push_back(*news.refusal_status);
        return *news.refusal_status;
    }
    receipts.insert(receipts.end(), news.receipts.begin(), news.receipts.end());
    replies.insert(replies.end(), news.replies.begin(), news.replies.end());
    body = news.answer;
    type = news.answer_type;
    return 200;
}

}  // namespace tocsin::integration
