// SPDX-License-Identifier: Apache-2.0
// What the forms of a report say alike: the words, the sums and the sentences. Pure.
#pragma once

#include "dispatcher/api/report.hpp"

#include <array>
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

struct funnel_line {
    std::string reason;  ///< its code
    int count = 0;
};

/// Of the first wave, when nobody had been asked: how many there were, who was left out and why, who was left.
struct funnel_told {
    int population = 0;
    int candidates = 0;
    std::vector<funnel_line> left_out;  ///< in the order in which they were, none of them zero
};

funnel_told funnel_of(report_facts const& facts);

/// What a wave believed would come of all that were asked so far, and what had come by then.
struct wave_belief {
    int low = 0;
    int middle = 0;
    int high = 0;
    double fills = 0;
    std::optional<wall_time> horizon;
    int came = 0;  ///< confirmed by the horizon, or so far
};

/// Nothing when no planner was asked.
std::optional<wave_belief> belief_of(stored_wave const& wave, report_facts const& facts);

struct cost_told {
    double euros = 0;
    int parts = 0;
    bool complete = true;  ///< false: a channel that carried messages is not there any more, its price is not known
};

/// Of what the providers took, at today's prices.
cost_told cost_of(report_facts const& facts);
double cost_of(channel_figures const& channel, std::string const& name, report_facts const& facts);

/// Asked, delivered and confirmed over time.
rules::picture::course course_of(report_facts const& facts);

}  // namespace tocsin::dispatcher::api
