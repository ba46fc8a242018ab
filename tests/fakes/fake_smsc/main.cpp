// SPDX-License-Identifier: Apache-2.0
// An operator's message centre (SMPP 3.4) as a program of its own. It writes down what it took before it answers: this
// log is the witness. The last two digits of a number choose its fate (README.md). Loopback only.
#include "tests/fakes/fake_smsc/centre.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>

#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using tls_stream = asio::ssl::stream<tcp::socket>;

/// Carries a session's bytes. Lives as long as something is being read or written.
template <class Stream>
class link : public std::enable_shared_from_this<link<Stream>> {
public:
    link(smsc::centre& at, Stream stream, int number)
        : at_(at), stream_(std::move(stream)),
          session_(std::make_shared<smsc::session>(at, number, [this] { flush(); })), buffer_(256 * 1024)
    {
        ++at_.log.seen.sessions;
        at_.log.happened(number, "connected");
        at_.log.flush();
    }

    void start()
    {
        if constexpr (std::is_same_v<Stream, tls_stream>)
            stream_.async_handshake(asio::ssl::stream_base::server, [self = this->shared_from_this()](error_code failed) {
                if (failed)
                    self->end("tls-failed");
                else
                    self->read();
            });
        else
            read();
    }

private:
    void read()
    {
        auto const room = asio::buffer(buffer_.data() + held_, buffer_.size() - held_);
        stream_.async_read_some(room, [self = this->shared_from_this()](error_code failed, std::size_t count) {
            if (failed) {
                self->end("closed");
                return;
            }
            self->arrived(count);
        });
    }

    void arrived(std::size_t count)
    {
        held_ += count;
        auto const used = session_->take({buffer_.data(), held_});
        at_.log.flush();
        held_ -= used;
        std::memmove(buffer_.data(), buffer_.data() + used, held_);
        at_.hand_out(session_->system_id());
        flush();
        if (session_->state == smsc::session::line::open)
            read_unless_full();
    }

    /// A client that does not read is not read from.
    void read_unless_full()
    {
        waits_ = session_->out.size() > 4 * 1024 * 1024;
        if (!waits_)
            read();
    }

    void flush()
    {
        if (writing_ || ended_)
            return;
        if (session_->out.empty()) {
            if (session_->state == smsc::session::line::closing)
                end("hung-up");
            return;
        }
        std::swap(on_the_way_, session_->out);
        session_->out.clear();
        writing_ = true;
        asio::async_write(
            stream_,
            asio::buffer(on_the_way_),
            [self = this->shared_from_this()](error_code failed, std::size_t) {
                self->writing_ = false;
                if (failed) {
                    self->end("closed");
                    return;
                }
                self->flush();
                if (self->waits_)
                    self->read_unless_full();
            }
        );
    }

    void end(char const* how)
    {
        if (ended_)
            return;
        ended_ = true;
        at_.log.happened(session_->number(), how);
        at_.log.flush();
        session_->gone();
        at_.hand_out(session_->system_id());
        error_code ignored;
        stream_.lowest_layer().shutdown(tcp::socket::shutdown_both, ignored);
        stream_.lowest_layer().close(ignored);
    }

    smsc::centre& at_;
    Stream stream_;
    std::shared_ptr<smsc::session> session_;
    std::vector<char> buffer_;  ///< more than the longest PDU
    std::size_t held_ = 0;
    std::string on_the_way_;
    bool writing_ = false;
    bool waits_ = false;
    bool ended_ = false;
};

class door {
public:
    door(asio::io_context& loop, smsc::centre& at)
        : loop_(loop), at_(at), acceptor_(loop, tcp::endpoint{asio::ip::address_v4::loopback(), at.how.port})
    {
        if (!at.how.certificate.empty()) {
            tls_.emplace(asio::ssl::context::tls_server);
            tls_->use_certificate_chain_file(at.how.certificate);
            tls_->use_private_key_file(at.how.key, asio::ssl::context::pem);
        }
        open();
    }

    int port() const { return acceptor_.local_endpoint().port(); }

private:
    void open()
    {
        acceptor_.async_accept([this](error_code failed, tcp::socket client) {
            if (failed)
                return;
            client.set_option(tcp::no_delay{true}, failed);
            if (tls_)
                std::make_shared<link<tls_stream>>(at_, tls_stream{std::move(client), *tls_}, ++sessions_)->start();
            else
                std::make_shared<link<tcp::socket>>(at_, std::move(client), ++sessions_)->start();
            open();
        });
    }

    asio::io_context& loop_;
    smsc::centre& at_;
    tcp::acceptor acceptor_;
    std::optional<asio::ssl::context> tls_;
    int sessions_ = 0;
};

/// SIGUSR1 prints the counts, and so does the end.
void print_when_asked(asio::signal_set& asked, smsc::centre const& at)
{
    asked.async_wait([&](error_code failed, int) {
        if (failed)
            return;
        std::printf("%s\n", at.log.summary().c_str());
        std::fflush(stdout);
        print_when_asked(asked, at);
    });
}

}  // namespace

int main(int count, char** words)
{
    auto how = smsc::read_settings(count, words);
    asio::io_context loop{1};
    asio::signal_set stop{loop, SIGINT, SIGTERM};
    stop.async_wait([&loop](error_code, int) { loop.stop(); });
    smsc::centre at{loop, std::move(how)};
    asio::signal_set asked{loop, SIGUSR1};
    print_when_asked(asked, at);
    door front{loop, at};
    std::printf("port %d\n", front.port());
    std::fflush(stdout);
    loop.run();
    at.log.flush();
    std::printf("%s\n", at.log.summary().c_str());
    return 0;
}
