// SPDX-License-Identifier: Apache-2.0
// Requests that come twice, and lists that grow while somebody goes through them.
#include "dispatcher/store/digest.hpp"
#include "tests/unit/dispatcher/api/living_house.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace tocsin::dispatcher::api {
namespace {

#define EXPECT_DESCRIBED(method, pattern, came)                                                                        \
    EXPECT_EQ(house.faults(method, pattern, came), std::vector<std::string>{}) << (came).body

constexpr auto order_of_two =
    R"({"event": "crue", "zone": ["04070"], "need": 2, "by": "+3h", "at": "Digne", "minimum_age": 0, "approve": false})";

class ApiRepeated : public testing::Test {
protected:
    ApiRepeated() { house.with_people(2); }

    heard send(std::string const& key, std::string const& target, std::string const& body, std::string const& who = "alice")
    {
        request asked;
        asked.method = "POST";
        asked.target = read_target(target).value();
        asked.peer = principal{who, role::staff, true};
        asked.headers = {{"idempotency-key", key}};
        asked.body = body;
        return house.ask_with(std::move(asked));
    }

    /// A request of Alice's that was claimed, and whose answer nobody kept.
    void left_by_a_former_life(std::string const& key, std::string const& target, std::string const& body)
    {
        keyed_request left;
        left.owner = "alice";
        left.key = key;
        left.fingerprint = sha256_of("POST\n" + target + "\n\n" + body);
        left.life = "a former life";
        left.now = house.world.runtime.wall();
        left.forget = left.now - hours{1};
        EXPECT_EQ(house.world.get(house.kept->outside().claim_request(left))->verdict, request_verdict::fresh);
    }

    std::size_t mobilisations() { return house.ask("GET", "/v1/mobilisations?all=1").json().at("mobilisations").as_array().size(); }

    living_house house;
};

TEST_F(ApiRepeated, IsDoneOnceAndAnsweredTheSame)
{
    auto const first = send("k-1", "/v1/mobilisations", order_of_two);
    EXPECT_EQ(first.status, 201) << first.body;
    auto const again = send("k-1", "/v1/mobilisations", order_of_two);
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(again.type, first.type);
    EXPECT_EQ(again.headers.at(0).first, "Idempotency-Replayed");
    EXPECT_EQ(mobilisations(), 1U);
}

TEST_F(ApiRepeated, WithAnotherBodyOrAddressIsRefused)
{
    send("k-1", "/v1/mobilisations", order_of_two);
    std::string other = order_of_two;
    other.replace(other.find("\"need\": 2"), 9, "\"need\": 3");
    auto const no = send("k-1", "/v1/mobilisations", other);
    EXPECT_EQ(no.status, 422);
    EXPECT_EQ(no.code(), "key-reused");
    EXPECT_DESCRIBED("POST", "/v1/mobilisations", no);
    EXPECT_EQ(send("k-1", "/v1/mobilisations/M1/pause", "{}").code(), "key-reused");
    EXPECT_EQ(send(std::string(129, 'k'), "/v1/mobilisations", order_of_two).code(), "bad-parameter");
    EXPECT_EQ(send("a b", "/v1/mobilisations", order_of_two).code(), "bad-parameter");
    EXPECT_EQ(mobilisations(), 1U);
}

TEST_F(ApiRepeated, IsNothingToOthers)
{
    auto const hers = send("k-1", "/v1/mobilisations", order_of_two, "alice").json().at("id");
    auto const his = send("k-1", "/v1/mobilisations", order_of_two, "bob").json().at("id");
    EXPECT_NE(hers, his);
}

TEST_F(ApiRepeated, RemembersARefusalThatDoesNotChange)
{
    auto const no = send("k-1", "/v1/mobilisations/M9/pause", "{}");
    EXPECT_EQ(no.status, 404);
    send("k-2", "/v1/mobilisations", order_of_two);
    EXPECT_EQ(send("k-1", "/v1/mobilisations/M9/pause", "{}").body, no.body);
}

TEST_F(ApiRepeated, MayBeTriedAgainWhenTheStoreCouldNot)
{
    house.kept->pretend_full(true);
    EXPECT_EQ(send("k-1", "/v1/mobilisations", order_of_two).status, 503);
    house.kept->pretend_full(false);
    EXPECT_EQ(send("k-1", "/v1/mobilisations", order_of_two).status, 201);
}

TEST_F(ApiRepeated, IsDoneAgainWhenAFormerLifeLeftItUnfinished)
{
    left_by_a_former_life("k-1", "/v1/mobilisations", order_of_two);
    EXPECT_EQ(send("k-1", "/v1/mobilisations", order_of_two).status, 201);
    EXPECT_EQ(mobilisations(), 1U);
}

TEST_F(ApiRepeated, WhatAFormerLifeHadCommittedIsNotDoneTwice)
{
    mobilisation wanted;
    wanted.request.event = "crue";
    wanted.request.zone = {"04070"};
    wanted.request.need = 2;
    wanted.state = mobilisation_state::proposed;
    principal const alice{"alice", role::staff, true};
    auto const made = house.world.get(house.engine->proposals.propose(wanted, alice, "alice k-1"));
    left_by_a_former_life("k-1", "/v1/mobilisations", order_of_two);
    EXPECT_EQ(send("k-1", "/v1/mobilisations", order_of_two).json().at("id").as_string(), to_string(made.what.id));

    auto const reply = R"({"from": "+33639980001", "text": "OUI"})";
    inbound_text said{"+33639980001", "", "OUI", "alice k-2"};
    (void)house.world.get(house.engine->replies.receive("staff", said));
    auto const waiting = house.ask("GET", "/v1/inbox").json().at("replies").as_array().size();
    left_by_a_former_life("k-2", "/v1/replies", reply);
    EXPECT_TRUE(send("k-2", "/v1/replies", reply).json().at("seen_before").as_bool());
    EXPECT_EQ(house.ask("GET", "/v1/inbox").json().at("replies").as_array().size(), waiting);
}

TEST_F(ApiRepeated, WhatIsBeingDoneIsNotDoneTwice)
{
    keyed_request asked;
    asked.owner = "alice";
    asked.key = "k-1";
    asked.fingerprint = "f";
    asked.life = "one";
    asked.now = house.world.runtime.wall();
    asked.forget = asked.now - hours{72};
    auto& outside = house.kept->outside();
    EXPECT_EQ(house.world.get(outside.claim_request(asked))->verdict, request_verdict::fresh);
    EXPECT_EQ(house.world.get(outside.claim_request(asked))->verdict, request_verdict::running);
    asked.life = "two";  // the first life is over, and nobody knows how far it came
    EXPECT_EQ(house.world.get(outside.claim_request(asked))->verdict, request_verdict::fresh);
    (void)house.world.get(outside.settle_request("alice", "k-1", kept_answer{201, "t", "b"}));
    EXPECT_EQ(house.world.get(outside.claim_request(asked))->answer.body, "b");
    asked.now += hours{80};
    asked.forget += hours{80};
    EXPECT_EQ(house.world.get(outside.claim_request(asked))->verdict, request_verdict::fresh) << "forgotten after three days";
}

TEST_F(ApiRepeated, ListsNeitherRepeatNorHideWhatComesMeanwhile)
{
    for (int i = 0; i < 5; ++i)
        house.ask("POST", "/v1/mobilisations", order_of_two);
    std::vector<std::string> seen;
    for (std::string after; seen.size() < 20;) {
        auto const page = house.ask("GET", "/v1/mobilisations?limit=2&after=" + after);
        EXPECT_DESCRIBED("GET", "/v1/mobilisations", page);
        auto const body = page.json();
        for (auto const& each : body.at("mobilisations").as_array())
            seen.emplace_back(each.at("id").as_string());
        house.ask("POST", "/v1/mobilisations", order_of_two);  // while somebody goes through them
        auto const* const next = body.as_object().if_contains("next");
        if (next == nullptr)
            break;
        after = std::string{next->as_string()};
        auto const link = page.headers.at(0);
        EXPECT_EQ(link.first, "Link");
        EXPECT_EQ(link.second, "</v1/mobilisations?limit=2&after=" + after + ">; rel=\"next\"");
    }
    EXPECT_EQ(seen, (std::vector<std::string>{"M5", "M4", "M3", "M2", "M1"}));
    for (auto const* bad : {"x", "-1", "A1"})
        EXPECT_EQ(house.ask("GET", std::string{"/v1/mobilisations?after="} + bad).code(), "bad-parameter") << bad;
}

TEST_F(ApiRepeated, AlertsAndRepliesComeInPagesToo)
{
    for (auto const* name : {"one", "two", "three"})
        house.ask("POST", "/v1/alerts", cap_alert(name));
    auto const first = house.ask("GET", "/v1/alerts?limit=2");
    EXPECT_DESCRIBED("GET", "/v1/alerts", first);
    EXPECT_EQ(first.json().at("next").as_string(), "A2");
    auto const last = house.ask("GET", "/v1/alerts?limit=2&after=A2");
    EXPECT_EQ(last.json().at("alerts").at(0).at("identifier").as_string(), "one");
    EXPECT_FALSE(last.json().as_object().contains("next"));
    for (int i = 0; i < 3; ++i)
        house.ask("POST", "/v1/replies", R"({"from": "+3363998010)" + std::to_string(i) + R"(", "text": "OUI"})");
    auto const box = house.ask("GET", "/v1/inbox?limit=2");
    EXPECT_DESCRIBED("GET", "/v1/inbox", box);
    auto const after = std::string{box.json().at("next").as_string()};
    auto const rest = house.ask("GET", "/v1/inbox?limit=2&after=" + after);
    EXPECT_EQ(rest.json().at("replies").as_array().size(), 1U) << rest.body;
}

TEST_F(ApiRepeated, ProblemsExplainThemselves)
{
    auto const no = house.ask("GET", "/v1/alerts/A9");
    EXPECT_EQ(no.type, "application/problem+json");
    auto const type = std::string{no.json().at("type").as_string()};
    auto const explained = house.ask_as(std::nullopt, "GET", type);
    EXPECT_EQ(explained.status, 200);
    EXPECT_DESCRIBED("GET", "/errors/{code}", explained);
    EXPECT_EQ(explained.json().at("code").as_string(), "not-found");
    EXPECT_EQ(house.ask_as(std::nullopt, "GET", "/errors/none").status, 404);
}

}  // namespace
}  // namespace tocsin::dispatcher::api
