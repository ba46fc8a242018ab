// SPDX-License-Identifier: Apache-2.0
// A line to a peer that speaks a protocol of our own: bytes in order, over TCP or TLS. Handed out by runtime::connect.
#pragma once

#include "rules/words/time.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

namespace tocsin {

template <class T>
using task = boost::asio::awaitable<T>;

}  // namespace tocsin

namespace tocsin::channels {

/// Why there is no line, or no longer one; in words for people, never with a secret.
class stream_failure {
public:
    stream_failure() = default;
    explicit stream_failure(std::string why) : why_(std::move(why)) {}
    std::string const& why() const { return why_; }

private:
    std::string why_;
};

[[noreturn]] inline void throw_exception_from_error(stream_failure const& failure, boost::source_location const&)
{
    throw std::runtime_error{failure.why()};
}

template <class T>
using streamed = boost::system::result<T, stream_failure>;

/// TLS 1.2 or later; the peer's certificate must be valid today, for `server_name`, and signed by a known authority.
struct tls_trust {
    tls_trust() = default;
    tls_trust(std::string server_name, std::string ca_file)
        : server_name(std::move(server_name)), ca_file(std::move(ca_file))
    {
    }

    std::string server_name;  ///< whom the certificate must name; empty: the endpoint's host
    std::string ca_file;  ///< PEM; empty: the system's authorities
};

struct endpoint {
    endpoint() = default;
    endpoint(std::string host, std::uint16_t port, std::optional<tls_trust> tls = std::nullopt)
        : host(std::move(host)), port(port), tls(std::move(tls))
    {
    }

    std::string host;  ///< a name or an address
    std::uint16_t port = 0;
    std::optional<tls_trust> tls;  ///< none: plain TCP
};

/// One reader and one writer may wait at the same time. Destroying it ends the line; so does cancelling a wait, in
/// effect: what was read or written by then nobody can say.
class byte_stream {
public:
    virtual ~byte_stream() = default;

    /// Waits for bytes and gives how many it put into `into`, at least one. Fails when the peer closed or the line broke.
    virtual task<streamed<std::size_t>> read_some(std::span<std::uint8_t> into) = 0;
    /// Returns when the system has taken all of `bytes`, which must live until then. Fails when the line broke: any
    /// part of them may have left.
    virtual task<streamed<void>> write(std::span<std::uint8_t const> bytes) = 0;
};

}  // namespace tocsin::channels
