// SPDX-License-Identifier: Apache-2.0
// What the database refuses for what it is (a constraint, too long a text): whoever asked hears that trying again does not
// help, and one such piece keeps back nothing else. A trigger stands for the defect nobody knows of yet.
#include "channels/port/tasks.hpp"
#include "tests/unit/dispatcher/api/living_house.hpp"

#include <gtest/gtest.h>

namespace tocsin::dispatcher {
namespace {

class Rejected : public testing::Test {
protected:
    void refuse(std::string const& what)
    {
        house.disk.tamper("CREATE TRIGGER no BEFORE " + what + " BEGIN SELECT RAISE(ABORT, 'never'); END");
    }

    api::heard call()
    {
        return house.ask(
            "POST", "/v1/mobilisations", R"({"event": "crue", "zone": ["04"], "need": 30, "by": "+3h", "pace": "all", "at": "Digne"})"
        );
    }

    task<void> bring(std::string provider_id, stored<std::vector<receipt_result>>& kept)
    {
        std::vector<receipt> news(1);
        news.front().provider_id = std::move(provider_id);
        news.front().verdict = receipt_verdict::delivered;
        kept = co_await house.engine->receipts.receive("sms-main", std::move(news));
    }

    api::living_house house;
};

TEST_F(Rejected, ACallIsNotToldToComeAgain)
{
    house.with_people(3);
    refuse("INSERT ON mobilisation");
    auto const said = call();
    EXPECT_EQ(said.status, 500);
    EXPECT_EQ(said.code(), "store-rejected");
    EXPECT_TRUE(house.faults("POST", "/v1/mobilisations", said).empty());
}

TEST_F(Rejected, AnAlertIsNotToldToComeAgain)
{
    house.start();
    refuse("INSERT ON alert");
    auto const said = house.ask("POST", "/v1/alerts", api::cap_alert("a1"));
    EXPECT_EQ(said.status, 500);
    EXPECT_EQ(said.code(), "store-rejected");
}

TEST_F(Rejected, ADecisionIsNotToldToComeAgain)
{
    house.with_people(3);
    auto const id = std::string{call().json().at("id").as_string()};
    refuse("UPDATE ON mobilisation");
    auto const said = house.ask("POST", "/v1/mobilisations/" + id + "/cancel", "{}");
    EXPECT_EQ(said.status, 500);
    EXPECT_EQ(said.code(), "store-rejected");
}

TEST_F(Rejected, OneReceiptKeepsBackNeitherTheOthersNorTheChannel)
{
    house.with_people(30);
    refuse("INSERT ON orphan_receipt WHEN new.provider_key = 'poison'");
    call();
    house.play(seconds{2});
    auto const before = house.sms->submitted.size();
    ASSERT_GT(before, 0U);
    ASSERT_LT(before, 30U);
    stored<std::vector<receipt_result>> poison = store_error{};
    stored<std::vector<receipt_result>> good = store_error{};
    channels::task_group together{house.world.runtime.executor()};
    together.spawn(bring("poison", poison));
    together.spawn(bring("p1", good));
    house.play(seconds{20});
    house.world.run(together.join());
    ASSERT_FALSE(poison);
    EXPECT_EQ(poison.error().failure(), store_failure::rejected);
    ASSERT_TRUE(good) << good.error().why();
    EXPECT_TRUE(good->front().matched);
    EXPECT_EQ(house.sms->submitted.size(), 30U);
}

TEST_F(Rejected, OneOutcomeKeepsBackNoOther)
{
    house.with_people(30);
    refuse("INSERT ON attempt WHEN new.code = 'poison'");
    house.sms->outcome_of = [](channels::outbound const& message) -> channels::outcome {
        if (message.to.ends_with('7'))
            return channels::refused{channels::permanence::permanent, "poison", "never"};
        return channels::accepted{"p" + message.to};
    };
    auto const id = std::string{call().json().at("id").as_string()};
    house.play(seconds{60});
    auto const messages = house.ask("GET", "/v1/mobilisations/" + id).json().at("messages").as_object();
    EXPECT_EQ(house.sms->submitted.size(), 30U);
    EXPECT_EQ(messages.at("accepted").as_int64(), 27);
    EXPECT_EQ(messages.at("sending").as_int64(), 3) << "for the next life, which does not know what came of them";
}

}  // namespace
}  // namespace tocsin::dispatcher
