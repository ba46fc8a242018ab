// SPDX-License-Identifier: Apache-2.0
// One rehearsal's world: the whole engine and a store in memory on virtual time, before invented people.
#pragma once

#include "dispatcher/engine/rulebooks.hpp"
#include "dispatcher/rehearsal/plan.hpp"

#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace tocsin::dispatcher {

/// What one order came to in one run.
struct order_outcome {
    std::optional<seconds> filled;  ///< after the start, for good; in time for the way
    int confirmed = 0;  ///< when people are needed
    int yes = 0;  ///< given before the end and not taken back, needed or not
    int asked = 0;  ///< people whom a question left for
    int unsent = 0;  ///< questions that never left
    int lost = 0;  ///< people whom no question reached
    int pool_left = 0;  ///< candidates who were not asked
    std::map<std::string, int> short_of;  ///< role → its places that nobody took
    int waves = 0;
    int messages = 0;  ///< that left, or still will
    int told_the_end = 0;  ///< of these: that it is over
    double cost = 0;  ///< euros
};

/// What one channel went through in one run.
struct channel_outcome {
    double busy = 0;  ///< share of its rate that was used while people were sought
    std::optional<seconds> used_up;  ///< its day's allowance, so long after the start
    bool failed = false;  ///< it was left for another, or nothing got through
};

struct run_outcome {
    std::vector<order_outcome> orders;
    std::map<std::string, channel_outcome> channels;
    rules::temper day;
    int taken_back = 0;  ///< yes to any of the orders, before people are needed
};

/// The register of a plan as a store begins with it; made once for all runs.
std::string make_register(rehearsal_plan const& plan);

/// Plays one run at one pace (none: each order's own) to the end of its closing. A second of work for some thousand
/// messages. Nothing when it was asked to stop. Touches nothing outside of itself: the books are read only.
std::optional<run_outcome> play(
    rehearsal_plan const& plan,
    rulebooks const& books,
    std::string const& people,
    rules::belief const& believed,
    std::optional<pace> at,
    int run,
    std::stop_token const& stop
);

}  // namespace tocsin::dispatcher
