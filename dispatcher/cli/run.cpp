// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/run.hpp"

#include "dispatcher/cli/arguments.hpp"
#include "dispatcher/cli/catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <unistd.h>

namespace tocsin::cli {
namespace {

/// How long the daemon may work on one request: a preview over a million volunteers, an import's last batch.
constexpr std::chrono::seconds patience{120};

/// The flags that matter before everything is read: in what language, and as what, a usage error is told.
struct first_look {
    language in = language::fr;
    bool json = false;
};

first_look look_first(std::vector<std::string> const& words, environment const& variables)
{
    first_look seen;
    seen.in = language_of(variables);
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "--json")
            seen.json = true;
        auto const value = words[i].starts_with("--lang=")                ? words[i].substr(7)
                           : words[i] == "--lang" && i + 1 < words.size() ? words[i + 1]
                                                                          : std::string{};
        if (!value.empty() && std::ranges::count(languages(), value) > 0)
            seen.in = language{value};
    }
    return seen;
}

/// Version 4 of RFC 9562 section 5.4.
std::string random_key()
{
    std::array<unsigned char, 16> bytes{};
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
        std::abort();  // without chance two orders could share a key
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x40);
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
    std::string key;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        key +=
            fmt::format("{}{:02x}", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", static_cast<unsigned>(bytes[i]));
    return key;
}

volatile std::sig_atomic_t signal_held_back = 0;

/// Held back once: the second Ctrl-C ends a command that hangs.
void hold_back(int which)
{
    signal_held_back = which;
    std::signal(which, SIG_DFL);
}

bool signal_came()
{
    static bool const held = [] {
        for (int const which : {SIGINT, SIGTERM, SIGHUP})
            std::signal(which, hold_back);
        return true;
    }();
    return held && signal_held_back != 0;
}

screen_size screen_now()
{
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        return {};
    return {size.ws_col, size.ws_row};
}

std::string socket_of(arguments const& given, environment const& variables)
{
    if (!given.socket.empty())
        return given.socket;
    auto const set = variables("TOCSIN_SOCKET");
    return set && !set->empty() ? *set : "/run/tocsin/tocsin.sock";
}

}  // namespace

exit_status run(std::vector<std::string> words, environment const& variables, console terminal)
{
    auto const seen = look_first(words, variables);
    arguments given;
    auto const end = read_arguments(std::move(words), seen.in, given);
    auto const socket = socket_of(given, variables);
    auto const daemon = connect_over(socket, patience);
    session house{std::move(terminal), *daemon, socket, seen.in, seen.json};
    if (!end)
        return given.command(house, given);
    house.print(end->out);
    return end->status == exit_status::done ? end->status : house.report(end->status, "usage", end->error, end->hint);
}

bool end_as_interrupted()
{
    if (signal_held_back == 0)
        return false;
    std::raise(signal_held_back);
    return true;
}

console console_of_process(environment const& variables)
{
    bool const out_is_terminal = ::isatty(STDOUT_FILENO) == 1;
    auto const no_colour = variables("NO_COLOR");
    auto const terminal = variables("TERM");
    bool const dumb = !terminal || *terminal == "dumb";
    return console{
        std::cin,
        std::cout,
        std::cerr,
        ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1,
        out_is_terminal && !dumb,
        out_is_terminal && !dumb && (!no_colour || no_colour->empty()),
        [](int milliseconds) { ::poll(nullptr, 0, milliseconds); },
        random_key,
        signal_came,
        screen_now,
        [began = std::chrono::steady_clock::now()] {
            return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began).count();
        },
    };
}

}  // namespace tocsin::cli
