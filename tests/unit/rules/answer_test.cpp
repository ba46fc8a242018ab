// SPDX-License-Identifier: Apache-2.0
#include "rules/answer.hpp"

#include <gtest/gtest.h>

namespace tocsin::rules {
namespace {

answer_facts facts(solicitation_state before, bool place, mobilisation_state of = mobilisation_state::running)
{
    answer_facts known;
    known.before = before;
    known.place = place;
    known.mobilisation = of;
    return known;
}

TEST(Answer, AYesTakesAPlaceWhileThereIsOneAndIsAReserveAfterwards)
{
    EXPECT_EQ(place_answer(facts(solicitation_state::asked, true), reply_meaning::yes).state, solicitation_state::confirmed);
    EXPECT_EQ(place_answer(facts(solicitation_state::asked, false), reply_meaning::yes).state, solicitation_state::reserve);
    EXPECT_EQ(place_answer(facts(solicitation_state::unreachable, true), reply_meaning::yes).say, purpose::confirm);
}

TEST(Answer, AYesSaidTwiceIsHeardOnce)
{
    auto const again = place_answer(facts(solicitation_state::confirmed, true), reply_meaning::yes);
    EXPECT_EQ(again.state, solicitation_state::confirmed);
    EXPECT_EQ(again.say, std::nullopt);
}

TEST(Answer, AMindCanBeChanged)
{
    EXPECT_EQ(place_answer(facts(solicitation_state::confirmed, false), reply_meaning::no).state, solicitation_state::declined);
    EXPECT_EQ(place_answer(facts(solicitation_state::declined, true), reply_meaning::yes).state, solicitation_state::confirmed);
}

TEST(Answer, ANoIsThankedOnceAndAStopIsAnsweredElsewhere)
{
    EXPECT_EQ(place_answer(facts(solicitation_state::asked, true), reply_meaning::no).say, purpose::noted);
    EXPECT_EQ(place_answer(facts(solicitation_state::declined, true), reply_meaning::no).say, std::nullopt);
    auto const stop = place_answer(facts(solicitation_state::asked, true), reply_meaning::stop);
    EXPECT_EQ(stop.state, solicitation_state::declined);
    EXPECT_EQ(stop.say, std::nullopt);
    EXPECT_EQ(place_answer(facts(solicitation_state::silent, true, mobilisation_state::closed), reply_meaning::no).say, std::nullopt);
}

TEST(Answer, AfterTheEndAYesGetsATruthfulWordAndChangesNothing)
{
    for (auto const over : {mobilisation_state::closed, mobilisation_state::cancelled}) {
        auto const late = place_answer(facts(solicitation_state::silent, true, over), reply_meaning::yes);
        EXPECT_EQ(late.state, solicitation_state::silent);
        EXPECT_EQ(late.say, purpose::late);
    }
}

TEST(Answer, ATimedYesCountsWhenItIsInTimeUnlessAPersonIsToLook)
{
    auto const by = from_millis(0) + hours{3};
    EXPECT_TRUE(counts_at_once(firmness::firm, std::nullopt, by, timed_yes::person));
    EXPECT_TRUE(counts_at_once(firmness::timed, by, by, timed_yes::in_time));
    EXPECT_FALSE(counts_at_once(firmness::timed, by + minutes{1}, by, timed_yes::in_time));
    EXPECT_FALSE(counts_at_once(firmness::timed, by, by, timed_yes::person));
    EXPECT_FALSE(counts_at_once(firmness::timed, std::nullopt, by, timed_yes::in_time));
    EXPECT_FALSE(counts_at_once(firmness::conditional, by, by, timed_yes::in_time));
}

TEST(Answer, WhoeverWasToldToComeIsStillExpectedAfterTheEnd)
{
    auto const closed = mobilisation_state::closed;
    auto const again = place_answer(facts(solicitation_state::confirmed, false, closed), reply_meaning::yes);
    EXPECT_EQ(again.state, solicitation_state::confirmed);
    EXPECT_EQ(again.say, std::nullopt) << "not \"do not come\"";
    auto const no = place_answer(facts(solicitation_state::confirmed, false, closed), reply_meaning::no);
    EXPECT_EQ(no.state, solicitation_state::declined);
    EXPECT_EQ(no.say, purpose::noted);
    auto const cancelled = mobilisation_state::cancelled;
    EXPECT_EQ(place_answer(facts(solicitation_state::confirmed, false, cancelled), reply_meaning::yes).say, purpose::late);
}

TEST(Places, AreKeptForTheRolesNobodyFillsYet)
{
    EXPECT_FALSE(has_place_for(10, {4}, {{0, 6}}, 0));
    EXPECT_TRUE(has_place_for(10, {4}, {{0, 5}}, 0));
    EXPECT_TRUE(has_place_for(10, {4}, {{0, 6}}, 1));
    EXPECT_TRUE(has_place_for(10, {4}, {{0, 6}, {1, 3}}, 1));
    EXPECT_FALSE(has_place_for(10, {4}, {{0, 6}, {1, 4}}, 1));
}

TEST(Places, OnePersonFillsOneWhateverTheyHold)
{
    // Two places, a boat and a nurse; somebody who is both has one of them.
    EXPECT_TRUE(has_place_for(2, {1, 1}, {{3, 1}}, 1));
    EXPECT_TRUE(has_place_for(2, {1, 1}, {{3, 1}}, 2));
    EXPECT_FALSE(has_place_for(2, {1, 1}, {{3, 1}}, 0));
    EXPECT_FALSE(has_place_for(2, {1, 1}, {{3, 1}, {1, 1}}, 2));
}

}  // namespace
}  // namespace tocsin::rules
