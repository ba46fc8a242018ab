// SPDX-License-Identifier: Apache-2.0
// What the situation board shows of one mobilisation at one instant, whoever looks: plain values, read once for all.
#pragma once

#include "dispatcher/store/sight.hpp"
#include "rules/picture/map.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tocsin::dispatcher::api::board {

enum class channel_health { fine, unread, slowed, on_trial, quota, replaced, down };

struct channel_state {
    std::string name;
    tocsin::medium medium = medium::sms;
    bool is_sandbox = false;
    channel_health health = channel_health::fine;
    std::string ails;  ///< the breaker's word; empty: nothing
    int waiting = 0;   ///< messages queued for it

    friend bool operator==(channel_state const&, channel_state const&) = default;
};

/// Somebody who comes, by name.
struct person {
    std::string name;
    std::string commune;
    std::vector<std::string> skills;
};

struct facts {
    std::string house;  ///< as people read it
    std::function<local_time(wall_time)> local;
    wall_time now;
    sight seen;
    bool is_stale = false;  ///< the database does not answer: this is how it was
    std::vector<rules::picture::count_since> delivered;
    std::map<volunteer_id, person> people;  ///< of those who come
    std::vector<channel_state> channels;
    std::shared_ptr<rules::picture::map_sheet const> map;  ///< of its zone; null without a mobilisation
    std::string zone;  ///< in the house's language
    rules::picture::people_by_commune by_commune;
};

/// The one that a screen shows which was not told: what is urgent before what is not, what runs before what waits for
/// somebody, a real one before an exercise, then the newest. Nothing when none is open.
mobilisation_id most_pressing(std::vector<mobilisation> const& open);

}  // namespace tocsin::dispatcher::api::board
