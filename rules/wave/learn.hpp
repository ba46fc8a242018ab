// SPDX-License-Identifier: Apache-2.0
// What past mobilisations teach about the next one: kept apart by whoever asks, say for each channel and hour band.
#pragma once

#include "rules/wave/belief.hpp"

#include <vector>

namespace tocsin::rules {

/// The belief to start the next mobilisation with, `past` being what was heard in earlier ones of the same kind. Never
/// narrower than one mobilisation differs from another, and drawn to `before` while there are few.
response_prior learn(response_prior const& before, std::vector<evidence> const& past);

/// One channel against the usual, both as learnt.
channel_curve against(response_prior const& usual, response_prior const& one);

}  // namespace tocsin::rules
