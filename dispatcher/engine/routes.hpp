// SPDX-License-Identifier: Apache-2.0
// The channels as they are now, and which of them carries a medium.
#pragma once

#include "channels/policy/failover.hpp"
#include "channels/policy/pace.hpp"
#include "channels/port/channel.hpp"
#include "channels/settings.hpp"
#include "rules/words/mobilisation.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::dispatcher {

/// What a channel may still send today. The durable count is the store's; this is what was leased of it.
struct day_allowance {
    std::int64_t in_hand = 0;  ///< leased and not used yet
    std::int64_t taken = 0;  ///< of the day's count, the lease included
    local_day day;
    bool exhausted = false;
};

/// Replies lie where they cannot be fetched. Those who wrote them count as silent meanwhile.
struct unread_replies {
    wall_time since;
    std::string why;  ///< for people, without addresses or secrets
};

struct wired_channel {
    channels::channel_settings settings;
    std::unique_ptr<channels::channel> adapter;
    channels::link_state link = channels::link_state::up;
    std::string link_reason;  ///< why it is as it is: for people, without addresses or secrets
    channels::breaker breaker;
    std::optional<channels::pace> pace;  ///< set by the route table: channels of one account share theirs
    std::optional<unread_replies> unread;  ///< nothing: replies can be fetched, or nobody fetches them
    day_allowance today;
    bool set_aside = false;  ///< its route does without it: nothing leaves but probes
    int probes = 0;  ///< messages that may leave all the same
    bool has_captives = false;  ///< messages wait that no other channel may carry
};

/// The channels of one medium that reach the same: real ones never stand in for a sandbox, nor the other way round.
struct route {
    tocsin::medium medium = medium::sms;
    channels::reach reach = channels::reach::real;
    channels::failover carriers;
};

/// Texts reach real people over it, and they cannot answer: its sender is a name, or its provider brings nothing back.
bool is_one_way(wired_channel const& which);

class route_table {
public:
    route_table(
        std::map<std::string, wired_channel> channels, std::map<medium, std::vector<channels::route_leg>> routes
    );

    std::map<std::string, wired_channel>& channels() { return channels_; }
    std::map<std::string, wired_channel> const& channels() const { return channels_; }
    std::vector<route>& routes() { return routes_; }
    std::vector<route> const& routes() const { return routes_; }
    /// Whether the channel's route does without it now.
    bool has_left(std::string const& channel) const;

    /// The channels that may carry a message now, the best tier first; empty when none may.
    std::vector<channels::route_leg> carriers(medium over, gravity how, std::vector<std::string> const& only) const;
    /// The same, be they in order now or not.
    std::vector<channels::route_leg> set_up_for(medium over, gravity how, std::vector<std::string> const& only) const;
    /// Whether this channel is one of them.
    bool may_carry(medium over, gravity how, std::vector<std::string> const& only, std::string const& channel) const;
    /// The channel for a message; `key` spreads the load by weight. Null when none may carry it. A rehearsal only ever
    /// gets a channel that reaches nobody.
    wired_channel const*
    pick(medium over, gravity how, std::vector<std::string> const& only, std::uint64_t key = 0) const;

private:
    void share_paces();

    std::map<std::string, wired_channel> channels_;
    std::map<medium, std::vector<channels::route_leg>> configured_;
    std::vector<route> routes_;
};

/// Whether an officer's `--channel` choice (empty: none made) lets this one carry the message.
bool is_allowed(std::vector<std::string> const& only, std::string const& channel);

}  // namespace tocsin::dispatcher
