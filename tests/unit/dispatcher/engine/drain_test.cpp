// SPDX-License-Identifier: Apache-2.0
// An orderly stop: nothing more leaves, and what is on the wire has its answer written down.
#include "tests/unit/dispatcher/api/living_house.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace tocsin::dispatcher {
namespace {

class Drain : public testing::Test {
protected:
    void call(milliseconds provider_takes)
    {
        house.sms->takes = provider_takes;
        house.with_people(30);  // ten a second, ten in flight
        auto const made = house.ask(
            "POST", "/v1/mobilisations", R"({"event": "crue", "zone": ["04"], "need": 30, "by": "+3h", "pace": "all", "at": "Digne"})"
        );
        target = "/v1/mobilisations/" + std::string{made.json().at("id").as_string()};
        house.world.play(seconds{2});
    }

    std::int64_t count(std::string const& state)
    {
        auto const status = house.ask("GET", target).json();
        auto const* const found = status.at("messages").as_object().if_contains(state);
        return found != nullptr ? found->as_int64() : 0;
    }

    api::living_house house;
    std::string target;
};

TEST_F(Drain, WaitsForTheAnswersToWhatIsOnTheWire)
{
    call(milliseconds{1500});
    auto const left = static_cast<std::int64_t>(house.sms->submitted.size());
    ASSERT_GT(count("sending"), 0);
    auto const begin = house.world.runtime.mono();
    house.world.run(house.engine->drain(begin + seconds{5}));
    EXPECT_LE(house.world.runtime.mono() - begin, milliseconds{1600});
    EXPECT_EQ(static_cast<std::int64_t>(house.sms->submitted.size()), left) << "nothing more leaves";
    EXPECT_EQ(count("sending"), 0);
    EXPECT_EQ(count("accepted"), left);
    EXPECT_EQ(count("queued"), 30 - left);
    house.world.play(seconds{5});
    EXPECT_EQ(static_cast<std::int64_t>(house.sms->submitted.size()), left);
}

TEST_F(Drain, WaitsNoLongerThanItIsTold)
{
    call(hours{1});
    ASSERT_GT(count("sending"), 0);
    auto const begin = house.world.runtime.mono();
    house.world.run(house.engine->drain(begin + seconds{5}));
    EXPECT_EQ(house.world.runtime.mono() - begin, seconds{5});
    EXPECT_GT(count("sending"), 0) << "for the next life";
}

TEST_F(Drain, TakesNoTimeWhereNothingIsOnTheWire)
{
    house.start();
    auto const begin = house.world.runtime.mono();
    house.world.run(house.engine->drain(begin + seconds{5}));
    EXPECT_EQ(house.world.runtime.mono(), begin);
}

}  // namespace
}  // namespace tocsin::dispatcher
