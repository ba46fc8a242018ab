// SPDX-License-Identifier: Apache-2.0
// Which channel carries a medium: the first of its route that may.
#pragma once

#include "channels/port/channel.hpp"
#include "channels/settings.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tocsin::dispatcher {

struct wired_channel {
    channels::channel_settings settings;
    std::unique_ptr<channels::channel> adapter;
    channels::link_state link = channels::link_state::up;
};

/// Texts reach real people over it, and they cannot answer: its sender is a name, or its provider brings nothing back.
bool is_one_way(wired_channel const& which);

class route_table {
public:
    route_table(std::map<std::string, wired_channel> channels, std::map<medium, std::vector<std::string>> routes);

    std::map<std::string, wired_channel>& channels() { return channels_; }
    std::map<std::string, wired_channel> const& channels() const { return channels_; }

    /// Null when none may carry it. An exercise only ever gets a channel that reaches nobody.
    wired_channel const* pick(medium over, bool exercise, std::vector<std::string> const& only) const;

private:
    std::map<std::string, wired_channel> channels_;
    std::map<medium, std::vector<std::string>> routes_;
};

}  // namespace tocsin::dispatcher
