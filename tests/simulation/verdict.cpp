// SPDX-License-Identifier: Apache-2.0
// What must hold in every crisis, whatever happened in it. What depends on what officers and providers did has files of its own.
#include "tests/simulation/life.hpp"
#include "tests/simulation/words.hpp"

#include <algorithm>

namespace tocsin::simulation {

void crisis::check(outcome& found)
{
    look_up_main();
    check_pace(found);
    check_coverage(found);
    check_times(found);
    check_duplicates(found);
    check_silence(found);
    check_end(found);
    check_journal(found);
    check_places(found);
    check_routes(found);
    check_decisions(found);
    check_starvation(found);
    if (refused_ > 0 && !plan_.clock_jump)  // set back, it puts what was sent just now into the future
        found.violations.push_back("R-02 an alert was refused that is sound");
}

/// never more than the rate in any second, restarts included.
void crisis::check_pace(outcome& found)
{
    auto const rate = static_cast<std::size_t>(plan_.per_second);
    auto const keep = [&](std::vector<witnessed> const& log) {
        for (std::size_t i = 0; i + rate < log.size(); ++i)
            if (log[i + rate].at - log[i].at < seconds{1})
                return false;
        return true;
    };
    if (!keep(sms_.log) || !keep(second_.log))
        found.violations.push_back("R-15 more than " + std::to_string(rate) + " in one second at the provider");
    if (plan_.one_account && !keep(seen_))
        found.violations.push_back("R-15 more than " + std::to_string(rate) + " in one second at one account");
}

/// an acknowledged, approved alert reaches everyone in its zone, and nobody else. R-03: one answer.
void crisis::check_coverage(outcome& found)
{
    std::set<std::string> asked;
    for (auto const& each : seen_)
        if (is_question(each))
            asked.insert(each.to);
    for (auto const& number : asked)
        if (!in_zone_.contains(number))
            found.violations.push_back("R-09 somebody outside the zone was asked");
    auto const& main = alerts_[0];
    for (auto const& alert : alerts_) {
        for (auto const& answer : alert.answers)
            if (answer != alert.answers.front())
                found.violations.push_back("R-03 one alert got two answers");
    }
    if (alerts_[1].mobilisation)
        found.violations.push_back("R-09 an alert without a usable area opened a mobilisation");
    // Filled and closed before the warning was issued again: that is another call.
    bool const over_by_then = main_ && main_->ended && ended_at(*main_->ended) <= mono_time{minutes{20}};
    if (alerts_.size() > 2 && alerts_[2].mobilisation && main.mobilisation && alerts_[2].mobilisation != main.mobilisation &&
        !main.cancelled && !plan_.clock_jump && !over_by_then)
        found.violations.push_back("R-03 a re-issued warning opened a second mobilisation");
    bool const undisturbed = main.approved && !main.cancelled && !plan_.clock_jump && plan_.everyone &&
                             (!plan_.pauses || !main.paused || main.resumed);
    if (!undisturbed)
        return;
    for (auto const& number : in_zone_)
        if (!asked.contains(number) && !stopped_.contains(number))
            found.violations.push_back("R-01 somebody in the zone of an acknowledged alert was never asked");
}

/// nothing after a cancel or a pause, after the deadline, after a STOP.
void crisis::check_times(outcome& found)
{
    auto const& main = alerts_[0];
    for (auto const& each : seen_) {
        if (each.wall >= each.deadline)
            found.violations.push_back("R-07 a message left after its deadline");
        auto const stop = stopped_.find(each.to);
        if (stop != stopped_.end() && each.at > stop->second + grace && !confirms_stop(each))
            found.violations.push_back("R-11 a message left after a STOP was acknowledged");
        if (!is_question(each) && !asks_back(each))
            continue;
        if (main.cancelled && each.at > *main.cancelled + grace)
            found.violations.push_back("R-05 a question left after the cancel was acknowledged");
        bool const while_paused = main.paused && each.at > *main.paused + grace && (!main.resumed || each.at < *main.resumed);
        if (while_paused)
            found.violations.push_back("R-05 a question left while paused");
    }
}

/// nobody is asked twice, nor asked back twice, but for kills and lost answers, and then it is flagged.
void crisis::check_duplicates(outcome& found)
{
    std::map<std::string, int> times;
    std::map<std::string, std::string> reference;
    int extra = 0;
    for (auto const& each : seen_)
        if (is_question(each) || asks_back(each)) {
            auto const what = asks_back(each) ? each.to + " back" : each.to;
            if (++times[what] > 1)
                ++extra;
            reference[what] = each.reference;
        }
    std::map<std::string, int> lost_answers = sms_.lost_answers;
    for (auto const& [which, count] : second_.lost_answers)
        lost_answers[which] += count;
    auto const lost = [&lost_answers](std::string const& which) {
        auto const known = lost_answers.find(which);
        return known == lost_answers.end() ? 0 : known->second;
    };
    auto flagged = std::make_shared<std::set<std::string>>();
    auto collect = [](crisis& world, std::shared_ptr<std::set<std::string>> into) -> task<void> {
        for (std::size_t i = 0; i < world.people_.size(); ++i) {
            auto const story = co_await world.life_->store->story_of(volunteer_id{static_cast<std::int64_t>(i) + 1});
            for (auto const& told : *story)
                if (told.possible_duplicate)
                    into->insert(world.people_[i].mobile->e164());
        }
    };
    life_->spawn(collect(*this, flagged));
    life_->loop.restart();
    life_->loop.poll();
    int total_lost = 0;
    for (auto const& [which, count] : lost_answers)
        total_lost += count;
    for (auto const& [number, count] : times) {
        if (count > 1 && !flagged->contains(number.substr(0, number.find(' '))))
            found.violations.push_back("R-04 somebody was asked twice without a flag");
        if (count > 1 + static_cast<int>(kills_.size()) + lost(reference[number]))
            found.violations.push_back("R-04 somebody was asked more often than kills and lost answers explain");
    }
    if (extra > static_cast<int>(kills_.size() * (sms_.window() + second_.window())) + total_lost)
        found.violations.push_back("R-04 more duplicates than the windows allow");
}

/// Whatever a provider takes without a word may have arrived: one message becomes a handful of copies, not a storm.
void crisis::check_silence(outcome& found) const
{
    constexpr int handful = 11;  // in the two hours until a request expires
    std::map<std::string, int> copies = sms_.lost_answers;
    for (auto const& [which, count] : second_.lost_answers)
        copies[which] += count;
    for (auto const& [which, count] : copies)
        if (count > handful)
            found.violations.push_back("R-04 one message was brought again and again by a provider that never answers");
}

mono_time crisis::ended_at(wall_time instant) const { return clock_.mono() - (clock_.wall() - instant); }

void crisis::look_up_main()
{
    if (!alerts_[0].mobilisation)
        return;
    auto read = [](crisis& world) -> task<void> {
        auto const one = co_await world.life_->store->find_mobilisation(*world.alerts_[0].mobilisation);
        if (one)
            world.main_ = *one;
    };
    life_->spawn(read(*this));
    life_->loop.restart();
    life_->loop.poll();
}

void crisis::check_places(outcome& found)
{
    auto add = [&found](std::vector<std::string> const& wrong) {
        found.violations.insert(found.violations.end(), wrong.begin(), wrong.end());
    };
    auto const heard = heard_over_any_medium();
    add(places_.while_it_ran(heard, plan_.need));
    if (!main_ || !main_->ended || plan_.clock_jump || retracted_)
        return;  // a correction is the end: see check_retraction
    places::ending end;
    end.need = plan_.need - (plan_.widens ? places_.told_to_come(of_neighbours_) : 0);
    end.state = main_->state;
    end.undisturbed = !outage_ && !plan_.full_disk && !plan_.quota && !plan_.pauses;
    end.at = ended_at(*main_->ended);
    std::map<std::string, std::string> number_of;
    for (auto const& each : heard)
        number_of[each.reference] = each.to;
    for (auto const& reference : undeliverable_)
        end.unreachable.insert(number_of[reference]);
    add(places_.after_the_end(heard, end));
}

/// each message ends as its receipts say. And the house comes to rest: nothing is left hanging.
void crisis::check_end(outcome& found)
{
    auto states = std::make_shared<std::map<std::string, message_state>>();
    auto open = std::make_shared<int>(0);
    auto counted = std::make_shared<std::map<message_state, int>>();
    auto collect = [](crisis& world, std::shared_ptr<std::map<std::string, message_state>> into, std::shared_ptr<int> unfinished,
                      std::shared_ptr<std::map<message_state, int>> counts) -> task<void> {
        for (std::size_t i = 0; i < world.people_.size(); ++i) {
            auto const story = co_await world.life_->store->story_of(volunteer_id{static_cast<std::int64_t>(i) + 1});
            for (auto const& told : *story) {
                (*into)[std::to_string(told.id.value())] = told.state;
                if (told.possible_duplicate || told.doubtful)
                    world.uncertain_.insert(std::to_string(told.id.value()));
            }
        }
        auto const left = co_await world.life_->store->unclosed();
        *unfinished = left ? static_cast<int>(left->size()) : -1;
        auto const outbox = co_await world.life_->store->outbox_by_channel();
        for (auto const& [channel, by_state] : *outbox)
            for (auto const& [state, messages] : by_state)
                (*counts)[state] += messages;
    };
    life_->spawn(collect(*this, states, open, counted));
    life_->loop.restart();
    life_->loop.poll();
    std::map<message_state, int> told;
    for (auto const& [id, state] : *states)
        ++told[state];
    if (told != *counted)
        found.violations.push_back("counts: they are not what the messages say");
    std::map<std::string, int> times;
    std::map<std::string, std::string> receiver;
    for (auto const& each : seen_) {
        ++times[each.reference];
        receiver[each.reference] = each.to;
    }
    for (auto const& [reference, verdict] : receipts_) {
        // A provider's id that we never learnt ties its receipts to nothing: the message went out again under another.
        auto const number = reference.find('-') + 1;
        auto const id = reference.substr(number, reference.find('-', number) - number);
        if (times[reference] != 1 || sms_.lost_answers.contains(reference) || second_.lost_answers.contains(reference) || uncertain_.contains(id))
            continue;
        auto const state = (*states)[id];
        if (verdict == receipt_verdict::delivered && state != message_state::delivered)
            found.violations.push_back("R-14 delivered, but ended " + std::string{to_string(state)});
        // An answer proves that it was delivered, whatever was said.
        bool const answered = state == message_state::delivered && wrote_.contains(receiver[reference]);
        if (verdict == receipt_verdict::undeliverable && state != message_state::unreachable && !answered)
            found.violations.push_back("R-14 undeliverable, but ended " + std::string{to_string(state)});
    }
    if (*open != 0)
        found.violations.push_back("liveness: a mobilisation never came to its end");
    for (auto const& [id, state] : *states)
        if (state == message_state::queued || state == message_state::sending)
            found.violations.push_back("liveness: a message is still " + std::string{to_string(state)});
}

/// after whatever happened the journal is whole, and explains the state of every mobilisation.
void crisis::check_journal(outcome& found)
{
    auto const defects = std::make_shared<std::vector<dispatcher::journal_finding>>();
    auto verify = [](crisis& world, std::shared_ptr<std::vector<dispatcher::journal_finding>> into) -> task<void> {
        auto const result = co_await world.life_->house->audit.verify(std::nullopt);
        if (result)
            *into = result->findings;
        else
            into->push_back({});
    };
    life_->spawn(verify(*this, defects));
    life_->loop.restart();
    life_->loop.poll();
    for (auto const& each : *defects)
        found.violations.push_back("R-23 the journal is " + std::string{to_string(each.defect)} + ' ' + each.about.substr(0, 3));
}

}  // namespace tocsin::simulation
