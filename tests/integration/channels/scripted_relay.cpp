// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/channels/scripted_relay.hpp"

#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <istream>

namespace tocsin::integration {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// The local part of the recipient is what happens to it.
std::string answer_to_recipient(std::string const& line)
{
    if (line.find("<unknown") != std::string::npos)
        return "550 5.1.1 <unknown@example.org>: Recipient address rejected: User unknown";
    if (line.find("<greylisted") != std::string::npos)
        return "450 4.7.1 Greylisted, come back later";
    if (line.find("<hurried") != std::string::npos)
        return "450 4.7.1 Rate limit reached, slow down";
    if (line.find("<full") != std::string::npos)
        return "452 4.2.2 Mailbox over quota";
    return "250 2.1.5 Ok";
}

}  // namespace

scripted_relay::scripted_relay(asio::any_io_executor executor)
    : door_(executor, tcp::endpoint{asio::ip::address_v4::loopback(), 0}), sessions_(executor)
{
    sessions_.spawn(accept());
}

std::string scripted_relay::url() const { return "smtp://127.0.0.1:" + std::to_string(door_.local_endpoint().port()); }

task<void> scripted_relay::accept()
{
    while (true) {
        auto client = co_await door_.async_accept(asio::use_awaitable);
        ++connections;
        sessions_.spawn(serve(std::move(client)));
    }
}

task<void> scripted_relay::serve(tcp::socket client)
{
    asio::streambuf buffer;
    std::istream in{&buffer};
    std::string to;
    std::string mail;
    bool in_mail = false;
    std::string answer = greeting + "\r\n";
    error_code failed;
    while (true) {
        if (!answer.empty())
            co_await asio::async_write(client, asio::buffer(answer), asio::redirect_error(asio::use_awaitable, failed));
        if (!failed)
            co_await asio::async_read_until(client, buffer, '\n', asio::redirect_error(asio::use_awaitable, failed));
        if (failed)
            co_return;
        std::string line;
        std::getline(in, line);
        answer.clear();
        if (in_mail && line != ".\r") {
            mail += line + '\n';
        } else if (in_mail) {
            in_mail = false;
            if (to.find("<dropped") != std::string::npos)
                co_return;
            answer = to.find("<spam") != std::string::npos ? "554 5.7.1 Content refused\r\n" : "250 2.0.0 Ok\r\n";
            if (answer.starts_with("250"))
                mails.push_back(mail);
            mail.clear();
        } else if (line.starts_with("EHLO")) {
            answer = "250-relay.example.org\r\n250 ENHANCEDSTATUSCODES\r\n";
        } else if (line.starts_with("MAIL")) {
            answer = answer_to_sender + "\r\n";
        } else if (line.starts_with("RCPT")) {
            to = line;
            if (to.find("<cut") != std::string::npos)
                co_return;
            answer = answer_to_recipient(line) + "\r\n";
        } else if (line.starts_with("DATA")) {
            in_mail = true;
            answer = "354 Go on\r\n";
        } else if (line.starts_with("QUIT")) {
            answer = answers_quit ? "221 2.0.0 Bye\r\n" : "";
        } else {
            answer = "250 2.0.0 Ok\r\n";
        }
    }
}

}  // namespace tocsin::integration
