// SPDX-License-Identifier: Apache-2.0
// YAML `type:` → adapter; registry.cpp is the only file that knows every adapter, by one line each.
#pragma once

#include "channels/building.hpp"
#include "rules/words/problem.hpp"

#include <boost/system/result.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace YAML {
class Node;
}

namespace tocsin::channels {

struct built_channel {
    channel_settings settings;
    std::unique_ptr<channel> adapter;
};

/// Builds one entry of `channels:`; all its problems at once, each with the line in `file`.
boost::system::result<built_channel, problems>
build_channel(YAML::Node const& node, std::string const& file, surroundings const& around);

/// What may stand behind `type:`.
std::vector<std::string_view> adapter_types();

}  // namespace tocsin::channels
