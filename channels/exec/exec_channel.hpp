// SPDX-License-Identifier: Apache-2.0
// A program in any language as a channel: started, talked to, restarted and ended by run(). What is said is conversation.hpp.
#pragma once

#include "channels/exec/conversation.hpp"
#include "channels/port/child_process.hpp"

#include <memory>

namespace tocsin::channels::exec {

struct exec_settings {
    program what;
    introduction ours;  ///< its window is the most that is asked of the program at once
    seconds timeout{30};  ///< for an answer; a program that reads nothing for so long is ended
    seconds hello_within{10};
    seconds grace{5};  ///< from the end of its input to SIGTERM, and from there to SIGKILL
};

/// Until the program has said hello nothing leaves, and the traits promise nothing but that people may be able to answer.
std::unique_ptr<channel> make_exec_channel(runtime& world, exec_settings settings);

}  // namespace tocsin::channels::exec
