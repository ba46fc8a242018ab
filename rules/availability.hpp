// SPDX-License-Identifier: Apache-2.0
// When a volunteer is free: JeVeuxAider's words, or the opening_hours notation of OpenStreetMap. Unknown is not no.
#pragma once

#include "rules/calendar.hpp"
#include "rules/words/time.hpp"

#include <boost/system/result.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace tocsin::rules {

enum class freedom { yes, unknown, no };

/// Half-open [from, until) on the clock of the volunteer's home.
struct local_window {
    local_time from;
    local_time until;
};

class schedule {
public:
    schedule() = default;  ///< nothing known

    /// Reads `flexible|journee|…` (also a JSON array or comma-separated) or `Mo-Fr 18:00-22:00; Sa,Su 08:00-20:00; PH off`.
    /// The error says what was not understood and what to write. Empty text is "nothing known", not an error.
    static boost::system::result<schedule, std::string> parse(std::string_view text);

    /// yes: free during the whole window; no: said otherwise; unknown: nothing usable was said.
    freedom during(local_window window, calendar const& days, territory home) const;

private:
    struct body;
    std::shared_ptr<body const> body_;
};

}  // namespace tocsin::rules
