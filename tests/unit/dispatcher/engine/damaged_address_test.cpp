// SPDX-License-Identifier: Apache-2.0
// A bit of an address has changed on the disk since the register was read: better nobody than somebody who was never registered.
#include "tests/unit/dispatcher/api/living_house.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace tocsin::dispatcher {
namespace {

TEST(DamagedAddress, IsRefusedAndTheOthersAreReached)
{
    api::living_house house;
    house.with_people(30);
    house.disk.tamper("UPDATE volunteer SET mobile = cast(X'00' || substr(mobile, 2) AS BLOB) WHERE id = 7");
    auto const made = house.ask(
        "POST", "/v1/mobilisations", R"({"event": "crue", "zone": ["04"], "need": 30, "by": "+3h", "pace": "all", "at": "Digne"})"
    );
    house.play(seconds{20});
    EXPECT_EQ(house.sms->submitted.size(), 29U);
    auto const status = house.ask("GET", "/v1/mobilisations/" + std::string{made.json().at("id").as_string()}).json();
    EXPECT_EQ(status.at("messages").at("refused").as_int64(), 1);
    auto const report = house.ask("GET", "/v1/mobilisations/" + std::string{made.json().at("id").as_string()} + "/report");
    EXPECT_NE(report.body.find("damaged-address"), std::string::npos) << report.body;
}

}  // namespace
}  // namespace tocsin::dispatcher
