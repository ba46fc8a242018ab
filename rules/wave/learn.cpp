// SPDX-License-Identifier: Apache-2.0
#include "rules/wave/learn.hpp"

#include <cmath>

namespace tocsin::rules {
namespace {

// How much mobilisations of one kind differ from each other, in the logarithm.
constexpr double yes_differs = 0.45;
constexpr double slowness_differs = 0.4;
constexpr double spread_is_worth = 2;  // mobilisations: what is known in general about the shape of the delays

/// The mean of what each mobilisation showed, weighted by how clearly it did; `before` is one more voice.
log_normal joined_up(log_normal const& before, std::vector<log_normal> const& seen, double differs)
{
    double weights = 1 / (before.width * before.width);
    double sum = weights * std::log(before.middle);
    for (auto const& each : seen) {
        double const weight = 1 / (each.width * each.width + differs * differs);
        weights += weight;
        sum += weight * std::log(each.middle);
    }
    return {std::exp(sum / weights), std::min(before.width, std::sqrt(differs * differs + 1 / weights))};
}

}  // namespace

response_prior learn(response_prior const& before, std::vector<evidence> const& past)
{
    // Each mobilisation is read with an open mind: what was believed before enters once, not once a mobilisation.
    response_prior open = before;
    open.yes.width = 2.5;
    open.slowness.width = 1.6;
    std::vector<log_normal> yes;
    std::vector<log_normal> slowness;
    std::array<double, delay::spreads.size()> spreads{};
    for (std::size_t i = 0; i < spreads.size(); ++i)
        spreads[i] = spread_is_worth * before.spreads[i];
    for (auto const& heard : past) {
        belief const seen{open, heard};
        yes.push_back(seen.yes_in_logarithm());
        slowness.push_back(seen.slowness_in_logarithm());
        for (auto const& point : seen.points())
            spreads[point.shape % spreads.size()] += point.weight;
    }
    response_prior learnt = before;
    learnt.learnt_from += static_cast<int>(past.size());
    if (past.empty())
        return learnt;
    learnt.yes = joined_up(before.yes, yes, yes_differs);
    learnt.slowness = joined_up(before.slowness, slowness, slowness_differs);
    for (std::size_t i = 0; i < spreads.size(); ++i)
        learnt.spreads[i] = spreads[i] / (spread_is_worth + static_cast<double>(past.size()));
    return learnt;
}

channel_curve against(response_prior const& usual, response_prior const& one)
{
    return {one.slowness.middle / usual.slowness.middle, one.yes.middle / usual.yes.middle};
}

}  // namespace tocsin::rules
