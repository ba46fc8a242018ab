// SPDX-License-Identifier: Apache-2.0
// YAML `type:` → adapter; the only file that knows every adapter.
#pragma once

#include "channels/port/channel.hpp"
#include "channels/port/secret.hpp"
#include "channels/settings.hpp"
#include "rules/words/problem.hpp"

#include <boost/system/result.hpp>

#include <filesystem>
#include <memory>
#include <string>

namespace YAML {
class Node;
}

namespace tocsin::channels {

/// What adapters may use; it outlives them.
struct surroundings {
    runtime& world;
    credential_source credentials;
    std::string public_url;  ///< how providers reach us; empty: they cannot
    std::filesystem::path gateways;  ///< folder of HTTP provider profiles
    std::string instance;
};

struct built_channel {
    channel_settings settings;
    std::unique_ptr<channel> adapter;
};

/// Builds one entry of `channels:`; all its problems at once, each with the line in `file`.
boost::system::result<built_channel, problems>
build_channel(YAML::Node const& node, std::string const& file, surroundings const& around);

}  // namespace tocsin::channels
