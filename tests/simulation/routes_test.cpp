// SPDX-License-Identifier: Apache-2.0
// What several channels for a medium promise, one story each, with the real engine and store on virtual time. The witness
// is what the providers wrote down.
#include "dispatcher/engine/house.hpp"
#include "tests/simulation/provider.hpp"
#include "tests/support/event_recorder.hpp"
#include "tests/support/shipped_config.hpp"
#include "tests/support/temp_store.hpp"
#include "tests/support/virtual_runtime.hpp"

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

namespace tocsin::simulation {
namespace {

constexpr double rate = 20;
constexpr std::size_t window = 8;
constexpr seconds time_out{30};  // of a submission that a provider never answers

struct calling final : support::virtual_clock::waker {
    explicit calling(std::function<void()> what_) : what(std::move(what_)) {}
    void wake() override { what(); }
    std::function<void()> what;
};

channels::channel_settings named(std::string name)
{
    channels::channel_settings settings;
    settings.name = std::move(name);
    settings.per_second = rate;
    return settings;
}

class Routes : public testing::Test {
protected:
    ~Routes() override
    {
        if (house_) {
            house_->stop();
            world.run(house_->join());
        }
        world.clock.forget(this);
    }

    /// So many people in each commune; their numbers follow each other in the order given. Without legs the channels carry
    /// in their order.
    void begin(
        std::vector<channels::channel_settings> settings, std::map<std::string, int> communes, std::vector<channels::route_leg> legs = {}
    )
    {
        std::map<std::string, dispatcher::wired_channel> wired;
        std::vector<std::string> order;
        for (auto& each : settings) {
            auto& outside = *(at[each.name] = std::make_unique<provider>(each.name, each.per_second, window, world.clock, 7));
            outside.longest_pause = milliseconds{500};
            outside.two_way = !one_way.contains(each.name);
            outside.answer_of = [](std::string const&) { return std::nullopt; };
            outside.send_back = [this, name = each.name](mono_time due, callback what) { bring(name, due, std::move(what)); };
            order.push_back(each.name);
            auto& one = wired[each.name];
            one.adapter = outside.adapter(world.runtime);
            one.settings = std::move(each);
        }
        if (legs.empty())
            legs = channels::in_order(order);
        routes_.emplace(std::move(wired), std::map<medium, std::vector<channels::route_leg>>{{medium::sms, std::move(legs)}});
        people(std::move(communes));
        house_.emplace(world.runtime, *store, *books, *routes_, log);
        house_->start();
        world.run_until_quiet();
    }

    /// Everybody in the commune is asked from now on.
    mobilisation_id ask(std::string commune, bool urgent = false, std::vector<std::string> only = {})
    {
        auto const wanted = order(std::move(commune), urgent, std::move(only));
        auto const id = world.get(store->create_mobilisation(wanted, ""))->id;
        house_->ring.waves.ring();
        world.run_until_quiet();
        return id;
    }

    mobilisation order(std::string commune, bool urgent = false, std::vector<std::string> only = {}) const
    {
        mobilisation wanted;
        wanted.state = mobilisation_state::approved;
        wanted.created = world.runtime.wall();
        auto& request = wanted.request;
        request.event = "crue";
        request.zone = {std::move(commune)};
        request.need = 100'000;
        request.by = world.runtime.wall() + hours{6};
        request.until = request.by + hours{4};
        request.media = {medium::sms};
        request.template_name = "default";
        request.pace = pace::all;
        request.minimum_age = 0;
        request.urgent = urgent;
        request.channels = std::move(only);
        return wanted;
    }

    dispatcher::preview preview_of(mobilisation what) { return *world.get(house_->chooser.look(std::move(what))); }

    /// Who was sent a question through that provider between two instants, in order.
    std::vector<std::string> asked(std::string const& through, mono_time from = {}, mono_time until = mono_time::max()) const
    {
        std::vector<std::string> found;
        for (auto const& each : at.at(through)->log)
            if (each.at >= from && each.at < until)
                found.push_back(each.to);
        return found;
    }

    /// The same within the second that begins there.
    int in_second(std::string const& through, mono_time from) const
    {
        return static_cast<int>(asked(through, from, from + seconds{1}).size());
    }

    std::vector<dispatcher::switch_entry> switches() { return *world.get(store->switches(100)); }

    mono_time now() const { return world.clock.mono(); }

    support::virtual_world world;
    std::map<std::string, std::unique_ptr<provider>> at;
    std::set<std::string> one_way;  ///< channels that nobody can answer over

private:
    void people(std::map<std::string, int> communes)
    {
        std::vector<volunteer> all;
        for (auto const& [commune, count] : communes)
            for (int i = 0; i < count; ++i) {
                volunteer who;
                auto const number = all.size() + 1;
                who.external_id = "v" + std::to_string(number);
                char digits[32];
                std::snprintf(digits, sizeof digits, "+3363998%04zu", number);
                who.mobile = phone::from_e164(digits);
                who.mobile_takes_sms = true;
                who.consent_sms = true;
                who.commune = commune;
                all.push_back(std::move(who));
            }
        world.get(store->import_volunteers(all, dispatcher::act{"test", world.runtime.wall()}));
    }

    void bring(std::string from, mono_time due, callback what)
    {
        auto deliver = [this, from = std::move(from), what = std::move(what)] {
            boost::asio::co_spawn(world.loop, take(from, what), [](std::exception_ptr failure) {
                if (failure)
                    std::rethrow_exception(failure);
            });
        };
        world.clock.add(due, this, std::make_unique<calling>(std::move(deliver)));
    }

    task<void> take(std::string from, callback what)
    {
        std::vector<receipt> one{*what.news};
        co_await house_->receipts.receive(from, std::move(one));
    }

protected:
    support::memory_disk disk;
    std::unique_ptr<dispatcher::sqlite_store> store = disk.open(world.runtime);
    dispatcher::event_recorder log;

private:
    std::shared_ptr<dispatcher::rulebooks const> books = support::shipped_rulebooks();
    std::optional<dispatcher::route_table> routes_;
    std::optional<dispatcher::house> house_;
};

class HowTheyFail : public Routes, public testing::WithParamInterface<failing> {};

/// the rest flows through the second within ten seconds; what hung comes once its time is out, and is flagged.
TEST_P(HowTheyFail, TheSecondTakesOverWithinTenSeconds)
{
    begin({named("first"), named("second")}, {{"04070", 600}});
    auto const id = ask("04070");
    world.play(seconds{5});
    ASSERT_GT(asked("first").size(), 3 * rate);
    ASSERT_TRUE(asked("second").empty());
    at["first"]->fails = GetParam();
    auto const failed = now();
    world.play(minutes{2});

    ASSERT_FALSE(asked("second").empty());
    EXPECT_LE(at["second"]->log.front().at - failed, seconds{10});
    std::map<std::string, mono_time> once;
    int twice = 0;
    for (auto const& each : at["first"]->log)
        once.emplace(each.to, each.at);
    for (auto const& each : at["second"]->log) {
        auto const [before, first_time] = once.emplace(each.to, each.at);
        if (first_time)
            continue;
        ++twice;
        bool const in_time = GetParam() != failing::silent || each.at - before->second >= time_out;
        EXPECT_TRUE(in_time) << "moved before its time was out";
    }
    EXPECT_EQ(once.size(), 600U);
    auto const tally = *world.get(store->tally_of(id));
    EXPECT_LE(twice, tally.possible_duplicates);
    EXPECT_LE(tally.possible_duplicates, static_cast<int>(3 * window));
    EXPECT_EQ(switches().size(), 1U);
    EXPECT_EQ(log.count(dispatcher::events::channel_ails), 0) << "somebody took over";
}

/// The last confirmation of a night is worth as much as the first of a thousand questions.
TEST_P(HowTheyFail, OneMessageAloneGoesThroughTheSecondWithinTenSeconds)
{
    begin({named("first"), named("second")}, {{"04070", 1}});
    at["first"]->fails = GetParam();
    auto const asked_at = now();
    ask("04070");
    bool const hangs = GetParam() == failing::silent;  // until its time is out
    world.play(hangs ? time_out + seconds{10} : seconds{10});
    ASSERT_EQ(asked("second").size(), 1U);
    EXPECT_LE(at["second"]->log.front().at - asked_at, hangs ? time_out + seconds{10} : seconds{10});
}

std::string name_of(testing::TestParamInfo<failing> const& way)
{
    switch (way.param) {
    case failing::refuses: return "Refuses";
    case failing::refuses_late: return "RefusesLate";
    case failing::resets: return "Resets";
    case failing::drops: return "DropsItsLine";
    case failing::silent: return "IsSilent";
    case failing::throttles: return "Throttles";
    case failing::not_at_all:
    case failing::takes_late:
    case failing::keeps_receipts:
    case failing::flickers: break;
    }
    return "Otherwise";
}

INSTANTIATE_TEST_SUITE_P(
    Routes,
    HowTheyFail,
    testing::Values(
        failing::refuses, failing::refuses_late, failing::resets, failing::drops, failing::silent, failing::throttles
    ),
    name_of
);

/// Nothing is lost at it and nothing is sent twice: it is left because each message there takes others' time.
TEST_F(Routes, AProviderThatAnswersLateIsLeftWithinTenSeconds)
{
    begin({named("first"), named("second")}, {{"04070", 600}});
    auto const id = ask("04070");
    world.play(seconds{5});
    ASSERT_TRUE(asked("second").empty());
    at["first"]->fails = failing::takes_late;
    auto const failed = now();
    world.play(minutes{2});

    ASSERT_FALSE(asked("second").empty());
    EXPECT_LE(at["second"]->log.front().at - failed, seconds{10});
    EXPECT_EQ(asked("first").size() + asked("second").size(), 600U);
    EXPECT_EQ(world.get(store->tally_of(id))->possible_duplicates, 0);
    auto const made = switches();
    ASSERT_EQ(made.size(), 1U);
    EXPECT_EQ(made.front().what.reason, "slow");
    EXPECT_EQ(log.count(dispatcher::events::channel_ails), 0);
}

/// A relay that looks into each mail for a second, with four at its elbow.
TEST_F(Routes, WaitingForALineIsNotTheProvidersSlowness)
{
    begin({named("first"), named("second")}, {{"04070", 600}});
    at["first"]->fails = failing::takes_late;
    at["first"]->says_it_took = milliseconds{900};
    ask("04070");
    world.play(minutes{1});
    EXPECT_GT(asked("first").size(), 60U);
    EXPECT_TRUE(asked("second").empty());
    EXPECT_TRUE(switches().empty());
    EXPECT_EQ(log.count(dispatcher::events::channel_ails), 0);
}

/// Who shares the load asks from the first message on; who only takes over may never ask anybody.
TEST_F(Routes, AQuestionThatTheNextChannelCouldNotBringAnswersToIsSaidBefore)
{
    one_way = {"second"};
    begin({named("first"), named("second")}, {{"04070", 10}});
    auto const seen = preview_of(order("04070"));
    EXPECT_EQ(seen.one_way, "");
    auto const warns = [](dispatcher::preview const& of) {
        return std::count_if(of.warnings.begin(), of.warnings.end(), [](auto const& each) { return each.find("second") != each.npos; });
    };
    EXPECT_EQ(warns(seen), 1);
    EXPECT_EQ(warns(preview_of(order("04070", false, {"first"}))), 0);
}

TEST_F(Routes, AQuestionThatSomeCouldNotAnswerIsRefused)
{
    one_way = {"second"};
    begin({named("first"), named("second")}, {{"04070", 10}}, {{"first", 0, 1}, {"second", 0, 1}});
    EXPECT_EQ(preview_of(order("04070")).one_way, "second");
    EXPECT_EQ(preview_of(order("04070", false, {"first"})).one_way, "");
}

TEST_F(Routes, AFlickeringProviderIsNotSwitchedToAndFro)
{
    auto slow = std::vector{named("first"), named("second")};
    for (auto& each : slow)
        each.per_second = 2;
    begin(slow, {{"04070", 3000}});
    ask("04070");
    world.play(seconds{5});
    for (auto const& name : {"first", "second"})
        at[name]->fails = failing::flickers;
    world.play(minutes{20});
    std::map<channels::switch_kind, std::map<std::string, wall_time>> last;
    auto made = switches();
    std::reverse(made.begin(), made.end());
    for (auto const& each : made) {
        auto& before = last[each.what.kind][each.what.channel];
        EXPECT_TRUE(before == wall_time{} || each.at - before >= minutes{5});
        before = each.at;
    }
    EXPECT_LE(made.size(), 8U);
    EXPECT_GT(asked("first").size() + asked("second").size(), 600U);  // and half of the time it flows
}

/// Throttling lowers the pace of the sender and of its account, not of another account, and is forgotten step by step.
TEST_F(Routes, ThrottlingSlowsASenderAndItsAccountAndRecovers)
{
    auto all = std::vector{named("a-1"), named("a-2"), named("b")};
    for (auto const i : {0U, 1U}) {
        all[i].account = "a";
        all[i].account_per_second = 2 * rate;
        all[i].sender = "3812" + std::to_string(i);
    }
    begin(all, {{"04070", 1500}, {"04112", 1500}, {"04209", 1500}});
    ask("04070", false, {"a-1"});
    ask("04112", false, {"a-2"});
    ask("04209", false, {"b"});
    world.play(seconds{10});
    for (auto const& name : {"a-1", "a-2", "b"})
        EXPECT_NEAR(in_second(name, now() - seconds{2}), rate, 1) << name;
    at["a-1"]->fails = failing::throttles;
    world.play(seconds{3});
    at["a-1"]->fails = failing::not_at_all;
    world.play(seconds{2});
    auto const lowered = now() - seconds{1};
    EXPECT_LE(in_second("a-1", lowered), rate / 2);
    EXPECT_LE(in_second("a-1", lowered) + in_second("a-2", lowered), rate);  // the account's pace was halved at least once
    EXPECT_GE(in_second("a-2", lowered), 1);
    EXPECT_NEAR(in_second("b", lowered), rate, 1);
    world.play(seconds{30});
    for (auto const& name : {"a-1", "a-2", "b"})
        EXPECT_NEAR(in_second(name, now() - seconds{2}), rate, 1) << name;
    for (auto const& each : switches())
        ADD_FAILURE() << to_string(each.what);
}

TEST_F(Routes, AnUrgentMobilisationGoesBeforeTheRest)
{
    begin({named("first")}, {{"04070", 600}, {"04112", 100}});
    ask("04070");
    world.play(seconds{5});
    ask("04112", true);
    auto const raised = now();
    world.play(minutes{2});
    auto const sent = asked("first", raised);
    ASSERT_GE(sent.size(), 400U);
    auto const is_urgent = [](std::string const& to) { return to > "+33639980600"; };
    auto const last = std::find_if(sent.rbegin(), sent.rend(), is_urgent).base();
    // But for those that were claimed already.
    EXPECT_EQ(std::count_if(sent.begin(), last, is_urgent), 100);
    EXPECT_LE(last - sent.begin(), 100 + static_cast<int>(rate / 10) + 1);
}

TEST_F(Routes, EqualMobilisationsGetFairShares)
{
    begin({named("first")}, {{"04070", 900}, {"04112", 200}});
    ask("04070");
    world.play(seconds{5});
    ask("04112");
    auto const raised = now();
    world.play(seconds{15});
    auto const sent = asked("first", raised);
    auto const small = std::count_if(sent.begin(), sent.end(), [](std::string const& to) { return to > "+33639980900"; });
    ASSERT_GT(sent.size(), 10 * rate);
    EXPECT_NEAR(static_cast<double>(small), static_cast<double>(sent.size()) / 2, 5);
}

TEST_F(Routes, WhatADayDoesNotAllowGoesThroughTheNext)
{
    auto both = std::vector{named("first"), named("second")};
    both[0].day.parts = 50;
    begin(both, {{"04070", 300}});
    ask("04070");
    world.play(minutes{1});
    EXPECT_LE(asked("first").size(), 50U);
    EXPECT_GE(asked("first").size(), 45U);  // a text of two parts may not fit the last one
    EXPECT_EQ(asked("first").size() + asked("second").size(), 300U);
}

TEST_F(Routes, WhatADaysMoneyDoesNotAllowGoesThroughTheNext)
{
    auto both = std::vector{named("first"), named("second")};
    both[0].price = both[0].day.price = 0.1;
    both[0].day.spend = 5;
    begin(both, {{"04070", 300}});
    ask("04070");
    world.play(minutes{1});
    EXPECT_LE(asked("first").size(), 50U);
    EXPECT_GE(asked("first").size(), 45U);
    EXPECT_EQ(asked("first").size() + asked("second").size(), 300U);
}

TEST_F(Routes, EqualsShareByWeight)
{
    auto both = std::vector{named("first"), named("second")};
    for (auto& each : both)
        each.per_second = 200;  // neither is full: the weights decide
    begin(both, {{"04070", 800}}, {{"first", 0, 3}, {"second", 0, 1}});
    ask("04070");
    world.play(minutes{1});
    EXPECT_EQ(asked("first").size() + asked("second").size(), 800U);
    EXPECT_NEAR(static_cast<double>(asked("first").size()), 600, 60);
}

/// It takes everything and nobody hears of it again: a minute until that is seen, and nothing is sent a second time.
TEST_F(Routes, AChannelThatLosesItsReceiptsIsLeft)
{
    begin({named("first"), named("second")}, {{"04070", 6000}});
    auto const id = ask("04070");
    world.play(seconds{20});
    at["first"]->fails = failing::keeps_receipts;
    auto const failed = now();
    world.play(minutes{6});
    ASSERT_FALSE(asked("second").empty());
    auto const within = channels::breaker_settings{}.receipts_within;
    // The last receipts come a minute after; what was accepted before then counts for a minute more.
    EXPECT_LE(at["second"]->log.front().at - failed, 3 * within);
    std::set<std::string> once;
    for (auto const& name : {"first", "second"})
        for (auto const& who : asked(name))
            EXPECT_TRUE(once.insert(who).second) << "twice";
    EXPECT_EQ(once.size(), 6000U);
    EXPECT_EQ(world.get(store->tally_of(id))->possible_duplicates, 0);
    EXPECT_EQ(switches().size(), 1U);
}

}  // namespace
}  // namespace tocsin::simulation
