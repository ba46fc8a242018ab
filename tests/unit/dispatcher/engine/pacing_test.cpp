// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/pacing.hpp"
#include "tests/unit/dispatcher/api/living_house.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace tocsin::dispatcher {
namespace {

using what = heard_people::what;

mobilisation call_for(int need)
{
    mobilisation call;
    call.id = mobilisation_id{7};
    call.state = mobilisation_state::running;
    call.started = *parse_instant("2026-11-24T12:00:00Z");
    call.request.need = need;
    call.request.by = *call.started + hours{3};
    call.request.pace = pace::sparing;
    return call;
}

heard_people people(what known, int count, milliseconds time, std::uint32_t roles = 0)
{
    heard_people some;
    some.known = known;
    some.count = count;
    some.time = time;
    some.roles = roles;
    return some;
}

std::vector<asked_person> pool(int count, int drivers)
{
    std::vector<asked_person> all;
    for (int i = 1; i <= count; ++i) {
        asked_person one;
        one.volunteer = volunteer_id{i};
        one.roles = i > count - drivers ? 1 : 0;
        all.push_back(one);
    }
    return all;
}

/// The question at noon in Paris, before anything was learnt.
rules::wave_question ask(
    mobilisation const& call, std::vector<heard_people> heard, std::vector<asked_person> people, double a_minute, wall_time now
)
{
    pacing_facts facts;
    facts.wanted = whole_need(call.request);
    facts.heard = std::move(heard);
    facts.pool = std::move(people);
    facts.a_minute = a_minute;
    facts.travel = minutes{30};
    facts.before = known_at_first(now, "Europe/Paris");
    return question_of(call, facts, now);
}

TEST(Pacing, LeavesTimeForTheWay)
{
    auto people = pool(100, 0);
    EXPECT_EQ(travel_within({}, 4, minutes{180}), minutes{30});
    EXPECT_EQ(travel_within({}, 4, minutes{40}), minutes{10});
    EXPECT_EQ(travel_within(people, 4, minutes{180}), minutes{10});
    for (std::size_t i = 0; i < people.size(); ++i)
        people[i].distance_km = static_cast<float>(i);
    EXPECT_DOUBLE_EQ(travel_within(people, 4, minutes{180}).count(), travel_of(31).count()) << "four in five of the first forty";
    EXPECT_EQ(travel_within(people, 10, minutes{60}), minutes{30}) << "never more than half of the time there is";
    auto const call = call_for(40);
    auto const asked = ask(call, {}, people, 60, *call.started);
    EXPECT_EQ(asked.deadline, minutes{150});
    EXPECT_EQ(asked.elapsed, minutes{0});
}

TEST(Pacing, AsksNobodyWhoCannotBeThereAnyMore)
{
    auto people = pool(100, 0);
    for (std::size_t i = 0; i < people.size(); ++i)
        people[i].distance_km = static_cast<float>(i);
    auto const now = *parse_instant("2026-11-24T12:00:00Z");
    EXPECT_EQ(leave_out_the_late(people, now + hours{3}, now), 0);
    EXPECT_EQ(leave_out_the_late(people, now + minutes{60}, now), 67) << "beyond 32 km";
    EXPECT_EQ(people.size(), 33U);
}

TEST(Pacing, HearsEverybodyOnceInTheRightPlace)
{
    auto const call = call_for(40);
    std::vector<heard_people> const heard{
        people(what::queued, 60, seconds{30}),   people(what::silent, 50, minutes{4}), people(what::confirmed, 7, minutes{2}, 1),
        people(what::reserve, 2, minutes{3}), people(what::declined, 5, minutes{1}), people(what::lost, 3, {})};
    auto const asked = ask(call, heard, pool(10, 0), 30, *call.started + minutes{20});
    EXPECT_EQ(asked.elapsed, minutes{20});
    EXPECT_EQ(asked.confirmed.front().count, 7);
    EXPECT_EQ(asked.confirmed.front().roles, 1U);
    EXPECT_EQ(asked.reserve, 2);
    EXPECT_EQ(asked.lost, 3);
    EXPECT_EQ(asked.arrived, 64);
    EXPECT_EQ(asked.heard.yes.size(), 2U);
    EXPECT_EQ(asked.heard.no.size(), 1U);
    EXPECT_DOUBLE_EQ(asked.queue.count(), 2);
    ASSERT_EQ(asked.heard.silent.size(), 2U);
    EXPECT_DOUBLE_EQ(asked.heard.silent[0].age.count(), 4);
    EXPECT_DOUBLE_EQ(asked.heard.silent[1].age.count(), -1) << "half of the queue is ahead of the middle one";
}

TEST(Pacing, ExpectsALineThatStandsStillToDoSoForAsLongAgain)
{
    auto const call = call_for(40);
    std::vector<heard_people> const heard{people(what::queued, 60, minutes{9}), people(what::silent, 50, minutes{6})};
    auto const asked = ask(call, heard, pool(10, 0), 60, *call.started + minutes{10});
    EXPECT_DOUBLE_EQ(asked.queue.count(), 7);
}

TEST(Pacing, StartsSlowerAtNightOnTheHousesClock)
{
    auto const call = call_for(40);
    auto const day = ask(call, {}, {}, 60, *parse_instant("2026-11-24T12:00:00Z"));
    auto const night = ask(call, {}, {}, 60, *parse_instant("2026-11-24T22:30:00Z"));
    EXPECT_GT(night.prior.slowness.middle, day.prior.slowness.middle);
}

TEST(Pacing, AsksThoseTheDecisionNamesAndNobodyTwice)
{
    rules::wave_decision decided;
    decided.parts = {{1, 3}, {rules::anybody, 4}};
    auto const chosen = chosen_by(decided, pool(20, 5));
    std::vector<std::int64_t> numbers;
    for (auto const& each : chosen)
        numbers.push_back(each.volunteer.value());
    EXPECT_EQ(numbers, (std::vector<std::int64_t>{16, 17, 18, 1, 2, 3, 4}));
}

TEST(Pacing, WritesDownWhatWasBelievedAndWhy)
{
    auto call = call_for(40);
    auto const decided = rules::plan_wave(ask(call, {}, pool(3000, 0), 600, *call.started));
    decision_facts facts;
    facts.at = *call.started;
    facts.started = *call.started;
    facts.travel = minutes{26};
    facts.late = 4;
    facts.learnt_from = 3;
    facts.offers = {{rules::next_step::widen_radius, 312, 20}, {rules::next_step::another_channel, 90, 0}};
    auto const written = decision_json(decided, facts);
    auto const read = boost::json::parse(written);
    EXPECT_EQ(travel_in(written), rules::real_minutes{26});
    EXPECT_EQ(travel_in(""), std::nullopt);
    EXPECT_EQ(travel_in("{}"), std::nullopt);
    EXPECT_EQ(read.at("offers").at(0).at("kilometres").as_int64(), 20);
    EXPECT_NE(read.at("why").at("fr").as_string().find("élargir de 20 km : 312 personnes de plus"), boost::json::string::npos);
    EXPECT_EQ(read.at("verdict").as_string(), "ask");
    EXPECT_EQ(read.at("count").as_int64(), decided.count);
    EXPECT_EQ(read.at("look_again").as_string(), "2026-11-24T12:05:00Z");
    EXPECT_GT(read.at("yes").at("high").as_double(), read.at("yes").at("low").as_double());
    EXPECT_NE(read.at("why").at("fr").as_string().find("personnes"), boost::json::string::npos);
}

/// A call starts: those who are asked come first, and then the advice for whoever called.
class Launch : public testing::TestWithParam<char const*> {};

TEST_P(Launch, AsksBeforeItLooksForWhatWouldBringMorePeople)
{
    api::living_house house;
    house.with_people(10);  // five of whom have the skill
    auto const made = house.ask_of(
        "alice", "POST", "/v1/mobilisations",
        std::string{R"({"event": "crue", "zone": ["04070"], "need": 8, "by": "+3h", "at": "Digne", "minimum_age": 0,
                        "channels": ["sms"], "skills": ["boat"], "pace": ")"} +
            GetParam() + R"("})"
    );
    ASSERT_EQ(made.status, 201) << made.body;
    house.play(seconds{5});  // no second look
    EXPECT_EQ(house.sms->submitted.size(), 5U);
    auto const now = house.ask("GET", "/v1/mobilisations/M1").json();
    auto const& waves = now.at("waves").as_array();
    ASSERT_EQ(waves.size(), 1U);
    auto const& decision = waves.front().at("decision");
    EXPECT_TRUE(decision.at("offers").as_array().empty()) << "worked out before anybody was asked";
    auto const& outlook = now.at("outlook");
    EXPECT_EQ(outlook.at("at"), decision.at("at")) << "one look";
    ASSERT_FALSE(outlook.at("offers").as_array().empty()) << outlook;
    EXPECT_EQ(outlook.at("offers").at(0).at("step"), "fewer_skills");
    std::string const why{outlook.at("why").at("en").as_string()};
    EXPECT_EQ(why.find(std::string{decision.at("why").at("en").as_string()} + " Possible: "), 0U) << why;
}

INSTANTIATE_TEST_SUITE_P(
    AtEachPace, Launch, testing::Values("sparing", "fast", "all"), [](auto const& given) { return std::string{given.param}; }
);

/// Within minutes of each other: an officer who takes a call back and makes it anew still reaches everybody.
TEST(CallTakenBack, CountsNobodyAsAskedWhomACallThatWasCancelledNeverReached)
{
    constexpr int people = 60;
    api::living_house house;
    house.with_people(people);
    house.sms->takes = hours{1};  // what fills the window stays there, and everything else waits
    for (int i = 1; i <= 5; ++i) {
        auto const made = house.ask_of(
            "alice", "POST", "/v1/mobilisations",
            R"({"event": "crue", "zone": ["04070"], "need": 100, "by": "+3h", "at": "Digne", "minimum_age": 0,
                "channels": ["sms"], "pace": "all"})"
        );
        ASSERT_EQ(made.status, 201) << made.body;
        house.play(seconds{20});
        auto const which = "/v1/mobilisations/M" + std::to_string(i);
        EXPECT_EQ(house.ask("GET", which).json().at("asked").as_int64(), people) << which;
        ASSERT_EQ(house.ask_of("alice", "POST", which + "/cancel", "{}").status, 200);
        house.play(seconds{20});
    }
    EXPECT_LT(house.sms->submitted.size(), static_cast<std::size_t>(people)) << "no call was sent whole";
}

}  // namespace
}  // namespace tocsin::dispatcher
