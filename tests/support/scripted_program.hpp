// SPDX-License-Identifier: Apache-2.0
// A program in memory that a test plays: what it reads, what it writes, when and how it ends. For virtual time.
#pragma once

#include "channels/port/child_process.hpp"
#include "channels/port/runtime.hpp"
#include "channels/port/tasks.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::support {

class scripted_program {
public:
    explicit scripted_program(channels::runtime& world);
    ~scripted_program();

    std::vector<std::string> lines;  ///< what it has read
    bool input_ended = false;
    bool is_destroyed = false;  ///< nobody holds its process any more
    std::vector<channels::urgency> signals;
    bool reads = true;  ///< false: its input fills up at once
    std::function<void(std::string const& line)> on_line;
    std::function<void()> on_input_end;
    std::function<void(channels::urgency)> on_signal;

    void write(std::string const& text);
    void complain(std::string const& text);
    void end(std::string how);

    /// The process that plays it; once.
    std::unique_ptr<channels::child_process> process();

private:
    class process_of;
    struct body;
    std::shared_ptr<body> body_;
};

}  // namespace tocsin::support
