// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/routes.hpp"

#include <algorithm>

namespace tocsin::dispatcher {

bool is_one_way(wired_channel const& which)
{
    auto const& traits = which.adapter->traits();
    return traits.medium == medium::sms && traits.reach == channels::reach::real && !traits.two_way;
}

route_table::route_table(
    std::map<std::string, wired_channel> channels, std::map<medium, std::vector<std::string>> routes
)
    : channels_(std::move(channels)), routes_(std::move(routes))
{
}

wired_channel const* route_table::pick(medium over, bool exercise, std::vector<std::string> const& only) const
{
    auto const route = routes_.find(over);
    if (route == routes_.end())
        return nullptr;
    for (auto const& name : route->second) {
        auto const found = channels_.find(name);
        if (found == channels_.end())
            continue;
        bool const allowed = only.empty() || std::find(only.begin(), only.end(), name) != only.end();
        bool const safe = !exercise || found->second.adapter->traits().reach == channels::reach::sandbox;
        if (allowed && safe)
            return &found->second;
    }
    return nullptr;
}

}  // namespace tocsin::dispatcher
