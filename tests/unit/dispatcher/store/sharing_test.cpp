// SPDX-License-Identifier: Apache-2.0
// Several mobilisations and one register.
#include "rules/reply/code.hpp"
#include "tests/support/temp_store.hpp"
#include "tests/support/virtual_runtime.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdio>
#include <set>

namespace tocsin::dispatcher {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

enum class kind { ordinary, urgent, rehearsal };

struct Sharing : testing::Test {
    Sharing() : store(disk.open(world.runtime)) {}

    static volunteer person(int number)
    {
        volunteer who;
        who.external_id = "v" + std::to_string(number);
        char digits[32];
        std::snprintf(digits, sizeof digits, "+3363998%04d", number);
        who.mobile = phone::from_e164(digits);
        who.mobile_takes_sms = true;
        who.commune = "04070";
        who.consent_sms = true;
        return who;
    }

    void register_people(int count)
    {
        std::vector<volunteer> batch;
        for (int i = 1; i <= count; ++i)
            batch.push_back(person(i));
        ASSERT_EQ(world.get(store->import_volunteers(batch, act{}))->added, count);
    }

    static mobilisation_request request_of(kind how, wall_time now)
    {
        mobilisation_request request;
        request.event = "crue";
        request.zone = {"04"};
        request.need = 2;
        request.by = now + hours{3};
        request.until = now + hours{7};
        request.media = {medium::sms};
        request.urgent = how == kind::urgent;
        request.exercise = how == kind::rehearsal;
        return request;
    }

    mobilisation_id raise(kind how)
    {
        mobilisation proposed;
        proposed.state = mobilisation_state::approved;
        proposed.created = world.runtime.wall();
        proposed.request = request_of(how, world.runtime.wall());
        return world.get(store->create_mobilisation(proposed, ""))->id;
    }

    /// Asks them, in the words of the purposes.
    wave_outcome ask(mobilisation_id which, std::vector<int> const& people, rules::contact_limits limits = {})
    {
        wave_record wave;
        wave.mobilisation = which;
        wave.at = world.runtime.wall();
        wave.deadline = wave.at + hours{3};
        wave.limits = limits;
        for (auto const why : {purpose::ask, purpose::confirm, purpose::reserve, purpose::stand_down, purpose::opted_out,
                               purpose::late, purpose::cancelled, purpose::clarify, purpose::which, purpose::withdrawn}) {
            rendered_text text;
            text.purpose = why;
            text.language = "fr";
            text.text = message_text{"", to_string(which) + ' ' + std::string{to_string(why)}, ""};
            wave.texts.push_back(text);
        }
        for (int const each : people) {
            asked_person one;
            one.volunteer = volunteer_id{each};
            one.channel = &channel;
            wave.people.push_back(one);
        }
        return *world.get(store->open_wave(wave));
    }

    turn_result take(channel_turn turn)
    {
        turn.channel = channel;
        turn.now = world.runtime.wall();
        return *world.get(store->take_turn(std::make_shared<channel_turn const>(std::move(turn))));
    }

    /// Everything that is due leaves and is taken. Gives what was said, in order: "1 M1 ask".
    std::vector<std::string> send(channels::outcome outcome = channels::accepted{""})
    {
        channel_turn turn;
        turn.limit = 100;
        turn.reach = reach;
        auto const claimed = take(std::move(turn)).claimed.messages;
        channel_turn back;
        std::vector<std::string> said;
        for (auto const& each : claimed) {
            outcome_record one;
            one.message = each.id;
            one.outcome = outcome;
            one.at = world.runtime.wall();
            back.outcomes.push_back(std::move(one));
            said.push_back(std::to_string(std::stoi(store->envelope_of(each).value().address.substr(8))) + ' ' + each.text->body);
        }
        lost += take(std::move(back)).lost_orders.size();
        return said;
    }

    reply_result write(int number, std::string text)
    {
        reply_record record;
        record.channel = channel;
        record.address = person(number).mobile->e164();
        record.text.text = std::move(text);
        record.at = world.runtime.wall();
        return *world.get(store->take_reply(record));
    }

    tally tally_of(mobilisation_id which) { return *world.get(store->tally_of(which)); }

    /// The end of it, as the closing tells it.
    void end(mobilisation_id which, mobilisation_state how)
    {
        state_change change;
        change.id = which;
        change.from = {mobilisation_state::running, mobilisation_state::filled};
        change.to = how;
        change.at = world.runtime.wall();
        ASSERT_EQ(*world.get(store->change_state(change)), change_result::done);
        while (*world.get(store->close_some(which, 100, world.runtime.wall())) > 0) {
        }
    }

    std::vector<int> numbers(std::vector<volunteer_id> const& who)
    {
        std::vector<int> list;
        for (auto const each : who)
            list.push_back(static_cast<int>(each.value()));
        std::sort(list.begin(), list.end());
        return list;
    }

    engagements elsewhere(kind how)
    {
        return *world.get(store->engaged_elsewhere(mobilisation_id{}, request_of(how, world.runtime.wall()), world.runtime.wall()));
    }

    /// Those who count against the budget.
    std::vector<int> contacted()
    {
        std::vector<volunteer_id> all;
        auto const since = world.runtime.wall() - rules::contact_month;
        auto const page = *world.get(store->contacts_after(solicitation_id{}, since, 1000));
        for (auto const& each : page.contacts)
            all.push_back(each.who);
        return numbers(all);
    }

    support::virtual_world world;
    support::memory_disk disk;
    std::unique_ptr<sqlite_store> store;
    std::string channel = "sms-main";
    channels::reach reach = channels::reach::real;
    std::size_t lost = 0;
};

TEST_F(Sharing, NobodyIsAskedWhileAnotherMobilisationWaitsForThem)
{
    register_people(3);
    auto const first = raise(kind::ordinary);
    EXPECT_EQ(ask(first, {1, 2}).messages, 2);
    EXPECT_EQ(ask(raise(kind::ordinary), {1, 2, 3}).messages, 1);
    auto const seen = elsewhere(kind::ordinary);
    EXPECT_THAT(numbers(seen.asked), ElementsAre(1, 2, 3));
    EXPECT_THAT(numbers(seen.to_take), IsEmpty());
    write(1, "non");
    EXPECT_EQ(ask(raise(kind::ordinary), {1}).messages, 1);
}

TEST_F(Sharing, TheMoreUrgentTakesWhoIsMerelyAskedWithOneApologyAndNoSecondEnd)
{
    register_people(4);
    auto const first = raise(kind::ordinary);
    ask(first, {1, 2, 3, 4});
    send();
    write(2, "oui");
    write(3, "c'est où ?");
    send();
    auto const seen = elsewhere(kind::urgent);
    EXPECT_THAT(numbers(seen.to_take), ElementsAre(1, 4));
    EXPECT_THAT(numbers(seen.said_yes), ElementsAre(2));
    EXPECT_THAT(numbers(seen.asked), ElementsAre(3));  // they have said something
    auto const urgent = raise(kind::urgent);
    auto const asked = ask(urgent, {1, 2, 3});
    EXPECT_EQ(asked.messages, 1);
    EXPECT_EQ(asked.taken, 1);
    EXPECT_THAT(send(), ElementsAre("1 M2 ask", "1 M1 withdrawn"));
    EXPECT_EQ(world.get(store->withdrawals_of(first))->lost, 1);
    EXPECT_EQ(world.get(store->withdrawals_of(urgent))->won, 1);
    end(first, mobilisation_state::closed);
    EXPECT_THAT(send(), ElementsAre("3 M1 stand-down", "4 M1 stand-down"));
}

TEST_F(Sharing, WhoseQuestionNeverLeftIsTakenWithoutAWord)
{
    register_people(1);
    auto const first = raise(kind::ordinary);
    ask(first, {1});
    EXPECT_EQ(ask(raise(kind::urgent), {1}).taken, 1);
    EXPECT_THAT(send(), ElementsAre("1 M2 ask"));
    EXPECT_EQ(tally_of(first).messages[message_state::cancelled], 1);
}

TEST_F(Sharing, WhoMayHaveReadALostAttemptGetsTheApology)
{
    register_people(1);
    ask(raise(kind::ordinary), {1});
    send(channels::unknown{"no answer"});
    ask(raise(kind::urgent), {1});
    EXPECT_THAT(send(), ElementsAre("1 M2 ask", "1 M1 withdrawn"));
}

TEST_F(Sharing, AWordAloneRightAfterBeingTakenIsAskedBack)
{
    register_people(1);
    ask(raise(kind::ordinary), {1});
    send();
    auto const urgent = raise(kind::urgent);
    ask(urgent, {1});
    send();
    auto const early = write(1, "oui");
    EXPECT_TRUE(early.needs_a_person);
    EXPECT_EQ(tally_of(urgent).confirmed, 0);
    EXPECT_THAT(send(), ElementsAre("1 M2 which"));
    EXPECT_EQ(write(1, "oui " + rules::reply::code_of(urgent)).mobilisation, urgent);
    EXPECT_EQ(tally_of(urgent).confirmed, 1);
}

TEST_F(Sharing, AWordAloneAfterTheyCouldReadItAnswersTheUrgentOne)
{
    register_people(1);
    ask(raise(kind::ordinary), {1});
    send();
    auto const urgent = raise(kind::urgent);
    ask(urgent, {1});
    send();
    world.play(minutes{3});
    EXPECT_EQ(write(1, "oui").mobilisation, urgent);
    EXPECT_EQ(tally_of(urgent).confirmed, 1);
}

TEST_F(Sharing, AYesToTheEarlierOneByItsCodeIsAskedBackWhileTheUrgentOneWaits)
{
    register_people(1);
    auto const first = raise(kind::ordinary);
    ask(first, {1});
    send();
    auto const urgent = raise(kind::urgent);
    ask(urgent, {1});
    send();
    world.play(minutes{30});
    auto const coded = write(1, "oui " + rules::reply::code_of(first));
    EXPECT_TRUE(coded.needs_a_person);
    EXPECT_EQ(tally_of(first).confirmed, 0);
    EXPECT_THAT(send(), ElementsAre("1 M2 which"));
    end(urgent, mobilisation_state::closed);
    send();
    write(1, "oui " + rules::reply::code_of(first));
    EXPECT_EQ(tally_of(first).confirmed, 1);  // nothing else waits for them any more
}

TEST_F(Sharing, WhoIsExpectedOnSiteIsNotAskedAfterTheClosing)
{
    register_people(2);
    auto const first = raise(kind::ordinary);
    ask(first, {1, 2});
    send();
    write(1, "oui");
    end(first, mobilisation_state::closed);
    EXPECT_THAT(numbers(elsewhere(kind::urgent).said_yes), ElementsAre(1));
    auto const urgent = raise(kind::urgent);
    EXPECT_EQ(ask(urgent, {1, 2}).messages, 1);
    world.play(hours{8});
    EXPECT_EQ(ask(urgent, {1}).messages, 1);
}

TEST_F(Sharing, ACancelledMobilisationExpectsNobody)
{
    register_people(1);
    auto const first = raise(kind::ordinary);
    ask(first, {1});
    send();
    write(1, "oui");
    end(first, mobilisation_state::cancelled);
    EXPECT_EQ(ask(raise(kind::ordinary), {1}).messages, 1);
}

TEST_F(Sharing, ARehearsalEngagesNobodyForReal)
{
    register_people(1);
    reach = channels::reach::sandbox;
    auto const rehearsal = raise(kind::rehearsal);
    ask(rehearsal, {1});
    send();
    EXPECT_THAT(contacted(), IsEmpty());
    channel = "sms-real";
    reach = channels::reach::real;
    auto const real = raise(kind::ordinary);
    EXPECT_EQ(ask(real, {1}).messages, 1);
    send();
    EXPECT_EQ(write(1, "oui").mobilisation, real);
    // And what simulated people write is about the rehearsal alone, a STOP as well.
    channel = "sms-main";
    EXPECT_EQ(write(1, "oui").mobilisation, rehearsal);
    EXPECT_THAT(write(1, "STOP").opted_out, IsEmpty());
    EXPECT_EQ(tally_of(real).confirmed, 1);
}

TEST_F(Sharing, TheBudgetHoldsAtTheMomentOfAskingAndAfterARestart)
{
    register_people(2);
    rules::contact_limits const limits{1, 2};
    auto const first = raise(kind::ordinary);
    EXPECT_EQ(ask(first, {1, 2}, limits).messages, 2);
    send();
    end(first, mobilisation_state::cancelled);
    store = nullptr;
    store = disk.open(world.runtime);
    auto const second = raise(kind::ordinary);
    EXPECT_EQ(ask(second, {1, 2}, limits).messages, 0);
    world.play(hours{24} + minutes{1});
    EXPECT_EQ(ask(second, {1}, limits).messages, 1);
    send();
    end(second, mobilisation_state::cancelled);
    world.play(hours{25});
    auto const third = raise(kind::ordinary);
    EXPECT_EQ(ask(third, {1, 2}, limits).messages, 1);  // the first has had two this month
    world.play(hours{24 * 30});
    EXPECT_EQ(ask(third, {1}, limits).messages, 1);
}

TEST_F(Sharing, OnlyWhatReachedSomebodyIsAContact)
{
    register_people(4);
    auto const first = raise(kind::ordinary);
    ask(first, {1});
    send();
    ask(first, {2});
    send(channels::refused{channels::permanence::permanent, "1", "unknown number"});
    ask(first, {3});
    send(channels::unknown{"no answer"});
    ask(first, {4});
    end(first, mobilisation_state::cancelled);
    EXPECT_THAT(contacted(), ElementsAre(1, 3));
}

TEST_F(Sharing, AnOrderToComeThatIsRefusedIsForAPerson)
{
    register_people(1);
    auto const first = raise(kind::ordinary);
    ask(first, {1});
    send();
    write(1, "oui");
    send(channels::refused{channels::permanence::permanent, "1", "unknown number"});
    EXPECT_EQ(lost, 1U);
    auto const box = *world.get(store->inbox(9));
    ASSERT_EQ(box.size(), 1U);
    EXPECT_EQ(box[0].why, "order-lost");
    EXPECT_EQ(box[0].address, person(1).mobile->e164());
    EXPECT_EQ(box[0].mobilisation, first);
    EXPECT_EQ(tally_of(first).orders_lost, 1);
    EXPECT_EQ(tally_of(first).confirmed, 1);  // nobody takes the place from them in silence
    write(1, "non");
    EXPECT_EQ(tally_of(first).orders_lost, 0);
    EXPECT_THAT(*world.get(store->inbox(9)), IsEmpty());
}

}  // namespace
}  // namespace tocsin::dispatcher
