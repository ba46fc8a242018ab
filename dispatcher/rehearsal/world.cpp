// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/rehearsal/world.hpp"

#include "dispatcher/engine/house.hpp"
#include "dispatcher/rehearsal/stand_in.hpp"
#include "dispatcher/runtime/zones.hpp"
#include "dispatcher/store/sqlite_store.hpp"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <exception>
#include <numeric>
#include <set>
#include <stdexcept>

namespace tocsin::dispatcher {
namespace {

namespace asio = boost::asio;

constexpr hours longest_after_the_end{24};
constexpr std::string_view director = "rehearsal";

std::string stranger_name(int number) { return "other-" + std::to_string(number); }

medium carried_by(rehearsal_plan const& plan, std::string const& channel)
{
    for (auto const& each : plan.channels)
        if (each.settings.name == channel)
            return each.settings.medium;
    return medium::sms;
}

/// A language in which it asks over this medium.
std::string spoken_by(waiting_call const& call, medium over)
{
    for (auto const& each : call.texts)
        if (each.purpose == purpose::ask && each.medium == over)
            return each.language;
    return "fr";
}

/// Whom other mobilisations ask: nobody's candidates, for nothing is known of where they live.
std::vector<volunteer> strangers(rehearsal_plan const& plan)
{
    std::vector<volunteer> all;
    for (auto const& each : plan.waiting)
        for (auto const& [channel, messages] : each.played)
            for (int i = 0; i < messages; ++i) {
                volunteer one;
                one.language = spoken_by(each, carried_by(plan, channel));
                one.external_id = stranger_name(static_cast<int>(all.size()));
                one.mobile = invented_phone(plan.people.size() + all.size());
                one.mobile_takes_sms = one.consent_sms = true;
                one.email = invented_mailbox(plan.people.size() + all.size());
                one.consent_email = true;
                one.drill = true;
                all.push_back(std::move(one));
            }
    return all;
}

std::unique_ptr<sqlite_store> store_in_memory(virtual_runtime& world, std::string image)
{
    sqlite_options options;
    options.path = ":memory:";
    options.image = std::move(image);
    options.durable = false;
    options.home = writer_home::callers_executor;
    options.house_number = 1;
    return open_store(world, std::move(options));
}

/// Hears what the engine reports of a run.
class run_log final : public event_log {
public:
    explicit run_log(virtual_clock const& clock) : clock_(clock) {}

    void report(event const& what, std::initializer_list<field> fields) override
    {
        auto const value = [&fields](std::string_view name) {
            for (auto const& each : fields)
                if (each.name == name)
                    return each.value;
            return std::string{};
        };
        if (what.id == events::mobilisation_closed.id)
            closed.insert(value("mobilisation"));
        else if (what.id == events::quota_used.id)
            used_up.try_emplace(value("channel"), clock_.mono());
        else if (what.id == events::channel_left.id || what.id == events::channel_ails.id)
            failed.insert(value("channel"));
    }

    std::set<std::string> closed;
    std::map<std::string, mono_time> used_up;
    std::set<std::string> failed;

private:
    virtual_clock const& clock_;
};

/// A loop whose tasks are driven by hand, from one virtual instant to the next.
class driven_loop {
public:
    driven_loop(wall_time start, std::uint64_t seed) : clock(start), runtime(clock, loop, seed) {}

    ~driven_loop()
    {
        clock.forget(&runtime);
        loop.kill();
    }

    void settle()
    {
        loop.restart();
        while (loop.poll() > 0) {
        }
    }

    /// Runs one task to its end, time passing as it needs; false when it was stopped or there is nothing to wait for.
    bool run(task<void> what, std::stop_token const& stop)
    {
        bool done = false;
        std::exception_ptr failure;
        asio::co_spawn(loop, std::move(what), [&done, &failure](std::exception_ptr thrown) {
            done = true;
            failure = thrown;
        });
        for (settle(); !done && !clock.empty() && !stop.stop_requested(); settle())
            clock.wake_next();
        if (failure)
            std::rethrow_exception(failure);
        return done;
    }

    virtual_clock clock;
    mortal_context loop;
    virtual_runtime runtime;
};

class world {
public:
    world(
        rehearsal_plan const& plan, rulebooks const& books, std::string const& people, rules::belief const& believed,
        std::optional<pace> at, int run
    )
        : plan_(plan)
        , pace_(at)
        , books_(books)
        , time_(plan.start, plan.seed + static_cast<std::uint64_t>(run))
        , log_(time_.clock)
        , cast_(plan, believed, static_cast<std::uint64_t>(run))
        , store_(store_in_memory(time_.runtime, people))
        , routes_(stand_ins(), plan.routes)
        , house_(std::make_unique<house>(time_.runtime, *store_, books, routes_, log_))
    {
    }

    ~world()
    {
        time_.clock.forget(&time_.runtime);
        store_->abandon();
        time_.loop.kill();
    }

    std::optional<run_outcome> play(std::stop_token const& stop)
    {
        if (!time_.run(begin(), stop) || !play_on(stop) || !time_.run(look_back(), stop))
            return std::nullopt;
        return std::move(found_);
    }

private:
    std::map<std::string, wired_channel> stand_ins()
    {
        std::map<std::string, wired_channel> all;
        for (auto const& each : plan_.channels) {
            wired_channel wired;
            wired.settings = each.settings;
            wired.adapter = std::make_unique<stand_in>(time_.runtime, plan_, each, cast_, seen_);
            all.emplace(each.settings.name, std::move(wired));
        }
        return all;
    }

    task<void> begin()
    {
        for (auto const& each : plan_.channels)
            if (each.taken_today > 0 && each.settings.day.any())
                co_await take_used_parts(each);
        house_->learnt.suppose(plan_.learnt);
        // A text is as long, and costs as much, as the real one with its link.
        auto const& http = books_.settings.http;
        house_->links.open(channels::secret{"rehearsal"}, http.answer_page ? http.public_url : std::string{});
        co_await queue_what_waits();
        house_->start();
        while (!house_->who.ready())
            co_await time_.runtime.sleep_until(time_.runtime.mono() + milliseconds{1});
        began_ = time_.runtime.mono();
        principal const officer{std::string{director}, role::staff, true};
        which_.resize(plan_.orders.size());
        for (auto const place : by_approval()) {
            auto const& order = plan_.orders[place];
            co_await time_.runtime.sleep_until(began_ + order.approval);
            mobilisation wanted;
            wanted.request = order.request;
            wanted.request.pace = pace_.value_or(order.request.pace);
            wanted.rule = order.rule;
            wanted.state = mobilisation_state::approved;
            auto made = co_await house_->proposals.propose(std::move(wanted), officer, "");
            if (!made.accepted)
                throw std::runtime_error{"a rehearsal's store took no mobilisation"};
            which_[place] = made.what.id;
            asking_since_ = asking_since_.value_or(time_.runtime.mono());
        }
    }

    /// The order in which the orders begin.
    std::vector<std::size_t> by_approval() const
    {
        std::vector<std::size_t> places(plan_.orders.size());
        std::iota(places.begin(), places.end(), std::size_t{0});
        std::stable_sort(places.begin(), places.end(), [this](auto one, auto other) {
            return plan_.orders[one].approval < plan_.orders[other].approval;
        });
        return places;
    }

    /// What waits in the channels from other mobilisations, as questions to people who say nothing.
    task<void> queue_what_waits()
    {
        int taken = 0;
        for (auto const& each : plan_.waiting)
            for (auto const& [channel, messages] : each.played) {
                co_await queue(each, channel, taken, messages);
                taken += messages;
            }
    }

    task<void> queue(waiting_call const& call, std::string const& channel, int taken, int messages)
    {
        auto const first = co_await store_->find_volunteer(stranger_name(taken));
        if (!first || !*first)
            throw std::runtime_error{"a rehearsal's register lacks whom others ask"};
        auto others = co_await store_->volunteers_after(volunteer_id{(*first)->id.value() - 1}, messages);
        if (!others)
            throw std::runtime_error{"a rehearsal's register cannot be read"};
        mobilisation wanted;
        wanted.request = call.request;
        wanted.request.budget = 0;  // it asks nobody else
        wanted.request.escalate.reset();
        wanted.state = mobilisation_state::approved;
        wanted.origin = wanted.approved_by = std::string{director};
        wanted.created = plan_.start;
        auto const made = co_await store_->create_mobilisation(std::move(wanted), "");
        if (!made)
            throw std::runtime_error{"a rehearsal's store took no mobilisation"};
        wave_record part;
        part.mobilisation = made->id;
        part.texts = call.texts;
        for (auto const& each : *others) {
            asked_person one;
            one.volunteer = each.id;
            one.medium = carried_by(plan_, channel);
            one.channel = &channel;
            part.people.push_back(one);
        }
        part.at = plan_.start;
        part.deadline = call.request.by;
        auto const opened = co_await store_->open_wave(std::move(part));
        if (!opened)
            throw std::runtime_error{"a rehearsal's store took no wave"};
    }

    task<void> take_used_parts(channel_part const& part)
    {
        lease_request gone;
        gone.channel = part.settings.name;
        gone.day = day_in(plan_.start, books_.settings.timezone).time_since_epoch().count();
        gone.parts = static_cast<int>(part.taken_today);
        gone.per_second = 1;
        co_await store_->lease_parts(std::move(gone));
    }

    bool play_on(std::stop_token const& stop)
    {
        auto const end = plan_.needed() + longest_after_the_end;
        for (time_.settle(); !all_closed() && time_.clock.wall() < end; time_.settle()) {
            if (stop.stop_requested() || time_.clock.empty())
                return false;
            time_.clock.wake_next();
        }
        return true;
    }

    bool all_closed() const
    {
        return std::all_of(which_.begin(), which_.end(), [this](auto each) { return log_.closed.contains(to_string(each)); });
    }

    task<void> look_back()
    {
        for (std::size_t i = 0; i < which_.size(); ++i)
            co_await look_back_at(i);
        for (auto const& each : plan_.channels)
            found_.channels[each.settings.name] = outcome_of(each);
        found_.day = cast_.day();
        found_.taken_back = seen_.taken_back + static_cast<int>(seen_.regrets_to_come.size());
    }

    task<void> look_back_at(std::size_t place)
    {
        auto const& order = plan_.orders[place];
        auto const what = co_await store_->find_mobilisation(which_[place]);
        auto const counts = co_await store_->tally_of(which_[place]);
        auto const waves = co_await store_->waves_of(which_[place]);
        auto const lines = co_await store_->traffic_of(which_[place]);
        auto const heard = co_await store_->people_heard_in(which_[place], time_.runtime.wall());
        if (!what || !*what || !counts || !waves || !lines || !heard)
            throw std::runtime_error{"a rehearsal's store cannot be read"};
        order_outcome found;
        auto const latest = order.request.by - std::chrono::duration_cast<milliseconds>(order.travel);
        // Met once, and short again when it ended: somebody took a yes back, and nobody took the place in time.
        bool const for_good = (*what)->state == mobilisation_state::filled || (*what)->end_reason == "filled";
        if ((*what)->filled && for_good && *(*what)->filled <= latest)
            found.filled = std::chrono::duration_cast<seconds>(*(*what)->filled - plan_.start);
        searched_until_ = std::max(searched_until_, std::min((*what)->filled.value_or(latest), latest));
        found.confirmed = counts->confirmed;
        for (auto const& [role, places] : order.request.roles) {
            auto const taken = counts->confirmed_by_role.find(role);
            int const missing = places - (taken == counts->confirmed_by_role.end() ? 0 : taken->second);
            if (missing > 0)
                found.short_of.emplace(role, missing);
        }
        found.waves = static_cast<int>(waves->size());
        found.pool_left = std::max(0, order.candidates - order.left_out - counts->asked);
        for (auto const& each : *heard) {
            bool const answered = each.known == heard_people::what::confirmed || each.known == heard_people::what::reserve;
            found.yes += answered ? 1 : 0;
            found.lost += each.known == heard_people::what::lost ? 1 : 0;
        }
        found.confirmed -= co_await who_will_not_come(*heard);
        for (auto const& line : *lines)
            count(line, found);
        found.lost = std::max(0, found.lost - found.unsent);
        found.asked = std::max(0, counts->asked - found.unsent);
        found_.orders.push_back(found);
    }

    /// Whoever takes a yes back after the end is missing: nobody is asked in their place any more, so that it need not be played.
    task<int> who_will_not_come(std::vector<heard_person> const& heard)
    {
        std::vector<volunteer_id> confirmed;
        for (auto const& each : heard)
            if (each.known == heard_people::what::confirmed)
                confirmed.push_back(each.volunteer);
        auto const people = co_await store_->volunteers(std::move(confirmed));
        if (!people)
            throw std::runtime_error{"a rehearsal's store cannot be read"};
        auto const& regrets = seen_.regrets_to_come;
        int missing = 0;
        for (auto const& each : *people) {
            bool const by_phone = each.mobile && regrets.contains(each.mobile->e164());
            missing += by_phone || (each.email && regrets.contains(each.email->address())) ? 1 : 0;
        }
        co_return missing;
    }

    void count(traffic_line const& line, order_outcome& found) const
    {
        using enum message_state;
        bool const waits = line.state == queued || line.state == sending;
        bool const left = line.state == accepted || line.state == delivered || line.state == unreachable;
        // What tells the end is queued by now, and will leave.
        bool const counts = left || (waits && line.purpose != purpose::ask);
        if (line.purpose == purpose::ask && !left && !line.follows)
            found.unsent += line.messages;
        if (!counts)
            return;
        found.messages += line.messages;
        if (line.purpose == purpose::stand_down)
            found.told_the_end += line.messages;
        found.cost += line.parts * routes_.channels().at(line.channel).settings.price;
    }

    channel_outcome outcome_of(channel_part const& part) const
    {
        auto const& name = part.settings.name;
        channel_outcome found;
        if (auto const carried = seen_.by_channel.find(name); carried != seen_.by_channel.end()) {
            auto const from = asking_since_.value_or(began_);
            auto const until = began_ + std::chrono::duration_cast<mono_clock::duration>(searched_until_ - plan_.start);
            int meanwhile = 0;
            for (auto const& each : carried->second)
                meanwhile += each.at >= from && each.at <= until ? each.parts : 0;
            auto const rate = part.settings.account.empty() ? part.settings.per_second
                                                            : std::min(part.settings.per_second, part.settings.account_per_second);
            double const span = std::chrono::duration<double>(until - from).count();
            found.busy = span > 0 ? std::min(1.0, meanwhile / (rate * span)) : 0;
        }
        if (auto const when = log_.used_up.find(name); when != log_.used_up.end())
            found.used_up = std::chrono::duration_cast<seconds>(when->second - began_);
        found.failed = log_.failed.contains(name);
        return found;
    }

    rehearsal_plan const& plan_;
    std::optional<pace> pace_;
    rulebooks const& books_;
    driven_loop time_;
    run_log log_;
    cast cast_;
    run_witness seen_;
    std::unique_ptr<sqlite_store> store_;
    route_table routes_;
    std::unique_ptr<house> house_;
    std::vector<mobilisation_id> which_;
    mono_time began_{};
    std::optional<mono_time> asking_since_;  ///< the first order is approved
    wall_time searched_until_{};
    run_outcome found_;
};

}  // namespace

std::string make_register(rehearsal_plan const& plan)
{
    auto everybody = plan.people;
    auto const others = strangers(plan);
    everybody.insert(everybody.end(), others.begin(), others.end());
    driven_loop time{plan.start, plan.seed};
    auto const kept = store_in_memory(time.runtime, "");
    auto const fill = [](store& into, std::vector<volunteer> people, wall_time now) -> task<void> {
        act who{std::string{director}, now};
        auto const done = co_await into.import_volunteers(std::move(people), std::move(who));
        if (!done)
            throw std::runtime_error{"a rehearsal's register cannot be written"};
    };
    time.run(fill(*kept, std::move(everybody), plan.start), std::stop_token{});
    auto image = kept->image();
    kept->abandon();
    return image;
}

std::optional<run_outcome> play(
    rehearsal_plan const& plan,
    rulebooks const& books,
    std::string const& people,
    rules::belief const& believed,
    std::optional<pace> at,
    int run,
    std::stop_token const& stop
)
{
    world stage{plan, books, people, believed, at, run};
    return stage.play(stop);
}

}  // namespace tocsin::dispatcher
