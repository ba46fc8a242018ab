// SPDX-License-Identifier: Apache-2.0
#include "rules/reply/code.hpp"
#include "tests/support/with_store.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tocsin::dispatcher {
namespace {

class Store : public testing::Test, protected support::with_store {
protected:
    volunteer person(int number) const
    {
        volunteer who;
        who.external_id = "v" + std::to_string(number);
        who.first_name = "Camille";
        who.last_name = "Martin";
        char digits[32];
        std::snprintf(digits, sizeof digits, "+3363998%04d", number);
        who.mobile = phone::from_e164(digits);
        who.mobile_takes_sms = true;
        who.commune = "04070";
        who.consent_sms = true;
        return who;
    }

    act by_staff() { return {"staff", world.runtime.wall()}; }

    void register_people(int count)
    {
        std::vector<volunteer> batch;
        for (int i = 1; i <= count; ++i)
            batch.push_back(person(i));
        ASSERT_EQ(world.get(store->import_volunteers(batch, by_staff()))->added, count);
    }

    /// Asks those numbered `from` … `asked`.
    mobilisation_id running(int need, int asked, int from = 1)
    {
        mobilisation proposed;
        proposed.state = mobilisation_state::approved;
        proposed.created = world.runtime.wall();
        proposed.request.event = "crue";
        proposed.request.zone = {"04"};
        proposed.request.need = need;
        proposed.request.by = world.runtime.wall() + hours{3};
        proposed.request.until = world.runtime.wall() + hours{7};
        proposed.request.media = {medium::sms};
        auto const id = world.get(store->create_mobilisation(proposed, ""))->id;
        wave_record wave;
        wave.mobilisation = id;
        wave.at = world.runtime.wall();
        wave.deadline = proposed.request.by;
        for (auto const why : {purpose::ask, purpose::confirm, purpose::reserve, purpose::stand_down, purpose::opted_out,
                               purpose::late, purpose::cancelled, purpose::clarify, purpose::which}) {
            rendered_text text;
            text.purpose = why;
            text.medium = medium::sms;
            text.language = "fr";
            text.text = message_text{"", std::string{to_string(why)}, ""};
            wave.texts.push_back(text);
        }
        for (int i = from; i <= asked; ++i) {
            asked_person one;
            one.volunteer = volunteer_id{i};
            one.channel = &channel;
            wave.people.push_back(one);
        }
        EXPECT_EQ(world.get(store->open_wave(wave))->messages, asked - from + 1);
        return id;
    }

    std::map<heard_people::what, int> heard(mobilisation_id which)
    {
        std::map<heard_people::what, int> counts;
        for (auto const& each : *world.get(store->heard_in(which, world.runtime.wall())))
            counts[each.known] += each.count;
        return counts;
    }

    message_state state_of(mobilisation_id which, claimed_message const& message)
    {
        for (auto const& row : *world.get(store->report_of(which, solicitation_id{}, 100)))
            if (row.solicitation.value() == message.id.value())
                return row.message;
        ADD_FAILURE() << "no such message";
        return message_state::queued;
    }

    void accept(claimed_message const& message, std::string provider_id)
    {
        record(message, channels::accepted{std::move(provider_id)});
    }

    reply_result answer(int number, reply_meaning meaning, std::string provider_id = "")
    {
        reply_record record;
        record.channel = channel;
        record.address = person(number).mobile->e164();
        record.text = inbound_text{record.address, "38123", std::string{to_string(meaning)}, std::move(provider_id)};
        record.at = world.runtime.wall();
        return *world.get(store->take_reply(record));
    }

    reply_result write(int number, std::string text) { return write_over(channel, number, std::move(text)); }

    reply_result write_over(std::string over, int number, std::string text)
    {
        reply_record record;
        record.channel = std::move(over);
        record.address = person(number).mobile->e164();
        record.text.text = std::move(text);
        record.at = world.runtime.wall();
        record.instant_of = [now = record.at](rules::reply::arrival const& what) { return now + what.at; };
        return *world.get(store->take_reply(record));
    }

    void close(mobilisation_id which)
    {
        while (*world.get(store->close_some(which, 10, world.runtime.wall())) > 0) {
        }
    }

    void retract(mobilisation_id which)
    {
        retraction wrong;
        wrong.id = which;
        wrong.who = by_staff();
        rendered_text words;
        words.purpose = purpose::retraction;
        words.language = "fr";
        words.text = message_text{"", "ERREUR", ""};
        wrong.texts.push_back(words);
        ASSERT_EQ(*world.get(store->retract(wrong)), change_result::done);
        close(which);
    }

    /// What was queued and is not an ask, in order.
    std::vector<purpose> said()
    {
        std::vector<purpose> all;
        for (auto const& each : claim(100))
            if (each.purpose != purpose::ask)
                all.push_back(each.purpose);
        return all;
    }

    /// Somebody writes from `from` and names a message.
    reply_result answer_naming(std::string reference, std::string from, reply_meaning meaning, bool automatic = false)
    {
        reply_record record;
        record.channel = channel;
        record.address = std::move(from);
        record.automatic = automatic;
        record.text.text = to_string(meaning);
        record.text.reference = std::move(reference);
        record.at = world.runtime.wall();
        return *world.get(store->take_reply(record));
    }

    std::string why_of(reply_id which)
    {
        auto const entries = *world.get(store->inbox(100));
        for (auto const& entry : entries)
            if (entry.id == which)
                return entry.why;
        return "";
    }

};

TEST_F(Store, ImportsUpdatesAndLeavesTheUnchangedAlone)
{
    register_people(3);
    auto changed = person(2);
    changed.last_name = "Durand";
    auto const counts = *world.get(store->import_volunteers({person(1), changed, person(4)}, by_staff()));
    EXPECT_EQ(counts.unchanged, 1);
    EXPECT_EQ(counts.updated, 1);
    EXPECT_EQ(counts.added, 1);
    EXPECT_EQ((*world.get(store->find_volunteer("v2")))->last_name, "Durand");
}

TEST_F(Store, ClaimsEachMessageOnceAndCarriesItsText)
{
    register_people(5);
    running(2, 5);
    auto const first = claim(3);
    auto const second = claim(3);
    ASSERT_EQ(first.size(), 3U);
    ASSERT_EQ(second.size(), 2U);
    EXPECT_EQ(first[0].text->body, "ask");
    EXPECT_EQ(first[0].address, "+33639980001");
    EXPECT_TRUE(claim(3).empty());
}

TEST_F(Store, AfterARestartWhatWasInFlightIsSentAgainAndFlagged)
{
    register_people(4);
    auto const id = running(2, 4);
    auto const sent = claim(2);
    accept(sent[0], "a1");
    reopen();
    EXPECT_EQ(*world.get(store->recover_sending(channel, false, world.runtime.wall())), 1);
    world.play(seconds{10});
    EXPECT_EQ(claim(10).size(), 3U);
    EXPECT_EQ(world.get(store->tally_of(id))->possible_duplicates, 1);
}

TEST_F(Store, AReceiptBeforeItsAcceptanceIsKeptAndApplied)
{
    register_people(1);
    auto const id = running(1, 1);
    auto const sent = claim(1);
    EXPECT_FALSE(hear({"00FF", "", receipt_verdict::delivered, "DELIVRD"}).matched);
    accept(sent[0], "255");
    EXPECT_EQ(world.get(store->tally_of(id))->messages[message_state::delivered], 1);
}

/// The provider answered after we had given up waiting: it is not sent again, and its receipts find it.
TEST_F(Store, ALateAnswerSettlesWhatWasUnknown)
{
    register_people(2);
    for (bool const receipt_first : {true, false}) {
        int const who = receipt_first ? 1 : 2;
        auto const id = running(1, who, who);
        auto const sent = claim(1);
        channel_turn turn;
        outcome_record nobody_knows;
        nobody_knows.message = sent[0].id;
        nobody_knows.outcome = channels::unknown{"no answer came"};
        nobody_knows.at = world.runtime.wall();
        turn.outcomes.push_back(nobody_knows);
        take(channel, std::move(turn));
        EXPECT_EQ(world.get(store->tally_of(id))->messages.at(message_state::queued), 1);
        auto const provider_id = receipt_first ? "00FF" : "0a0b";
        if (receipt_first) {
            EXPECT_FALSE(hear({provider_id, "", receipt_verdict::delivered, "DELIVRD"}).matched);
        }
        EXPECT_TRUE(hear({provider_id, sent[0].reference, receipt_verdict::buffered, "answered late"}).matched);
        if (!receipt_first) {
            EXPECT_EQ(world.get(store->tally_of(id))->messages.at(message_state::accepted), 1);
            EXPECT_TRUE(hear({"A0B", "", receipt_verdict::delivered, "DELIVRD"}).matched);
        }
        EXPECT_EQ(world.get(store->tally_of(id))->messages.at(message_state::delivered), 1);
        world.play(minutes{10});
        EXPECT_TRUE(claim(10).empty());
    }
}

TEST_F(Store, WhatWaitsOrIsTriedAgainTellsTheNewTimeAfterAnExtension)
{
    register_people(3);
    auto const id = running(3, 3);
    auto const first = claim(2);
    EXPECT_EQ(first[0].text->body, "ask");
    order_change change;
    change.id = id;
    change.who = by_staff();
    change.by = world.runtime.wall() + hours{5};
    change.until = world.runtime.wall() + hours{9};
    rendered_text words;
    words.language = "fr";
    words.text = message_text{"", "ask, later", ""};
    change.texts.push_back(words);
    ASSERT_EQ(*world.get(store->extend(change)), change_result::done);
    record(first[0], channels::refused{channels::permanence::transient, "503", "busy"});
    record(first[1], channels::accepted{"1"});
    world.play(seconds{10});
    auto const later = claim(3);
    ASSERT_EQ(later.size(), 2U);
    for (auto const& each : later)
        EXPECT_EQ(each.text->body, "ask, later");
}

/// Held for unreachable, told all the same that it was wrong, and found to have been reached: one word is the end.
TEST_F(Store, WhoProvesReachedAfterARetractionHearsNoSecondEnd)
{
    register_people(1);
    auto const id = running(1, 1);
    record(claim(1).at(0), channels::accepted{"1"});
    hear({"1", "", receipt_verdict::undeliverable, ""});
    retract(id);
    EXPECT_EQ(said(), std::vector{purpose::retraction});
    hear({"1", "", receipt_verdict::delivered, ""});
    EXPECT_TRUE(said().empty());
}

/// Its provider was silent when the retraction came.
TEST_F(Store, AnEndThatWasOnItsWayIsNotToldAgainAfterARetraction)
{
    register_people(1);
    auto const id = running(1, 1);
    record(claim(1).at(0), channels::accepted{"1"});
    ASSERT_EQ(*world.get(store->change_state({id, {mobilisation_state::running}, mobilisation_state::closed, "", "", {}})),
              change_result::done);
    close(id);
    auto const end = claim(1);
    ASSERT_EQ(end.at(0).purpose, purpose::stand_down);
    retract(id);
    record(end[0], channels::unknown{"no answer"});
    world.play(minutes{10});
    EXPECT_EQ(said(), std::vector{purpose::retraction});
}

/// One thing that happens to a message of two parts.
struct part_event {
    int part = 0;  ///< 0: the acceptance, with both ids
    receipt_verdict verdict = receipt_verdict::delivered;
};

struct parts_story {
    std::vector<part_event> events;
    message_state end;
};

/// whatever the order of acceptance and receipts, of the parts among themselves too, the end is the same.
TEST_F(Store, AMessageInPartsEndsAlikeInEveryOrder)
{
    constexpr auto delivered = receipt_verdict::delivered;
    constexpr auto undeliverable = receipt_verdict::undeliverable;
    constexpr auto expired = receipt_verdict::expired;
    constexpr auto buffered = receipt_verdict::buffered;
    std::vector<parts_story> const stories{
        {{{0}, {1, delivered}, {2, delivered}, {1, delivered}}, message_state::delivered},
        {{{0}, {1, delivered}}, message_state::accepted},
        {{{0}, {1, undeliverable}, {2, delivered}, {2, buffered}}, message_state::unreachable},
        {{{0}, {1, delivered}, {1, expired}, {2, buffered}}, message_state::expired},
        {{{0}, {1, undeliverable}, {2, expired}}, message_state::unreachable},
        {{{0}, {1, undeliverable}, {1, delivered}, {2, delivered}, {2, buffered}, {1, expired}}, message_state::delivered},
    };
    register_people(1'000);
    int life = 0;
    for (auto const& [events, end] : stories) {
        std::vector<int> order;
        int orders = 1;
        for (int i = 0; i < static_cast<int>(events.size()); ++i) {
            order.push_back(i);
            orders *= i + 1;
        }
        auto const id = running(orders, orders);
        do {
            auto const sent = claim(1);
            ASSERT_EQ(sent.size(), 1U);
            // Neither is a number, so that no spelling of one is another's.
            auto const name = "z" + std::to_string(++life) + "y";
            for (int const i : order) {
                auto const& each = events[static_cast<std::size_t>(i)];
                if (each.part == 0) {
                    channels::accepted taken{name + "1"};
                    taken.part_ids = {name + "1", name + "2"};
                    record(sent[0], std::move(taken));
                } else {
                    hear({"00" + name + std::to_string(each.part), "", each.verdict, ""});
                }
            }
        } while (std::next_permutation(order.begin(), order.end()));
        EXPECT_EQ(world.get(store->tally_of(id))->messages[end], orders) << to_string(end);
        state_change over;  // so that the next may ask the same people
        over.id = id;
        over.from = {mobilisation_state::running};
        over.to = mobilisation_state::cancelled;
        over.at = world.runtime.wall();
        ASSERT_EQ(*world.get(store->change_state(over)), change_result::done);
    }
}

TEST_F(Store, WhatIsKnownOfThePartsOutlivesARestart)
{
    register_people(1);
    auto const id = running(1, 1);
    auto const sent = claim(1);
    channels::accepted taken{"a1"};
    taken.part_ids = {"a1", "a2"};
    record(sent[0], std::move(taken));
    hear({"A1", "", receipt_verdict::delivered, "DELIVRD"});
    reopen();
    EXPECT_EQ(world.get(store->tally_of(id))->messages[message_state::accepted], 1);
    EXPECT_TRUE(hear({"00a2", "", receipt_verdict::delivered, "DELIVRD"}).matched);
    EXPECT_EQ(world.get(store->tally_of(id))->messages[message_state::delivered], 1);
}

/// Of an attempt that was given up, in either order, before or during the next attempt.
TEST_F(Store, ALateAnswerOfAMessageInPartsTellsTheIdsOfItsParts)
{
    register_people(8);
    for (int const turn : {0, 1, 2, 3}) {
        bool const receipts_first = turn % 2 != 0;
        bool const in_flight_again = turn >= 2;
        auto const id = running(1, turn + 1, turn + 1);  // who has an open request is asked for nothing else
        auto const sent = claim(1);
        record(sent[0], channels::unknown{"no answer came"});
        if (in_flight_again) {
            world.play(minutes{5});
            ASSERT_EQ(claim(1).size(), 1U);
        }
        auto const name = "z" + std::to_string(turn) + "y";
        auto const parts = [&](receipt_verdict verdict) {
            for (auto const* const each : {"1", "2"})
                hear({name + each, "", verdict, ""});
        };
        if (receipts_first)
            parts(receipt_verdict::delivered);
        receipt late{"", sent[0].reference, receipt_verdict::buffered, "answered late"};
        late.part_ids = {name + "1", name + "2"};
        EXPECT_TRUE(hear(late).matched);
        if (!receipts_first) {
            EXPECT_EQ(world.get(store->tally_of(id))->messages[message_state::accepted], 1);
            parts(receipt_verdict::delivered);
        }
        EXPECT_EQ(world.get(store->tally_of(id))->messages[message_state::delivered], 1);
        EXPECT_TRUE(hear(late).matched);  // said again: nothing more to wait for
        EXPECT_EQ(world.get(store->tally_of(id))->messages[message_state::delivered], 1);
    }
}

/// Two attempts, both taken in the end: the ids of the one that was answered in time count.
TEST_F(Store, TheIdsOfTheAcceptanceReplaceThoseOfALateAnswer)
{
    register_people(1);
    auto const id = running(1, 1);
    auto const sent = claim(1);
    record(sent[0], channels::unknown{"no answer came"});
    world.play(minutes{5});
    ASSERT_EQ(claim(1).size(), 1U);
    receipt late{"", sent[0].reference, receipt_verdict::buffered, "answered late"};
    late.part_ids = {"z1", "z2"};
    hear(late);
    channels::accepted taken{"y1"};
    taken.part_ids = {"y1", "y2"};
    record(sent[0], std::move(taken));
    hear({"y1", "", receipt_verdict::delivered, ""});
    hear({"y2", "", receipt_verdict::delivered, ""});
    EXPECT_EQ(world.get(store->tally_of(id))->messages[message_state::delivered], 1);
}

channels::text_piece piece(int number, std::string body, std::string reference = "7")
{
    channels::text_piece made;
    made.from = "+33639980001";
    made.to = "38123";
    made.reference = std::move(reference);
    made.total = 2;
    made.number = number;
    made.body = std::move(body);
    return made;
}

TEST_F(Store, PiecesOfATextAreKeptUntilTheyAreHandedUp)
{
    std::string const with_nul{"2\0O\0U\0I", 7};
    auto const first = world.get(store->keep_piece(channel, piece(2, with_nul), world.runtime.wall()));
    ASSERT_TRUE(first);
    EXPECT_EQ(first->pieces, std::vector{piece(2, with_nul)});
    reopen();
    world.get(store->keep_piece(channel, piece(2, with_nul), world.runtime.wall()));
    world.get(store->keep_piece(channel, piece(1, "0another", "8"), world.runtime.wall()));
    auto const whole = world.get(store->keep_piece(channel, piece(1, "0x"), world.runtime.wall()));
    EXPECT_EQ(whole->pieces, (std::vector{piece(2, with_nul), piece(1, "0x")}));
    EXPECT_EQ(whole->set, first->set);
    EXPECT_EQ(world.get(store->pieces_before(channel, world.runtime.wall() + seconds{1}))->size(), 2U);
    EXPECT_TRUE(world.get(store->pieces_before(channel, world.runtime.wall()))->empty());
    EXPECT_EQ(*world.get(store->forget_pieces(channel, whole->set)), 2);
    EXPECT_EQ(*world.get(store->forget_pieces(channel, whole->set)), 0);
    EXPECT_EQ(world.get(store->pieces_before(channel, world.runtime.wall() + seconds{1}))->size(), 1U);
}

TEST_F(Store, APhoneThatReusesAReferenceLosesNeitherText)
{
    auto const old = world.get(store->keep_piece(channel, piece(1, "0the old"), world.runtime.wall()));
    world.get(store->keep_piece(channel, piece(1, "0the new"), world.runtime.wall()));
    auto const fresh = world.get(store->keep_piece(channel, piece(2, "0 one"), world.runtime.wall()));
    EXPECT_EQ(fresh->pieces, (std::vector{piece(1, "0the new"), piece(2, "0 one")}));
    EXPECT_NE(fresh->set, old->set);
    auto const all = world.get(store->pieces_before(channel, world.runtime.wall() + seconds{1}));
    ASSERT_EQ(all->size(), 2U);
    EXPECT_TRUE((*all)[0].set == old->set || (*all)[1].set == old->set);
}

TEST_F(Store, AReceiptOnTheHeelsOfItsAcceptanceFindsItsMessageInTheSameTurn)
{
    register_people(3);
    auto const id = running(3, 3);
    auto const sent = claim(2);
    channel_turn turn;
    outcome_record yes;
    yes.message = sent[0].id;
    yes.outcome = channels::accepted{"7f3a"};
    yes.at = world.runtime.wall();
    turn.outcomes.push_back(yes);
    turn.receipts.emplace_back("7F3A", "", receipt_verdict::delivered, "DELIVRD");
    turn.limit = 5;
    auto const taken = take(channel, std::move(turn));
    EXPECT_TRUE(taken.receipts.at(0).matched);
    EXPECT_EQ(taken.claimed.messages.size(), 1U);
    auto const counts = *world.get(store->tally_of(id));
    EXPECT_EQ(counts.messages.at(message_state::delivered), 1);
    EXPECT_EQ(counts.messages.at(message_state::sending), 2);
}

TEST_F(Store, WhatIsGivenBackIsAsIfItHadNotBeenClaimed)
{
    register_people(3);
    auto const id = running(3, 3);
    auto const sent = claim(2);
    world.play(seconds{5});
    channel_turn turn;
    turn.given_back = {sent[0].id, sent[1].id};
    take(channel, std::move(turn));
    EXPECT_EQ(world.get(store->tally_of(id))->messages.at(message_state::queued), 3);
    answer(1, reply_meaning::stop);  // reaches it, since it is in the queue
    auto const again = claim(10);
    ASSERT_EQ(again.size(), 3U);  // the word that confirms the STOP, and two questions in their old order
    EXPECT_EQ(again[1].id, sent[1].id);
    EXPECT_EQ(again[1].attempt, 1);
    EXPECT_EQ(world.get(store->tally_of(id))->possible_duplicates, 0);
}

TEST_F(Store, AProvidersIdIsFoundInEverySpelling)
{
    std::vector<std::pair<std::string, std::string>> const spellings{
        {"00A1B2", "a1b2"}, {"41394", "A1B2"}, {"a1b2", "0041394"}, {"0b5e-77-zz", "B5E77ZZ"}, {"0", "0"},
        {"123456789012345678901234", "0123456789012345678901234"}};
    register_people(static_cast<int>(spellings.size()));
    running(10, static_cast<int>(spellings.size()));
    for (auto const& [accepted_as, reported_as] : spellings) {
        accept(claim(1).at(0), accepted_as);
        EXPECT_TRUE(hear({reported_as, "", receipt_verdict::buffered, ""}).matched) << accepted_as << " " << reported_as;
    }
}

/// 70000 is 11170 in hexadecimal, and 11170 an older message that still waits for its receipt.
TEST_F(Store, AReceiptBeforeItsAcceptanceIsNotThatOfAnOlderMessageWhoseIdIsTheSameInHexadecimal)
{
    register_people(3);
    auto const id = running(3, 3);
    accept(claim(1).at(0), "11170");
    auto const late = claim(1).at(0);
    EXPECT_FALSE(hear({"70000", "", receipt_verdict::delivered, ""}).matched);
    accept(late, "70000");
    auto const counts = world.get(store->tally_of(id))->messages;
    EXPECT_EQ(counts.at(message_state::accepted), 1);
    EXPECT_EQ(counts.at(message_state::delivered), 1);
    EXPECT_EQ(state_of(id, late), message_state::delivered);
}

/// Others use the account too: a provider that was seen to report as it accepts does not mean ours in another base.
TEST_F(Store, AReceiptOfSomebodyElsesMessageMovesNoneOfOurs)
{
    register_people(2);
    auto const id = running(2, 2);
    accept(claim(1).at(0), "11169");
    EXPECT_TRUE(hear({"11169", "", receipt_verdict::delivered, ""}).matched);
    accept(claim(1).at(0), "11170");
    EXPECT_FALSE(hear({"70000", "", receipt_verdict::undeliverable, ""}).matched);
    EXPECT_EQ(world.get(store->tally_of(id))->messages.at(message_state::accepted), 1);
}

/// Accepted in hexadecimal, reported in decimal, while something is always in flight.
TEST_F(Store, AProvidersHabitIsLearnedAndWhatWaitedIsSettled)
{
    register_people(7);
    auto const id = running(7, 7);
    auto const sent = claim(7);
    std::array const ids{"1a0", "1a1", "1a2", "1a3", "415", "416"};
    for (std::size_t i = 0; i < ids.size(); ++i)
        accept(sent.at(i), ids.at(i));
    EXPECT_FALSE(hear({"417", "", receipt_verdict::delivered, ""}).matched) << "0x1a1, or one whose acceptance is on its way";
    EXPECT_FALSE(hear({"418", "", receipt_verdict::delivered, ""}).matched);
    EXPECT_TRUE(hear({"419", "", receipt_verdict::delivered, ""}).matched) << "the third time it is a habit";
    EXPECT_EQ(world.get(store->tally_of(id))->messages.at(message_state::delivered), 3) << "those that waited as well";
    EXPECT_TRUE(hear({"1045", "", receipt_verdict::delivered, ""}).matched) << "0x415, digits alone";
    EXPECT_TRUE(hear({"416", "", receipt_verdict::delivered, ""}).matched);
    EXPECT_EQ(state_of(id, sent[0]), message_state::delivered) << "0x1a0, and not the one accepted as 416";
    EXPECT_EQ(state_of(id, sent[5]), message_state::accepted);
}

TEST_F(Store, WhatOneReceiptMeansInAnotherBaseIsSettledWhenNothingIsInFlight)
{
    register_people(2);
    auto const id = running(2, 2);
    accept(claim(1).at(0), "1a0");
    auto const other = claim(1).at(0);
    EXPECT_FALSE(hear({"416", "", receipt_verdict::delivered, ""}).matched);
    accept(other, "1a1");
    take(channel, {});
    EXPECT_EQ(world.get(store->tally_of(id))->messages.at(message_state::delivered), 1);
    EXPECT_EQ(state_of(id, other), message_state::accepted);
}

TEST_F(Store, WhoSharesAnAddressIsAskedOnceAndWhoWasAskedNotAgain)
{
    register_people(2);
    auto twin = person(1);
    twin.external_id = "twin";
    world.get(store->import_volunteers({twin}, by_staff()));
    auto const id = running(5, 2);
    wave_record more;
    more.mobilisation = id;
    more.at = world.runtime.wall();
    more.deadline = world.runtime.wall() + hours{3};
    for (int i = 1; i <= 3; ++i) {
        asked_person one;
        one.volunteer = volunteer_id{i};
        one.channel = &channel;
        more.people.push_back(one);
    }
    EXPECT_EQ(world.get(store->open_wave(more))->messages, 0);
    EXPECT_EQ(world.get(store->asked_in({id}))->size(), 2U);
}

/// Who was asked over more ground counts as asked here: their no is a no.
TEST_F(Store, WhoeverAWiderCallAskedIsAskedAlready)
{
    register_people(3);
    auto const id = running(5, 2);
    mobilisation wider = **world.get(store->find_mobilisation(id));
    wider.extends = id;
    wider.state = mobilisation_state::approved;
    wave_record wave;
    wave.mobilisation = world.get(store->create_mobilisation(wider, ""))->id;
    wave.at = world.runtime.wall();
    wave.deadline = wider.request.by;
    wave.texts = *world.get(store->texts_of(id));
    asked_person one;
    one.volunteer = volunteer_id{3};
    one.channel = &channel;
    wave.people.push_back(one);
    ASSERT_EQ(world.get(store->open_wave(wave))->messages, 1);
    EXPECT_EQ(world.get(store->asked_in({id}))->size(), 3U);
    EXPECT_EQ(world.get(store->asked_in({wave.mobilisation}))->size(), 1U);
}

TEST_F(Store, AnAnswerFromAFormerAddressIsBoundAndItsStopIsHeard)
{
    register_people(2);
    auto const id = running(2, 2);
    auto moved = person(1);
    moved.mobile = phone::from_e164("+33639989999");
    world.get(store->import_volunteers({moved}, by_staff()));
    auto const answered = answer(1, reply_meaning::yes);
    EXPECT_EQ(answered.mobilisation, id);
    EXPECT_EQ(*answered.state, solicitation_state::confirmed);
    answer(1, reply_meaning::stop);
    for (auto const& each : claim(10))
        EXPECT_TRUE(each.purpose == purpose::opted_out || each.address != person(1).mobile->e164());
}

TEST_F(Store, WhatWasQueuedForAnErasedPersonIsNotSentAndTheirNumberIsNotGivenAgain)
{
    register_people(2);
    running(2, 2);
    EXPECT_TRUE(*world.get(store->erase_volunteer(volunteer_id{2}, by_staff())));
    ASSERT_EQ(claim(10).size(), 1U);
    world.get(store->import_volunteers({person(9)}, by_staff()));
    EXPECT_EQ((*world.get(store->find_volunteer("v9")))->id, volunteer_id{3});
}

TEST_F(Store, ThePlacesAreTakenInOrderAndTheReserveMovesUp)
{
    register_people(3);
    auto const id = running(1, 3);
    for (auto const& message : claim(10))
        accept(message, "");
    EXPECT_TRUE(answer(1, reply_meaning::yes).filled_now);
    EXPECT_EQ(*answer(2, reply_meaning::yes).state, solicitation_state::reserve);
    EXPECT_EQ((*world.get(store->find_mobilisation(id)))->state, mobilisation_state::filled);
    answer(1, reply_meaning::no);
    auto const counts = *world.get(store->tally_of(id));
    EXPECT_EQ(counts.confirmed, 1);
    EXPECT_EQ(counts.declined, 1);
    EXPECT_EQ(counts.reserve, 0);
    EXPECT_EQ((*world.get(store->find_mobilisation(id)))->state, mobilisation_state::filled);
}

TEST_F(Store, TheSameReplyTwiceIsCountedOnce)
{
    register_people(1);
    running(1, 1);
    EXPECT_FALSE(answer(1, reply_meaning::yes, "mo-1").seen_before);
    EXPECT_TRUE(answer(1, reply_meaning::yes, "mo-1").seen_before);
}

TEST_F(Store, AStopReachesWhatIsQueuedAndSurvivesTheNextImport)
{
    register_people(2);
    auto const id = running(2, 2);
    answer(2, reply_meaning::stop);
    auto const left = claim(10);
    ASSERT_EQ(left.size(), 2U);  // the other's question, and the word that confirms the STOP
    EXPECT_EQ(left[0].text->body, "opted-out");
    EXPECT_EQ(left[1].address, "+33639980001");
    auto const counts = *world.get(store->tally_of(id));
    EXPECT_EQ(counts.messages.at(message_state::suppressed), 1);
    world.get(store->import_volunteers({person(2)}, by_staff()));
    EXPECT_TRUE((*world.get(store->find_volunteer("v2")))->opted_out.has_value());
}

TEST_F(Store, APausedOrCancelledMobilisationAsksNobodyMore)
{
    register_people(6);
    auto const id = running(2, 6);
    auto const sent = claim(2);
    accept(sent[0], "");
    state_change pause;
    pause.id = id;
    pause.from = {mobilisation_state::running};
    pause.to = mobilisation_state::paused;
    pause.at = world.runtime.wall();
    ASSERT_EQ(*world.get(store->change_state(pause)), change_result::done);
    EXPECT_TRUE(claim(10).empty());
    pause.from = {mobilisation_state::paused};
    pause.to = mobilisation_state::cancelled;
    ASSERT_EQ(*world.get(store->change_state(pause)), change_result::done);
    while (*world.get(store->close_some(id, 2, world.runtime.wall())) > 0) {
    }
    auto const endings = claim(10);
    ASSERT_EQ(endings.size(), 2U);  // the one who has it, and the one who may
    for (auto const& message : endings)
        EXPECT_EQ(message.text->body, "cancelled");
    EXPECT_EQ(world.get(store->tally_of(id))->released, 4);
}

TEST_F(Store, AMessageWhoseDeadlinePassedIsNeverClaimed)
{
    register_people(2);
    auto const id = running(1, 2);
    world.play(hours{3});
    EXPECT_TRUE(claim(10).empty());
    EXPECT_EQ(world.get(store->tally_of(id))->messages[message_state::expired], 2);
}

TEST_F(Store, ADiskThatIsFullSaysSoAndKeepsWhatItHad)
{
    register_people(2);
    store->pretend_full(true);
    std::vector<volunteer> many;
    for (int i = 10; i < 3000; ++i)
        many.push_back(person(i));
    auto const refused = world.get(store->import_volunteers(many, by_staff()));
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().failure(), store_failure::full);
    store->pretend_full(false);
    EXPECT_EQ(world.get(store->import_volunteers(many, by_staff()))->added, 2990);
    EXPECT_TRUE(world.get(store->find_volunteer("v1"))->has_value());
}

TEST_F(Store, TheSameAlertTwiceGivesTheFirstAnswer)
{
    alert_record record;
    record.identity = {"vigilance@example.org", "id-1", world.runtime.wall()};
    record.digest = "aa";
    record.answer = [](alert_id id, auto const&) { return "answer " + to_string(id); };
    auto const first = *world.get(store->record_alert(record, world.runtime.wall()));
    record.answer = [](alert_id, auto const&) { return std::string{"another"}; };
    record.digest = "bb";
    auto const second = *world.get(store->record_alert(record, world.runtime.wall()));
    EXPECT_EQ(second.answer, first.answer);
    EXPECT_TRUE(second.seen_before);
    EXPECT_FALSE(second.same_content);
}

TEST_F(Store, ANamedMessageBindsAnAnswerFromAnyAddress)
{
    register_people(3);
    auto const id = running(2, 2);
    auto const sent = claim(2);
    auto const taken = answer_naming(sent[1].reference, "zoe@example.org", reply_meaning::yes);
    EXPECT_EQ(taken.state, solicitation_state::confirmed);
    EXPECT_FALSE(taken.needs_a_person);
    EXPECT_EQ(world.get(store->tally_of(id))->confirmed, 1);
    auto const unclear = answer_naming(sent[0].reference, "zoe@example.org", reply_meaning::unclear);
    EXPECT_EQ(unclear.mobilisation, id);
    EXPECT_EQ(why_of(unclear.id), "unclear");
}

TEST_F(Store, AnAnswerToSomebodyElsesMessageIsForAPerson)
{
    register_people(3);
    auto const id = running(2, 2);
    auto const sent = claim(2);
    auto const forwarded = answer_naming(sent[1].reference, person(3).mobile->e164(), reply_meaning::yes);
    EXPECT_EQ(why_of(forwarded.id), "other-person");
    auto const made_up = answer_naming("abcdefgh-1-abcdefgh", person(1).mobile->e164(), reply_meaning::yes);
    EXPECT_EQ(why_of(made_up.id), "unknown-reference");
    EXPECT_EQ(world.get(store->tally_of(id))->confirmed, 0);
}

TEST_F(Store, WhatAMachineAnswersChangesNothing)
{
    register_people(1);
    auto const id = running(1, 1);
    auto const sent = claim(1);
    auto const kept = answer_naming(sent[0].reference, person(1).mobile->e164(), reply_meaning::unclear, true);
    EXPECT_EQ(kept.mobilisation, id);
    EXPECT_FALSE(kept.needs_a_person);
    EXPECT_EQ(world.get(store->tally_of(id))->waiting, 1);
}

TEST_F(Store, AYesWithATimeCountsWhenItIsInTimeAndIsKept)
{
    register_people(2);
    auto const id = running(3, 2);
    auto const early = write(1, "oui dans 30 min");
    EXPECT_EQ(early.state, solicitation_state::confirmed);
    EXPECT_EQ(early.eta, world.runtime.wall() + minutes{30});
    auto const late = write(2, "oui dans 5h");  // people are needed in three
    EXPECT_EQ(late.state, solicitation_state::asked);
    EXPECT_TRUE(late.conditional);
    EXPECT_EQ(why_of(late.id), "conditional");
    EXPECT_EQ(world.get(store->inbox(9))->at(0).eta, world.runtime.wall() + hours{5});
    auto const rows = *world.get(store->report_of(id, solicitation_id{}, 9));
    EXPECT_EQ(rows.at(0).eta, world.runtime.wall() + minutes{30});
    EXPECT_EQ(rows.at(1).eta, world.runtime.wall() + hours{5});
}

TEST_F(Store, AYesOnAConditionTakesNoPlaceUntilItIsAccepted)
{
    register_people(1);
    auto const id = running(1, 1);
    EXPECT_TRUE(write(1, "oui mais sans voiture").conditional);
    EXPECT_EQ(world.get(store->tally_of(id))->conditional, 1);
    EXPECT_EQ(world.get(store->tally_of(id))->confirmed, 0);
    EXPECT_EQ(said(), std::vector<purpose>{});
    EXPECT_EQ(write(1, "oui").state, solicitation_state::confirmed);
    EXPECT_EQ(world.get(store->tally_of(id))->conditional, 0);
    EXPECT_TRUE(world.get(store->inbox(9))->empty());  // a plain answer settles what was conditional
}

TEST_F(Store, WhoeverWritesMaySignAndNobodyElse)
{
    register_people(3);
    running(3, 3);
    EXPECT_EQ(write(1, "Oui. Camille M.").state, solicitation_state::confirmed);
    auto const other = write(2, "Oui. Dominique Martin");
    EXPECT_EQ(other.state, solicitation_state::asked);
    EXPECT_EQ(why_of(other.id), "unclear");
    reply_record from_a_place;
    from_a_place.channel = channel;
    from_a_place.address = person(3).mobile->e164();
    from_a_place.text.text = "Oui, Digne";
    from_a_place.at = world.runtime.wall();
    from_a_place.places_near = [](std::string const& commune) {
        return commune == "04070" ? std::vector<std::string>{"Digne-les-Bains"} : std::vector<std::string>{};
    };
    EXPECT_EQ(world.get(store->take_reply(from_a_place))->state, solicitation_state::confirmed);
}

TEST_F(Store, ThisEveningSetsNoLimitWhereItIsMeant)
{
    register_people(2);
    running(2, 2);  // in three hours
    auto const written = [this](int number, hours to_midnight) {
        reply_record record;
        record.channel = channel;
        record.address = person(number).mobile->e164();
        record.text.text = "Oui pour ce soir";
        record.at = world.runtime.wall();
        record.instant_of = [midnight = record.at + to_midnight](rules::reply::arrival const&) { return midnight; };
        return *world.get(store->take_reply(record));
    };
    EXPECT_TRUE(written(1, hours{12}).conditional);  // wanted in the afternoon
    EXPECT_TRUE(written(1, hours{2}).conditional);   // wanted after midnight
    EXPECT_EQ(written(2, hours{6}).state, solicitation_state::confirmed);
}

TEST_F(Store, WhatIsNotUnderstoodIsAskedBackOnce)
{
    register_people(1);
    running(1, 1);
    EXPECT_EQ(why_of(write(1, "blablabla").id), "unclear");
    EXPECT_EQ(said(), std::vector{purpose::clarify});
    EXPECT_EQ(why_of(write(1, "et alors").id), "unclear");
    EXPECT_EQ(said(), std::vector<purpose>{});
    EXPECT_EQ(world.get(store->inbox(9))->size(), 2U);
}

TEST_F(Store, WhoWasConfirmedIsNotAskedBack)
{
    register_people(1);
    running(1, 1);
    write(1, "oui");
    EXPECT_EQ(said(), std::vector{purpose::confirm});
    EXPECT_EQ(why_of(write(1, "faut-il des bottes ?").id), "unclear");
    EXPECT_EQ(said(), std::vector<purpose>{});
}

TEST_F(Store, WithTwoOpenRequestsOnlyACodeAnswers)
{
    // Two people who share a telephone.
    auto other = person(2);
    other.mobile = person(1).mobile;
    ASSERT_EQ(world.get(store->import_volunteers({person(1), other}, by_staff()))->added, 2);
    auto const first = running(1, 1);
    auto const second = running(1, 2, 2);
    auto const bare = write(1, "oui");
    EXPECT_EQ(why_of(bare.id), "which-request");
    EXPECT_FALSE(bare.mobilisation);
    EXPECT_EQ(said(), (std::vector{purpose::which, purpose::which}));
    EXPECT_EQ(why_of(write(1, "non").id), "which-request");
    EXPECT_EQ(said(), std::vector<purpose>{});
    auto const coded = write(1, "oui " + rules::reply::code_of(second) + ", non " + rules::reply::code_of(first));
    EXPECT_FALSE(coded.needs_a_person);
    EXPECT_EQ(world.get(store->tally_of(second))->confirmed, 1);
    EXPECT_EQ(world.get(store->tally_of(first))->declined, 1);
}

TEST_F(Store, WhoDeclinedOneRequestAnswersTheOtherWithoutACode)
{
    register_people(1);
    auto const first = running(1, 1);
    EXPECT_EQ(write(1, "non").mobilisation, first);
    auto const second = running(1, 1);
    EXPECT_EQ(write(1, "oui").mobilisation, second);
    EXPECT_EQ(world.get(store->tally_of(second))->confirmed, 1);
    EXPECT_EQ(world.get(store->tally_of(first))->declined, 1);
}

TEST_F(Store, AnAnswerRecallsTheQuestionThatHasNotLeftYet)
{
    register_people(1);
    running(1, 1);
    claim(1);
    write(1, "blablabla");
    write(1, "oui");
    EXPECT_EQ(said(), std::vector{purpose::confirm});
}

TEST_F(Store, NobodyIsAskedBackWhilePaused)
{
    register_people(1);
    auto const id = running(1, 1);
    claim(1);
    state_change pause;
    pause.id = id;
    pause.from = {mobilisation_state::running};
    pause.to = mobilisation_state::paused;
    pause.at = world.runtime.wall();
    EXPECT_EQ(*world.get(store->change_state(pause)), change_result::done);
    write(1, "blablabla");
    EXPECT_EQ(said(), std::vector<purpose>{});
}

TEST_F(Store, ACodeOfNobodysRequestBindsToNothing)
{
    register_people(1);
    auto const id = running(1, 1);
    auto const other = rules::reply::code_of(mobilisation_id{id.value() + 1});
    EXPECT_EQ(why_of(write(1, "oui " + other).id), "unclear");
    EXPECT_EQ(world.get(store->tally_of(id))->confirmed, 0);
}

TEST_F(Store, TwoMachinesDoNotAnswerEachOtherForEver)
{
    register_people(1);
    running(1, 1);
    int answers = 0;
    for (int i = 0; i < 20; ++i) {
        write(1, i % 2 == 0 ? "oui" : "non");
        answers += static_cast<int>(said().size());
    }
    EXPECT_EQ(answers, 5);
    EXPECT_EQ(world.get(store->inbox(1))->at(0).why, "too-many");
}

TEST_F(Store, TwoSlowMachinesDoNotAnswerEachOtherForEverEither)
{
    register_people(1);
    running(1, 1);
    int answers = 0;
    for (int i = 0; i < 40; ++i) {
        write(1, i % 2 == 0 ? "non" : "oui");
        answers += static_cast<int>(said().size());
        world.play(minutes{40});
    }
    EXPECT_EQ(answers, 5);
    EXPECT_EQ(why_of(write(1, "oui").id), "too-many");
}

TEST_F(Store, WhoHadTooManyAnswersIsAnsweredAgainOnceStaffSpokeForThem)
{
    register_people(1);
    running(1, 1);
    for (int i = 0; i < 12; ++i) {
        write(1, i % 2 == 0 ? "oui" : "non");
        said();
    }
    world.play(minutes{1});
    write_over("staff", 1, "oui");
    EXPECT_EQ(said(), std::vector{purpose::confirm});
    world.play(minutes{1});
    write(1, "non");
    write(1, "oui");
    EXPECT_EQ(said(), std::vector{purpose::confirm});
}

TEST_F(Store, WhoHadTooManyAnswersIsAnsweredAgainOnceAnotherMobilisationAsks)
{
    register_people(1);
    auto const first = running(1, 1);
    for (int i = 0; i < 12; ++i) {
        write(1, i % 2 == 0 ? "oui" : "non");
        said();
    }
    close(first);
    world.play(hours{1});
    running(1, 1);
    claim(1);
    write(1, "oui");
    EXPECT_EQ(said(), std::vector{purpose::confirm});
}

TEST_F(Store, AStopThatNamesAMessageStopsTheAddressThatWasAsked)
{
    register_people(2);
    running(2, 2);
    auto const sent = claim(2);
    auto const stopped = answer_naming(sent[0].reference, "zoe@example.org", reply_meaning::stop);
    ASSERT_EQ(stopped.opted_out.size(), 1U);
    EXPECT_EQ(stopped.state, solicitation_state::declined);
    // Somebody who is known stops for himself alone.
    auto const forwarded = answer_naming(sent[1].reference, person(1).mobile->e164(), reply_meaning::stop);
    EXPECT_EQ(forwarded.opted_out, std::vector{volunteer_id{1}});
    EXPECT_FALSE((*world.get(store->find_volunteer("v2")))->opted_out.has_value());
}

TEST_F(Store, TellsThePlannerWhoIsSilentWhoWaitsAndWhoCannotBeReached)
{
    register_people(6);
    auto const id = running(10, 6);
    using what = heard_people::what;
    EXPECT_EQ(heard(id), (std::map<what, int>{{what::queued, 6}}));
    auto const claimed = claim(3);
    ASSERT_EQ(claimed.size(), 3U);
    channels::accepted yes;
    record(claimed[0], channels::outcome{yes});
    channels::refused never{channels::permanence::permanent, "invalid", "no such number"};
    record(claimed[1], channels::outcome{never});
    // The third is on its way: still to be heard of.
    EXPECT_EQ(heard(id), (std::map<what, int>{{what::queued, 4}, {what::silent, 1}, {what::lost, 1}}));
}

TEST_F(Store, KeepsTheLastOutlookAndTheDecisionOfEachWave)
{
    register_people(2);
    auto const id = running(1, 1);
    EXPECT_EQ(world.get(store->tally_of(id))->outlook, "");
    ASSERT_TRUE(world.get(store->keep_outlook(id, "{\"count\":0}")));
    EXPECT_EQ(world.get(store->tally_of(id))->outlook, "{\"count\":0}");
    wave_record wave;
    wave.mobilisation = id;
    wave.at = world.runtime.wall();
    wave.deadline = wave.at + hours{1};
    wave.decision = "{\"count\":1}";
    asked_person one;
    one.volunteer = volunteer_id{2};
    one.channel = &channel;
    wave.people.push_back(one);
    EXPECT_EQ(world.get(store->open_wave(wave))->messages, 1);
    EXPECT_EQ(world.get(store->tally_of(id))->outlook, wave.decision);
    auto const waves = *world.get(store->waves_of(id));
    ASSERT_EQ(waves.size(), 2U);
    EXPECT_EQ(waves[0].decision, "");
    EXPECT_EQ(waves[1].decision, wave.decision);
}

}  // namespace
}  // namespace tocsin::dispatcher
