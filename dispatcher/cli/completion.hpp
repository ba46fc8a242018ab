// SPDX-License-Identifier: Apache-2.0
// Shell completions, made from the tree of commands so that they cannot fall behind it.
#pragma once

#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace tocsin::cli {

/// The script for bash, zsh (through its bashcompinit) or fish.
std::string completion_script(std::string_view shell, CLI::App const& top);

}  // namespace tocsin::cli
