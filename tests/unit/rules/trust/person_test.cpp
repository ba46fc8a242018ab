// SPDX-License-Identifier: Apache-2.0
#include "rules/trust/person.hpp"

#include <gtest/gtest.h>

namespace tocsin::rules {
namespace {

TEST(Person, IsTheSameBehindAnAccountAndEveryClientOfTheirs)
{
    EXPECT_EQ(person_of("alice (uid 1000)"), "alice");
    EXPECT_EQ(person_of(client_of_person("alice-phone", "alice")), "alice");
    EXPECT_EQ(person_of("meteo-france"), "meteo-france");
    EXPECT_EQ(person_of(client_of_person("situation-room", "")), "situation-room");
    EXPECT_EQ(person_of("uid 1000"), "uid 1000") << "an account without a name";
    EXPECT_EQ(person_of(""), "");
}

TEST(Person, IsNobodyInParticularAsRoot)
{
    EXPECT_TRUE(is_superuser("root (uid 0)"));
    EXPECT_FALSE(is_superuser("alice (uid 1000)"));
    EXPECT_FALSE(is_superuser("meteo-france"));
}

}  // namespace
}  // namespace tocsin::rules
