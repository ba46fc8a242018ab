// SPDX-License-Identifier: Apache-2.0
// What people type: shown by --help. A test reads each of them as it would be read.
#pragma once

#include <span>
#include <string_view>

namespace tocsin::cli {

struct example {
    std::string_view command;  ///< in full: "volunteers import"
    std::string_view line;  ///< as it is typed, after "tocsin "
};

std::span<example const> examples();

}  // namespace tocsin::cli
