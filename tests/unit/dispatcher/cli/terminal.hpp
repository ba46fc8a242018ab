// SPDX-License-Identifier: Apache-2.0
// Somebody at a terminal, or a script without one: types, reads, and is asked.
#pragma once

#include "dispatcher/cli/run.hpp"
#include "tests/unit/dispatcher/cli/fake_daemon.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace tocsin::cli {

class terminal {
public:
    explicit terminal(std::string socket) : variables_{{"TOCSIN_SOCKET", std::move(socket)}, {"LANG", "fr_FR.UTF-8"}} {}
    explicit terminal(fake_daemon const& daemon) : terminal(daemon.socket()) {}

    terminal& types(std::string answer)
    {
        typed_ = std::move(answer);
        asks_ = true;
        return *this;
    }

    terminal& with(std::string const& variable, std::string value)
    {
        variables_[variable] = std::move(value);
        return *this;
    }

    terminal& redraws()
    {
        redraws_ = true;
        return *this;
    }

    exit_status run(std::vector<std::string> words)
    {
        std::istringstream in{typed_};
        std::ostringstream out_stream;
        std::ostringstream err_stream;
        console here{
            in,
            out_stream,
            err_stream,
            asks_,
            redraws_,
            false,
            [this](int) { took_a_pause(); },
            [] { return std::string{"11111111-2222-4333-8444-555555555555"}; },
            [this] { return interrupted; }};
        auto const variables = [this](std::string const& name) -> std::optional<std::string> {
            auto const found = variables_.find(name);
            return found == variables_.end() ? std::nullopt : std::optional{found->second};
        };
        auto const status = cli::run(std::move(words), variables, std::move(here));
        out = out_stream.str();
        err = err_stream.str();
        return status;
    }

    std::string out;
    std::string err;
    int pauses = 0;
    std::function<void()> on_pause;
    bool interrupted = false;  ///< Ctrl-C came

private:
    void took_a_pause()
    {
        ++pauses;
        if (on_pause)
            on_pause();
    }

    std::map<std::string, std::string> variables_;
    std::string typed_;
    bool asks_ = false;
    bool redraws_ = false;
};

/// The first line wider than a page; empty when there is none.
inline std::string too_wide(std::string const& text)
{
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);)
        if (columns(line) > page_width)
            return line;
    return {};
}

}  // namespace tocsin::cli
