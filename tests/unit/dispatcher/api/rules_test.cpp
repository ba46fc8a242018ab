// SPDX-License-Identifier: Apache-2.0
// Rules tried on rows of alerts: sent, on record, published by a feed. Nothing is recorded by it.
#include "dispatcher/intake/feeds/desk.hpp"
#include "tests/unit/dispatcher/api/living_house.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

class RulesApi : public testing::Test {
protected:
    std::vector<std::string> faults(std::string const& method, heard const& came)
    {
        EXPECT_EQ(came.status, 200) << came.body;
        return house.faults(method, "/v1/rules/replay", came);
    }

    std::size_t recorded() { return house.ask("GET", "/v1/alerts").json().at("alerts").as_array().size(); }

    living_house house;
};

// `<x/>`, and nothing that base64 would make of an alert is needed to see the order and the sums.
constexpr char const* not_alerts = R"({"alerts": [{"name": "a.xml", "bytes": "PHgvPg=="}, {"name": "b.xml", "bytes": ""}]})";

TEST_F(RulesApi, ARowThatIsSentIsJudgedAlertByAlert)
{
    std::string const body{not_alerts};
    auto const came = house.upload("/v1/rules/replay", {body.substr(0, 20), body.substr(20)});
    EXPECT_EQ(faults("POST", came), std::vector<std::string>{}) << came.body;
    auto const told = came.json();
    ASSERT_EQ(told.at("alerts").as_array().size(), 2U);
    EXPECT_NE(told.at("alerts").at(0).at("error").as_string().find("<x>"), std::string::npos);
    EXPECT_EQ(told.at("summary").at("unreadable").as_int64(), 2);
    EXPECT_EQ(recorded(), 0U);
}

TEST_F(RulesApi, WhatIsNoRowIsRefused)
{
    EXPECT_EQ(house.upload("/v1/rules/replay", {"{\"alerts\": 3}"}).status, 400);
    EXPECT_EQ(house.upload("/v1/rules/replay", {"[]"}).status, 400);
    EXPECT_EQ(house.upload("/v1/rules/replay", {std::string((16 << 20) + 1, ' ')}).status, 413);
    EXPECT_EQ(house.upload("/v1/rules/replay", {"{\"al"}, true).status, 400);
}

TEST_F(RulesApi, TheAlertsOnRecordAreJudgedAsOneStory)
{
    house.ask("POST", "/v1/alerts", cap_alert("one"));
    house.ask("POST", "/v1/alerts", cap_alert("two", "2026-01-10T02:55:00+00:00"));
    auto const came = house.ask("GET", "/v1/rules/replay");
    EXPECT_EQ(faults("GET", came), std::vector<std::string>{}) << came.body;
    auto const told = came.json();
    ASSERT_EQ(told.at("alerts").as_array().size(), 2U);
    EXPECT_EQ(told.at("alerts").at(0).at("identifier").as_string(), "one") << "in the order in which they were sent";
    EXPECT_EQ(told.at("summary").at("proposed").as_int64(), 1);
    EXPECT_EQ(told.at("summary").at("answered").as_int64(), 1) << "the second is the first's re-issue";
    EXPECT_EQ(recorded(), 2U);
}

/// Publishes one alert, always.
class one_alert final : public feeds::source {
public:
    feeds::findings look(feeds::look_request const& asked) override
    {
        feeds::findings found;
        if (asked.known->empty()) {
            feeds::document one;
            one.bytes = cap_alert("published");
            one.becomes.key = "key-1";
            one.becomes.version = "1";
            found.documents.push_back(std::move(one));
        }
        found.listed = 1;
        return found;
    }
    void stop() override {}
};

TEST_F(RulesApi, WhatAFeedPublishesIsJudgedAndNotTaken)
{
    std::vector<feeds::plan> plans(1);
    plans[0].settings.name = "meteo";
    plans[0].from = std::make_shared<one_alert>();
    house.watch(std::move(plans));
    auto const came = house.ask("POST", "/v1/rules/replay/meteo");
    EXPECT_EQ(house.faults("POST", "/v1/rules/replay/{name}", came), std::vector<std::string>{}) << came.body;
    EXPECT_EQ(came.json().at("alerts").at(0).at("name").as_string(), "key-1");
    EXPECT_EQ(recorded(), 0U);
    EXPECT_EQ(house.ask("POST", "/v1/rules/replay/other").status, 404);
}

}  // namespace
}  // namespace tocsin::dispatcher::api
