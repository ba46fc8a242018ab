// SPDX-License-Identifier: Apache-2.0
// What several channels ask of the store: who goes first, what is moved, what a day allows, who is asked once more.
#include "tests/support/with_store.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace tocsin::dispatcher {
namespace {

class Routing : public testing::Test, protected support::with_store {
protected:
    Routing()
    {
        std::vector<volunteer> batch;
        for (int i = 1; i <= people; ++i) {
            volunteer who;
            who.external_id = "v" + std::to_string(i);
            char digits[32];
            std::snprintf(digits, sizeof digits, "+3363998%04d", i);
            who.mobile = phone::from_e164(digits);
            who.mobile_takes_sms = true;
            who.consent_sms = true;
            who.commune = "04070";
            if (i % 2 == 0) {
                who.email = mailbox::parse("v" + std::to_string(i) + "@example.org");
                who.consent_email = i != 10;
            }
            batch.push_back(std::move(who));
        }
        world.get(store->import_volunteers(batch, act{"test", world.runtime.wall()}));
    }

    /// Asks volunteers first to last over channel "a".
    mobilisation_id running(int first, int last, std::function<void(mobilisation_request&)> change = {})
    {
        mobilisation proposed;
        proposed.state = mobilisation_state::approved;
        proposed.created = world.runtime.wall();
        auto& request = proposed.request;
        request.event = "crue";
        request.zone = {"04"};
        request.need = 100;
        request.by = world.runtime.wall() + hours{3};
        request.until = world.runtime.wall() + hours{7};
        request.media = {medium::sms};
        if (change)
            change(request);
        auto const id = world.get(store->create_mobilisation(proposed, ""))->id;
        wave_record wave;
        wave.mobilisation = id;
        wave.at = world.runtime.wall();
        wave.deadline = request.by;
        for (auto const over : {medium::sms, medium::email})
            for (auto const why : {purpose::ask, purpose::confirm, purpose::stand_down, purpose::cancelled, purpose::opted_out}) {
                rendered_text text;
                text.purpose = why;
                text.medium = over;
                text.language = "fr";
                text.text = message_text{"", std::string{to_string(why)}, ""};
                wave.texts.push_back(text);
            }
        for (int i = first; i <= last; ++i) {
            asked_person one;
            one.volunteer = volunteer_id{i};
            one.channel = &a;
            wave.people.push_back(one);
        }
        world.get(store->open_wave(wave));
        return id;
    }

    move_result move(std::string const& from, std::vector<channels::route_leg> to, std::size_t limit = 1000)
    {
        channel_move moving;
        moving.from = {from};
        moving.to = std::move(to);
        moving.limit = limit;
        moving.now = world.runtime.wall();
        return *world.get(store->move_queued(std::move(moving)));
    }

    escalation_result ask_again(mobilisation_id which, escalation how)
    {
        escalation_page page;
        page.mobilisation = which;
        page.how = how;
        page.to = channels::in_order({"mail"});
        page.limit = 1000;
        page.now = world.runtime.wall();
        page.deadline = world.runtime.wall() + hours{2};
        return *world.get(store->ask_again(std::move(page)));
    }

    void cancel_and_close(mobilisation_id which)
    {
        state_change cancel;
        cancel.id = which;
        cancel.from = {mobilisation_state::running};
        cancel.to = mobilisation_state::cancelled;
        cancel.at = world.runtime.wall();
        world.get(store->change_state(cancel));
        while (*world.get(store->close_some(which, 10, world.runtime.wall())) > 0) {
        }
    }

    static constexpr int people = 60;
    std::string const a = "a";
};

TEST_F(Routing, TheUrgentGoBeforeTheRestAndExercisesAfterIt)
{
    running(1, 10, [](auto& request) { request.exercise = request.drill = true; });
    auto const ordinary = running(11, 20);
    auto const other = running(21, 30);
    running(31, 40, [](auto& request) { request.urgent = true; });
    auto const first = claim(a, 14);
    ASSERT_EQ(first.size(), 14U);
    for (int i = 0; i < 10; ++i)
        EXPECT_GT(first[static_cast<std::size_t>(i)].address, "+33639980030");
    // The other four are shared fairly by the two that are equal.
    auto const counts = [&](mobilisation_id which) { return world.get(store->tally_of(which))->messages[message_state::sending]; };
    EXPECT_EQ(counts(ordinary), 2);
    EXPECT_EQ(counts(other), 2);
    EXPECT_EQ(claim(a, 16).size(), 16U);
    auto const last = claim(a, 100);
    ASSERT_EQ(last.size(), 10U);
    EXPECT_LT(last.front().address, "+33639980011");
}

TEST_F(Routing, AnAnswerOfAnUrgentOneGoesBeforeItsQuestions)
{
    auto const id = running(1, 3, [](auto& request) { request.urgent = true; });
    running(4, 6);
    record(a, claim(a, 1).front(), channels::accepted{"1"});
    reply_record yes;
    yes.channel = a;
    yes.address = "+33639980001";
    yes.text.text = "OUI";
    yes.at = world.runtime.wall();
    EXPECT_EQ(world.get(store->take_reply(yes))->mobilisation, id);
    EXPECT_EQ(claim(a, 1).front().text->body, "confirm");
}

TEST_F(Routing, WhatIsQueuedMovesAndWhatIsInFlightStays)
{
    auto const id = running(1, 20);
    auto const in_flight = claim(a, 4);
    auto const moved = move(a, channels::in_order({"b"}));
    EXPECT_EQ(moved.moved, 16);
    EXPECT_FALSE(moved.more);
    EXPECT_TRUE(claim(a).empty());
    EXPECT_EQ(claim("b").size(), 16U);
    // What hung is flagged when its time is out, and then moves too.
    record(a, in_flight[0], channels::unknown{"no answer"});
    EXPECT_EQ(move(a, channels::in_order({"b"})).moved, 1);
    EXPECT_EQ(claim("b").size(), 1U);
    EXPECT_EQ(world.get(store->tally_of(id))->possible_duplicates, 1);
    auto const counted = *world.get(store->outbox_by_channel());
    EXPECT_EQ(counted.at("a").at(message_state::sending), 3);
    EXPECT_EQ(counted.at("b").at(message_state::sending), 17);
}

TEST_F(Routing, MovesInPartsAndByWeight)
{
    running(1, 60);
    EXPECT_TRUE(move(a, {{"b", 0, 1}, {"c", 0, 2}}, 10).more);
    while (move(a, {{"b", 0, 1}, {"c", 0, 2}}, 10).more) {
    }
    EXPECT_EQ(claim("b").size(), 20U);
    EXPECT_EQ(claim("c").size(), 40U);
}

TEST_F(Routing, AnOfficersChoiceOfChannelsHoldsForWhatIsMoved)
{
    running(1, 5, [](auto& request) { request.channels = {"a"}; });
    running(6, 10, [](auto& request) { request.channels = {"a", "c"}; });
    running(11, 15);
    auto const moved = move(a, channels::in_order({"b"}));
    EXPECT_EQ(moved.moved, 5);
    EXPECT_TRUE(moved.captives);
    EXPECT_EQ(claim("b").size(), 5U);
    EXPECT_EQ(move(a, channels::in_order({"c"})).moved, 5);
}

TEST_F(Routing, OptOutDeadlineAndCancelHoldForWhatIsMoved)
{
    auto const id = running(1, 6);
    move(a, channels::in_order({"b"}));
    world.get(store->opt_out("+33639980001", act{"test", world.runtime.wall()}));
    auto const claimed = claim("b", 2);
    ASSERT_EQ(claimed.size(), 2U);
    EXPECT_EQ(claimed[0].address, "+33639980002");
    state_change cancel;
    cancel.id = id;
    cancel.from = {mobilisation_state::running};
    cancel.to = mobilisation_state::cancelled;
    cancel.at = world.runtime.wall();
    world.get(store->change_state(cancel));
    EXPECT_TRUE(claim("b").empty());
    running(21, 24);
    move(a, channels::in_order({"b"}));
    world.play(hours{3});
    EXPECT_TRUE(claim("b").empty());
}

TEST_F(Routing, ALateReceiptFromTheFirstChannelFindsItsMovedMessage)
{
    auto const id = running(1, 1);
    auto const sent = claim(a, 1);
    record(a, sent[0], channels::unknown{"no answer"});
    move(a, channels::in_order({"b"}));
    EXPECT_TRUE(hear(a, receipt{"", sent[0].reference, receipt_verdict::delivered, ""}).matched);
    EXPECT_EQ(world.get(store->tally_of(id))->messages[message_state::delivered], 1);
    EXPECT_TRUE(claim("b").empty());
}

TEST_F(Routing, AnIdIsKnownToTheChannelThatGaveItAlone)
{
    auto const id = running(1, 2);
    auto const sent = claim(a, 2);
    for (auto const& each : sent)
        record(a, each, channels::unknown{"no answer"});
    move(a, channels::in_order({"b"}));
    world.play(minutes{5});
    auto const again = claim("b", 1);
    ASSERT_EQ(again[0].id, sent[0].id);
    record("b", again[0], channels::accepted{"7"});
    hear(a, receipt{"7", sent[1].reference, receipt_verdict::buffered, "answered late"});
    auto const delivered = [&] { return world.get(store->tally_of(id))->messages[message_state::delivered]; };
    EXPECT_TRUE(hear("b", receipt{"7", "", receipt_verdict::undeliverable, ""}).matched);
    EXPECT_EQ(world.get(store->tally_of(id))->messages[message_state::unreachable], 1);
    EXPECT_EQ(delivered(), 0);
    EXPECT_TRUE(hear(a, receipt{"7", "", receipt_verdict::delivered, ""}).matched);
    EXPECT_EQ(delivered(), 1);
    auto const story = *world.get(store->story_of(volunteer_id{2}));
    EXPECT_EQ(story.at(0).state, message_state::delivered);
}

TEST_F(Routing, RemembersItsSwitches)
{
    running(1, 7);
    channel_move moving;
    moving.from = {a};
    moving.to = channels::in_order({"b"});
    moving.limit = 5;
    moving.now = world.runtime.wall();
    moving.counts_for = a;
    moving.entry.emplace();
    moving.entry->at = world.runtime.wall();
    moving.entry->what = {channels::switch_kind::leave, a, {"b", "c"}, "errors"};
    world.get(store->move_queued(moving));
    moving.entry.reset();
    world.get(store->move_queued(moving));
    reopen();
    auto const past = *world.get(store->switches(10));
    ASSERT_EQ(past.size(), 1U);
    EXPECT_EQ(to_string(past[0].what), "a → b+c: errors");
    EXPECT_EQ(past[0].messages, 7);
}

TEST_F(Routing, HastensWhatWaitsForAnotherTry)
{
    running(1, 3);
    for (auto const& each : claim(a))
        record(a, each, channels::refused{channels::permanence::transient, "connect", ""});
    EXPECT_TRUE(claim(a).empty());
    EXPECT_EQ(*world.get(store->hasten_probe(a, world.runtime.wall())), 1);
    EXPECT_EQ(claim(a).size(), 1U);
    EXPECT_EQ(*world.get(store->hasten_all(a, world.runtime.wall())), 2);
    EXPECT_EQ(claim(a).size(), 2U);
}

TEST_F(Routing, ProbesWithNothingThatMayHaveArrived)
{
    running(1, 2);
    auto const both = claim(a);
    record(a, both[0], channels::unknown{"no answer"});
    record(a, both[1], channels::refused{channels::permanence::transient, "connect", ""});
    EXPECT_EQ(*world.get(store->hasten_probe(a, world.runtime.wall())), 1);
    auto const again = claim(a);
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].id, both[1].id);
    EXPECT_EQ(*world.get(store->hasten_probe(a, world.runtime.wall())), 0);
    EXPECT_EQ(*world.get(store->hasten_all(a, world.runtime.wall())), 1) << "it works again: now it is due";
}

TEST_F(Routing, TheWaitsAfterSilenceGrowAcrossAttempts)
{
    running(1, 1);
    for (auto const pause : {seconds{2}, seconds{4}, seconds{32}}) {
        auto const taken = claim(a);
        ASSERT_EQ(taken.size(), 1U);
        record(a, taken[0], channels::unknown{"no answer"});
        world.play(pause - seconds{1});
        EXPECT_TRUE(claim(a).empty());
        world.play(seconds{1});
    }
    EXPECT_EQ(claim(a).size(), 1U);
}

TEST_F(Routing, TheDaysCountOutlivesARestartAndEndsAtMidnight)
{
    lease_request request;
    request.channel = a;
    request.day = 20'000;
    request.limits.parts = 50;
    request.per_second = 30;
    EXPECT_EQ(world.get(store->lease_parts(request))->granted, 30);
    reopen();
    EXPECT_EQ(*world.get(store->parts_taken(a, 20'000)), 30);
    EXPECT_EQ(world.get(store->lease_parts(request))->granted, 20);
    EXPECT_EQ(world.get(store->lease_parts(request))->granted, 0);
    request.day = 20'001;
    EXPECT_EQ(world.get(store->lease_parts(request))->granted, 30);
}

TEST_F(Routing, WhoDoesNotAnswerIsAskedOnceMoreByMail)
{
    auto const id = running(1, 12);
    auto const sent = claim(a);
    for (auto const& each : sent)
        record(a, each, channels::accepted{std::to_string(each.id.value())});
    escalation const how;
    EXPECT_EQ(ask_again(id, how).asked, 0);  // too early
    reply_record yes;
    yes.channel = a;
    yes.address = "+33639980002";
    yes.text.text = "OUI";
    yes.at = world.runtime.wall();
    world.get(store->take_reply(yes));
    world.get(store->opt_out("v4@example.org", act{"test", world.runtime.wall()}));
    world.play(minutes{20});
    EXPECT_EQ(ask_again(id, how).asked, 3);  // 6, 8 and 12: 2 answered, 4 opted out, 10 gave no consent
    EXPECT_EQ(ask_again(id, how).asked, 0);
    auto const mails = claim("mail");
    ASSERT_EQ(mails.size(), 3U);
    EXPECT_EQ(mails[0].address, "v6@example.org");
    EXPECT_EQ(mails[0].text->body, "ask");
}

TEST_F(Routing, WhomTheFirstDidNotReachIsAskedAtOnceAndIsLostOnlyWhenBothAre)
{
    auto const id = running(1, 4);
    auto const sent = claim(a);
    for (auto const& each : sent)
        record(a, each, channels::refused{channels::permanence::permanent, "blocked", ""});
    EXPECT_EQ(world.get(store->tally_of(id))->unreachable, 4);
    escalation how;
    how.when = escalation_cause::undelivered;
    EXPECT_EQ(ask_again(id, how).asked, 2);
    EXPECT_EQ(world.get(store->tally_of(id))->waiting, 2);
    auto const mails = claim("mail");
    record("mail", mails[0], channels::refused{channels::permanence::permanent, "550", ""});
    record("mail", mails[1], channels::accepted{""});
    auto const counts = *world.get(store->tally_of(id));
    EXPECT_EQ(counts.unreachable, 3);
    EXPECT_EQ(counts.waiting, 1);
}

TEST_F(Routing, WhoHasOnlyTheMailHearsTheEndByMail)
{
    auto const id = running(1, 2);
    for (auto const& each : claim(a))
        record(a, each, channels::refused{channels::permanence::permanent, "blocked", ""});
    ask_again(id, escalation{});
    record("mail", claim("mail")[0], channels::accepted{""});
    cancel_and_close(id);
    EXPECT_TRUE(claim(a).empty());
    auto const ends = claim("mail");
    ASSERT_EQ(ends.size(), 1U);
    EXPECT_EQ(ends[0].address, "v2@example.org");
    EXPECT_EQ(ends[0].text->body, "cancelled");
}

TEST_F(Routing, ARefusedMailDoesNotUndoAnSmsThatArrived)
{
    auto const id = running(2, 2);
    auto const sent = claim(a);
    record(a, sent[0], channels::accepted{"1"});
    world.play(minutes{30});
    EXPECT_EQ(ask_again(id, escalation{}).asked, 1);
    record("mail", claim("mail")[0], channels::refused{channels::permanence::permanent, "550", ""});
    EXPECT_EQ(world.get(store->tally_of(id))->unreachable, 0);
}

/// Their phone was said to be off, they were asked by mail as well, and now they write from it: so it is not.
TEST_F(Routing, WhoAnswersFromTheFirstMediumIsToldOverIt)
{
    auto const id = running(2, 2);
    record(a, claim(a).at(0), channels::accepted{"1"});
    hear(a, receipt{"1", "", receipt_verdict::undeliverable, ""});
    EXPECT_EQ(ask_again(id, {}).asked, 1);
    record("mail", claim("mail").at(0), channels::accepted{"2"});
    reply_record yes;
    yes.channel = a;
    yes.address = "+33639980002";
    yes.text.text = "OUI";
    yes.at = world.runtime.wall();
    EXPECT_EQ(world.get(store->take_reply(yes))->state, solicitation_state::confirmed);
    auto const told = claim(a);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].text->body, "confirm");
    EXPECT_EQ(told[0].address, "+33639980002");
    EXPECT_TRUE(claim("mail").empty());
    EXPECT_EQ(world.get(store->tally_of(id))->messages[message_state::delivered], 1);
}

/// The text was taken and never reported: nobody knows whether that phone hears anything. They do read their mail.
TEST_F(Routing, WhoAnswersOverTheSecondMediumIsToldOverItUntilTheyWriteFromTheFirst)
{
    auto const id = running(2, 2);
    record(a, claim(a).at(0), channels::accepted{"1"});
    world.play(minutes{30});
    EXPECT_EQ(ask_again(id, {}).asked, 1);
    record("mail", claim("mail").at(0), channels::accepted{"2"});
    reply_record said;
    said.channel = "mail";
    said.address = "v2@example.org";
    said.text.text = "OUI";
    said.at = world.runtime.wall();
    EXPECT_EQ(world.get(store->take_reply(said))->state, solicitation_state::confirmed);
    EXPECT_TRUE(claim(a).empty());
    auto const told = claim("mail");
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].text->body, "confirm");
    EXPECT_EQ(told[0].address, "v2@example.org");
    world.play(minutes{1});
    said.channel = a;
    said.address = "+33639980002";
    said.at = world.runtime.wall();
    world.get(store->take_reply(said));
    cancel_and_close(id);
    EXPECT_TRUE(claim("mail").empty());
    auto const ends = claim(a);
    ASSERT_EQ(ends.size(), 1U);
    EXPECT_EQ(ends[0].text->body, "cancelled");
}

TEST_F(Routing, DeliveredIsEnoughWhenOnlyTheUndeliveredAreAskedAgain)
{
    auto const id = running(1, 4);
    auto const sent = claim(a);
    for (auto const& each : sent)
        record(a, each, channels::accepted{std::to_string(each.id.value())});
    hear(a, receipt{"", sent[1].reference, receipt_verdict::delivered, ""});
    world.play(minutes{30});
    escalation how;
    how.when = escalation_cause::undelivered;
    EXPECT_EQ(ask_again(id, how).asked, 1);  // 4; 2 has it
}

TEST_F(Routing, NobodyIsAskedAgainOnceTheNeedIsFilledOrPaused)
{
    auto const id = running(1, 4);
    for (auto const& each : claim(a))
        record(a, each, channels::accepted{"x"});
    state_change pause;
    pause.id = id;
    pause.from = {mobilisation_state::running};
    pause.to = mobilisation_state::paused;
    pause.at = world.runtime.wall();
    world.get(store->change_state(pause));
    world.play(minutes{30});
    EXPECT_EQ(ask_again(id, escalation{}).asked, 0);
}

}  // namespace
}  // namespace tocsin::dispatcher
