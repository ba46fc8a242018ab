// SPDX-License-Identifier: Apache-2.0
// One crisis in a virtual world, from one seed: the real engine and store, simulated providers and people, kills at any
// wait. Verdicts come from what the outside saw: the providers' logs and what callers were answered.
#pragma once

#include "dispatcher/engine/house.hpp"
#include "tests/simulation/places.hpp"
#include "tests/simulation/provider.hpp"
#include "tests/support/event_recorder.hpp"
#include "tests/support/temp_store.hpp"
#include "tests/support/virtual_runtime.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tocsin::simulation {

/// What the world contains, all drawn from the seed. Each run switches whole classes of faults off.
struct plan {
    int volunteers = 120;
    bool everyone = true;  ///< the need is beyond reach: all are asked
    int need = 100'000;
    int kills = 0;
    bool outage = false;
    bool full_disk = false;
    bool cancels = false;
    bool pauses = false;
    bool clock_jump = false;
    double per_second = 20;
    tocsin::pace pace = tocsin::pace::all;
    bool second_provider = false;
    bool one_account = false;  ///< both providers' channels share one rate
    bool quota = false;  ///< the first may send a third of what there is to send
    failing how = failing::refuses;  ///< the outage
    bool long_outage = false;  ///< two hours
    bool escalates = false;  ///< whoever does not answer gets a mail twenty minutes later
};

plan plan_of(std::uint64_t seed);

struct outcome {
    std::vector<std::string> violations;  ///< "R-07 …"
    double crisis_hours = 0;
    int kills = 0;
    std::size_t messages = 0;
    std::uint64_t trace = 0;  ///< the same for the same seed
};

class crisis {
public:
    explicit crisis(std::uint64_t seed);
    ~crisis();

    /// Plays it to the end, then checks.
    outcome play();

private:
    struct life;

    struct alert_sent {
        std::string bytes;
        bool arealess = false;
        std::vector<std::string> answers;
        std::optional<mobilisation_id> mobilisation;
        std::optional<mono_time> approved;
        std::optional<mono_time> cancelled;
        std::optional<mono_time> paused;
        std::optional<mono_time> resumed;
    };

    void register_people();
    void write_story();
    void begin_life();
    void kill();
    void run_what_is_ready();
    void step();
    bool alive() const { return life_ != nullptr; }

    void at(mono_clock::duration when, std::function<void()> what);
    void later(mono_time when, std::function<void()> what);
    void deliver(provider& from, callback what);
    void say_more(provider& to, inbound_text const& reply);
    void raise(std::size_t which);
    void approve(std::size_t which);
    void agree(std::size_t which, bool to_start);
    void decide(std::size_t which, dispatcher::decision what);
    double chance();
    std::uint64_t below(std::uint64_t limit);

    void check(outcome& found);
    void check_pace(outcome& found);
    void check_routes(outcome& found);
    void check_failover(outcome& found);
    void check_switches(outcome& found);
    void check_return(outcome& found);
    void check_second_medium(outcome& found);
    task<dispatcher::stored<std::vector<dispatcher::switch_entry>>> life_switches();
    void spawn_in_life(task<void> work);
    bool undisturbed_after(mono_time from, mono_time until) const;
    void check_coverage(outcome& found);
    void check_duplicates(outcome& found);
    void check_times(outcome& found);
    void check_end(outcome& found);
    void check_journal(outcome& found);
    void look_up_main();
    mono_time ended_at(wall_time instant) const;
    void check_places(outcome& found);

    std::uint64_t dice_;
    plan plan_;
    support::virtual_clock clock_;
    std::shared_ptr<dispatcher::rulebooks const> books_;
    support::memory_disk disk_;
    provider sms_;
    places places_;
    provider second_;
    provider mail_;
    std::vector<witnessed> seen_;  ///< what all providers wrote down, in order
    std::optional<mono_time> outage_;
    std::optional<mono_time> outage_end_;
    std::vector<volunteer> people_;
    std::set<std::string> in_zone_;  ///< numbers of those who may be asked, worked out apart from the house
    std::map<std::string, mono_time> stopped_;  ///< number → when their STOP was acknowledged
    std::map<std::string, receipt_verdict> receipts_;  ///< reference → strongest receipt that was acknowledged
    std::set<std::string> undeliverable_;  ///< references that any receipt called so
    std::set<std::string> uncertain_;  ///< ids of messages flagged as possible duplicates
    std::vector<alert_sent> alerts_;
    std::optional<mobilisation> main_;  ///< what the first alert raised, as it stands at the end
    std::vector<mono_time> kills_;
    std::unique_ptr<life> life_;
    int steps_to_kill_ = 0;
    int kills_left_ = 0;
    int officers_ = 0;
    std::uint64_t seed_;
};

}  // namespace tocsin::simulation
