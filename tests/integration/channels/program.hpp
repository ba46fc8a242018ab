// SPDX-License-Identifier: Apache-2.0
// A real peer as a child process, with a folder of its own; both go when the test does.
#pragma once

#include <boost/json/fwd.hpp>

#include <sys/types.h>

#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::integration {

class program {
public:
    /// Starts `words[0]`; its standard error goes to `log`, and so does its standard output, unless it is listened to.
    enum class output { to_log, listened_to };
    program(std::vector<std::string> words, std::filesystem::path const& log, output out = output::to_log);
    ~program();
    program(program const&) = delete;
    program& operator=(program const&) = delete;

    /// The next line of its standard output; empty when it ended.
    std::string read_line();
    bool is_running() const;
    void signal(int which);
    void stop();

private:
    mutable pid_t pid_ = -1;
    std::FILE* out_ = nullptr;
};

class temp_folder {
public:
    temp_folder();
    ~temp_folder();
    temp_folder(temp_folder const&) = delete;
    temp_folder& operator=(temp_folder const&) = delete;

    std::filesystem::path const& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// A loopback TCP port that was free a moment ago.
unsigned short free_port();
bool accepts_connections(unsigned short port);
/// In continuous integration a missing peer fails the test; elsewhere it is skipped.
bool in_continuous_integration();
std::string contents(std::filesystem::path const& file);
/// Without one that is still being written.
std::vector<std::string> lines_of(std::filesystem::path const& file);
/// The lines of a witness log, a JSON object each, whose `event` is this one.
std::vector<boost::json::object> events_of(std::filesystem::path const& file, std::string_view event);

}  // namespace tocsin::integration
