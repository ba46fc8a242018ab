// SPDX-License-Identifier: Apache-2.0
// `profile: NAME` in a channel's map: what a provider's file says lies below, the channel's own keys lie above.
#pragma once

#include "rules/words/problem.hpp"

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace tocsin::channels {

struct profile_file {
    YAML::Node node{YAML::NodeType::Map};
    std::string file;  ///< empty when the channel names no profile
};

/// The file that the channel's map names, in `folder`; an empty map when it names none, or a problem says why.
profile_file
read_profile(YAML::Node const& node, std::string const& file, std::filesystem::path const& folder, problems& found);

/// Maps are merged key by key, all else above hides what is below. Keys keep their lines.
YAML::Node merged(YAML::Node const& below, YAML::Node const& above);

/// Whether this key, written as a path ("receipts.map.1"), stands in the profile and not in the channel's own map.
bool stands_in_profile(YAML::Node own, YAML::Node below, std::string_view path);

/// Lower-case letters, digits and dashes, 1 to 40: the names of channels and of profiles.
bool is_plain_name(std::string const& text);

}  // namespace tocsin::channels
