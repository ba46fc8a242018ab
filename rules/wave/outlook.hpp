// SPDX-License-Identifier: Apache-2.0
// How many more will have said yes by an instant: from those already asked, and from the next n of the pool. For each
// possible truth a sum of independent yes or no, mixed by how likely that truth is.
#pragma once

#include "rules/wave/belief.hpp"

#include <array>
#include <vector>

namespace tocsin::rules {

/// Candidates not asked yet, in the order in which they would be.
struct pool_slice {
    int count = 0;
    double likely = 1;
    std::uint8_t curve = 0;
    std::uint32_t roles = 0;
};

/// Mean and variance of a count of people who each say yes with a chance of their own.
struct moments {
    double mean = 0;
    double variance = 0;
};

/// P(count >= least). Few expected: the binomial with that mean and variance, which is exact when all chances are equal;
/// many: the normal distribution. Within 0.02 of the exact distribution while nobody is surer than one half, as people who
/// are asked are not; beyond, up to 0.15 off (three who are nearly certain among many who hardly come). The tests compare.
double chance_of(moments const& count, int least);

/// How and when new messages would leave.
struct leaving {
    real_minutes from{};  ///< wait before the first of them: what is queued ahead, or a later decision
    double a_minute = 60;  ///< rate; not 0
    double reached = 1;  ///< share of messages that arrive
};

class outlook {
public:
    /// Until `horizon` from now, for people already asked and for the next `reach` people of `pool`.
    outlook(
        belief const& seen,
        evidence const& heard,
        std::vector<asked_group> const& asked,
        std::vector<pool_slice> const& pool,
        leaving const& how,
        real_minutes horizon
    );

    /// People in the pool.
    int pool() const { return pool_; }

    /// P(at least `least` more yes) when the next `more` people are asked as well.
    double chance(int least, int more) const;

    /// The same, when everybody left in the pool is asked on top of that, as `later` says.
    double chance(int least, int more, outlook const& later) const;

    /// For each of the shares, which ascend: the least number of yes that is not exceeded with that probability.
    std::vector<int> quantiles(std::vector<double> const& shares, int more) const;
    double mean(int more) const;

private:
    /// Expected yes of the first n of the pool, per unit of the yes share, and the same of the squares.
    struct reach {
        double sum = 0;
        double squares = 0;
    };

    reach reach_of(std::size_t shape, double more) const;
    moments of(std::size_t which, int more) const;

    std::vector<belief::point> const& points_;
    std::vector<moments> asked_;  ///< per point
    int pool_ = 0;
    std::vector<double> nodes_;  ///< numbers of people
    std::array<std::vector<reach>, delay::shapes> reach_;
};

}  // namespace tocsin::rules
