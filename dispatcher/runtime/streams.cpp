// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/runtime/streams.hpp"

#include "dispatcher/runtime/as_values.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace tocsin::dispatcher {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using channels::byte_stream;
using channels::stream_failure;
using channels::streamed;
using opened = streamed<std::unique_ptr<byte_stream>>;

/// Cancellation unwinds; everything else is a value.
stream_failure line_failure(error_code error)
{
    if (error == asio::error::operation_aborted)
        throw boost::system::system_error{error};
    if (error == asio::error::eof || error == asio::ssl::error::stream_truncated)
        return stream_failure{"the peer closed the line"};
    return stream_failure{error.message()};
}

template <class Line>
class asio_stream : public byte_stream {
public:
    task<streamed<std::size_t>> read_some(std::span<std::uint8_t> into) override
    {
        auto const [error, got] = co_await line().async_read_some(asio::buffer(into.data(), into.size()), as_values);
        if (error)
            co_return line_failure(error);
        co_return got;
    }

    task<streamed<void>> write(std::span<std::uint8_t const> bytes) override
    {
        auto const [error, sent] = co_await asio::async_write(line(), asio::buffer(bytes.data(), bytes.size()), as_values);
        if (error)
            co_return line_failure(error);
        co_return streamed<void>{};
    }

private:
    virtual Line& line() = 0;
};

class plain_stream final : public asio_stream<tcp::socket> {
public:
    explicit plain_stream(tcp::socket line) : line_(std::move(line)) {}

private:
    tcp::socket& line() override { return line_; }

    tcp::socket line_;
};

using tls_line = asio::ssl::stream<tcp::socket>;

class tls_stream final : public asio_stream<tls_line> {
public:
    explicit tls_stream(tcp::socket line) : trust_(asio::ssl::context::tls_client), line_(std::move(line), trust_) {}

    /// Asks OpenSSL's verification, dates included, for `name`; says what is wrong with the setting, or nothing.
    error_code demand(std::string const& name, std::string const& ca_file)
    {
        error_code error;
        auto& native = *line_.native_handle();
        SSL_CTX_set_min_proto_version(trust_.native_handle(), TLS1_2_VERSION);
        SSL_set_min_proto_version(&native, TLS1_2_VERSION);
        if (ca_file.empty())
            trust_.set_default_verify_paths(error);
        else
            trust_.load_verify_file(ca_file, error);
        if (error)
            return error;
        line_.set_verify_mode(asio::ssl::verify_peer, error);
        if (!error)
            line_.set_verify_callback(asio::ssl::host_name_verification(name), error);
        error_code not_an_address;
        asio::ip::make_address(name, not_an_address);
        if (not_an_address)
            SSL_set_tlsext_host_name(&native, name.c_str());
        return error;
    }

    task<streamed<void>> shake_hands()
    {
        auto const [error] = co_await line_.async_handshake(asio::ssl::stream_base::client, as_values);
        if (!error)
            co_return streamed<void>{};
        auto const verdict = SSL_get_verify_result(line_.native_handle());
        if (error != asio::error::operation_aborted && verdict != X509_V_OK)
            co_return stream_failure{std::string{"TLS: "} + X509_verify_cert_error_string(verdict)};
        if (error == asio::error::operation_aborted)
            co_return line_failure(error);
        co_return stream_failure{"TLS: " + line_failure(error).why()};
    }

private:
    tls_line& line() override { return line_; }

    asio::ssl::context trust_;
    tls_line line_;
};

task<streamed<tcp::socket>> open_tcp(asio::any_io_executor executor, channels::endpoint const& where)
{
    tcp::resolver resolver{executor};
    auto const [unresolved, addresses] = co_await resolver.async_resolve(where.host, std::to_string(where.port), as_values);
    if (unresolved)
        co_return line_failure(unresolved);
    tcp::socket socket{executor};
    auto const [unreachable, reached] = co_await asio::async_connect(socket, addresses, as_values);
    if (unreachable)
        co_return line_failure(unreachable);
    error_code ignored;
    socket.set_option(tcp::no_delay{true}, ignored);
    co_return std::move(socket);
}

}  // namespace

task<opened> open_stream(asio::any_io_executor executor, channels::endpoint where)
{
    auto socket = co_await open_tcp(executor, where);
    if (!socket)
        co_return socket.error();
    if (!where.tls)
        co_return std::make_unique<plain_stream>(std::move(*socket));
    auto line = std::make_unique<tls_stream>(std::move(*socket));
    auto const& name = where.tls->server_name.empty() ? where.host : where.tls->server_name;
    if (auto const error = line->demand(name, where.tls->ca_file))
        co_return stream_failure{"TLS: " + error.message()};
    auto const shaken = co_await line->shake_hands();
    if (!shaken)
        co_return shaken.error();
    co_return std::move(line);
}

}  // namespace tocsin::dispatcher
