// SPDX-License-Identifier: Apache-2.0
// Kannel (bearerbox and smsbox) with its spool store, handed messages over HTTP as fast as it takes them. The spool is a
// file for each message, written and never synced (seen with strace, Kannel 1.4.5): it promises less than we do.
#pragma once

#include "tests/bench/program.hpp"

#include <filesystem>
#include <optional>

namespace tocsin::bench {

/// What the centre at `port`, running as `sink`, saw of `messages`; ends it. Nothing when Kannel is not installed.
std::optional<double> kannel_messages_a_second(std::filesystem::path const& folder, int port, program& sink, int messages);

}  // namespace tocsin::bench
