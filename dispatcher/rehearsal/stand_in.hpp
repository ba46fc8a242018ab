// SPDX-License-Identifier: Apache-2.0
// Stands in for a channel in a rehearsal: takes messages at the channel's pace, brings receipts and the answers of
// invented people back. It is given numbers and lives in virtual time: there is no adapter, no socket and no process
// behind it, and no way to give it one.
#pragma once

#include "channels/port/rehearsal.hpp"
#include "channels/port/tasks.hpp"
#include "dispatcher/rehearsal/cast.hpp"
#include "dispatcher/runtime/virtual_time.hpp"

#include <deque>
#include <map>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace tocsin::dispatcher {

/// What the outside saw in one run.
struct run_witness {
    struct carried {
        mono_time at;
        int parts = 0;
    };
    std::map<std::string, std::vector<carried>> by_channel;
    /// Whoever had a message already, over whichever channel: what comes afterwards is no question.
    std::set<std::string> questioned;
    int taken_back = 0;  ///< yes of invented people
    std::set<std::string> regrets_to_come;  ///< from these addresses, before people are needed
};

class stand_in final : public channels::channel, public channels::stage {
public:
    /// Everything handed in outlives it.
    stand_in(virtual_runtime& world, rehearsal_plan const& plan, channel_part const& part, cast const& people, run_witness& seen);

    channels::channel_traits const& traits() const override { return part_.traits; }
    task<channels::outcome> submit(channels::outbound message) override;
    task<channels::outcome> rehearse(channels::rehearsal message) override;
    task<void> run(channels::inbox& above) override;
    channels::stage* as_stage() override { return this; }

private:
    struct taken {
        std::string id;
        std::string address;
        rules::reaction reaction;
        std::optional<rules::real_minutes> changes_mind;
        bool is_question = false;
    };

    task<channels::outcome> take(std::string reference, std::string address, message_text text);
    task<void> behave(taken what, channels::inbox& above);
    mono_time when_it_works(mono_time instant) const;
    bool works() const { return when_it_works(world_.mono()) == world_.mono(); }

    virtual_runtime& world_;
    channel_part const& part_;
    cast const& people_;
    run_witness& seen_;
    std::size_t invited_;  ///< whoever has a higher number is asked by another mobilisation, and says nothing
    mono_time needed_;  ///< nobody takes anything back later
    std::vector<std::pair<mono_time, mono_time>> outages_;
    std::map<std::string, std::string> ids_;  ///< by reference: the same message twice is one
    std::deque<taken> news_;
    channels::bell arrived_;
};

/// Not even by oversight in the runtime that reaches the world.
static_assert(!std::is_constructible_v<
              stand_in, channels::runtime&, rehearsal_plan const&, channel_part const&, cast const&, run_witness&>);

}  // namespace tocsin::dispatcher
