// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/routes.hpp"

#include <algorithm>
#include <utility>

namespace tocsin::dispatcher {
namespace {

using legs = std::vector<channels::route_leg>;

template <class Kept>
legs those(legs const& from, Kept kept)
{
    legs found;
    std::copy_if(from.begin(), from.end(), std::back_inserter(found), kept);
    return found;
}

}  // namespace

bool is_one_way(wired_channel const& which)
{
    auto const& traits = which.adapter->traits();
    return traits.medium == medium::sms && traits.reach == channels::reach::real && !traits.two_way;
}

bool is_allowed(std::vector<std::string> const& only, std::string const& channel)
{
    return only.empty() || std::find(only.begin(), only.end(), channel) != only.end();
}

route_table::route_table(std::map<std::string, wired_channel> channels, std::map<medium, legs> configured)
    : channels_(std::move(channels)), configured_(std::move(configured))
{
    share_paces();
    for (auto& [name, channel] : channels_)
        channel.breaker = channels::breaker{channel.settings.breaker};
    for (auto& [over, all] : configured_) {
        all = those(all, [this](channels::route_leg const& leg) { return channels_.contains(leg.channel); });
        for (auto const reach : {channels::reach::real, channels::reach::sandbox}) {
            auto carriers = those(all, [&](channels::route_leg const& leg) {
                return channels_.at(leg.channel).adapter->traits().reach == reach;
            });
            if (!carriers.empty())
                routes_.push_back({over, reach, channels::failover{std::move(carriers)}});
        }
    }
}

/// One limit for each sender at each account, one for the account; a channel without an account is its own.
void route_table::share_paces()
{
    std::map<std::string, std::shared_ptr<channels::limit>> accounts;
    std::map<std::pair<std::string, std::string>, std::shared_ptr<channels::limit>> senders;
    for (auto& [name, channel] : channels_) {
        auto const& settings = channel.settings;
        if (settings.account.empty()) {
            channel.pace.emplace(settings.per_second);
            continue;
        }
        auto& whole = accounts[settings.account];
        if (!whole)
            whole = std::make_shared<channels::limit>(settings.account_per_second);
        auto& own = senders[{settings.account, settings.sender.value_or(name)}];
        if (!own)
            own = std::make_shared<channels::limit>(settings.per_second);
        channel.pace.emplace(std::vector{whole, own});
    }
}

bool route_table::has_left(std::string const& channel) const
{
    return std::any_of(routes_.begin(), routes_.end(), [&channel](route const& each) {
        return each.carriers.has_left(channel);
    });
}

/// Of one reach: a sandbox never stands in for a real channel.
legs route_table::set_up_for(medium over, gravity how, std::vector<std::string> const& only) const
{
    auto const configured = configured_.find(over);
    if (configured == configured_.end())
        return {};
    auto const reach_of = [this](channels::route_leg const& leg) {
        return channels_.at(leg.channel).adapter->traits().reach;
    };
    auto const may = those(configured->second, [&](channels::route_leg const& leg) {
        bool const safe = how != gravity::rehearsal || reach_of(leg) == channels::reach::sandbox;
        return safe && is_allowed(only, leg.channel);
    });
    if (may.empty())
        return {};
    auto const reach = reach_of(may.front());
    return those(may, [&](channels::route_leg const& leg) { return reach_of(leg) == reach; });
}

legs route_table::carriers(medium over, gravity how, std::vector<std::string> const& only) const
{
    auto all = set_up_for(over, how, only);
    auto usable = those(all, [this](channels::route_leg const& leg) { return !has_left(leg.channel); });
    return usable.empty() ? all : usable;
}

bool route_table::may_carry(medium over, gravity how, std::vector<std::string> const& only, std::string const& channel) const
{
    auto const all = set_up_for(over, how, only);
    return std::any_of(all.begin(), all.end(), [&](channels::route_leg const& leg) { return leg.channel == channel; });
}

wired_channel const*
route_table::pick(medium over, gravity how, std::vector<std::string> const& only, std::uint64_t key) const
{
    auto const able = carriers(over, how, only);
    auto const* const chosen = channels::share_of(able, key);
    return chosen == nullptr ? nullptr : &channels_.at(chosen->channel);
}

}  // namespace tocsin::dispatcher
