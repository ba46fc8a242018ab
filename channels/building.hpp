// SPDX-License-Identifier: Apache-2.0
// How an adapter comes out of its YAML: each folder offers one `build` of this shape, and registry.cpp names it.
#pragma once

#include "channels/port/channel.hpp"
#include "channels/port/secret.hpp"
#include "channels/settings.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace tocsin::channels {

class yaml_map;

/// What adapters may use; it outlives them.
struct surroundings {
    runtime& world;
    credential_source credentials;
    std::string public_url;  ///< how providers reach us; empty: they cannot
    std::filesystem::path gateways;  ///< folder of provider profiles
    std::string instance;
};

/// Reads the keys that only this adapter knows; what is wrong with them goes to the map's list of problems, all of it.
/// Null when nothing can be built from what stands there. Throws std::runtime_error when the world says no (a folder that
/// cannot be made); the sentence becomes a problem.
using channel_builder = std::unique_ptr<channel> (*)(yaml_map& map, channel_settings const& common, surroundings const& around);

}  // namespace tocsin::channels
