// SPDX-License-Identifier: Apache-2.0
// The two languages of the command line.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::cli {

enum class language { fr, en };

std::string_view to_string(language value);
std::optional<language> parse_language(std::string_view text);

using environment = std::function<std::optional<std::string>(std::string const& name)>;

/// What the terminal is set to (LC_ALL, then LC_MESSAGES, then LANG; POSIX.1-2017 section 8.2); French otherwise.
language language_of(environment const& variables);

}  // namespace tocsin::cli
