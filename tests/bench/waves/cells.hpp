// SPDX-License-Identifier: Apache-2.0
// The situations of the bench: one knob at a time around a middle, the awkward ones, and random ones.
#pragma once

#include "tests/bench/waves/crowd.hpp"

#include <vector>

namespace tocsin::bench {

std::vector<situation> cells(std::uint64_t seed, int random_ones);

}  // namespace tocsin::bench
