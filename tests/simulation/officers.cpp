// SPDX-License-Identifier: Apache-2.0
// What officers do beside raising and calling off: agree by two, say another time, take it all back, call the neighbours,
// practise. Each asks again until the house has said that it is done.
#include "tests/simulation/life.hpp"

namespace tocsin::simulation {
namespace {

constexpr seconds ask_again{10};
constexpr minutes later_by{60};

std::string question_in(dispatcher::preview const& shown)
{
    for (auto const& each : shown.texts)
        if (each.purpose == purpose::ask && each.medium == medium::sms && each.language == "fr")
            return each.text.body;
    return {};
}

dispatcher::principal officer(std::string name) { return {std::move(name), dispatcher::role::staff, false}; }

}  // namespace

/// They take turns; where it takes two, one of them is impatient.
std::string crisis::next_officer()
{
    bool const other = plan_.two_agree ? below(3) == 0 : ++officers_ % 2 != 0;
    return other ? "colleague" : "officer";
}

/// Says yes to what is shown; where much depends on it, after a moment of reading.
task<void> crisis::say_yes(std::size_t which, std::string name)
{
    auto& house = *life_->house;
    auto const known = co_await life_->store->find_mobilisation(*alerts_[which].mobilisation);
    if (!known || !*known)
        co_return;
    auto const shown = co_await house.chooser.look(**known);
    if (!shown || !shown->ready)
        co_return;
    if (plan_.two_agree)
        co_await life_->runtime.sleep_until(clock_.mono() + seconds{static_cast<long>(below(20))});
    auto& plan = shown_[shown->digest];
    plan.words = question_in(*shown);
    plan.people = shown->candidates;
    plan.agreed.insert(name);
    auto const said = co_await house.decisions.approve((*known)->id, officer(std::move(name)), shown->digest, "");
    if (said.verdict == dispatcher::decision_verdict::done)
        alerts_[which].approved = alerts_[which].approved.value_or(clock_.mono());
}

void crisis::write_second_story()
{
    auto const within = [this](seconds from, std::uint64_t span) { return from + seconds{static_cast<long>(below(span))}; };
    if (plan_.extends)
        at(below(2) == 0 ? within(seconds{33}, 25) : within(seconds{60}, 6000), [this] { extend(); });
    if (plan_.retracts)
        at(below(2) == 0 ? within(seconds{36}, 60) : within(seconds{36}, 10'800), [this] { retract(); });
    if (!plan_.exercise && !neighbours_are_asked())
        return;
    auto const when = within(seconds{31}, plan_.urgent ? 40 : 120);
    at(when, [this] { call_neighbours(); });
    if (plan_.mistaken)
        at(within(when + seconds{2}, 20), [this] {
            dry_.reaches_people = true;
            if (alive())
                kill();
        });
}

void crisis::extend()
{
    auto act = [](crisis& world) -> task<void> {
        auto const known = co_await world.life_->store->find_mobilisation(*world.alerts_[0].mobilisation);
        if (!known || !*known || is_over((*known)->state))
            co_return;
        if (!world.extend_tried_) {
            world.extend_tried_ = world.clock_.mono();
            world.extended_to_ = (*known)->request.by + later_by;
            world.extended_after_the_start_ = (*known)->state != mobilisation_state::proposed;
            for (auto const& [digest, plan] : world.shown_)
                world.old_words_.insert(plan.words);
        }
        if ((*known)->request.by < world.extended_to_) {
            auto const said =
                co_await world.life_->house->decisions.extend((*known)->id, world.extended_to_, officer("officer"), "");
            if (said.verdict != dispatcher::decision_verdict::done)
                co_return;
        }
        world.extended_ = world.clock_.mono();
    };
    bool const over = alerts_[0].cancelled || retracted_ || extended_;
    if (over || clock_.mono() > mono_time{hours{3}})
        return;
    if (alive() && alerts_[0].mobilisation)
        life_->spawn(act(*this));
    later(clock_.mono() + ask_again, [this] { extend(); });
}

void crisis::retract()
{
    auto act = [](crisis& world) -> task<void> {
        auto const said =
            co_await world.life_->house->decisions.retract(*world.alerts_[0].mobilisation, officer("colleague"), "", "erreur");
        if (said.verdict != dispatcher::decision_verdict::done)
            co_return;
        auto& main = world.alerts_[0];
        world.retracted_ = world.retracted_.value_or(world.clock_.mono());
        main.cancelled = main.cancelled.value_or(*world.retracted_);
    };
    if (retracted_ || clock_.mono() > mono_time{hours{5}})
        return;
    if (alive() && alerts_[0].mobilisation)
        life_->spawn(act(*this));
    later(clock_.mono() + ask_again, [this] { retract(); });
}

/// For an exercise of their own, for the same flood, or for what is worse.
void crisis::call_neighbours()
{
    auto act = [](crisis& world) -> task<void> {
        mobilisation wanted;
        if (world.plan_.widens) {
            auto const known = co_await world.life_->store->find_mobilisation(*world.alerts_[0].mobilisation);
            if (!known || !*known || (*known)->state == mobilisation_state::proposed || is_over((*known)->state))
                co_return;
            wanted.request = (*known)->request;
            wanted.request.zone = {"04", "05"};
            wanted.extends = (*known)->id;
        } else {
            auto& request = wanted.request;
            request.event = "rupture de digue";
            request.zone = {"05"};
            request.need = 100'000;
            request.by = world.life_->runtime.wall() + hours{2};
            request.until = request.by + hours{4};
            request.media = {medium::sms};
            request.template_name = "default";
            request.minimum_age = 0;
            request.exercise = world.plan_.exercise;
            request.urgent = world.plan_.urgent;
            request.drill = world.plan_.drill;
        }
        wanted.state = mobilisation_state::approved;
        auto const made =
            co_await world.life_->house->proposals.propose(std::move(wanted), officer("officer"), "neighbours");
        if (made.accepted)
            world.neighbours_called_ = world.clock_.mono();
    };
    if (neighbours_called_ || clock_.mono() > mono_time{hours{1}})
        return;
    if (alive() && alerts_[0].mobilisation)
        life_->spawn(act(*this));
    later(clock_.mono() + ask_again, [this] { call_neighbours(); });
}

}  // namespace tocsin::simulation
