// SPDX-License-Identifier: Apache-2.0
// Events as lines: one each, for journald, which keeps the priority, or for a person at a terminal.
#pragma once

#include "dispatcher/runtime/events.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::dispatcher {

/// journal: `<5>` in front (sd-daemon(3)), no time, since journald adds its own. plain: the level as a word.
enum class line_style { journal, plain };

/// `<5>TOC0201 a mobilisation is proposed id=M7 rule="crue severe"` with its newline. Values with blanks, quotes or
/// anything that is not printable ASCII or UTF-8 are quoted and escaped as in JSON: one event is always one line.
std::string format_line(event const& what, std::initializer_list<field> fields, line_style style);

/// Writes each line whole to the file descriptor, which stays the caller's (1 in the daemon). Events below `threshold`
/// are dropped. A line that cannot be written is lost: nobody is left to be told.
std::unique_ptr<event_log> make_line_log(int descriptor, level threshold, line_style style);

std::string_view to_string(level value);
std::optional<level> parse_level(std::string_view text);

}  // namespace tocsin::dispatcher
