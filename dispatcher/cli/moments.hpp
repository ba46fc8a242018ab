// SPDX-License-Identifier: Apache-2.0
// Dates and times as people write them.
#pragma once

#include "dispatcher/cli/language.hpp"

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::cli {

/// From now on moments are written as clocks in this zone show them (Europe/Paris): the house's, whatever the terminal's,
/// so that the officer reads the same hour as the people who are called. Empty: nothing changes.
void use_time_zone(std::string_view name);

/// From now on moments that are half a year away from this one are written with their year; of none, none is.
void use_today(std::optional<std::time_t> now);

/// An RFC 3339 instant as the house's clock shows it: `24/11 18:00` or `24 Nov 18:00`; the text itself when it is
/// no instant.
std::string moment(std::string_view instant, language in);

/// An ISO 8601 date: `24/11/1990` or `24 Nov 1990`; the text itself when it is none.
std::string day(std::string_view date, language in);

}  // namespace tocsin::cli
