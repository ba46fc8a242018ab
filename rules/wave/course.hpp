// SPDX-License-Identifier: Apache-2.0
// What a pace costs: a mobilisation played forward by expected values, the planner deciding as it would, if so many of
// those asked said yes. Shown before anybody is asked.
#pragma once

#include "rules/wave/plan.hpp"

#include <optional>
#include <vector>

namespace tocsin::rules {

/// How it would go for one share of yes.
struct course {
    double share = 0;  ///< of those reached who say yes
    int first = 0;  ///< people asked at once
    int asked = 0;  ///< people asked in all
    int yes = 0;  ///< by the deadline, whether they are needed or not
    std::optional<real_minutes> filled;  ///< after the start; none: not by the deadline
};

/// Plays it from the question on, which is asked before anybody was. At most a few dozen decisions.
course play_forward(wave_question asked, double share);

/// Shares of yes worth showing: of three truths believed equally likely, the middle of each.
std::vector<double> thirds(response_prior const& prior);

}  // namespace tocsin::rules
