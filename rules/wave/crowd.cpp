// SPDX-License-Identifier: Apache-2.0
#include "rules/wave/crowd.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tocsin::rules {
namespace {

constexpr double most_who_answer = 0.98;

// A point of the belief's grid stands for its surroundings, spread evenly in the logarithm.
constexpr double yes_step = 0.2;
constexpr double slowness_step = 0.59;

double nearby(double middle, double step, double chance) { return middle * std::exp(step * (chance - 0.5)); }

/// Box and Muller 1958.
double normal(double one, double other)
{
    return std::sqrt(-2 * std::log(1 - one)) * std::cos(2 * std::numbers::pi * other);
}

}  // namespace

temper draw_temper(belief const& seen, std::array<double, 3> const& chances)
{
    auto const& points = seen.points();
    auto const* chosen = &points.back();
    double before = 0;
    for (auto const& each : points) {
        before += each.weight;
        if (chances[0] < before) {
            chosen = &each;
            break;
        }
    }
    temper day;
    day.yes = std::min(most_who_answer, nearby(chosen->yes, yes_step, chances[1]));
    day.no = std::min(chosen->no, most_who_answer - day.yes);
    day.slowness = nearby(delay::slowness_of(chosen->shape), slowness_step, chances[2]);
    day.spread = delay::spread_of(chosen->shape);
    return day;
}

reaction react(temper const& day, channel_curve const& over, double lost, std::array<double, 4> const& chances)
{
    if (chances[0] < lost)
        return {reaction::what::lost, {}};
    double const yes = std::min(most_who_answer, day.yes * over.yes);
    double const answers = std::min(most_who_answer, yes + day.no);
    if (chances[1] >= answers)
        return {reaction::what::silent, {}};
    double const middle = delay::usual_minutes * day.slowness * over.slowness;
    real_minutes const after{middle * std::exp(day.spread * normal(chances[2], chances[3]))};
    return {chances[1] < yes ? reaction::what::yes : reaction::what::no, after};
}

}  // namespace tocsin::rules
