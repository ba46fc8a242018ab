// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/pacing.hpp"

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

TEST(Pacing, LeavesTimeForTheWay)
{
    EXPECT_EQ(travel_within(minutes{180}), minutes{30});
    EXPECT_EQ(travel_within(minutes{40}), minutes{10});
    auto const call = call_for(40);
    auto const asked = question_of(call, {}, pool(100, 0), 60, *call.started, "Europe/Paris");
    EXPECT_EQ(asked.deadline, minutes{150});
    EXPECT_EQ(asked.elapsed, minutes{0});
}

TEST(Pacing, HearsEverybodyOnceInTheRightPlace)
{
    auto const call = call_for(40);
    std::vector<heard_people> const heard{
        people(what::queued, 60, seconds{30}),   people(what::silent, 50, minutes{4}), people(what::confirmed, 7, minutes{2}, 1),
        people(what::reserve, 2, minutes{3}), people(what::declined, 5, minutes{1}), people(what::lost, 3, {})};
    auto const asked = question_of(call, heard, pool(10, 0), 30, *call.started + minutes{20}, "Europe/Paris");
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
    EXPECT_DOUBLE_EQ(asked.heard.silent[0].age.count(), -1) << "half of the queue is ahead of the middle one";
    EXPECT_DOUBLE_EQ(asked.heard.silent[1].age.count(), 4);
}

TEST(Pacing, ExpectsALineThatStandsStillToDoSoForAsLongAgain)
{
    auto const call = call_for(40);
    std::vector<heard_people> const heard{people(what::queued, 60, minutes{9}), people(what::silent, 50, minutes{6})};
    auto const asked = question_of(call, heard, pool(10, 0), 60, *call.started + minutes{10}, "Europe/Paris");
    EXPECT_DOUBLE_EQ(asked.queue.count(), 7);
}

TEST(Pacing, StartsSlowerAtNightOnTheHousesClock)
{
    auto const call = call_for(40);
    auto const day = question_of(call, {}, {}, 60, *parse_instant("2026-11-24T12:00:00Z"), "Europe/Paris");
    auto const night = question_of(call, {}, {}, 60, *parse_instant("2026-11-24T22:30:00Z"), "Europe/Paris");
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
    auto const decided = rules::plan_wave(question_of(call, {}, pool(3000, 0), 600, *call.started, "Europe/Paris"));
    auto const read = boost::json::parse(decision_json(decided, *call.started, *call.started));
    EXPECT_EQ(read.at("verdict").as_string(), "ask");
    EXPECT_EQ(read.at("count").as_int64(), decided.count);
    EXPECT_EQ(read.at("look_again").as_string(), "2026-11-24T12:05:00Z");
    EXPECT_GT(read.at("yes").at("high").as_double(), read.at("yes").at("low").as_double());
    EXPECT_NE(read.at("why").at("fr").as_string().find("personnes"), boost::json::string::npos);
}

}  // namespace
}  // namespace tocsin::dispatcher
