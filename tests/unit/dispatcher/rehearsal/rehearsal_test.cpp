// SPDX-License-Identifier: Apache-2.0
// What a rehearsal finds, held against doing the same thing on the sandbox; and what it must leave alone.
#include "tests/unit/dispatcher/rehearsal/rehearsed_house.hpp"
#include "dispatcher/rehearsal/cast.hpp"
#include "dispatcher/runtime/zones.hpp"

#include <gmock/gmock.h>

namespace tocsin::dispatcher {
namespace {

using testing::Contains;

bool has(order_summary const& seen, break_kind what)
{
    return std::any_of(seen.breaks.begin(), seen.breaks.end(), [what](break_point const& each) { return each.what == what; });
}

break_point const& found(order_summary const& seen, break_kind what)
{
    return *std::find_if(seen.breaks.begin(), seen.breaks.end(), [what](break_point const& each) { return each.what == what; });
}

/// Calls for people on the sandbox, and plays it to its end.
mobilisation do_it(rehearsed_house& house, mobilisation wanted)
{
    principal const officer{"officer", role::staff, true};
    wanted.state = mobilisation_state::approved;
    auto const made = house.world.get(house.engine->proposals.propose(wanted, officer, ""));
    house.world.play(hours{6});
    return *house.world.get(house.kept->find_mobilisation(made.what.id)).value();
}

constexpr auto morning = hours{7};  // the virtual world begins at four in the morning

TEST(Rehearsal, ForeseesWhatTheSandboxThenDoes)
{
    // The people of the sandbox answer by covidliste's own curve, which the rehearsal does not know; one in five says yes.
    constexpr int runs = 6;
    int within = 0;
    for (std::uint64_t day = 1; day <= 5; ++day) {
        rehearsed_house house{5000, 10, {}, day};
        house.world.play(morning);
        auto plan = house.plan_for(house.order(), runs);
        plan.share = supposed_share{0.2, 0.2};
        auto const seen = house.rehearse(plan);
        ASSERT_EQ(seen.filled, runs);
        EXPECT_THAT(seen.next, testing::ElementsAre(advice::mobilise));
        auto const done = do_it(house, house.order());
        ASSERT_TRUE(done.filled);
        auto const took = std::chrono::duration_cast<seconds>(*done.filled - *done.started);
        auto const counts = house.world.get(house.kept->tally_of(done.id)).value();
        within += took >= 0.9 * *seen.filled_after[0] && took <= 1.1 * *seen.filled_after[2] ? 1 : 0;
        EXPECT_GT(counts.asked, seen.asked.low / 3);
        EXPECT_LT(counts.asked, seen.asked.high * 3);
    }
    EXPECT_GE(within, 4) << "most days should lie between the soonest and the latest of six runs, or a tenth beyond";
}

TEST(Rehearsal, IsTheSameForTheSameSeed)
{
    rehearsed_house house{1500};
    auto plan = house.plan_for(house.order(10), 3);
    auto const once = house.play(plan);
    auto const again = house.play(plan);
    plan.seed = 2;
    auto const other = house.play(plan);
    bool differs = false;
    for (std::size_t i = 0; i < once.size(); ++i) {
        EXPECT_EQ(once[i].day, again[i].day);
        EXPECT_EQ(once[i].orders[0].filled, again[i].orders[0].filled);
        EXPECT_EQ(once[i].orders[0].messages, again[i].orders[0].messages);
        differs = differs || once[i].orders[0].messages != other[i].orders[0].messages;
    }
    EXPECT_TRUE(differs);
}

TEST(Rehearsal, TakesNoAddressAndNoNameAlongAndWritesNothing)
{
    rehearsed_house house{1500};
    auto const before = house.disk.commits();
    auto const plan = house.plan_for(house.order(10), 2);
    ASSERT_GT(plan.people.size(), 300U);
    for (std::size_t place = 0; place < plan.people.size(); ++place) {
        auto const& each = plan.people[place];
        EXPECT_EQ(each.first_name + each.last_name, "");
        EXPECT_TRUE(!each.mobile || number_in(each.mobile->e164())) << "a number that is not invented";
        EXPECT_TRUE(!each.email || number_in(each.email->address()) == place) << "an address that is not invented";
    }
    house.play(plan);
    EXPECT_EQ(house.disk.commits(), before);
    EXPECT_EQ(std::filesystem::file_size(house.folder / "sms" / "sent.jsonl"), 0U) << "something left";
}

TEST(Rehearsal, SaysThatTheRateWillNotDo)
{
    rehearsed_house house{3000, 0.05};  // three a minute
    auto plan = house.plan_for(house.order(40, pace::all, minutes{90}), 3);
    plan.share = supposed_share{0.1, 0.1};
    auto const seen = house.rehearse(plan);
    EXPECT_EQ(seen.filled, 0);
    ASSERT_TRUE(has(seen, break_kind::rate));
    EXPECT_EQ(found(seen, break_kind::rate).number, 3);
    EXPECT_EQ(found(seen, break_kind::rate).runs, 3);
    EXPECT_EQ(seen.next.front(), advice::another_channel);
    EXPECT_GT(seen.unsent.low, 0);
}

TEST(Rehearsal, SaysThatThereAreNotEnoughPeople)
{
    rehearsed_house house{1000};
    auto plan = house.plan_for(house.order(100, pace::fast), 3);
    plan.share = supposed_share{0.05, 0.05};
    auto const seen = house.rehearse(plan);
    EXPECT_EQ(seen.filled, 0);
    ASSERT_TRUE(has(seen, break_kind::everybody_asked));
    EXPECT_THAT(seen.next, Contains(advice::more_people));
    EXPECT_FALSE(seen.filled_after[0]);
}

TEST(Rehearsal, SaysWhenTheQuotaIsUsedUp)
{
    rehearsed_house house{3000};
    house.routes->channels().at("sms").settings.day.parts = 60;
    auto wanted = house.order(40, pace::all);
    wanted.request.media = {medium::sms};
    auto plan = house.plan_for(std::move(wanted), 3);
    plan.share = supposed_share{0.1, 0.1};
    auto const seen = house.rehearse(plan);
    EXPECT_EQ(seen.filled, 0);
    ASSERT_TRUE(has(seen, break_kind::used_up));
    EXPECT_EQ(found(seen, break_kind::used_up).channel, "sms");
    EXPECT_LE(found(seen, break_kind::used_up).after, seconds{20});
    EXPECT_LE(seen.messages.high, 60 + 2500) << "what tells the end waits for midnight";
}

TEST(Rehearsal, CountsWhatWasUsedOfTheQuotaToday)
{
    rehearsed_house house{1500};
    house.routes->channels().at("sms").settings.day.parts = 5000;
    lease_request gone;
    gone.channel = "sms";
    gone.day = day_in(house.world.clock.wall(), house.own->settings.timezone).time_since_epoch().count();
    gone.parts = 4990;
    house.world.get(house.kept->lease_parts(gone)).value();
    auto wanted = house.order(20, pace::all);
    wanted.request.media = {medium::sms};
    auto const plan = house.plan_for(std::move(wanted), 1);
    EXPECT_EQ(plan.channels.back().taken_today, 4990);
    EXPECT_TRUE(has(house.rehearse(plan), break_kind::used_up));
}

TEST(Rehearsal, PlaysAnOutage)
{
    rehearsed_house house{3000};
    auto wanted = house.order(20, pace::fast);
    wanted.request.media = {medium::sms};
    auto plan = house.plan_for(std::move(wanted), 3);
    plan.share = supposed_share{0.15, 0.15};
    auto const well = house.rehearse(plan);
    plan.outages = {{"sms", minutes{0}, minutes{45}}};
    auto const ill = house.rehearse(plan);
    ASSERT_TRUE(well.filled_after[1] && ill.filled_after[1]);
    EXPECT_FALSE(has(well, break_kind::channel_failed));
    ASSERT_TRUE(has(ill, break_kind::channel_failed));
    EXPECT_EQ(found(ill, break_kind::channel_failed).runs, 3);
    EXPECT_GE(*ill.filled_after[0], minutes{45});
    EXPECT_LT(*well.filled_after[1], *ill.filled_after[1]);
}

TEST(Rehearsal, AsksNobodyTwiceWhenAnotherChannelTakesOver)
{
    rehearsed_house house{2000};
    auto wanted = house.order(20, pace::fast);
    wanted.request.media = {medium::sms};
    auto plan = house.plan_for(std::move(wanted), 2);
    plan.share = supposed_share{0.15, 0.15};
    auto second = plan.channels.back();
    second.settings.name = "sms-second";
    plan.channels.push_back(second);
    plan.routes[medium::sms] = channels::in_order({"sms", "sms-second"});
    plan.outages = {{"sms", minutes{3}, minutes{120}}};
    auto const seen = house.rehearse(plan);
    EXPECT_EQ(seen.filled, 2);
    ASSERT_TRUE(has(seen, break_kind::channel_failed));
    EXPECT_LE(*seen.filled_after[1], minutes{90}) << "the second channel took over";
    EXPECT_LE(seen.yes.high, seen.asked.high * 0.3) << "what confirms is no question";
}

TEST(Rehearsal, ComparesPacesBeforeTheSamePeople)
{
    rehearsed_house house{3000};
    auto plan = house.plan_for(house.order(20), 4);
    plan.share = supposed_share{0.1, 0.1};
    std::vector<std::vector<run_outcome>> const all{house.play(plan, pace::sparing), house.play(plan, pace::all)};
    for (std::size_t run = 0; run < 4; ++run)
        EXPECT_EQ(all[0][run].day, all[1][run].day);
    auto const seen = summarise(plan, {pace::sparing, pace::all}, all);
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_EQ(seen[1].pace, pace::all);
    EXPECT_LT(*seen[1].filled_after[1], *seen[0].filled_after[1]);
    EXPECT_LT(seen[0].asked.middle, seen[1].asked.middle);
    EXPECT_LT(seen[0].cost.middle, seen[1].cost.middle);
}

TEST(Rehearsal, PlaysAnExerciseAsOne)
{
    rehearsed_house house{1500};
    auto wanted = house.order(10);
    wanted.request.exercise = true;
    auto plan = house.plan_for(std::move(wanted), 2);
    plan.share = supposed_share{0.2, 0.2};
    EXPECT_EQ(house.rehearse(plan).filled, 2);
    for (auto& each : plan.channels)
        each.traits.reach = channels::reach::real;
    auto const seen = house.rehearse(plan);
    EXPECT_EQ(seen.filled, 0) << "an exercise over channels that reach people was played";
    EXPECT_EQ(seen.messages.high, 0);
}

TEST(Rehearsal, StopsWhenItIsTold)
{
    rehearsed_house house{500};
    auto const plan = house.plan_for(house.order(10), 1);
    std::stop_source stop;
    stop.request_stop();
    auto const played = play(plan, *house.own, make_register(plan), believed_in(plan, "Europe/Paris"), std::nullopt, 0, stop.get_token());
    EXPECT_FALSE(played);
}

TEST(Rehearsal, SaysWhichSkillIsShort)
{
    rehearsed_house house{400};
    auto wanted = house.order(30);
    wanted.request.roles = {{"boat", 25}};
    auto const seen = house.rehearse(house.plan_for(std::move(wanted), 1));
    ASSERT_TRUE(has(seen, break_kind::role_short));
    EXPECT_EQ(found(seen, break_kind::role_short).role, "boat");
    EXPECT_LT(found(seen, break_kind::role_short).number, 25);
}

TEST(Rehearsal, SaysThatOnlyPeopleWithASkillAreMissing)
{
    rehearsed_house house{3000};
    auto wanted = house.order(20, pace::all);
    wanted.request.roles = {{"boat", 15}};
    auto plan = house.plan_for(std::move(wanted), 2);
    plan.share = supposed_share{0.08, 0.08};
    auto const seen = house.rehearse(plan);
    ASSERT_TRUE(has(seen, break_kind::role_short));
    for (auto const& each : seen.breaks)
        EXPECT_EQ(each.what, break_kind::role_short) << to_string(each.what) << each.runs << each.channel << each.number;
    EXPECT_EQ(found(seen, break_kind::role_short).role, "boat");
    EXPECT_THAT(seen.next, Contains(advice::more_people));
}

/// Nobody takes a yes back, or nearly everybody within the hours that are left.
constexpr changed_minds steady{1000, 0, 1e9};
constexpr changed_minds fickle{1000, 1000, 1000};

TEST(Rehearsal, PlaysThatSomeTakeTheirYesBack)
{
    rehearsed_house house{1500};
    auto plan = house.plan_for(house.order(10, pace::fast), 3);
    plan.share = supposed_share{0.2, 0.2};
    plan.minds = steady;
    auto const kept = house.rehearse(plan);
    plan.minds = fickle;
    auto const broken = house.rehearse(plan);
    EXPECT_EQ(kept.taken_back.high, 0);
    EXPECT_EQ(kept.confirmed.low, 10);
    EXPECT_GT(broken.taken_back.low, 5);
    EXPECT_GT(broken.asked.middle, kept.asked.middle) << "the places that became free were not filled again";
    EXPECT_LT(broken.confirmed.middle, 10) << "whoever takes a yes back after the end is missing";
}

TEST(Rehearsal, SupposesThatSomeTakeTheirYesBackAndLearnsHowMany)
{
    rehearsed_house house{1500};
    EXPECT_EQ(house.plan_for(house.order(), 1).minds.given, 0);
    EXPECT_DOUBLE_EQ(house.plan_for(house.order(), 1).minds.an_hour(), changed_minds::supposed_an_hour);
    house.world.play(morning);
    principal const officer{"officer", role::staff, true};
    auto wanted = house.order(20, pace::fast);
    wanted.state = mobilisation_state::approved;
    auto const made = house.world.get(house.engine->proposals.propose(wanted, officer, "")).what.id;
    house.world.play(hours{1});
    int regrets = 0;
    for (auto const& each : *house.world.get(house.kept->people_heard_in(made, house.world.clock.wall()))) {
        if (each.known != heard_people::what::confirmed || regrets == 5)
            continue;
        auto const who = house.world.get(house.kept->volunteers({each.volunteer}))->front();
        reply_record no;
        no.channel = each.medium == medium::sms ? "sms" : "mail";
        no.address = each.medium == medium::sms ? who.mobile->e164() : who.email->address();
        no.text = inbound_text{no.address, no.channel, "NON", "regret-" + std::to_string(++regrets)};
        no.at = house.world.clock.wall();
        house.world.get(house.kept->take_reply(no)).value();
    }
    ASSERT_EQ(regrets, 5);
    house.world.play(hours{6});
    auto const minds = house.plan_for(house.order(), 1).minds;
    EXPECT_EQ(minds.taken_back, 5);
    EXPECT_GE(minds.given, 20);
    EXPECT_GT(minds.hours, 25);
    EXPECT_GT(minds.an_hour(), changed_minds::supposed_an_hour);
}

TEST(Rehearsal, WaitsForWhoeverApproves)
{
    rehearsed_house house{1500};
    auto const played = [&house](std::optional<minutes> approval) {
        rehearsal_wish wish;
        wish.orders = {house.order(10, pace::all)};
        wish.runs = 1;
        wish.share = supposed_share{0.1, 0.1};
        wish.approval = approval;
        return house.plan_for(std::move(wish));
    };
    auto const usual = played(std::nullopt);
    ASSERT_TRUE(usual.orders[0].needs_approval);
    EXPECT_EQ(usual.orders[0].approval, usual_approval);
    auto const slow = played(minutes{50});
    auto const at_once = house.rehearse(played(minutes{0}));
    auto const later = house.rehearse(slow);
    EXPECT_LT(*at_once.filled_after[1], minutes{50});
    EXPECT_GE(*later.filled_after[0], minutes{50});
    EXPECT_LT(*later.filled_after[1] - *at_once.filled_after[1], minutes{60}) << "the same people answer as soon once they are asked";
    EXPECT_GT(later.busy.at("sms"), 0.5 * at_once.busy.at("sms")) << "nobody is sought meanwhile";
    house.own->settings.approval_above_recipients = 100'000;
    auto const alone = played(std::nullopt);
    EXPECT_FALSE(alone.orders[0].needs_approval);
    EXPECT_EQ(alone.orders[0].approval, minutes{0});
}

TEST(Rehearsal, SharesTheRateWithWhatWaitsFromOtherCalls)
{
    rehearsed_house house{2000, 0.5};
    principal const officer{"officer", role::staff, true};
    auto other = house.order(300, pace::all);
    other.request.media = {medium::sms};
    other.request.budget = 300;
    other.state = mobilisation_state::approved;
    house.world.get(house.engine->proposals.propose(other, officer, ""));
    house.world.play(minutes{1});
    auto wanted = house.order(20, pace::all);
    wanted.request.media = {medium::sms};
    auto plan = house.plan_for(std::move(wanted), 1);
    plan.share = supposed_share{0.3, 0.3};
    plan.minds = steady;
    ASSERT_EQ(plan.waiting.size(), 1U);
    EXPECT_GT(plan.waiting[0].messages.at("sms"), 200);
    EXPECT_EQ(plan.waiting[0].played, plan.waiting[0].messages) << "all of them can leave before people are needed";
    auto const shared = house.rehearse(plan);
    plan.waiting.clear();
    auto const idle = house.rehearse(plan);
    ASSERT_TRUE(shared.filled_after[1] && idle.filled_after[1]);
    EXPECT_GT(*shared.filled_after[1], *idle.filled_after[1] * 5 / 4) << "it had the channel to itself";
}

class Replay : public testing::Test {
protected:
    rehearsal_plan again(rehearsed_house& house, mobilisation const& past, int runs)
    {
        rehearsal_wish wish;
        wish.replays = past;
        wish.start = past.started;
        wish.orders = {past};
        wish.runs = runs;
        return house.plan_for(std::move(wish));
    }
};

TEST_F(Replay, GoesAsItWentUnderTheSamePolicy)
{
    rehearsed_house house;
    house.world.play(morning);
    auto const past = do_it(house, house.order(30));
    ASSERT_TRUE(past.filled);
    auto const counts = house.world.get(house.kept->tally_of(past.id)).value();
    auto const plan = again(house, past, 5);
    EXPECT_LE(plan.known.size(), static_cast<std::size_t>(counts.asked));
    EXPECT_GE(plan.known.size() + 3, static_cast<std::size_t>(counts.asked)) << "all but whoever wrote STOP";
    EXPECT_EQ(plan.start, *past.started);
    auto const seen = house.rehearse(plan);
    EXPECT_EQ(seen.filled, 5);
    double const took = std::chrono::duration<double>(*past.filled - *past.started).count();
    EXPECT_NEAR(static_cast<double>(seen.filled_after[1]->count()) / took, 1, 0.3);
    EXPECT_NEAR(seen.asked.middle / counts.asked, 1, 0.3);
}

TEST_F(Replay, ShowsWhatAnotherPaceWouldHaveDone)
{
    rehearsed_house house;
    house.world.play(morning);
    auto const past = do_it(house, house.order(30));
    ASSERT_TRUE(past.filled);
    auto const counts = house.world.get(house.kept->tally_of(past.id)).value();
    auto other = past;
    other.request.pace = pace::all;
    rehearsal_wish wish;
    wish.replays = past;
    wish.start = past.started;
    wish.orders = {other};
    wish.runs = 3;
    auto const seen = house.rehearse(house.plan_for(std::move(wish)));
    EXPECT_EQ(seen.filled, 3);
    EXPECT_LT(*seen.filled_after[1], *past.filled - *past.started);
    EXPECT_GT(seen.asked.middle, 2.0 * counts.asked);
}

TEST_F(Replay, WhoeverAnsweredAnswersAgainAndWhoeverWasSilentStaysSoAsLong)
{
    rehearsed_house house{1500};
    house.world.play(morning);
    auto const past = do_it(house, house.order(10));
    auto const plan = again(house, past, 1);
    cast const people{plan, believed_in(plan, "Europe/Paris"), 0};
    int answered = 0;
    for (auto const& [place, known] : plan.known) {
        auto const one = people.asked(place, known.medium);
        rules::real_minutes const time{known.time};
        switch (known.known) {
        case heard_people::what::confirmed:
        case heard_people::what::reserve:
            EXPECT_EQ(one.does, rules::reaction::what::yes);
            EXPECT_EQ(one.after, time);
            ++answered;
            break;
        case heard_people::what::declined: EXPECT_EQ(one.does, rules::reaction::what::no); break;
        case heard_people::what::lost: EXPECT_EQ(one.does, rules::reaction::what::lost); break;
        case heard_people::what::silent: EXPECT_TRUE(one.does == rules::reaction::what::silent || one.after > time); break;
        case heard_people::what::queued: break;
        }
    }
    EXPECT_GE(answered, 10);
}

TEST(InventedPeople, AreReachedOnlyAtAddressesThatNobodyHas)
{
    EXPECT_EQ(invented_phone(42).e164(), "+9990000000042");
    EXPECT_EQ(invented_mailbox(42).address(), "p000000042@rehearsal.invalid");
    EXPECT_EQ(number_in("+9990000000042"), 42U);
    EXPECT_EQ(number_in("p000000042@rehearsal.invalid"), 42U);
    for (auto const* other : {"+33639980001", "p1@example.org", "+9990", "", "p@rehearsal.invalid"})
        EXPECT_FALSE(number_in(other)) << other;
}

}  // namespace
}  // namespace tocsin::dispatcher
