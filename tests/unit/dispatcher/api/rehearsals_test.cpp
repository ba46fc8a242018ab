// SPDX-License-Identifier: Apache-2.0
// Rehearsals over the API: held to docs/openapi.yaml, with a provider that must not hear of them.
#include "tests/unit/dispatcher/api/living_house.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

#define EXPECT_DESCRIBED(method, pattern, came)                                                                        \
    EXPECT_EQ(house.faults(method, pattern, came), std::vector<std::string>{}) << (came).body

constexpr auto order_of_five =
    R"({"event": "crue", "zone": ["04070"], "need": 5, "by": "+3h", "at": "Digne", "minimum_age": 0, "channels": ["sms"]})";

class ApiRehearsals : public testing::Test {
protected:
    heard begin(std::string const& more = R"("runs": 2)")
    {
        return house.ask("POST", "/v1/rehearsals", std::string{R"({"order": )"} + order_of_five + (more.empty() ? "" : ", ") + more + '}');
    }

    heard at_the_end(std::string const& id)
    {
        while (true) {
            auto came = house.ask("GET", "/v1/rehearsals/" + id);
            if (came.status != 200 || came.json().at("state") != "running")
                return came;
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
    }

    living_house house;
};

TEST_F(ApiRehearsals, AreDescribedPlayedAndReachNobody)
{
    house.with_people(120);
    auto const commits = house.disk.commits();
    auto const begun = begin(R"("runs": 3, "share": {"low": 0.3, "high": 0.3}, "paces": ["sparing", "all"])");
    ASSERT_EQ(begun.status, 201) << begun.body;
    EXPECT_DESCRIBED("POST", "/v1/rehearsals", begun);
    auto const came = at_the_end(std::string{begun.json().at("id").as_string()});
    EXPECT_DESCRIBED("GET", "/v1/rehearsals/{id}", came);
    auto const seen = came.json();
    EXPECT_EQ(seen.at("state"), "done");
    EXPECT_EQ(seen.at("played"), 6);
    ASSERT_EQ(seen.at("found").as_array().size(), 2U);
    auto const& sparing = seen.at("found").at(0);
    EXPECT_EQ(sparing.at("pace"), "sparing");
    EXPECT_EQ(sparing.at("candidates"), 120);
    EXPECT_EQ(sparing.at("filled"), 3) << came.body;
    EXPECT_EQ(sparing.at("next").at(0).at("what"), "mobilise");
    EXPECT_EQ(sparing.at("needs_approval"), false) << "so few an officer may call alone";
    auto const& supposed = seen.at("supposed");
    EXPECT_EQ(supposed.at("taken_back").at("an_hour"), 0.03);
    EXPECT_EQ(supposed.at("queue_known"), true);
    EXPECT_EQ(supposed.at("waiting"), json::array{});
    ASSERT_EQ(supposed.at("assumed").as_array().size(), 3U);
    EXPECT_EQ(supposed.at("assumed").at(0).at("sentence"), "Yes taken back: 3 % an hour until people are needed, an assumption; nothing was measured here.");
    EXPECT_EQ(supposed.at("assumed").at(1).at("sentence"), "No approval to wait for.");
    EXPECT_EQ(supposed.at("assumed").at(2).at("sentence"), "Nothing else waits in the channels.");
    EXPECT_TRUE(house.sms->submitted.empty() && house.mail->submitted.empty()) << "a provider heard of it";
    EXPECT_EQ(house.disk.commits(), commits) << "the house wrote something down";
    EXPECT_TRUE(house.ask("GET", "/v1/mobilisations?all=1").json().at("mobilisations").as_array().empty());
}

TEST_F(ApiRehearsals, SayWhatWouldBringMorePeople)
{
    house.with_people(10);
    auto const begun = house.ask(
        "POST", "/v1/rehearsals",
        R"({"order": {"event": "crue", "zone": ["04070"], "need": 8, "by": "+3h", "minimum_age": 0, "skills": ["boat"]}, "runs": 1})"
    );
    auto const came = at_the_end(std::string{begun.json().at("id").as_string()});
    EXPECT_DESCRIBED("GET", "/v1/rehearsals/{id}", came);
    auto const found = came.json().at("found").at(0);
    EXPECT_EQ(found.at("breaks").at(0).at("what"), "too-few-people");
    EXPECT_EQ(found.at("breaks").at(0).at("sentence"), "5 candidates for 8 places.");
    EXPECT_EQ(found.at("next").at(0).at("what"), "more-people");
    EXPECT_EQ(found.at("next").at(0).at("offers").at(0).at("step"), "fewer_skills");
}

TEST_F(ApiRehearsals, LetTheRulesDecideOnAnAlert)
{
    house.with_people(60);
    auto const body = json::serialize(json::object{{"alert", cap_alert("rehearsed-1")}, {"runs", 1}, {"approval", 20}});
    auto const begun = house.ask("POST", "/v1/rehearsals", body);
    ASSERT_EQ(begun.status, 201) << begun.body;
    auto const came = at_the_end(std::string{begun.json().at("id").as_string()});
    EXPECT_DESCRIBED("GET", "/v1/rehearsals/{id}", came);
    auto const seen = came.json();
    ASSERT_FALSE(seen.at("found").as_array().empty());
    EXPECT_FALSE(seen.at("found").at(0).at("rule").as_string().empty());
    EXPECT_EQ(seen.at("found").at(0).at("needs_approval"), true) << "what a rule proposes waits for a person";
    EXPECT_EQ(seen.at("found").at(0).at("approval_seconds"), 1200);
    EXPECT_EQ(seen.at("supposed").at("assumed").at(1).at("sentence"), "It needs an approval: supposed to be given after 20 min.");
    EXPECT_EQ(seen.at("start"), "2026-01-10T02:50:00Z") << "as if it had just been sent";
    EXPECT_TRUE(house.ask("GET", "/v1/alerts").json().at("alerts").as_array().empty());
    EXPECT_EQ(house.ask("POST", "/v1/rehearsals", R"({"alert": "<nothing/>"})").code(), "not-an-alert");
}

TEST_F(ApiRehearsals, ReplayWhatIsOver)
{
    house.with_people(40);
    auto const made = house.ask("POST", "/v1/mobilisations", order_of_five);
    std::string const id{made.json().at("id").as_string()};
    EXPECT_EQ(house.ask("POST", "/v1/rehearsals", json::serialize(json::object{{"replay", id}})).code(), "nothing-to-rehearse");
    house.play(minutes{30});
    house.ask("POST", "/v1/mobilisations/" + id + "/close", "{}");
    house.play(minutes{5});
    auto const sent = house.sms->submitted.size();
    auto const begun = house.ask(
        "POST", "/v1/rehearsals",
        json::serialize(json::object{{"replay", id}, {"runs", 1}, {"changes", {{"pace", "fast"}, {"channels", json::array{"sms-main"}}}}})
    );
    ASSERT_EQ(begun.status, 201) << begun.body;
    auto const came = at_the_end(std::string{begun.json().at("id").as_string()});
    EXPECT_DESCRIBED("GET", "/v1/rehearsals/{id}", came);
    EXPECT_EQ(came.json().at("replays").at("id").as_string(), json::string{id});
    EXPECT_EQ(came.json().at("found").at(0).at("pace"), "fast");
    EXPECT_EQ(house.sms->submitted.size(), sent);
    EXPECT_EQ(house.ask("POST", "/v1/rehearsals", R"({"replay": "M999"})").code(), "not-found");
    EXPECT_EQ(
        house.ask("POST", "/v1/rehearsals", json::serialize(json::object{{"replay", id}, {"changes", {{"zone", "05"}}}})).code(), "bad-order"
    );
}

TEST_F(ApiRehearsals, AreOneAtATimeAndCanBeStopped)
{
    house.with_people(60);
    auto const first = begin(R"("runs": 1000)");
    ASSERT_EQ(first.status, 201);
    EXPECT_EQ(begin().code(), "rehearsal-running");
    std::string const id{first.json().at("id").as_string()};
    auto const stopped = house.ask("DELETE", "/v1/rehearsals/" + id);
    EXPECT_DESCRIBED("DELETE", "/v1/rehearsals/{id}", stopped);
    EXPECT_EQ(at_the_end(id).json().at("state"), "stopped");
    EXPECT_EQ(begin().status, 201);
    EXPECT_EQ(house.ask("GET", "/v1/rehearsals/" + id).code(), "not-found");
    EXPECT_EQ(house.ask("DELETE", "/v1/rehearsals/x").code(), "not-found");
}

TEST_F(ApiRehearsals, SayWhatIsWrongWithTheWish)
{
    house.with_people(20);
    EXPECT_EQ(house.ask("POST", "/v1/rehearsals", "{}").code(), "bad-parameter");
    EXPECT_EQ(house.ask("POST", "/v1/rehearsals", "[").code(), "bad-json");
    auto const wrong = begin(
        R"("runs": 0, "seed": "x", "share": {"low": 0}, "outages": [{"channel": "nix"}, 7], "paces": ["slow"], "colour": 1, "approval": -1)"
    );
    EXPECT_EQ(wrong.code(), "bad-order");
    EXPECT_DESCRIBED("POST", "/v1/rehearsals", wrong);
    EXPECT_EQ(wrong.json().at("problems").as_array().size(), 8U) << wrong.body;
    EXPECT_EQ(house.ask("POST", "/v1/rehearsals", R"({"order": {"event": "crue"}})").code(), "bad-order");
    house.sms->be_one_way();
    EXPECT_EQ(begin().code(), "one-way-sender");
}

}  // namespace
}  // namespace tocsin::dispatcher::api
