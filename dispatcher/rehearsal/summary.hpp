// SPDX-License-Identifier: Apache-2.0
// What many runs say together: how often and when the need was met, what it cost, where it broke and what to do. Pure.
#pragma once

#include "dispatcher/rehearsal/world.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::dispatcher {

/// Of the runs, one in ten below `low`, half below `middle`, nine in ten below `high`.
struct spread {
    double low = 0;
    double middle = 0;
    double high = 0;
};

enum class break_kind {
    no_channel,  ///< nothing carries a medium
    nobody,  ///< nobody matches
    no_address,  ///< many who match otherwise cannot be reached over these media
    too_few_people,  ///< fewer than places
    role_short,  ///< too few who hold a role, or too few of them who say yes
    everybody_asked,  ///< and still not enough yes
    rate,  ///< a channel was still busy asking when it was too late
    used_up,  ///< a channel had sent all it may on that day
    channel_failed,  ///< and was left, or nothing took over
    answers_too_late,  ///< people were left and channels idle: asked too few, or too late
};

struct break_point {
    break_kind what = break_kind::nobody;
    int runs = 0;  ///< in so many; 0: it is so before anything begins
    std::string channel;
    std::string role;
    std::optional<tocsin::medium> medium;
    std::string reason;  ///< the exclusion that left most people out
    std::int64_t number = 0;  ///< people, places, or parts a minute
    std::optional<seconds> after;  ///< in the middle of those runs, since the start
};

enum class advice {
    mobilise,  ///< it would do
    faster,  ///< a pace that asks more people sooner
    more_people,  ///< see chooser::next_steps
    another_channel,  ///< more rate, or a route with another channel
    more_time,
};

struct order_summary {
    std::size_t order = 0;
    tocsin::pace pace = pace::all;
    int runs = 0;
    int filled = 0;  ///< runs in which the need was met in time for the way
    /// After the start, the need is met in one of ten runs, in half, in nine of ten; none: it is not in so many.
    std::array<std::optional<seconds>, 3> filled_after;
    spread confirmed;
    spread yes;
    spread surplus;
    spread asked;
    spread unsent;
    spread lost;
    spread waves;
    spread messages;
    spread taken_back;  ///< yes, of all orders together
    spread told_the_end;
    spread cost;
    double per_place = 0;  ///< people asked for each place, mean
    std::map<std::string, double> busy;  ///< channel → share of its rate used while people were sought, middle
    std::vector<break_point> breaks;
    std::vector<advice> next;  ///< what helps most first
};

/// One for each pace and order; `runs` are those played, for each pace.
std::vector<order_summary>
summarise(rehearsal_plan const& plan, std::vector<std::optional<pace>> const& paces, std::vector<std::vector<run_outcome>> const& runs);

std::string_view to_string(break_kind value);
std::string_view to_string(advice value);

}  // namespace tocsin::dispatcher
