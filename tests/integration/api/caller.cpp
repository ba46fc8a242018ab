// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/api/caller.hpp"

#include <array>
#include <cstdlib>
#include <cstring>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace tocsin::dispatcher::api {
namespace {

constexpr int patience = 500;  // looks of up to 10 ms, cut short by whatever arrives

std::size_t end_of_answer(std::string_view bytes)
{
    auto const head_end = bytes.find("\r\n\r\n");
    if (head_end == std::string_view::npos)
        return 0;
    auto const head = bytes.substr(0, head_end + 4);
    auto at = head.size();
    if (auto const length = head.find("Content-Length: "); length != std::string_view::npos)
        return at + std::stoul(std::string{head.substr(length + 16, 20)}) <= bytes.size()
                   ? at + std::stoul(std::string{head.substr(length + 16, 20)})
                   : 0;
    if (head.find("chunked") == std::string_view::npos)
        return at;
    for (;;) {
        auto const line = bytes.find("\r\n", at);
        if (line == std::string_view::npos)
            return 0;
        auto const size = std::stoul("0" + std::string{bytes.substr(at, line - at)}, nullptr, 16);
        at = line + 2 + size + 2;
        if (at > bytes.size())
            return 0;
        if (size == 0)
            return at;
    }
}

}  // namespace

caller::caller(support::virtual_world& world, std::filesystem::path const& socket) : world_(world)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket.string().copy(address.sun_path, sizeof address.sun_path - 1);
    descriptor_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        std::abort();
}

caller::caller(support::virtual_world& world, std::uint16_t port) : world_(world)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        std::abort();
}

caller::~caller() { close(); }

void caller::close()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
    descriptor_ = -1;
    world_.run_until_quiet();
}

void caller::send(std::string_view bytes)
{
    for (int look = 0; !bytes.empty() && look < patience;) {
        auto const count = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count > 0)
            bytes.remove_prefix(static_cast<std::size_t>(count));
        else if (errno != EAGAIN)
            return;  // the daemon has closed: what it said counts
        else
            ++look;
        world_.run_until_quiet();
    }
}

bool caller::receive()
{
    world_.run_until_quiet();
    pollfd waiting{descriptor_, POLLIN, 0};
    if (::poll(&waiting, 1, 10) <= 0)
        return false;
    std::array<char, 65536> room{};
    auto const count = ::recv(descriptor_, room.data(), room.size(), MSG_DONTWAIT);
    if (count > 0)
        heard_.append(room.data(), static_cast<std::size_t>(count));
    else
        closed_ = true;
    return count > 0;
}

std::string caller::hear(int count)
{
    for (int look = 0; look < patience && !closed_ && whole_answers(heard_) < count; ++look)
        look = receive() ? 0 : look;
    return std::exchange(heard_, {});
}

std::string caller::ask(std::string_view bytes)
{
    send(bytes);
    return hear();
}

bool caller::is_closed()
{
    for (int look = 0; look < 3 && !closed_; ++look)
        receive();
    return closed_;
}

int whole_answers(std::string_view bytes)
{
    int count = 0;
    for (auto end = end_of_answer(bytes); end > 0; end = end_of_answer(bytes)) {
        ++count;
        bytes.remove_prefix(end);
    }
    return count;
}

int status_of(std::string_view answer)
{
    return answer.size() > 12 ? std::atoi(std::string{answer.substr(9, 3)}.c_str()) : 0;
}

std::string body_of(std::string_view answer)
{
    auto const head_end = answer.find("\r\n\r\n");
    if (head_end == std::string_view::npos)
        return {};
    auto rest = answer.substr(head_end + 4);
    if (answer.substr(0, head_end).find("chunked") == std::string_view::npos)
        return std::string{rest};
    std::string body;
    while (!rest.empty()) {
        auto const line = rest.find("\r\n");
        auto const size = std::stoul("0" + std::string{rest.substr(0, line)}, nullptr, 16);
        body += rest.substr(line + 2, size);
        rest.remove_prefix(std::min(rest.size(), line + 2 + size + 2));
    }
    return body;
}

}  // namespace tocsin::dispatcher::api
