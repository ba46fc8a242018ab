// SPDX-License-Identifier: Apache-2.0
// What every simulated world stands on: one clock, one die, and what happens when.
#pragma once

#include "tests/support/virtual_runtime.hpp"

#include <cstdint>
#include <functional>

namespace tocsin::simulation {

/// SplitMix64's last step: a number with nothing of its neighbours in it.
std::uint64_t mixed(std::uint64_t value);

class stage {
public:
    stage(stage const&) = delete;
    stage& operator=(stage const&) = delete;

protected:
    stage(std::uint64_t dice, wall_time begins);
    ~stage();

    /// From 0 to 1.
    double chance();
    /// From 0 to `limit` - 1; 0 for a limit of 0.
    std::uint64_t below(std::uint64_t limit);

    /// Happens outside of every life of the house, so a kill does not prevent it.
    void later(mono_time when, std::function<void()> what);

    support::virtual_clock clock_;

private:
    std::uint64_t dice_;
};

}  // namespace tocsin::simulation
