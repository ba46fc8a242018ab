// SPDX-License-Identifier: Apache-2.0
// Any bytes as an HTTP/1.1 request: the head through the parser, the target through ours, the body as an officer's
// order and as an answer. Nothing crashes, and what is accepted keeps its promises.
#include "dispatcher/api/answer_form.hpp"
#include "dispatcher/api/board/browser.hpp"
#include "dispatcher/api/forwarded.hpp"
#include "dispatcher/api/language.hpp"
#include "dispatcher/api/target.hpp"
#include "dispatcher/intake/staff.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

namespace api = tocsin::dispatcher::api;
using tocsin::dispatcher::forwarding;
namespace http = boost::beast::http;
using tocsin::dispatcher::order_context;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

order_context context()
{
    order_context given;
    given.now = tocsin::from_millis(1'795'000'000'000);
    given.clock.to_local = [](tocsin::wall_time instant) {
        return tocsin::local_time{std::chrono::floor<tocsin::minutes>(instant.time_since_epoch())};
    };
    given.clock.to_wall = [](tocsin::local_time civil) { return tocsin::wall_time{civil.time_since_epoch()}; };
    given.zone_problem = [](std::string const& zone) -> std::optional<std::string> {
        return zone == "04" ? std::nullopt : std::optional<std::string>{"is no zone"};
    };
    given.templates = {"default"};
    given.channels = {{"sms-main", tocsin::medium::sms}, {"mail", tocsin::medium::email}};
    given.media = {tocsin::medium::sms};
    given.french = false;
    return given;
}

void read_target(std::string_view text)
{
    auto const read = api::read_target(text);
    if (!read)
        return;
    for (auto const& segment : read->segments)
        require(api::is_utf8(segment) && segment.find('\0') == std::string::npos);
    for (auto const& [name, value] : read->query)
        require(api::is_utf8(name) && api::is_utf8(value));
    for (auto const* pattern : {"/v1/alerts/{id}", "/v1/volunteers/{external_id}/opt-out", "/healthz"})
        if (auto const captured = api::match_pattern(pattern, read->segments))
            for (auto const& each : *captured)
                require(!each.empty());
}

void read_order(std::string_view body)
{
    static auto const given = context();
    auto const read = tocsin::dispatcher::read_order(body, given);
    if (!read) {
        require(!read.error().empty());
        return;
    }
    auto const& request = read->request;
    require(!request.zone.empty() && request.need >= 1 && request.by > given.now && request.until > request.by);
    require(!request.media.empty() && !request.event.empty() && !request.at.empty());
}

/// The answer page's: whoever is on the Internet may send one. What is printed again says the same.
void read_form(std::string_view body)
{
    auto const form = api::read_form(body);
    require(!form.eta || (form.eta->time_since_epoch().count() > 0 && form.eta->time_since_epoch() < std::chrono::years{1031}));
    for (char const c : form.once)
        require(static_cast<unsigned char>(c) >= 0x20);
    auto const wish = std::string{tocsin::rules::to_string(form.wish)};
    require(wish.empty() || api::read_form("answer=" + wish).wish == form.wish);
}

/// The board's: what is found is a piece of what was sent, and no part of another cookie.
void read_cookie(std::string_view field)
{
    auto const value = api::board::cookie_in(field, "tocsin_board");
    require(value.find(';') == std::string_view::npos);
    require(value.empty() || field.find("tocsin_board=" + std::string{value}) != std::string_view::npos);
    api::board::is_own_form("", field, field.substr(field.size() / 2), "https://tocsin.example.org");
}

/// Whoever is behind a proxy: an address, and never the proxy's word for one; the end decides.
void read_forwarded(std::string_view value)
{
    for (auto const* const name : {"forwarded", "x-forwarded-for"}) {
        forwarding const by{name, {"127.0.0.1"}};
        auto const caller = api::caller_of("127.0.0.1", {{name, std::string{value}}}, by);
        require(api::caller_of(caller, {}, by) == caller && !api::neighbourhood(caller).empty());
        auto const last = std::string{name} == "forwarded" ? "for=192.0.2.7" : "192.0.2.7";
        auto const behind = api::caller_of("127.0.0.1", {{name, std::string{value} + ',' + last}}, by);
        require(behind == "192.0.2.7" || behind == "127.0.0.1");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    http::request_parser<http::string_body> parser;
    parser.header_limit(16 * 1024);
    parser.body_limit(1024 * 1024);
    parser.eager(true);
    boost::system::error_code error;
    parser.put(boost::asio::buffer(data, size), error);
    if (parser.is_header_done()) {
        read_target(parser.get().target());
        read_cookie(parser.get()[http::field::cookie]);
        api::choose_language(parser.get()[http::field::accept_language], "fr");
        read_order(parser.get().body());
        read_form(parser.get().body());
    }
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    read_target(text);
    read_order(text);
    read_form(text);
    read_cookie(text);
    read_forwarded(text);
    return 0;
}
