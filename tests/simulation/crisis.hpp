// SPDX-License-Identifier: Apache-2.0
// One crisis in a virtual world, from one seed: the real engine and store, simulated providers and people, kills at any
// wait. Verdicts come from what the outside saw: the providers' logs and what callers were answered.
#pragma once

#include "dispatcher/engine/house.hpp"
#include "tests/simulation/dry_channel.hpp"
#include "tests/simulation/places.hpp"
#include "tests/simulation/provider.hpp"
#include "tests/simulation/stage.hpp"
#include "tests/support/event_recorder.hpp"
#include "tests/support/temp_store.hpp"

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
    bool two_agree = false;  ///< so many people that one officer's yes is not enough
    bool extends = false;  ///< an officer says an hour later, before it starts or while it runs
    bool retracts = false;
    bool exercise = false;  ///< the neighbouring département practises meanwhile
    bool drill = false;  ///< and does so on real channels, with those who enrolled
    bool mistaken = false;  ///< a kill later, the channel of exercises reaches people
    bool widens = false;  ///< an officer asks the neighbouring département as well
    bool urgent = false;  ///< that one is in greater need: an urgent call of its own, in front of what waits here
};

plan plan_of(std::uint64_t seed);

struct outcome {
    std::vector<std::string> violations;  ///< "R-07 …"
    double crisis_hours = 0;
    int kills = 0;
    std::size_t messages = 0;
    std::uint64_t trace = 0;  ///< the same for the same seed
};

class crisis : stage {
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

    /// What officers were shown, and who said yes to it, or may have: not every answer comes through.
    struct shown_plan {
        std::string words;  ///< of the question
        int people = 0;
        std::set<std::string> agreed;
    };

    void register_people();
    void write_story();
    void begin_life();
    void kill();
    void run_what_is_ready();
    void step();
    bool alive() const { return life_ != nullptr; }

    void at(mono_clock::duration when, std::function<void()> what);
    void deliver(provider& from, callback what);
    void say_more(provider& to, inbound_text const& reply);
    void raise(std::size_t which);
    void approve(std::size_t which);
    void agree(std::size_t which, bool to_start);
    void decide(std::size_t which, dispatcher::decision what);
    void write_second_story();
    std::string next_officer();
    void extend();
    void retract();
    void call_neighbours();
    task<void> say_yes(std::size_t which, std::string name);

    void check(outcome& found);
    void check_pace(outcome& found);
    void check_routes(outcome& found);
    void check_failover(outcome& found);
    void check_switches(outcome& found);
    void check_return(outcome& found);
    void check_second_medium(outcome& found);
    void look_up_switches();
    mono_time can_take_over(mono_time detected) const;
    std::vector<std::pair<mono_time, mono_time>> pauses_of_the_second() const;
    void check_decisions(outcome& found);
    void check_assents(outcome& found);
    void check_extension(outcome& found);
    void check_retraction(outcome& found);
    void check_speed_of_retraction(outcome& found, std::vector<witnessed> const& heard);
    void check_exercise(outcome& found);
    void check_neighbours(outcome& found);
    void check_starvation(outcome& found);
    std::size_t unasked_at(mono_time instant) const;
    bool all_in_order(mono_time from, mono_time until) const;
    bool neighbours_are_asked() const { return plan_.widens || plan_.urgent; }
    void gather_what_was_seen();
    std::vector<witnessed> heard_over_any_medium() const;
    task<dispatcher::stored<std::vector<dispatcher::switch_entry>>> life_switches();
    void spawn_in_life(task<void> work);
    bool undisturbed_after(mono_time from, mono_time until) const;
    void check_coverage(outcome& found);
    void check_duplicates(outcome& found);
    void check_silence(outcome& found) const;
    void check_times(outcome& found);
    void check_end(outcome& found);
    void check_journal(outcome& found);
    void look_up_main();
    mono_time ended_at(wall_time instant) const;
    void check_places(outcome& found);

    plan plan_;
    std::shared_ptr<dispatcher::rulebooks const> books_;
    support::memory_disk disk_;
    provider sms_;
    places places_;
    provider second_;
    provider mail_;
    dry_channel dry_;
    std::vector<witnessed> seen_;  ///< what the SMS providers wrote down of the flood, in order
    std::vector<witnessed> of_neighbours_;  ///< and of their exercise, or their call
    std::vector<dispatcher::switch_entry> switches_;  ///< in order
    std::optional<mono_time> outage_;
    std::optional<mono_time> outage_end_;
    std::vector<volunteer> people_;
    std::set<std::string> in_zone_;  ///< numbers of those who may be asked, worked out apart from the house
    std::set<std::string> neighbours_;  ///< of those in the neighbouring département, whether they may or not
    std::set<std::string> willing_neighbours_;
    std::set<std::string> enrolled_;  ///< for drills
    std::map<std::string, mono_time> stopped_;  ///< number → when their STOP was acknowledged
    std::set<std::string> wrote_stop_;
    std::set<std::string> wrote_;  ///< anything
    std::map<std::string, shown_plan> shown_;  ///< by digest
    std::optional<mono_time> retracted_;  ///< acknowledged
    std::optional<mono_time> extended_;
    std::optional<mono_time> extend_tried_;
    bool extended_after_the_start_ = false;  ///< one officer says so alone then
    wall_time extended_to_;
    std::set<std::string> old_words_;  ///< of questions for the former time
    std::optional<mono_time> neighbours_called_;
    std::map<std::string, receipt_verdict> receipts_;  ///< reference → strongest receipt that was acknowledged
    std::set<std::string> undeliverable_;  ///< references that any receipt called so
    std::set<std::string> uncertain_;  ///< ids of messages flagged as possible duplicates
    std::vector<alert_sent> alerts_;
    std::optional<mobilisation> main_;  ///< what the first alert raised, as it stands at the end
    std::vector<mono_time> kills_;
    std::vector<mono_time> begins_;  ///< of lives after a kill
    std::unique_ptr<life> life_;
    int steps_to_kill_ = 0;
    int kills_left_ = 0;
    int officers_ = 0;
    int refused_ = 0;  ///< alerts, all of them sound
    std::uint64_t seed_;
};

}  // namespace tocsin::simulation
