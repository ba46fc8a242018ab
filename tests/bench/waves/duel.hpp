// SPDX-License-Identifier: Apache-2.0
// Whether a baseline dominates one of our paces, and whether that is more than luck. The figures of a hundred runs lose
// some comparisons by chance: every one that they might lose is played again before people who were not seen yet, both
// strategies before the same, and what is then lost in almost every resample of those runs is lost beyond chance.
#pragma once

#include "tests/bench/waves/tables.hpp"

namespace tocsin::bench {

/// One comparison that the first runs lose, or lose in some resamples of them.
struct duel {
    std::string where;
    std::string ours;
    std::string other;
    bool lost = false;  ///< by the figures of the first runs
    bool lost_again = false;  ///< by the figures of the second ones
    double chance = 1;  ///< share of the resamples of the second runs in which it is not lost
    bool beyond_chance = false;  ///< after Holm's correction for so many looked at again, at 5 % in all
    std::string figures;  ///< of the second runs
};

struct duels {
    int comparisons = 0;
    std::vector<duel> looked_at_again;
};

/// The comparisons of all cells. Those in doubt are played `again` times more; 0: none is.
duels fight(std::vector<cell> const& cells, int again, std::uint64_t seed);

/// As sure, as soon, with as few people and as many places taken, and better by more than a hair in one of the first three.
bool dominates(std::vector<run> const& other, std::vector<run> const& ours, double deadline);

}  // namespace tocsin::bench
