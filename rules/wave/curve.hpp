// SPDX-License-Identifier: Apache-2.0
// How many of those asked say yes, and how soon: what is believed before anybody has answered. The delay of an answer is
// log-normal around 12.5 minutes, which is what covidliste's campaigns of 2021 show; each mobilisation stretches it by
// its own slowness. Starting beliefs are weak on purpose: response shares of 1 to 50 % have all been seen.
#pragma once

#include "rules/words/time.hpp"

#include <array>
#include <chrono>
#include <vector>

namespace tocsin::rules {

/// Minutes with their fractions: what delays and ages are measured in here.
using real_minutes = std::chrono::duration<double, std::ratio<60>>;

/// A normal distribution of the logarithm: half below `middle`, two thirds within a factor of exp(±width).
struct log_normal {
    double middle = 1;
    double width = 1;

    friend bool operator==(log_normal const&, log_normal const&) = default;
};

/// Parts of the day that answer at different speeds.
enum class hour_band { day, evening, night };

/// Of a local time of day: day from 8:00, evening from 20:00, night from 23:00.
hour_band band_of(minutes since_midnight);

/// What is believed before anything is heard.
struct response_prior {
    log_normal yes{0.08, 1.2};  ///< share of those reached who say yes: 90 % of the mass lies between 1.1 and 58 %
    log_normal slowness{1.0, 0.8};  ///< times the usual delay
    std::array<double, 3> spreads{0.2, 0.6, 0.2};  ///< weights of delay::spreads: the middle one is what was measured
    int learnt_from = 0;  ///< past mobilisations; 0: nothing but what is known in general

    friend bool operator==(response_prior const&, response_prior const&) = default;
};

/// For a house without history. Nights are slower: 2:22 against 1:42 from alert to departure among community responders,
/// and three times in covidliste's figures; the truth of one night is left open by the width.
response_prior cold_prior(hour_band when);

/// One channel against the others: a mail is read later than an SMS, and by fewer.
struct channel_curve {
    double slowness = 1;  ///< times the usual delay
    double yes = 1;  ///< times the usual share

    friend bool operator==(channel_curve const&, channel_curve const&) = default;
};

/// The shapes a mobilisation's delays may have: slowness × spread.
namespace delay {

inline constexpr std::array slownesses{0.3, 0.55, 1.0, 1.8, 3.2, 5.8};
inline constexpr std::array spreads{1.1, 1.65, 2.2};
inline constexpr std::size_t shapes = slownesses.size() * spreads.size();
inline constexpr double usual_minutes = 12.5;

constexpr double slowness_of(std::size_t shape) { return slownesses[shape / spreads.size()]; }
constexpr double spread_of(std::size_t shape) { return spreads[shape % spreads.size()]; }

/// Share of the answers that have come `after` minutes: 0 for nothing and for the past, 1 at the end.
double answered_by(std::size_t shape, double after);

/// Logarithm of the density at `after` minutes; never less than -12, so that one odd answer rules nothing out.
double log_density(std::size_t shape, double after);

}  // namespace delay
}  // namespace tocsin::rules
