// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "channels/building.hpp"

namespace tocsin::channels::smpp {

/// See channel_builder. Its keys are explained in config/tocsin.yaml.
std::unique_ptr<channel> build(yaml_map& map, channel_settings const& common, surroundings const& around);

}  // namespace tocsin::channels::smpp
