// SPDX-License-Identifier: Apache-2.0
// A channel that reaches nobody: each message is a line of JSON in a file. When told to, it answers as people would.
#pragma once

#include "channels/port/channel.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

namespace tocsin::channels::sandbox {

/// How simulated people behave. Shares of those asked; what remains is silence.
struct people {
    double yes = 0.2;
    double no = 0.1;
    double stop = 0.002;
    double odd = 0.03;  ///< free text that a person has to read
    double undelivered = 0.05;
    double speed = 1;  ///< how much faster than real people they answer
};

struct sandbox_settings {
    tocsin::medium medium = medium::sms;
    std::filesystem::path directory;  ///< sent.jsonl grows in it
    std::size_t window = 50;
    std::optional<sandbox::people> people;
};

/// Throws std::runtime_error when the directory cannot be made or written.
std::unique_ptr<channel> make_sandbox_channel(runtime& world, sandbox_settings settings);

}  // namespace tocsin::channels::sandbox
