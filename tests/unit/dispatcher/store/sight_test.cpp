// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/dispatcher/api/living_house.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace tocsin::dispatcher {
namespace {

class Sight : public testing::Test {
protected:
    mobilisation_id call()
    {
        house.with_people(12);
        auto const made = house.ask(
            "POST", "/v1/mobilisations",
            R"({"event": "crue", "zone": ["04070"], "need": 5, "by": "+3h", "at": "Digne", "minimum_age": 0, "pace": "all", "channels": ["sms"]})"
        );
        house.play(minutes{2});
        return *parse_id<mobilisation_id>(boost::json::value_to<std::string>(made.json().at("id")));
    }

    void says(int who, std::string const& text)
    {
        char number[16];
        std::snprintf(number, sizeof number, "+3363998%04d", who);
        house.ask("POST", "/v1/replies", boost::json::serialize(boost::json::object{{"from", number}, {"text", text}}));
    }

    sight look(mobilisation_id which, std::int64_t seen = -1, int people = 300)
    {
        sight_query asked;
        asked.which = which;
        asked.seen = seen;
        asked.people = people;
        return house.world.get(house.kept->sights().look(asked)).value();
    }

    api::living_house house;
};

TEST_F(Sight, TellsHowACallStandsAndTheHouseAroundIt)
{
    auto const which = call();
    says(3, "OUI");
    says(5, "OUI");
    says(7, "NON");
    says(9, "peut-être si le pont est ouvert ?");
    auto const seen = look(which);
    ASSERT_TRUE(seen.what);
    EXPECT_EQ(seen.counts.confirmed, 2);
    ASSERT_EQ(seen.coming.size(), 2U);
    EXPECT_EQ(seen.coming[0].place, 1);
    EXPECT_EQ(seen.coming[1].place, 2);
    EXPECT_EQ(seen.confirmed_by_commune, (std::map<std::string, int>{{"04070", 2}}));
    ASSERT_FALSE(seen.asked.empty());
    EXPECT_EQ(seen.asked.back().count, 12);
    ASSERT_FALSE(seen.confirmed.empty());
    EXPECT_EQ(seen.confirmed.back().count, 2);
    EXPECT_EQ(seen.waiting_replies, 1);
    EXPECT_EQ(seen.inbox.size(), 1U);
    EXPECT_EQ(seen.open.size(), 1U);
    EXPECT_TRUE(seen.outbox.contains("sms-main"));
    EXPECT_EQ(look(which, -1, 1).coming.size(), 1U);
}

TEST_F(Sight, ReadsNothingWhenNothingWasWritten)
{
    auto const which = call();
    auto const first = look(which);
    EXPECT_TRUE(look(which, first.writes).same);
    EXPECT_FALSE(look(which, first.writes).what);
    says(3, "OUI");
    auto const second = look(which, first.writes);
    EXPECT_FALSE(second.same);
    EXPECT_GT(second.writes, first.writes);
}

TEST_F(Sight, OfNoCallIsTheHouse)
{
    auto const which = call();
    auto const seen = look(mobilisation_id{99});
    EXPECT_FALSE(seen.what);
    EXPECT_EQ(seen.open.front().id, which);
}

TEST_F(Sight, CountsOnceWhomTheQuestionReached)
{
    auto const which = call();
    auto const before = house.world.get(house.kept->sights().delivered_of(which)).value();
    EXPECT_TRUE(before.empty());
    channel_turn turn;
    turn.channel = "sms-main";
    turn.now = house.world.runtime.wall();
    for (int i = 1; i <= 4; ++i)
        turn.receipts.emplace_back("p" + std::to_string(i), "", receipt_verdict::delivered, "");
    (void)house.world.get(house.kept->take_turn(std::make_shared<channel_turn const>(turn)));
    auto const after = house.world.get(house.kept->sights().delivered_of(which)).value();
    ASSERT_FALSE(after.empty());
    EXPECT_EQ(after.back().count, 4);
}

}  // namespace
}  // namespace tocsin::dispatcher
