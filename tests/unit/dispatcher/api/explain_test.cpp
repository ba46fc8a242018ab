// SPDX-License-Identifier: Apache-2.0
// An id out of the log, explained: what it is, how it stands, what happened, and nothing personal.
#include "tests/unit/dispatcher/api/living_house.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin::dispatcher::api {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr auto order_of_one =
    R"({"event": "crue", "zone": ["04070"], "need": 1, "by": "+3h", "at": "Digne", "minimum_age": 0, "pace": "all", "channels": ["sms"]})";

std::vector<std::string> kinds_of(heard const& told)
{
    std::vector<std::string> kinds;
    auto const body = told.json();
    for (auto const& line : body.at("lines").as_array())
        kinds.emplace_back(line.at("kind").as_string());
    return kinds;
}

TEST(Explain, TellsEachKindOfThing)
{
    living_house house;
    house.with_people(2);
    ASSERT_EQ(house.ask("POST", "/v1/mobilisations", order_of_one).status, 201);
    house.play(seconds{30});
    for (auto const* id : {"M1", "T1", "V1", "TOC0302"}) {
        auto const told = house.ask("GET", std::string{"/v1/explain/"} + id);
        EXPECT_EQ(told.status, 200) << id;
        EXPECT_EQ(told.json().at("id").as_string(), id);
        EXPECT_EQ(house.faults("GET", "/v1/explain/{id}", told), std::vector<std::string>{}) << told.body;
        EXPECT_THAT(told.body, Not(HasSubstr("336399"))) << "an address";
    }
    EXPECT_THAT(kinds_of(house.ask("GET", "/v1/explain/M1")), testing::IsSupersetOf({"raised", "asked"}));
    EXPECT_THAT(kinds_of(house.ask("GET", "/v1/explain/t1")), testing::IsSupersetOf({"message-made", "message-accepted"}));
    EXPECT_THAT(kinds_of(house.ask("GET", "/v1/explain/V1")), testing::IsSupersetOf({"person-asked", "message-made"}));
    EXPECT_THAT(house.ask("GET", "/v1/explain/TOC0302").body, HasSubstr("Check the provider and the network"));
}

TEST(Explain, KnowsNothingOfOtherIds)
{
    living_house house;
    for (auto const* id : {"M1", "T1", "V1", "R1", "A1", "TOC9999", "7", "M", "Mx", "nobody"})
        EXPECT_EQ(house.ask("GET", std::string{"/v1/explain/"} + id).code(), "not-found") << id;
}

}  // namespace
}  // namespace tocsin::dispatcher::api
