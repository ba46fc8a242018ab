// SPDX-License-Identifier: Apache-2.0
// Files of the person at the terminal. Those we write hold personal data: only their owner may read them.
#pragma once

#include "dispatcher/cli/session.hpp"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::cli {

constexpr std::size_t largest_alert = 4 << 20;  ///< in bytes; the daemon's own limit is lower, and explained by it
constexpr std::size_t longest_text = 16 * 1024;  ///< in bytes; of words that staff give a message

struct file_closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

using open_file = std::unique_ptr<std::FILE, file_closer>;

/// The whole content, of standard input for "-". Reports a file that cannot be read or is above `limit` bytes.
std::optional<std::string> read_whole(session& house, std::string const& name, std::size_t limit);

/// Opens for reading; reports and gives null when that is not possible.
open_file open_to_read(session& house, std::string const& name);
/// Creates or empties with mode 0600; reports and gives null when that is not possible.
open_file open_to_write(session& house, std::string const& name);

/// The records of a CSV file that begin at the given physical lines (ascending), without their line ends. A record goes
/// on while a quote is open (RFC 4180 section 2); one above 64 KiB is cut.
std::vector<std::string> records_at(std::FILE* file, std::vector<std::int64_t> const& lines);

/// A CSV field: quoted when needed, and never a formula for a spreadsheet.
std::string csv_field(std::string_view text);

}  // namespace tocsin::cli
