// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/runtime/service.hpp"

#include <systemd/sd-daemon.h>

#include <algorithm>
#include <cstdint>

namespace tocsin::dispatcher {
namespace {

/// systemd reads one variable a line; a newline in a value would start another.
std::string one_line(std::string text)
{
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

}  // namespace

void service::ready(std::string const& status) const
{
    ::sd_notify(0, ("READY=1\nSTATUS=" + one_line(status)).c_str());
}

void service::status(std::string const& line) const { ::sd_notify(0, ("STATUS=" + one_line(line)).c_str()); }

void service::reloading() const { ::sd_notify(0, "RELOADING=1"); }

void service::stopping() const { ::sd_notify(0, "STOPPING=1"); }

void service::extend_timeout(seconds more) const
{
    auto const microseconds = std::chrono::microseconds{more}.count();
    ::sd_notify(0, ("EXTEND_TIMEOUT_USEC=" + std::to_string(microseconds)).c_str());
}

void service::alive() const { ::sd_notify(0, "WATCHDOG=1"); }

std::optional<mono_clock::duration> service::watchdog_interval() const
{
    std::uint64_t microseconds = 0;
    if (::sd_watchdog_enabled(0, &microseconds) <= 0)
        return std::nullopt;
    return mono_clock::duration{static_cast<mono_clock::rep>(microseconds)};
}

std::vector<int> service::take_sockets() const
{
    std::vector<int> taken;
    for (int i = 0, count = ::sd_listen_fds(1); i < count; ++i)
        taken.push_back(SD_LISTEN_FDS_START + i);
    return taken;
}

task<void> keep_alive(channels::runtime& world, service const& host)
{
    auto const interval = host.watchdog_interval();
    if (!interval)
        co_return;
    for (;;) {
        host.alive();
        co_await world.sleep_until(world.mono() + *interval / 2);
    }
}

}  // namespace tocsin::dispatcher
