// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "channels/yaml.hpp"

#include <optional>
#include <regex>
#include <string>

namespace tocsin::channels::http_sms {

/// A regular expression (ECMAScript, any case); a problem and nothing when it is none. What it meets should be short:
/// std::regex recurses.
inline std::optional<std::regex> read_regex(yaml_map& map, std::string const& key)
{
    auto const text = map.text(key);
    if (!text)
        return std::nullopt;
    try {
        return std::regex{*text, std::regex::ECMAScript | std::regex::icase};
    } catch (std::regex_error const&) {
        map.problem(key, "\"" + *text + "\" is not a regular expression (ECMAScript)");
        return std::nullopt;
    }
}

}  // namespace tocsin::channels::http_sms
