// SPDX-License-Identifier: Apache-2.0
// Several floods over the same people: two or three mobilisations at a time, more and less urgent ones, over some days, with
// kills. Verdicts come from what the provider saw and what people wrote back.
#pragma once

#include "dispatcher/engine/house.hpp"
#include "tests/simulation/crisis.hpp"
#include "tests/simulation/provider.hpp"
#include "tests/simulation/sharing_check.hpp"
#include "tests/simulation/stage.hpp"
#include "tests/support/event_recorder.hpp"
#include "tests/support/temp_store.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tocsin::simulation {

class floods : stage {
public:
    explicit floods(std::uint64_t seed);
    ~floods();

    /// Plays them to the end, then checks.
    outcome play();

private:
    struct life;

    void register_people();
    void plan_floods();
    void raise(std::size_t which);
    void cancel(std::size_t which);
    void begin_life();
    void kill();
    void run_what_is_ready();
    void deliver(callback what);
    void in_life(task<void> work);
    void look_up_ends();

    std::uint64_t seed_;
    std::shared_ptr<dispatcher::rulebooks const> books_;
    support::memory_disk disk_;
    provider sms_;
    std::vector<volunteer> people_;
    std::vector<flood> floods_;
    std::vector<word_back> said_;
    std::set<std::string> undeliverable_;  ///< references that any receipt called so
    std::unique_ptr<life> life_;
    std::size_t kills_ = 0;
    std::size_t kills_left_ = 0;
    int steps_to_kill_ = 0;
    mono_clock::duration length_{};
};

}  // namespace tocsin::simulation
