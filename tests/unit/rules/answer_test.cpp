// SPDX-License-Identifier: Apache-2.0
#include "rules/answer.hpp"

#include <gtest/gtest.h>

namespace tocsin::rules {
namespace {

answer_facts facts(solicitation_state before, int free, mobilisation_state of = mobilisation_state::running)
{
    answer_facts known;
    known.before = before;
    known.free_places = free;
    known.mobilisation = of;
    return known;
}

TEST(Answer, AYesTakesAPlaceWhileThereIsOneAndIsAReserveAfterwards)
{
    EXPECT_EQ(place_answer(facts(solicitation_state::asked, 1), reply_meaning::yes).state, solicitation_state::confirmed);
    EXPECT_EQ(place_answer(facts(solicitation_state::asked, 0), reply_meaning::yes).state, solicitation_state::reserve);
    EXPECT_EQ(place_answer(facts(solicitation_state::unreachable, 1), reply_meaning::yes).say, purpose::confirm);
}

TEST(Answer, AYesSaidTwiceIsHeardOnce)
{
    auto const again = place_answer(facts(solicitation_state::confirmed, 3), reply_meaning::yes);
    EXPECT_EQ(again.state, solicitation_state::confirmed);
    EXPECT_EQ(again.say, std::nullopt);
}

TEST(Answer, AMindCanBeChanged)
{
    EXPECT_EQ(place_answer(facts(solicitation_state::confirmed, 0), reply_meaning::no).state, solicitation_state::declined);
    EXPECT_EQ(place_answer(facts(solicitation_state::declined, 1), reply_meaning::yes).state, solicitation_state::confirmed);
}

TEST(Answer, AfterTheEndAYesGetsATruthfulWordAndChangesNothing)
{
    for (auto const over : {mobilisation_state::closed, mobilisation_state::cancelled}) {
        auto const late = place_answer(facts(solicitation_state::silent, 5, over), reply_meaning::yes);
        EXPECT_EQ(late.state, solicitation_state::silent);
        EXPECT_EQ(late.say, purpose::late);
    }
}

TEST(Places, AreKeptForTheRolesNobodyFillsYet)
{
    EXPECT_EQ(free_places(10, 6, {4}, {0}, 0), 0);
    EXPECT_EQ(free_places(10, 5, {4}, {0}, 0), 1);
    EXPECT_EQ(free_places(10, 6, {4}, {0}, 1), 4);
    EXPECT_EQ(free_places(10, 6, {4}, {4}, 0), 4);
    EXPECT_EQ(free_places(10, 10, {4}, {0}, 1), 0);
}

}  // namespace
}  // namespace tocsin::rules
