// SPDX-License-Identifier: Apache-2.0
// tocsin(1), made of the same tree of commands as --help, so that neither can say what the other does not.
#pragma once

#include "dispatcher/cli/language.hpp"

#include <string>

namespace CLI {
class App;
}

namespace tocsin::cli {

/// The manual page as roff, man(7). Commands without a group are not part of it.
std::string manual_page(CLI::App const& top, language in);

}  // namespace tocsin::cli
