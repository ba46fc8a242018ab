// SPDX-License-Identifier: Apache-2.0
#include "rules/provider_id.hpp"

#include <gtest/gtest.h>

namespace tocsin::rules {
namespace {

using enum id_relation;

TEST(ProviderId, OneSpellingForZerosCapitalsDashesAndBlanks)
{
    EXPECT_EQ(provider_key("00FF"), "ff");
    EXPECT_EQ(provider_key("0a1b-2c3d "), "a1b2c3d");
    EXPECT_EQ(provider_key("000"), "0");
    EXPECT_EQ(provider_key(""), "");
}

TEST(ProviderId, AnotherBaseLeadsThereAndBack)
{
    EXPECT_EQ(accepted_under(decimal_of_hexadecimal, "255"), "ff");
    EXPECT_EQ(accepted_under(hexadecimal_of_decimal, "ff"), "255");
    EXPECT_EQ(reported_as(decimal_of_hexadecimal, "11170"), "70000");
    EXPECT_EQ(reported_as(hexadecimal_of_decimal, "70000"), "11170");
    for (auto const how : id_relations)
        EXPECT_EQ(accepted_under(how, *reported_as(how, "4711")), "4711");
}

TEST(ProviderId, WhatIsNoNumberOrTheSameInBothHasNoOtherBase)
{
    for (auto const how : id_relations)
        for (auto const* const each : {"", "0", "7", "zz", "3f2504e04f8941d39a0c0305e82c3301", "18446744073709551616"}) {
            EXPECT_EQ(accepted_under(how, each), std::nullopt) << each;
            EXPECT_EQ(reported_as(how, each), std::nullopt) << each;
        }
    EXPECT_EQ(accepted_under(decimal_of_hexadecimal, "ff"), std::nullopt);
}

TEST(IdHabits, AreProvenByThreeAndNotAgainstMoreThatAreAlike)
{
    id_habits habits;
    EXPECT_TRUE(habits.allow(decimal_of_hexadecimal, "70000", "11170"));
    for (int i = 0; i < 3; ++i) {
        EXPECT_FALSE(habits.proven(decimal_of_hexadecimal));
        habits.matched_across(decimal_of_hexadecimal);
    }
    EXPECT_TRUE(habits.proven(decimal_of_hexadecimal));
    EXPECT_FALSE(habits.proven(hexadecimal_of_decimal));
    for (int i = 0; i < 3; ++i)
        habits.matched_alike();
    EXPECT_FALSE(habits.proven(decimal_of_hexadecimal));
    EXPECT_FALSE(habits.allow(decimal_of_hexadecimal, "70000", "11170"));
    EXPECT_TRUE(habits.allow(decimal_of_hexadecimal, "416", "1a0"));
}

TEST(IdHabits, ANewHabitIsBelievedAfterAWhileHoweverOldTheFormerOneWas)
{
    id_habits habits;
    for (int i = 0; i < 100'000; ++i)
        habits.matched_alike();
    for (int i = 0; i < 65; ++i)
        habits.matched_across(hexadecimal_of_decimal);
    EXPECT_TRUE(habits.proven(hexadecimal_of_decimal));
}

}  // namespace
}  // namespace tocsin::rules
