// SPDX-License-Identifier: Apache-2.0
// The channel that exercises are played on, with a witness log of what was played. One day somebody sets the channel of
// this name to a provider: from then on whatever leaves through it reaches people.
#pragma once

#include "channels/port/channel.hpp"
#include "tests/simulation/provider.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tocsin::simulation {

class dry_channel {
public:
    explicit dry_channel(support::virtual_clock& clock) : clock_(clock) {}

    std::string const& name() const { return name_; }
    static constexpr double per_second = 1;  ///< so slow that a kill finds much of an exercise waiting

    bool reaches_people = false;
    std::vector<witnessed> played;
    std::vector<witnessed> sent;  ///< to people

    /// The house's side of it, for one life.
    std::unique_ptr<channels::channel> adapter(channels::runtime& world);

private:
    friend class dry_adapter;
    friend class mistaken_adapter;

    witnessed note(std::string reference, std::string to, message_text const& text, wall_time deadline) const;

    std::string name_ = "dry";
    support::virtual_clock& clock_;
};

}  // namespace tocsin::simulation
