// SPDX-License-Identifier: Apache-2.0
// A program that runs beside us and talks over its standard streams. Handed out by runtime::spawn.
#pragma once

#include "channels/port/byte_stream.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::channels {

/// What to run. The child gets this environment and nothing of ours, its three standard streams and no other descriptor,
/// and leads a process group of its own.
struct program {
    std::vector<std::string> words;  ///< words[0] is an absolute path; arguments are seen by everybody: no secrets
    std::vector<std::pair<std::string, std::string>> environment;
    std::filesystem::path directory;  ///< where it starts; empty: where we are
};

enum class urgency { please, now };  ///< SIGTERM, SIGKILL

/// One reader for each stream and one writer may wait at the same time; cancelling a wait is safe where nothing else is said.
/// Destroying it kills the group at once.
class child_process {
public:
    virtual ~child_process() = default;

    /// Waits for what it writes to its standard output; fails when nobody can write there any more.
    virtual task<streamed<std::size_t>> read_output(std::span<std::uint8_t> into) = 0;
    /// The same for its standard error.
    virtual task<streamed<std::size_t>> read_errors(std::span<std::uint8_t> into) = 0;
    /// Returns when the pipe to its standard input has taken all. Cancelled or failed: any part of it may have arrived.
    virtual task<streamed<void>> write(std::span<std::uint8_t const> bytes) = 0;
    /// It reads the end of its input: the word to finish.
    virtual void close_input() = 0;
    /// Signals the whole group.
    virtual void end(urgency how) = 0;
    /// Waits for its end, and kills what is left of its group then. Gives how it ended: "it ended with status 3".
    virtual task<std::string> ended() = 0;
};

}  // namespace tocsin::channels
