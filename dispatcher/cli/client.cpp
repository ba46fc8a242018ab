// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/client.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include <cerrno>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace tocsin::cli {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

/// A blocking byte stream (Beast's SyncReadStream and SyncWriteStream) that gives up when the other end is silent.
class unix_stream {
public:
    explicit unix_stream(std::chrono::seconds patience) : patience_(patience) {}
    unix_stream(unix_stream const&) = delete;
    unix_stream& operator=(unix_stream const&) = delete;

    ~unix_stream()
    {
        if (descriptor_ >= 0)
            ::close(descriptor_);
    }

    error_code connect(std::string const& path)
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (path.size() >= sizeof address.sun_path)
            return asio::error::name_too_long;
        path.copy(address.sun_path, path.size());
        descriptor_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (descriptor_ < 0 || ::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            return {errno, boost::system::system_category()};
        return {};
    }

    template <class Buffers>
    std::size_t read_some(Buffers const& buffers, error_code& error)
    {
        asio::mutable_buffer const first = *asio::buffer_sequence_begin(buffers);
        return finish(POLLIN, error, [&] { return ::recv(descriptor_, first.data(), first.size(), 0); });
    }

    template <class Buffers>
    std::size_t read_some(Buffers const& buffers)  // the stream concepts want the throwing forms too
    {
        error_code error;
        auto const count = read_some(buffers, error);
        if (error)
            throw boost::system::system_error{error};
        return count;
    }

    template <class Buffers>
    std::size_t write_some(Buffers const& buffers)
    {
        error_code error;
        auto const count = write_some(buffers, error);
        if (error)
            throw boost::system::system_error{error};
        return count;
    }

    template <class Buffers>
    std::size_t write_some(Buffers const& buffers, error_code& error)
    {
        for (auto at = asio::buffer_sequence_begin(buffers); at != asio::buffer_sequence_end(buffers); ++at) {
            asio::const_buffer const piece = *at;
            if (piece.size() > 0)
                return finish(POLLOUT, error, [&] {
                    return ::send(descriptor_, piece.data(), piece.size(), MSG_NOSIGNAL);
                });
        }
        error = {};
        return 0;
    }

private:
    template <class Operation>
    std::size_t finish(short events, error_code& error, Operation const& operation)
    {
        for (;;) {
            pollfd waiting{descriptor_, events, 0};
            auto const limit = std::chrono::milliseconds{patience_}.count();
            int const ready = ::poll(&waiting, 1, static_cast<int>(limit));
            if (ready == 0) {
                error = asio::error::timed_out;
                return 0;
            }
            auto const count = ready < 0 ? -1 : operation();
            if (count < 0 && errno == EINTR)
                continue;
            if (count < 0)
                error = {errno, boost::system::system_category()};
            else if (count == 0 && events == POLLIN)
                error = asio::error::eof;
            else
                error = {};
            return count > 0 ? static_cast<std::size_t>(count) : 0;
        }
    }

    std::chrono::seconds patience_;
    int descriptor_ = -1;
};

link_error explain_link(error_code error)
{
    namespace errc = boost::system::errc;
    if (error == asio::error::timed_out)
        return link_error{link_failure::silent};
    if (error == errc::permission_denied)
        return link_error{link_failure::forbidden};
    if (error == errc::no_such_file_or_directory || error == errc::connection_refused || error == errc::not_a_socket ||
        error == asio::error::name_too_long)
        return link_error{link_failure::absent};
    return link_error{link_failure::broken};
}

template <class Body>
void fill_head(http::request<Body>& message, request const& what)
{
    message.version(11);
    message.method_string(what.method);
    message.target(what.target);
    message.set(http::field::host, "tocsin");
    message.set(http::field::user_agent, "tocsin");
    message.set(http::field::connection, "close");
    if (!what.content_type.empty())
        message.set(http::field::content_type, what.content_type);
    for (auto const& [name, value] : what.headers)
        message.set(name, value);
}

class unix_client final : public client {
public:
    unix_client(std::string path, std::chrono::seconds patience) : path_(std::move(path)), patience_(patience) {}

    reached<answer> send(request const& what) override
    {
        unix_stream stream{patience_};
        if (auto const error = send_whole(stream, what))
            return explain_link(error);
        return receive(stream, nullptr);
    }

    reached<answer> upload(request const& what, std::function<std::optional<std::string>()> const& next) override
    {
        unix_stream stream{patience_};
        error_code error = stream.connect(path_);
        if (error)
            return explain_link(error);
        http::request<http::empty_body> head;
        fill_head(head, what);
        head.chunked(true);
        http::request_serializer<http::empty_body> serializer{head};
        http::write_header(stream, serializer, error);
        while (!error) {
            auto const piece = next();
            if (!piece) {
                asio::write(stream, http::make_chunk_last(), error);
                break;
            }
            if (!piece->empty())
                asio::write(stream, http::make_chunk(asio::buffer(*piece)), error);
        }
        // A daemon that has seen enough answers and closes before everything was sent: its answer is what counts.
        auto received = receive(stream, nullptr);
        return received || !error ? std::move(received) : explain_link(error);
    }

    reached<answer> download(request const& what, std::function<void(std::string_view)> const& take) override
    {
        unix_stream stream{patience_};
        if (auto const error = send_whole(stream, what))
            return explain_link(error);
        return receive(stream, &take);
    }

private:
    error_code send_whole(unix_stream& stream, request const& what) const
    {
        if (auto const error = stream.connect(path_))
            return error;
        http::request<http::string_body> message;
        fill_head(message, what);
        message.body() = what.body;
        message.prepare_payload();
        error_code error;
        http::write(stream, message, error);
        return error;
    }

    static reached<answer> receive(unix_stream& stream, std::function<void(std::string_view)> const* take)
    {
        error_code error;
        boost::beast::flat_buffer buffer;
        http::response_parser<http::buffer_body> parser;
        parser.body_limit(boost::none);
        http::read_header(stream, buffer, parser, error);
        if (error)
            return explain_link(error);
        auto const& head = parser.get();
        answer received;
        received.status = static_cast<int>(head.result_int());
        received.content_type = std::string{head[http::field::content_type]};
        received.time_zone = std::string{head["Tocsin-Time-Zone"]};
        std::vector<char> piece(64 * 1024);
        while (!parser.is_done()) {
            auto& body = parser.get().body();
            body.data = piece.data();
            body.size = piece.size();
            http::read(stream, buffer, parser, error);
            std::string_view const arrived{piece.data(), piece.size() - body.size};
            if (take != nullptr && received.is_good())
                (*take)(arrived);
            else
                received.body += arrived;
            if (error && error != http::error::need_buffer)
                return explain_link(error);
        }
        return received;
    }

    std::string path_;
    std::chrono::seconds patience_;
};

}  // namespace

std::unique_ptr<client> connect_over(std::string socket_path, std::chrono::seconds patience)
{
    return std::make_unique<unix_client>(std::move(socket_path), patience);
}

std::string percent_encoded(std::string_view text)
{
    std::string encoded;
    for (char const c : text) {
        bool const unreserved = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                                c == '-' || c == '.' || c == '_' || c == '~';
        if (unreserved)
            encoded += c;
        else
            encoded += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
    return encoded;
}

}  // namespace tocsin::cli
