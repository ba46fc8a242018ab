// SPDX-License-Identifier: Apache-2.0
// What the forms of a report say alike: the words and the sentences. Pure.
#pragma once

#include "dispatcher/api/report.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dispatcher::api {

/// The word for a person's state or a reason; the code itself when there is none.
std::string_view say(std::string_view code, language in);
/// The same of a line of the journal by its kind.
std::string_view say_line(std::string_view kind, language in);
/// The same of a message's state: a message was refused, a person was not.
std::string_view say_message(message_state state, language in);

std::string grouped(int count, language in);
std::string euros(double amount, language in);
/// "40 s", "12 min", "1 h 05".
std::string span(seconds how_long);

/// "M7 · crue · Préfecture …", with EXERCICE where it is one.
std::string title(report_facts const& facts, language in);

struct line {
    std::string label;
    std::string value;
};

/// Who called, when, how it ended, and what was noticed.
std::vector<line> summary(report_facts const& facts, language in);

/// "a confirmé, place 3"; "en réserve, n° 2".
std::string result_of(report_row const& row, language in);

/// A line of the timeline as people say it.
std::string sentence(timeline_entry const& entry, report_facts const& facts, language in);
/// The planner's own sentence; empty when no planner was asked.
std::string why(std::string const& decision, language in);

}  // namespace tocsin::dispatcher::api
