// SPDX-License-Identifier: Apache-2.0
// CSV on its way out: RFC 4180, with nothing that a spreadsheet would run.
#pragma once

#include "dispatcher/store/store.hpp"

#include <string>
#include <string_view>

namespace tocsin::dispatcher::api {

/// One cell. What a spreadsheet would take for a formula (first character = + - @, TAB, CR or NUL; OWASP ASVS 1.2.10)
/// gets an apostrophe in front.
std::string csv_cell(std::string_view text);

/// The register's columns, in the order of the import.
std::string register_header();
std::string register_row(volunteer const& who);

}  // namespace tocsin::dispatcher::api
