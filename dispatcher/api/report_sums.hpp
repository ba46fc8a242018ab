// SPDX-License-Identifier: Apache-2.0
// What the forms of a report reckon alike: the funnel, beliefs against what came, the cost, the course. Pure.
#pragma once

#include "dispatcher/api/report.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tocsin::dispatcher::api {

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
