// SPDX-License-Identifier: Apache-2.0
// The planner as it is in production, and what others do, as they coded or documented it.
#pragma once

#include "rules/wave/plan.hpp"
#include "tests/bench/waves/play.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tocsin::bench {

struct contender {
    std::string name;
    bool ours = false;
    std::function<std::unique_ptr<strategy>()> make;
};

/// Tocsin's paces first, then the baselines.
std::vector<contender> contenders();

}  // namespace tocsin::bench
