// SPDX-License-Identifier: Apache-2.0
// What Tocsin's own past teaches about the next mobilisation: how many of those asked say yes, how soon, at which part of
// the day and over which medium. A provider changes nothing of how people answer, so media are told apart, not channels.
#pragma once

#include "channels/port/runtime.hpp"
#include "dispatcher/store/store.hpp"
#include "rules/wave/learn.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::dispatcher {

/// What is believed before anybody has answered.
struct known_before {
    rules::response_prior prior;
    std::vector<rules::channel_curve> curves;  ///< by the number of the medium
};

/// For a house without history.
known_before known_at_first(wall_time now, std::string_view time_zone);

/// What was heard, told apart by medium; only one of them when that is given.
rules::evidence evidence_of(std::vector<heard_people> const& heard, std::optional<medium> only = std::nullopt);

class experience {
public:
    experience(channels::runtime& world, store& kept, std::string time_zone);

    /// Reads what has ended since the last time, at most once in an hour. Exercises teach nothing. Safe to cancel.
    task<void> refresh();

    known_before at(wall_time now) const { return known_.at(now, time_zone_); }

    struct lesson {
        rules::hour_band band = rules::hour_band::day;
        rules::evidence sms;
        rules::evidence mail;
    };

    /// All that was learnt so far, as a value.
    struct knowledge {
        std::map<mobilisation_id, lesson> lessons;
        std::map<rules::hour_band, rules::response_prior> priors;
        std::vector<rules::channel_curve> curves;

        /// Draws the priors and the curves from the lessons.
        void relearn();
        known_before at(wall_time now, std::string_view time_zone) const;
    };

    knowledge const& known() const { return known_; }
    /// For a rehearsal, whose store has no past of its own.
    void suppose(knowledge what) { known_ = std::move(what); }

private:
    task<bool> read(mobilisation what);

    channels::runtime& world_;
    store& store_;
    std::string time_zone_;
    std::optional<mono_time> again_;
    knowledge known_;
};

}  // namespace tocsin::dispatcher
