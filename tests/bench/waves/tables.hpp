// SPDX-License-Identifier: Apache-2.0
// What the runs of one strategy in one situation come to, the goals judged on them, and how they are shown.
#pragma once

#include "tests/bench/waves/strategies.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tocsin::bench {

/// One run, as far as comparisons look at it.
struct run {
    bool filled = false;
    double minutes = 0;  ///< to fill, not filled counting as the deadline
    double contacts = 0;  ///< a place
    double taken = 0;  ///< share of the places, by the deadline
};

/// Of a run that came to its end.
run run_of(situation const& where, result const& out);

struct summary {
    std::string strategy;
    bool ours = false;
    int runs = 0;
    std::vector<run> all;  ///< in the order of the people they were played before
    double filled = 0;  ///< share of the runs, by the deadline
    double filled_by_target = 0;  ///< by the target of `fast`
    double median = 0;  ///< minutes to fill, not filled counting as the deadline
    double ninth = 0;  ///< the same, 90 % of the runs
    double contacts = 0;  ///< a place
    double surplus = 0;  ///< yes beyond the need, a place
    double surplus_95 = 0;  ///< of the runs, 95 %
    double over_cap = 0;  ///< share of the runs above the strategy's own cap
    int forecasts = 0;
    int covered = 0;  ///< forecasts whose range held what came
    double decisions_ms = 0;
    int decisions = 0;
};

/// One situation, everybody's figures, and what was possible in it.
struct cell {
    situation where;
    std::vector<summary> all;
    double possible = 0;  ///< share of runs in which everybody asked at once gives 1.3 times the need by the deadline
    double possible_by_target = 0;  ///< and by the target of `fast`
    double target = 0;  ///< minutes
};

/// Plays `runs` runs of every strategy.
cell measure(situation const& where, int runs, std::uint64_t seed);

/// Plays one strategy alone.
std::vector<run> play_only(situation const& where, std::string const& strategy, int runs, std::uint64_t seed);

struct goal {
    std::string what;
    std::string figure;
    bool met = false;
    std::vector<std::string> exceptions;  ///< cells that fall short, met as a whole or not
};

struct duels;

std::vector<goal> judge(std::vector<cell> const& cells, duels const& against);

void print(cell const& one);
void print(std::vector<goal> const& goals);
std::string to_json(std::vector<cell> const& cells, std::vector<goal> const& goals);

/// Contacts for each place against the probability of filling by the deadline: one panel for each of some cells.
std::string to_svg(std::vector<cell> const& cells);

}  // namespace tocsin::bench
