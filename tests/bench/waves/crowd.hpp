// SPDX-License-Identifier: Apache-2.0
// The world of the bench: a situation, and what each invented volunteer would do if asked. The same seed gives the same
// people to every strategy, so that strategies are compared and not luck.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace tocsin::bench {

/// How long people take to answer, at slowness 1.
enum class delay_law {
    covidliste,  ///< fitted by covidliste on its campaigns of 2021; the planner believes in another family
    two_bumps,  ///< 60 % around 4 minutes, 40 % around an hour: nothing the planner can believe in
};

/// Minutes throughout, rates in messages a second.
struct situation {
    std::string name;
    double yes = 0.056;  ///< share of those reached
    double slowness = 1;
    int need = 40;
    double deadline = 120;
    int pool = 3000;
    double rate = 10;
    delay_law law = delay_law::covidliste;
    double refusals = 0.10;  ///< of those who do not say yes
    double undelivered = 0.05;
    double outage_from = -1;  ///< the channel stands still for 15 minutes from here; negative: never
    double day_spread = 0;  ///< log-normal spread of this day's share around `yes`
    bool night = false;  ///< the planner is told so
    bool twice = false;  ///< every fifth answer arrives a second time
};

inline constexpr double outage_minutes = 15;

enum class answer { none, yes, no };

struct fate {
    answer what = answer::none;
    double delay = 0;  ///< from the message to the answer
    bool lost = false;  ///< the message does not arrive
};

std::vector<fate> crowd(situation const& where, std::uint64_t seed);

/// Share of the yes that come within `after` minutes, at the situation's slowness.
double answered_by(situation const& where, double after);

}  // namespace tocsin::bench
