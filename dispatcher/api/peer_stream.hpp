// SPDX-License-Identifier: Apache-2.0
// A connection, with or without TLS, to whoever speaks HTTP over it (Beast's AsyncStream).
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <memory>
#include <utility>

namespace tocsin::dispatcher::api {

class peer_stream {
public:
    using plain_stream = boost::asio::generic::stream_protocol::socket;
    using secure_stream = boost::asio::ssl::stream<plain_stream>;
    using executor_type = plain_stream::executor_type;

    explicit peer_stream(plain_stream socket) : plain_(std::move(socket)) {}
    /// After its handshake.
    explicit peer_stream(std::unique_ptr<secure_stream> line)
        : plain_(line->get_executor()), secure_(std::move(line))
    {}

    executor_type get_executor() { return plain_.get_executor(); }
    plain_stream& lowest() { return secure_ ? secure_->next_layer() : plain_; }
    /// Null without TLS.
    secure_stream* secure() { return secure_.get(); }

    bool is_open() { return lowest().is_open(); }
    void close(boost::system::error_code& error) { lowest().close(error); }

    template <class Buffers, class Token>
    auto async_read_some(Buffers const& buffers, Token&& token)
    {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(reading{this}, token, buffers);
    }

    template <class Buffers, class Token>
    auto async_write_some(Buffers const& buffers, Token&& token)
    {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(writing{this}, token, buffers);
    }

private:
    struct reading {
        peer_stream* of;

        template <class Handler, class Buffers>
        void operator()(Handler&& handler, Buffers const& buffers) const
        {
            if (of->secure_)
                of->secure_->async_read_some(buffers, std::forward<Handler>(handler));
            else
                of->plain_.async_read_some(buffers, std::forward<Handler>(handler));
        }
    };

    struct writing {
        peer_stream* of;

        template <class Handler, class Buffers>
        void operator()(Handler&& handler, Buffers const& buffers) const
        {
            if (of->secure_)
                of->secure_->async_write_some(buffers, std::forward<Handler>(handler));
            else
                of->plain_.async_write_some(buffers, std::forward<Handler>(handler));
        }
    };

    plain_stream plain_;
    std::unique_ptr<secure_stream> secure_;
};

}  // namespace tocsin::dispatcher::api
