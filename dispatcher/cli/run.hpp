// SPDX-License-Identifier: Apache-2.0
// The whole command line as a function: words, variables and streams in, exit status out.
#pragma once

#include "dispatcher/cli/session.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tocsin::cli {

/// `words` without the program's name. The daemon is reached over --socket, else $TOCSIN_SOCKET, else
/// /run/tocsin/tocsin.sock.
exit_status run(std::vector<std::string> words, environment const& variables, console terminal);

/// Ends this process by the signal that was held back for a command to clean up, so that the shell knows; else false.
bool end_as_interrupted();

/// The console of this process: colours only on a terminal and without NO_COLOR (no-color.org).
console console_of_process(environment const& variables);

}  // namespace tocsin::cli
