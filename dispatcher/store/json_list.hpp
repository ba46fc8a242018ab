// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/array.hpp>

#include <string>
#include <vector>

namespace tocsin::dispatcher {

inline boost::json::array json_list(std::vector<std::string> const& words)
{
    boost::json::array list;
    for (auto const& word : words)
        list.emplace_back(word);
    return list;
}

}  // namespace tocsin::dispatcher
