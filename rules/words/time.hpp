// SPDX-License-Identifier: Apache-2.0
// Instants and local times as distinct types. Nothing here reads a clock; see channels/port/runtime.hpp for that.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

using milliseconds = std::chrono::milliseconds;
using seconds = std::chrono::seconds;
using minutes = std::chrono::minutes;
using hours = std::chrono::hours;

/// UTC instant, millisecond resolution: what is stored, printed and compared with the outside.
using wall_time = std::chrono::sys_time<milliseconds>;

/// Civil time somewhere, without a zone: what a calendar or an opening-hours notation speaks of.
using local_time = std::chrono::local_time<minutes>;
using local_day = std::chrono::local_days;

/// Time that never jumps; only differences mean anything. `now()` is deliberately absent: a runtime hands it out.
struct mono_clock {
    using rep = std::int64_t;
    using period = std::micro;
    using duration = std::chrono::duration<rep, period>;
    using time_point = std::chrono::time_point<mono_clock>;
    static constexpr bool is_steady = true;
};

using mono_time = mono_clock::time_point;

/// Milliseconds since 1970-01-01T00:00:00Z, as stored.
constexpr std::int64_t to_millis(wall_time instant) { return instant.time_since_epoch().count(); }
constexpr wall_time from_millis(std::int64_t millis) { return wall_time{milliseconds{millis}}; }

/// ISO 8601 / RFC 3339 date-time with an offset, as CAP 1.2 section 3.3.2 asks (`2022-08-10T16:12:20+02:00`, `-00:00`);
/// `Z` and fractions of a second are accepted too. Nothing when malformed, out of range or without an offset.
std::optional<wall_time> parse_instant(std::string_view text);

/// `2026-11-24T03:00:00Z`; the milliseconds are shown only when there are some.
std::string format_instant(wall_time instant);

/// `2026-11-24`; nothing when it is not a calendar date.
std::optional<std::chrono::year_month_day> parse_date(std::string_view text);
std::string format_date(std::chrono::year_month_day date);

}  // namespace tocsin
