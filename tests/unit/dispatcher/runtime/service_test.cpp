// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/runtime/service.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace tocsin::dispatcher {
namespace {

/// Stands where systemd would listen.
class manager {
public:
    manager()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "tocsin-notify-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        auto const path = (folder_ / "notify").string();
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
    }

    manager(manager const&) = delete;
    manager& operator=(manager const&) = delete;

    ~manager()
    {
        for (auto const* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"})
            ::unsetenv(name);
        ::close(socket_);
        std::filesystem::remove_all(folder_);
    }

    std::string heard() const
    {
        std::array<char, 512> bytes{};
        auto const count = ::recv(socket_, bytes.data(), bytes.size(), 0);
        return count > 0 ? std::string{bytes.data(), static_cast<std::size_t>(count)} : std::string{};
    }

private:
    std::filesystem::path folder_;
    int socket_ = -1;
};

TEST(Service, TellsSystemdHowItIs)
{
    manager systemd;
    service const host;
    host.ready("8 volunteers");
    EXPECT_EQ(systemd.heard(), "READY=1\nSTATUS=8 volunteers");
    host.status("two\nSTOPPING=1");
    EXPECT_EQ(systemd.heard(), "STATUS=two STOPPING=1");
    host.alive();
    EXPECT_EQ(systemd.heard(), "WATCHDOG=1");
    host.reloading();
    EXPECT_EQ(systemd.heard(), "RELOADING=1");
    host.extend_timeout(seconds{30});
    EXPECT_EQ(systemd.heard(), "EXTEND_TIMEOUT_USEC=30000000");
    host.stopping();
    EXPECT_EQ(systemd.heard(), "STOPPING=1");
}

TEST(Service, KnowsItsWatchdogOnlyWhenItIsMeant)
{
    manager systemd;
    EXPECT_EQ(service{}.watchdog_interval(), std::nullopt);
    ::setenv("WATCHDOG_USEC", "10000000", 1);
    EXPECT_EQ(service{}.watchdog_interval(), seconds{10});
    ::setenv("WATCHDOG_PID", std::to_string(::getpid() + 1).c_str(), 1);
    EXPECT_EQ(service{}.watchdog_interval(), std::nullopt);
}

TEST(Service, TakesTheSocketsThatAreMeantForIt)
{
    ::setenv("LISTEN_FDS", "1", 1);
    ::setenv("LISTEN_PID", std::to_string(::getpid() + 1).c_str(), 1);
    EXPECT_TRUE(service{}.take_sockets().empty());
    // The descriptor that systemd counts from may be in use in a test: what stands there comes back afterwards.
    int const first = 3;
    int const before = ::dup(first);
    int const socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    ASSERT_GE(::dup2(socket, first), 0);
    ::setenv("LISTEN_FDS", "1", 1);
    ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1);
    EXPECT_EQ(service{}.take_sockets(), std::vector<int>{first});
    EXPECT_TRUE(service{}.take_sockets().empty());
    if (before >= 0)
        ::dup2(before, first), ::close(before);
    if (socket != first)
        ::close(socket);
}

TEST(Service, IsSilentOutsideOfSystemd)
{
    ::unsetenv("NOTIFY_SOCKET");
    service{}.ready("nobody listens");
    service{}.alive();
}

}  // namespace
}  // namespace tocsin::dispatcher
