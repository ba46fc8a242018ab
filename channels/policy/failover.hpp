// SPDX-License-Identifier: Apache-2.0
// Which channels of a route carry its messages: who shares the load, when one that ails is left, and when it is taken
// back. Pure: the instant and the channels' condition are handed in, the decision is a value that can be printed.
//
// The anchor is GOV.UK Notify: weights, a provider that does badly loses its share to one that does well, nothing
// changes when all do badly, and no second change the same way within five minutes.
#pragma once

#include "channels/policy/breaker.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::channels {

/// One channel of a route. The lowest tier that works carries everything, shared by weight.
struct route_leg {
    std::string channel;
    int tier = 0;
    int weight = 1;  ///< [1, 1000]

    friend bool operator==(route_leg const&, route_leg const&) = default;
};

struct failover_settings {
    seconds patience{3};  ///< an ailment that passes by itself within this moves nothing
    seconds between_switches{300};  ///< from one channel to another, at least
};

/// How a channel is now.
struct leg_condition {
    std::optional<ailing> ails;
    bool exhausted = false;  ///< its quota of the day is used
    std::optional<mono_time> last_taken;
    std::optional<mono_time> last_receipt;
};

enum class switch_kind { leave, take_back };

std::string_view to_string(switch_kind value);

struct switch_decision {
    switch_kind kind = switch_kind::leave;
    std::string channel;  ///< that is left, or taken back
    std::vector<std::string> others;  ///< who carries its messages now, or gives them back
    std::string reason;  ///< "errors", "quota", "recovered"
};

/// "sms-main → backup: errors"
std::string to_string(switch_decision const& decision);

class failover {
public:
    explicit failover(std::vector<route_leg> legs, failover_settings settings = {});

    std::vector<route_leg> const& legs() const { return legs_; }
    bool has_left(std::string const& channel) const { return left_.contains(channel); }
    bool has_left_any() const { return !left_.empty(); }
    /// Who carries a message now, in order of preference; the first tier of them shares by weight. Never empty when
    /// the route has a leg: when all were left, the route is as configured.
    std::vector<route_leg> in_use() const;

    /// At most one switch, made by calling `note` once it is durable.
    std::optional<switch_decision> decide(mono_time now, std::map<std::string, leg_condition> const& conditions) const;
    void note(mono_time now, switch_decision const& made);
    /// A left channel that may be tried with one message now: in a pause that doubles from 10 s to a minute.
    std::optional<std::string> due_probe(mono_time now, std::map<std::string, leg_condition> const& conditions);

private:
    struct leaving {
        mono_time at;
        bool lost_receipts = false;
        bool was_to_wait = false;  ///< it asked for patience
        mono_time next_probe;
        seconds pause{10};
    };

    bool blocked(mono_time now, std::string const& from, std::string const& to) const;
    std::vector<std::string> well_besides(
        mono_time now, std::string const& channel, std::map<std::string, leg_condition> const& conditions
    ) const;
    bool recovered(std::string const& channel, leaving const& left, leg_condition const& now_is) const;

    std::vector<route_leg> legs_;
    failover_settings settings_;
    std::map<std::string, leaving> left_;
    std::map<std::pair<std::string, std::string>, mono_time> last_switch_;
};

/// Each channel a tier of its own, the first choice first.
std::vector<route_leg> in_order(std::vector<std::string> const& channels);

/// The leg that carries the message of this key: always the same while the legs are; each as often as its weight says.
/// Looks at the first leg's tier only. Null when there is no leg.
route_leg const* share_of(std::vector<route_leg> const& legs, std::uint64_t key);

}  // namespace tocsin::channels
