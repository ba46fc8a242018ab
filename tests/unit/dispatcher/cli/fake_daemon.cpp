// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/dispatcher/cli/fake_daemon.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace tocsin::cli {
namespace {

/// Bytes as they come; `take_line` and `take` wait for more.
class incoming {
public:
    explicit incoming(int connection) : connection_(connection) {}

    std::string take_line()
    {
        for (;;) {
            if (auto const end = bytes_.find("\r\n"); end != std::string::npos) {
                auto line = bytes_.substr(0, end);
                bytes_.erase(0, end + 2);
                return line;
            }
            if (!more())
                return {};
        }
    }

    std::string take(std::size_t count)
    {
        while (bytes_.size() < count && more()) {
        }
        auto piece = bytes_.substr(0, count);
        bytes_.erase(0, count);
        return piece;
    }

private:
    bool more()
    {
        std::array<char, 65536> piece{};
        auto const count = ::recv(connection_, piece.data(), piece.size(), 0);
        if (count <= 0)
            return false;
        bytes_.append(piece.data(), static_cast<std::size_t>(count));
        return true;
    }

    int connection_;
    std::string bytes_;
};

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

fake_daemon::heard read_request(int connection)
{
    incoming bytes{connection};
    fake_daemon::heard request;
    auto const first = bytes.take_line();
    auto const space = first.find(' ');
    request.method = first.substr(0, space);
    request.target = first.substr(space + 1, first.rfind(' ') - space - 1);
    for (auto line = bytes.take_line(); !line.empty(); line = bytes.take_line()) {
        auto const colon = line.find(": ");
        request.headers[lower(line.substr(0, colon))] = line.substr(colon + 2);
    }
    if (request.headers.contains("content-length"))
        request.body = bytes.take(std::stoul(request.headers["content-length"]));
    if (request.headers["transfer-encoding"] == "chunked")
        for (;;) {
            auto const size = std::stoul("0" + bytes.take_line(), nullptr, 16);
            request.body += bytes.take(size);
            bytes.take_line();
            if (size == 0)
                break;
        }
    return request;
}

}  // namespace

fake_daemon::fake_daemon()
{
    std::string pattern = (std::filesystem::temp_directory_path() / "tocsin-cli-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket().copy(address.sun_path, sizeof address.sun_path - 1);
    listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || ::listen(listener_, 16) != 0)
        std::abort();
    thread_ = std::thread{[this] { serve(); }};
}

fake_daemon::~fake_daemon()
{
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
    std::filesystem::remove_all(folder_);
}

void fake_daemon::answer(std::string const& method_and_target, int status, std::string body)
{
    std::lock_guard const lock{guard_};
    script_[method_and_target].push_back({status, std::move(body)});
}

std::vector<fake_daemon::heard> fake_daemon::requests() const
{
    std::lock_guard const lock{guard_};
    return requests_;
}

void fake_daemon::serve()
{
    for (;;) {
        int const connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0)
            return;
        serve_one(connection);
        ::close(connection);
    }
}

void fake_daemon::serve_one(int connection)
{
    auto request = read_request(connection);
    if (hang_ups_ > 0) {
        --hang_ups_;
        return;
    }
    reply given{404, R"({"code": "not-found", "detail": "nothing here", "do": "look elsewhere"})"};
    {
        std::lock_guard const lock{guard_};
        auto& answers = script_[request.method + ' ' + request.target];
        if (!answers.empty())
            given = answers.front();
        if (answers.size() > 1)
            answers.pop_front();
        requests_.push_back(std::move(request));
    }
    auto const whole = "HTTP/1.1 " + std::to_string(given.status) +
                       " X\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " +
                       std::to_string(given.body.size()) + "\r\n\r\n" + given.body;
    std::size_t sent = 0;
    while (sent < whole.size()) {
        auto const count = ::send(connection, whole.data() + sent, whole.size() - sent, MSG_NOSIGNAL);
        if (count <= 0)
            return;
        sent += static_cast<std::size_t>(count);
    }
}

}  // namespace tocsin::cli
