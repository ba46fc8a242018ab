// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/waves/crowd.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tocsin::bench {
namespace {

// A person's own share of yes is spread around the day's: a Beta distribution worth so many observations.
constexpr double concentration = 6;

double covidliste(double after)
{
    if (after <= 0)
        return 0;
    return std::clamp(1 - 1.498 * std::exp(-0.007 * after - 0.435 * std::cbrt(after)), 0.0, 1.0);
}

double log_normal(double after, double median, double spread)
{
    return after <= 0 ? 0 : 0.5 * std::erfc(-std::log(after / median) / spread / std::numbers::sqrt2);
}

double share(delay_law law, double after)
{
    switch (law) {
    case delay_law::covidliste: return covidliste(after);
    case delay_law::two_bumps: return 0.6 * log_normal(after, 4, 1.0) + 0.4 * log_normal(after, 60, 1.2);
    }
    return 0;
}

/// The delay by which `part` of the answers have come.
double inverse(delay_law law, double part)
{
    double low = 0;
    double high = 1;
    while (share(law, high) < part && high < 1e5)
        high *= 2;
    for (int i = 0; i < 40; ++i) {
        double const middle = (low + high) / 2;
        (share(law, middle) < part ? low : high) = middle;
    }
    return high;
}

/// Delays at a thousand even steps of the share: the same for every run.
std::vector<double> const& delays(delay_law law)
{
    auto make = [](delay_law which) {
        std::vector<double> steps;
        for (int i = 0; i < 1000; ++i)
            steps.push_back(inverse(which, (i + 0.5) / 1000));
        return steps;
    };
    static auto const one = make(delay_law::covidliste);
    static auto const other = make(delay_law::two_bumps);
    return law == delay_law::covidliste ? one : other;
}

}  // namespace

double answered_by(situation const& where, double after) { return share(where.law, after / where.slowness); }

std::vector<fate> crowd(situation const& where, std::uint64_t seed)
{
    std::mt19937_64 dice{seed};
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> even;
    double const day = std::min(0.9, where.yes * std::exp(where.day_spread * normal(dice)));
    std::gamma_distribution<double> for_yes{day * concentration};
    std::gamma_distribution<double> for_other{(1 - day) * concentration};
    auto const& steps = delays(where.law);
    std::vector<fate> people(static_cast<std::size_t>(where.pool));
    for (auto& each : people) {
        double const one = for_yes(dice);
        double const other = for_other(dice);
        double const chance = one + other > 0 ? one / (one + other) : 0;
        double const what = even(dice);
        double const refuses = even(dice);
        each.delay = where.slowness * steps[static_cast<std::size_t>(even(dice) * 999.999)];
        each.lost = even(dice) < where.undelivered;
        if (each.lost)
            continue;
        each.what = what < chance ? answer::yes : refuses < where.refusals ? answer::no : answer::none;
    }
    return people;
}

}  // namespace tocsin::bench
