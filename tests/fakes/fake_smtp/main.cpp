// SPDX-License-Identifier: Apache-2.0
// A mail relay as a program of its own, with people behind it. It writes down what it was given before it answers: this log
// is the witness. The recipient's name chooses the fate (../README.md). One thread a connection; loopback only.
#include "tests/fakes/fake_smtp/certificate.hpp"
#include "tests/fakes/fake_smtp/session.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/socket.h>

#include <cstdio>
#include <cstdlib>
#include <thread>

namespace {

using tocsin::fakes::options;
using std::chrono::milliseconds;

constexpr char how_to_call[] =
    "usage: fake_smtp --log FILE [--port N] [--maildir DIR] [--tls none|starttls|implicit]\n"
    "                 [--certificate good|expired|other-name] [--ca-file FILE] [--user NAME --password WORD] [--auth \"PLAIN LOGIN\"]\n"
    "                 [--answer-ms N] [--late-ms N] [--reply-ms N]\n";

[[noreturn]] void usage(std::string const& why)
{
    std::fprintf(stderr, "%s\n%s", why.c_str(), how_to_call);
    std::exit(2);
}

options read_options(int count, char** words)
{
    options read;
    for (int i = 1; i < count; i += 2) {
        std::string const name = words[i];
        if (name == "--help") {
            std::fputs(how_to_call, stdout);
            std::exit(0);
        }
        if (i + 1 >= count)
            usage(name + " lacks its value");
        std::string const value = words[i + 1];
        auto const ms = [&value] { return milliseconds{std::atoi(value.c_str())}; };
        if (name == "--log")
            read.log = value;
        else if (name == "--port")
            read.port = static_cast<unsigned short>(std::atoi(value.c_str()));
        else if (name == "--maildir")
            read.maildir = value;
        else if (name == "--tls")
            read.tls = value;
        else if (name == "--certificate")
            read.certificate = value;
        else if (name == "--ca-file")
            read.ca_file = value;
        else if (name == "--user")
            read.user = value;
        else if (name == "--password")
            read.password = value;
        else if (name == "--auth")
            read.mechanisms = value;
        else if (name == "--answer-ms")
            read.answer = ms();
        else if (name == "--late-ms")
            read.late = ms();
        else if (name == "--reply-ms")
            read.reply_delay = ms();
        else
            usage("there is no option " + name);
    }
    if (read.log.empty())
        usage("--log is missing");
    return read;
}

int open_door(unsigned short port)
{
    int const door = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int const on = 1;
    ::setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(door, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(door, 128) != 0)
        usage("cannot listen on that port");
    ::getsockname(door, reinterpret_cast<sockaddr*>(&address), &size);
    std::printf("port %d\n", ntohs(address.sin_port));
    std::fflush(stdout);
    return door;
}

}  // namespace

int main(int count, char** words)
{
    ::signal(SIGPIPE, SIG_IGN);
    tocsin::fakes::relay whole{read_options(count, words)};
    auto const& asked = whole.asked;
    SSL_CTX* const context = asked.tls == "none" ? nullptr : tocsin::fakes::make_context(asked.certificate, asked.ca_file);
    int const door = open_door(asked.port);
    for (int number = 1;; ++number) {
        int const client = ::accept4(door, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0)
            continue;
        int const on = 1;
        ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        std::thread{[client, context, number, &whole] { serve(client, context, number, whole); }}.detach();
    }
}
