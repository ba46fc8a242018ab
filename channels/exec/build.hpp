// SPDX-License-Identifier: Apache-2.0
// An exec channel's keys in the configuration.
#pragma once

#include "channels/building.hpp"

namespace tocsin::channels::exec {

/// A channel_builder.
std::unique_ptr<channel> build(yaml_map& map, channel_settings const& common, surroundings const& around);

}  // namespace tocsin::channels::exec
