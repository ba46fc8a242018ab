// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/connection.hpp"

#include "dispatcher/runtime/as_values.hpp"
#include "rules/words/spelling.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <algorithm>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <tuple>

namespace tocsin::dispatcher::api {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::size_t piece_sent_at_once = 64 * 1024;
constexpr std::size_t most_lingering = 4 * 1024 * 1024;

/// What an I/O operation gave before the instant; nothing when the instant came first, and the operation is cancelled.
task<std::optional<std::tuple<error_code, std::size_t>>>
within(channels::runtime& world, mono_time deadline, task<std::tuple<error_code, std::size_t>> operation)
{
    using namespace asio::experimental::awaitable_operators;
    auto const first = co_await (std::move(operation) || world.sleep_until(deadline));
    if (first.index() == 1)
        co_return std::nullopt;
    co_return std::get<0>(first);
}

/// "192.0.2.7", "2001:db8::7"; an IPv4 address in an IPv6 socket is itself. Empty for any other kind of socket.
std::string address_of(peer_stream::plain_stream& socket)
{
    error_code error;
    auto const peer = socket.remote_endpoint(error);
    if (error)
        return {};
    auto const* const raw = peer.data();
    if (raw->sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, raw, sizeof v4);
        return asio::ip::make_address_v4(ntohl(v4.sin_addr.s_addr)).to_string();
    }
    if (raw->sa_family != AF_INET6)
        return {};
    sockaddr_in6 v6{};
    std::memcpy(&v6, raw, sizeof v6);
    asio::ip::address_v6::bytes_type bytes{};
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
    auto const address = asio::ip::make_address_v6(bytes);
    return address.is_v4_mapped() ? asio::ip::make_address_v4(asio::ip::v4_mapped, address).to_string() : address.to_string();
}

bool went_well(std::optional<std::tuple<error_code, std::size_t>> const& came) { return came && !std::get<0>(*came); }

}  // namespace

conversation::conversation(
    channels::runtime& world,
    desk& behind,
    server_limits const& limits,
    bool const& stopping,
    peer_stream stream,
    std::optional<principal> peer,
    std::vector<std::string> certificate_names
)
    : world_(world)
    , desk_(behind)
    , limits_(limits)
    , stopping_(stopping)
    , stream_(std::move(stream))
    , peer_(std::move(peer))
    , certificate_names_(std::move(certificate_names))
    , from_(address_of(stream_.lowest()))
    , writing_(limits.writing)
{}

task<void> conversation::run()
{
    // One wait a statement: g++ 12.2 at -O2 traps in a coroutine that awaits on both sides of `||` in a loop's
    // condition.
    bool more = true;
    while (more && !stopping_ && stream_.is_open()) {
        idle_ = true;
        more = co_await first_bytes();
        idle_ = false;
        if (more)
            more = co_await read_head();
        if (more)
            more = co_await one_exchange();
        answered_ = true;
    }
    idle_ = false;
    co_await linger();
}

void conversation::close_if_idle()
{
    if (!idle_)
        return;
    error_code ignored;
    stream_.close(ignored);
}

bool conversation::close_if_kept()
{
    if (!idle_ || !answered_ || !stream_.is_open())
        return false;
    close_if_idle();
    return true;
}

task<bool> conversation::first_bytes()
{
    if (buffer_.size() > 0)
        co_return true;
    auto const room = buffer_.prepare(4096);
    auto const came = co_await within(world_, world_.mono() + limits_.idle, stream_.async_read_some(room, as_values));
    if (!went_well(came))
        co_return false;
    buffer_.commit(std::get<1>(*came));
    co_return true;
}

task<bool> conversation::read_head()
{
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(limits_.header));
    parser_->body_limit(boost::none);  // each route has its own
    auto const came = co_await within(
        world_, world_.mono() + limits_.head, http::async_read_header(stream_, buffer_, *parser_, as_values)
    );
    if (went_well(came))
        co_return true;
    head_only_ = false;
    if (!came)
        co_return co_await decline(408);
    auto const error = std::get<0>(*came);
    if (error == http::error::header_limit)
        co_return co_await decline(431);
    bool const is_http_error = error.category() == make_error_code(http::error::bad_target).category();
    if (is_http_error && error != http::error::end_of_stream && error != http::error::partial_message)
        co_return co_await decline(400);
    co_return false;
}

/// For requests that never reach the desk. The connection ends: where the next request begins is not known.
task<bool> conversation::decline(int status)
{
    std::string_view accepted;
    if (parser_->is_header_done())
        accepted = parser_->get()[http::field::accept_language];
    auto no = desk_.excuse(status, accepted);
    co_await send(std::move(no), false);
    co_return false;
}

request conversation::request_from_head(api::target where) const
{
    auto const& head = parser_->get();
    request asked;
    asked.method = std::string{head.method_string()};
    asked.target = std::move(where);
    for (auto const& field : head) {
        std::string name{field.name_string()};
        std::transform(name.begin(), name.end(), name.begin(), ascii_lower);
        asked.headers.emplace_back(std::move(name), std::string{field.value()});
    }
    asked.from = from_;
    asked.peer = peer_;
    asked.certificate_names = certificate_names_;
    return asked;
}

/// Reads what the head promises, has it answered. False: the connection is over.
task<bool> conversation::one_exchange()
{
    head_only_ = parser_->get().method() == http::verb::head;
    auto where = read_target(parser_->get().target());
    if (!where)
        co_return co_await decline(400);
    auto asked = request_from_head(std::move(*where));
    auto admission = desk_.admit(asked);
    if (admission.refusal) {
        // Keeping the connection would mean reading a body that nobody wants.
        bool const keep = parser_->is_done() && parser_->keep_alive();
        co_return co_await send(std::move(*admission.refusal), keep);
    }
    body_taken_ = 0;
    body_limit_ = body_limit(admission.body);
    bool const whole = co_await take_body(asked, admission.body);
    if (!whole)
        co_return false;
    auto told = co_await desk_.serve(asked);
    bool const keep = parser_->is_done() && parser_->keep_alive() && !stopping_;
    co_return co_await send(std::move(told), keep);
}

/// The whole body into the request, or the source of it; false: declined.
task<bool> conversation::take_body(request& asked, body_kind kind)
{
    auto const promised = parser_->content_length();
    if (promised && *promised > body_limit_)
        co_return co_await decline(413);
    bool const waits = !parser_->is_done() && equal_ignoring_case(asked.header("expect"), "100-continue");
    if (waits) {
        bool const invited = co_await send_bytes("HTTP/1.1 100 Continue\r\n\r\n");
        if (!invited)
            co_return false;
    }
    if (kind == body_kind::streamed) {
        asked.stream = this;
        co_return true;
    }
    auto const deadline = world_.mono() + limits_.piece;
    while (!parser_->is_done()) {
        auto const piece = co_await piece_before(deadline);
        if (!piece && piece.error() == body_failure::broken)
            co_return false;
        if (!piece)
            co_return co_await decline(piece.error() == body_failure::too_slow ? 408 : 413);
        asked.body += *piece;
    }
    co_return true;
}

task<boost::system::result<std::string, body_failure>> conversation::next()
{
    return piece_before(world_.mono() + limits_.piece);
}

task<boost::system::result<std::string, body_failure>> conversation::piece_before(mono_time deadline)
{
    std::string piece;
    while (!parser_->is_done() && piece.empty()) {
        piece.resize(piece_sent_at_once);
        auto& body = parser_->get().body();
        body.data = piece.data();
        body.size = piece.size();
        auto const came =
            co_await within(world_, deadline, http::async_read_some(stream_, buffer_, *parser_, as_values));
        if (!came)
            co_return body_failure::too_slow;
        auto const error = std::get<0>(*came);
        if (error && error != http::error::need_buffer)
            co_return body_failure::broken;
        piece.resize(piece.size() - parser_->get().body().size);
        body_taken_ += piece.size();
        if (body_taken_ > body_limit_)
            co_return body_failure::too_large;
    }
    co_return piece;
}

task<bool> conversation::send(answer told, bool keep)
{
    bool const is_new = !parser_ || parser_->get().version() >= 11;
    bool const chunked = told.rest != nullptr && is_new;
    http::response<http::empty_body> head{static_cast<http::status>(told.status), is_new ? 11U : 10U};
    keep =
        keep && (told.rest == nullptr || chunked);  // without chunks the end of the connection is the end of the body
    head.keep_alive(keep);
    if (!told.type.empty())
        head.set(http::field::content_type, told.type);
    head.set(http::field::cache_control, "no-store");
    head.set("X-Content-Type-Options", "nosniff");
    head.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    head.set("Referrer-Policy", "no-referrer");
    for (auto const& [name, value] : told.headers)
        head.set(name, value);
    if (chunked)
        head.chunked(true);
    else if (told.rest == nullptr)
        head.content_length(told.body.size());
    http::response_serializer<http::empty_body> serializer{head};
    if (told.live)
        keep_up();
    auto const deadline = world_.mono() + limits_.writing;
    auto const came = co_await within(world_, deadline, http::async_write_header(stream_, serializer, as_values));
    if (!went_well(came))
        co_return false;
    if (head_only_)
        co_return keep;
    if (!told.body.empty()) {
        bool const sent = co_await send_piece(told.body, chunked);
        if (!sent)
            co_return false;
    }
    if (told.rest != nullptr) {
        bool const finished = co_await send_rest(*told.rest, chunked);
        if (!finished)
            co_return false;
    }
    co_return keep;
}

/// The kernel would hold megabytes for somebody who does not read, and take a quarter of an hour to notice that nobody is
/// there. TCP_USER_TIMEOUT (tcp(7)) also ends a line whose peer has taken nothing for so long, though it answers.
void conversation::keep_up()
{
    constexpr int most_held = 64 * 1024;
    writing_ = limits_.live_writing;
    error_code ignored;
    stream_.lowest().set_option(asio::socket_base::send_buffer_size{most_held}, ignored);
    auto const patience = static_cast<unsigned>(milliseconds{limits_.live_writing}.count());
    ::setsockopt(stream_.lowest().native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &patience, sizeof patience);
}

task<bool> conversation::send_rest(answer_stream& rest, bool chunked)
{
    for (;;) {
        auto const piece = co_await rest.next();
        if (!piece) {
            error_code ignored;
            stream_.close(ignored);  // without its end the peer knows that it is not whole
            co_return false;
        }
        if (piece->empty())
            break;
        bool const sent = co_await send_piece(*piece, chunked);
        if (!sent)
            co_return false;
    }
    if (!chunked)
        co_return true;
    co_return co_await send_bytes("0\r\n\r\n");
}

task<bool> conversation::send_piece(std::string_view bytes, bool chunked)
{
    if (!chunked)
        co_return co_await send_bytes(bytes);
    auto const chunk = http::make_chunk(asio::buffer(bytes.data(), bytes.size()));
    auto const deadline = world_.mono() + writing_;
    co_return went_well(co_await within(world_, deadline, asio::async_write(stream_, chunk, as_values)));
}

task<bool> conversation::send_bytes(std::string_view bytes)
{
    auto const room = asio::buffer(bytes.data(), bytes.size());
    auto const deadline = world_.mono() + limits_.writing;
    co_return went_well(co_await within(world_, deadline, asio::async_write(stream_, room, as_values)));
}

/// Nothing more is written; false: there is nobody to write to.
task<bool> conversation::say_goodbye(mono_time deadline)
{
    if (auto* const line = stream_.secure()) {
        // Until the peer agrees or has had its time; what it still sends is of no interest to TLS.
        using namespace asio::experimental::awaitable_operators;
        co_await (line->async_shutdown(as_values) || world_.sleep_until(deadline));
    }
    error_code error;
    stream_.lowest().shutdown(asio::socket_base::shutdown_send, error);
    co_return !error;
}

/// Closing while the peer still sends would reset the connection, and the answer might never be read: RFC 9112 section
/// 9.6 asks to stop writing first, and to go on reading for a while.
task<void> conversation::linger()
{
    auto const deadline = world_.mono() + seconds{2};
    bool const parting = co_await say_goodbye(deadline);
    if (!parting)
        co_return;
    error_code error;
    std::string discarded(piece_sent_at_once, '\0');
    for (std::size_t total = 0; total < most_lingering;) {
        auto const came =
            co_await within(world_, deadline, stream_.lowest().async_read_some(asio::buffer(discarded), as_values));
        if (!went_well(came))
            break;
        total += std::get<1>(*came);
    }
    stream_.close(error);
}

}  // namespace tocsin::dispatcher::api
