// SPDX-License-Identifier: Apache-2.0
// An http_sms channel's keys in the configuration, its profile's included.
#pragma once

#include "channels/building.hpp"

namespace tocsin::channels::http_sms {

/// A channel_builder.
std::unique_ptr<channel> build(yaml_map& map, channel_settings const& common, surroundings const& around);

}  // namespace tocsin::channels::http_sms
