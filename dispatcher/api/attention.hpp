// SPDX-License-Identifier: Apache-2.0
// What needs somebody now: for an officer who sits down and does not know yet what to ask for. Pure.
#pragma once

#include "dispatcher/api/language.hpp"
#include "dispatcher/store/store.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::dispatcher::api {

struct open_mobilisation {
    mobilisation what;
    tally counts;
};

/// A channel that ails, whose replies are not read, or that its route does without.
struct channel_trouble {
    std::string name;
    std::string reason;  ///< an ailment, "quota", "recovering" or "replies-unread"
    bool replaced = false;  ///< another one carries its messages
    std::optional<wall_time> since = std::nullopt;  ///< that replies are not read
};

struct feed_trouble {
    std::string name;
    bool stale = false;  ///< it answers, with nothing new; otherwise it does not answer
};

/// The whole house at one instant.
struct house_now {
    wall_time now;
    std::vector<open_mobilisation> open;
    std::vector<inbox_entry> inbox;
    std::vector<channel_trouble> channels;
    std::vector<feed_trouble> feeds;
    bool journal_held = false;
    bool disk_full = false;
    bool database_busy = false;  ///< another program holds it
    bool register_ready = true;
    bool anybody = true;  ///< the register is not empty
    std::optional<wall_time> backed_up;  ///< the latest that is known of
};

/// `now`: somebody is waiting or something fails; `soon`: it will; `know`: nothing to do, but good to know.
enum class urgency { now, soon, know };

std::string_view to_string(urgency value);

struct attention {
    urgency how = urgency::know;
    std::string kind;  ///< see docs/openapi.yaml
    std::string about;  ///< an id or a name; empty: the house
    std::string what;  ///< a sentence
    std::string command;  ///< what deals with it
    std::optional<wall_time> since;
    std::optional<int> count;
    bool exercise = false;
};

/// The most urgent first; empty when all is quiet. `local` shows an instant as the house's clocks do.
std::vector<attention>
attention_for(house_now const& house, language in, std::function<std::string(wall_time)> const& local);

}  // namespace tocsin::dispatcher::api
