// SPDX-License-Identifier: Apache-2.0
#include "tests/support/with_store.hpp"

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace tocsin::dispatcher {
namespace {

using state = solicitation_state;

class Places : public testing::Test, protected support::with_store {
protected:
    static std::string number(int person)
    {
        char digits[32];
        std::snprintf(digits, sizeof digits, "+3363998%04d", person);
        return digits;
    }

    act desk() const { return {"officer", world.runtime.wall()}; }

    /// People 1 to `people` are asked; `roles` says what each holds.
    void call(int need, int people, std::map<std::string, int> of_need = {}, std::map<int, std::uint32_t> roles = {})
    {
        enrol(people);
        id = open_call(need, 1, people, std::move(of_need), std::move(roles));
    }

    void enrol(int people)
    {
        std::vector<volunteer> batch;
        for (int i = 1; i <= people; ++i) {
            volunteer who;
            who.external_id = "v" + std::to_string(i);
            who.mobile = phone::from_e164(number(i));
            who.mobile_takes_sms = true;
            who.consent_sms = true;
            batch.push_back(who);
        }
        world.get(store->import_volunteers(batch, desk()));
    }

    mobilisation_id open_call(
        int need, int first, int last, std::map<std::string, int> of_need = {}, std::map<int, std::uint32_t> roles = {},
        std::optional<mobilisation_id> extends = {}
    )
    {
        mobilisation proposed;
        proposed.extends = extends;
        proposed.state = mobilisation_state::approved;
        proposed.created = world.runtime.wall();
        proposed.request.event = "crue";
        proposed.request.zone = {"04"};
        proposed.request.need = need;
        proposed.request.roles = std::move(of_need);
        proposed.request.by = world.runtime.wall() + hours{3};
        proposed.request.until = world.runtime.wall() + hours{7};
        proposed.request.media = {medium::sms};
        auto const made = world.get(store->create_mobilisation(proposed, ""))->id;
        wave_record wave;
        wave.mobilisation = made;
        wave.at = world.runtime.wall();
        wave.deadline = proposed.request.by;
        for (auto const why : {purpose::ask, purpose::confirm, purpose::reserve, purpose::stand_down, purpose::opted_out,
                               purpose::late, purpose::cancelled}) {
            rendered_text text;
            text.purpose = why;
            text.language = "fr";
            text.text = message_text{"", std::string{to_string(why)}, ""};
            wave.texts.push_back(text);
        }
        for (int i = first; i <= last; ++i) {
            asked_person one;
            one.volunteer = volunteer_id{i};
            one.channel = &channel;
            if (auto const held = roles.find(i); held != roles.end())
                one.roles = held->second;
            wave.people.push_back(one);
        }
        EXPECT_EQ(world.get(store->open_wave(wave))->messages, last - first + 1);
        return made;
    }

    mobilisation_state state_of(mobilisation_id which) { return (**world.get(store->find_mobilisation(which))).state; }

    /// Everything due leaves: who was told what.
    std::multiset<std::pair<std::string, std::string>> leave()
    {
        std::multiset<std::pair<std::string, std::string>> told;
        for (auto const& each : claim(everything)) {
            told.emplace(each.address, each.text->body);
            record(each, channels::accepted{std::to_string(each.id.value())});
        }
        return told;
    }

    using told = std::multiset<std::pair<std::string, std::string>>;

    reply_record reply(int person, reply_meaning meaning, std::string provider_id = "") const
    {
        reply_record record;
        record.channel = channel;
        record.address = number(person);
        record.text = inbound_text{record.address, "38123", std::string{to_string(meaning)}, std::move(provider_id)};
        record.at = world.runtime.wall();
        return record;
    }

    reply_result says(int person, reply_meaning meaning) { return *world.get(store->take_reply(reply(person, meaning))); }

    void end(mobilisation_state how)
    {
        state_change change;
        change.id = id;
        change.from = {mobilisation_state::running, mobilisation_state::filled, mobilisation_state::paused};
        change.to = how;
        change.at = world.runtime.wall();
        ASSERT_EQ(*world.get(store->change_state(change)), change_result::done);
        while (*world.get(store->close_some(id, 3, world.runtime.wall())) > 0) {
        }
    }

    std::vector<report_row> report()
    {
        std::vector<report_row> all;
        while (true) {
            auto const page = *world.get(store->report_of(id, all.empty() ? solicitation_id{} : all.back().solicitation, 500));
            if (page.empty())
                return all;
            all.insert(all.end(), page.begin(), page.end());
        }
    }

    static constexpr std::size_t everything = 100'000;
    mobilisation_id id;
};

constexpr auto yes = reply_meaning::yes;
constexpr auto no = reply_meaning::no;

TEST_F(Places, AreNumberedAndSoIsTheReserveWhichMovesUpInItsOrder)
{
    call(2, 5);
    EXPECT_EQ(says(3, yes).place, 1);
    EXPECT_EQ(says(1, yes).place, 2);
    EXPECT_EQ(says(5, yes).place, 1);
    EXPECT_EQ(says(2, yes).place, 2);
    EXPECT_EQ(says(5, yes).place, 1) << "said again, at the same place";
    leave();
    says(3, no);
    EXPECT_EQ(leave(), (told{{number(5), "confirm"}}));
    EXPECT_EQ(says(5, yes).place, 1) << "the place that was given back";
    EXPECT_EQ(says(4, yes).place, 3) << "the reserve does not close up: a number told is kept";
}

TEST_F(Places, AreSharedByTheCallsThatFillOneNeed)
{
    enrol(6);
    id = open_call(2, 1, 3);
    auto const wider = open_call(2, 4, 6, {}, {}, id);
    leave();
    EXPECT_EQ(says(1, yes).state, state::confirmed);
    EXPECT_EQ(says(4, yes).state, state::confirmed);
    EXPECT_EQ(state_of(id), mobilisation_state::filled);
    EXPECT_EQ(state_of(wider), mobilisation_state::filled);
    EXPECT_EQ(says(2, yes).state, state::reserve);
    EXPECT_EQ(says(5, yes).state, state::reserve) << "nobody is told to come beyond the need, whichever call asked them";
    leave();
    says(1, no);
    EXPECT_EQ(leave(), (told{{number(2), "confirm"}})) << "its own reserve first";
    says(2, no);
    EXPECT_EQ(leave(), (told{{number(5), "confirm"}})) << "then the other call's";
    says(4, no);
    EXPECT_EQ(state_of(id), mobilisation_state::running);
    EXPECT_EQ(state_of(wider), mobilisation_state::running);
}

TEST_F(Places, OfAWiderCallAreNeverMoreThanItsOwnNeed)
{
    enrol(6);
    id = open_call(5, 1, 2);
    open_call(1, 3, 6, {}, {}, id);
    EXPECT_EQ(says(3, yes).state, state::confirmed);
    EXPECT_EQ(says(4, yes).state, state::reserve);
}

TEST_F(Places, OfACancelledCallAreFreeForTheOther)
{
    enrol(4);
    id = open_call(1, 1, 2);
    auto const wider = open_call(1, 3, 4, {}, {}, id);
    EXPECT_EQ(says(1, yes).state, state::confirmed);
    EXPECT_EQ(says(3, yes).state, state::reserve);
    end(mobilisation_state::cancelled);
    EXPECT_EQ(state_of(wider), mobilisation_state::filled) << "its reserve moved up";
    EXPECT_EQ(says(3, no).state, state::declined);
    EXPECT_EQ(says(4, yes).state, state::confirmed);
}

TEST_F(Places, OfARoleThatTheOtherCallFilledAreNotKeptAgain)
{
    enrol(4);
    id = open_call(2, 1, 2, {{"boat", 1}}, {{1, 1}});
    auto const wider = open_call(1, 3, 4, {{"boat", 1}}, {}, id);
    EXPECT_EQ(says(1, yes).state, state::confirmed);
    auto const asked = **world.get(store->find_mobilisation(wider));
    EXPECT_EQ(world.get(store->places_for(asked))->total, 1);
    EXPECT_EQ(world.get(store->places_for(asked))->by_role, std::vector<int>{0});
    EXPECT_EQ(says(3, yes).state, state::confirmed) << "the boat is there already";
}

TEST_F(Places, OfARoleAreKeptForWhoHoldsItAndOnePersonTakesOne)
{
    // A boat and a nurse among three; person 1 is both.
    call(3, 6, {{"boat", 1}, {"nurse", 1}}, {{1, 3}, {2, 1}, {3, 2}});
    EXPECT_EQ(says(1, yes).state, state::confirmed);
    EXPECT_EQ(says(4, yes).state, state::confirmed);
    EXPECT_EQ(says(5, yes).state, state::reserve) << "what is left is for a boat or a nurse";
    EXPECT_EQ(says(3, yes).state, state::confirmed) << "person 1 is the boat then";
    auto const counts = *world.get(store->tally_of(id));
    EXPECT_EQ(counts.confirmed_by_role.at("boat"), 1);
    EXPECT_EQ(counts.confirmed_by_role.at("nurse"), 1);
    EXPECT_EQ(says(2, yes).state, state::reserve);
    says(1, no);
    auto const rows = report();
    EXPECT_EQ(rows[1].state, state::confirmed) << "the boat of the reserve, though person 5 was there before";
    EXPECT_EQ(rows[4].state, state::reserve);
}

TEST_F(Places, NobodyIsToldToComeWhoSaidNoBeforeItLeft)
{
    call(2, 2);
    leave();
    says(1, yes);
    says(1, no);
    says(2, yes);
    auto const sent = claim(everything);
    ASSERT_EQ(sent.size(), 1U) << "the first order never leaves";
    says(2, no);
    channels::refused busy{channels::permanence::transient, "503", "busy"};
    record(sent[0], channels::outcome{busy});
    world.play(minutes{10});
    EXPECT_TRUE(leave().empty()) << "and what was in flight is not tried again";
}

TEST_F(Places, EverybodyHearsTheEndOnce)
{
    call(1, 5);
    leave();
    says(1, yes);
    says(2, yes);
    says(3, no);
    end(mobilisation_state::closed);
    EXPECT_EQ(
        leave(),
        (told{
            {number(1), "confirm"}, {number(2), "stand-down"}, {number(4), "stand-down"}, {number(5), "stand-down"}})
    ) << "the order to come leaves although it was still queued; the word of the reserve does not any more";
    EXPECT_TRUE(leave().empty());
}

TEST_F(Places, ACancelOverridesTheOrderToCome)
{
    call(1, 2);
    leave();
    says(1, yes);
    end(mobilisation_state::cancelled);
    EXPECT_EQ(leave(), (told{{number(1), "cancelled"}, {number(2), "cancelled"}}));
}

TEST_F(Places, WhoMayHaveBeenAskedHearsTheEndToo)
{
    call(5, 3);
    auto const sent = claim(everything);
    record(sent[0], channels::outcome{channels::unknown{"the answer was lost"}});
    record(sent[1], channels::outcome{channels::refused{channels::permanence::transient, "503", "busy"}});
    record(sent[2], channels::outcome{channels::accepted{"3"}});
    hear({"3", "", receipt_verdict::undeliverable, ""});
    end(mobilisation_state::closed);
    EXPECT_EQ(leave(), (told{{number(1), "stand-down"}}));
    hear({"3", "", receipt_verdict::delivered, ""});
    EXPECT_EQ(leave(), (told{{number(3), "stand-down"}})) << "it arrived after all";
}

/// A kill or a lost answer in the last minute: the question may be on a phone, and there is no time for another try.
TEST_F(Places, WhoMayHaveBeenAskedInTheLastMinuteHearsTheEndToo)
{
    call(5, 3);
    auto const sent = claim(everything);
    record(sent[2], channels::outcome{channels::refused{channels::permanence::permanent, "no", "no such number"}});
    world.play(hours{3});
    record(sent[0], channels::outcome{channels::unknown{"the answer was lost"}});
    reopen();
    EXPECT_EQ(*world.get(store->recover_sending(channel, false, world.runtime.wall())), 1);
    auto const now = *world.get(store->tally_of(id));
    EXPECT_EQ(now.messages.at(message_state::expired), 2);
    EXPECT_EQ(now.waiting, 2);
    EXPECT_EQ(now.unreachable, 1);
    EXPECT_TRUE(world.get(store->story_of(volunteer_id{1}))->at(0).doubtful);
    EXPECT_FALSE(world.get(store->story_of(volunteer_id{3}))->at(0).doubtful);
    end(mobilisation_state::closed);
    EXPECT_EQ(leave(), (told{{number(1), "stand-down"}, {number(2), "stand-down"}}));
    EXPECT_EQ(world.get(store->tally_of(id))->silent, 2);
}

TEST_F(Places, ALateYesGetsOneTruthfulAnswer)
{
    call(1, 3);
    leave();
    says(1, yes);
    end(mobilisation_state::closed);
    leave();
    says(1, yes);
    EXPECT_TRUE(leave().empty()) << "person 1 is still expected";
    says(2, yes);
    says(2, yes);
    EXPECT_EQ(leave(), (told{{number(2), "late"}}));
    says(1, no);
    EXPECT_EQ(world.get(store->tally_of(id))->confirmed, 0);
    world.play(hours{8});
    EXPECT_EQ(says(3, yes).state, state::silent);
}

TEST_F(Places, AreGivenBackByWhoOptsOutAtTheDeskAndByWhoIsErased)
{
    call(1, 3);
    for (int i = 1; i <= 3; ++i)
        says(i, yes);
    leave();
    world.get(store->opt_out(number(1), desk()));
    EXPECT_EQ(leave(), (told{{number(2), "confirm"}}));
    world.get(store->erase_volunteer(volunteer_id{2}, desk()));
    EXPECT_EQ(leave(), (told{{number(3), "confirm"}}));
}

TEST_F(Places, AStopIsConfirmedOnceHoweverOftenItIsSaid)
{
    call(1, 2);
    leave();
    for (int i = 0; i < 3; ++i)
        says(1, reply_meaning::stop);
    EXPECT_EQ(leave(), (told{{number(1), "opted-out"}}));
    says(1, reply_meaning::stop);
    EXPECT_EQ(leave(), told{});
}

TEST_F(Places, AYesAfterAStopTakesNoneForNobodyCouldBeTold)
{
    call(1, 2);
    leave();
    says(1, reply_meaning::stop);
    leave();
    auto const again = says(1, yes);
    EXPECT_TRUE(again.needs_a_person);
    EXPECT_EQ(world.get(store->inbox(10))->front().why, "opted-out");
    EXPECT_EQ(world.get(store->tally_of(id))->confirmed, 0);
    EXPECT_EQ(says(2, yes).state, state::confirmed);
}

/// R-12 at its busiest: everybody answers at once, providers tell of it twice, some change their mind.
TEST_F(Places, AreTakenOnceEachUnderThousandsOfRepliesAtOnce)
{
    constexpr int people = 4000;
    constexpr int need = 400;
    std::map<int, std::uint32_t> boats;
    for (int i = 7; i <= people; i += 10)
        boats[i] = 1;
    call(need, people, {{"boat", 50}}, boats);
    leave();
    int kept = 0;
    int seen_before = 0;
    auto take_one = [](sqlite_store& kept_in, reply_record record, int& all, int& again) -> task<void> {
        auto const result = co_await kept_in.take_reply(std::move(record));
        ++all;
        again += result && result->seen_before ? 1 : 0;
    };
    auto send = [&](reply_record const& record) {
        boost::asio::co_spawn(world.loop, take_one(*store, record, kept, seen_before), [](std::exception_ptr failure) {
            if (failure)
                std::rethrow_exception(failure);
        });
    };
    for (int i = 1; i <= people; ++i) {
        auto const first = reply(i, i % 4 == 0 ? no : yes, "mo-" + std::to_string(i));
        send(first);
        send(first);
        if (i % 5 == 0)
            send(reply(i, i % 4 == 0 ? yes : no, "mo-" + std::to_string(i) + "-b"));
    }
    world.run_until_quiet();
    EXPECT_EQ(kept, 2 * people + people / 5);
    EXPECT_EQ(seen_before, people);

    std::set<int> places;
    std::set<int> reserve;
    int boats_coming = 0;
    for (auto const& row : report()) {
        if (row.state == state::confirmed) {
            EXPECT_TRUE(places.insert(row.place.value()).second);
            boats_coming += boats.contains(static_cast<int>(row.solicitation.value())) ? 1 : 0;
        }
        if (row.state == state::reserve) {
            EXPECT_TRUE(reserve.insert(row.place.value()).second);
        }
    }
    EXPECT_EQ(places.size(), static_cast<std::size_t>(need));
    EXPECT_EQ(*places.begin(), 1);
    EXPECT_EQ(*places.rbegin(), need);
    EXPECT_GE(boats_coming, 50);
    auto const counts = *world.get(store->tally_of(id));
    EXPECT_EQ(counts.declined, people / 4 - people / 20 + 3 * people / 20);
    EXPECT_EQ(counts.confirmed + counts.reserve + counts.declined, people);

    std::map<std::string, int> orders;
    for (auto const& [who, what] : leave())
        orders[who] += what == "confirm" ? 1 : 0;
    int coming = 0;
    for (auto const& row : report()) {
        auto const ordered = orders[number(static_cast<int>(row.solicitation.value()))];
        EXPECT_EQ(ordered, row.state == state::confirmed ? 1 : 0);
        coming += ordered;
    }
    EXPECT_EQ(coming, need);
}

}  // namespace
}  // namespace tocsin::dispatcher
