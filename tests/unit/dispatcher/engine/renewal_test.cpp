// SPDX-License-Identifier: Apache-2.0
// What a reload may change, what waits for a restart, and what it must not take away.
#include "dispatcher/engine/renewal.hpp"

#include "tests/support/shipped_config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin::dispatcher {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Renewal, NamesTheKeysThatWaitForARestart)
{
    written_keys const before{{"rules", "a"}, {"database", "x"}, {"routes", "r"}, {"approval", "{people: 1}"}};
    written_keys after = before;
    EXPECT_THAT(waiting_for_restart(before, after), IsEmpty());
    after["rules"] = "b";
    after["approval"] = "{people: 2}";
    EXPECT_THAT(waiting_for_restart(before, after), IsEmpty());
    after["database"] = "y";
    after.erase("routes");
    after["feeds"] = "[]";
    EXPECT_THAT(waiting_for_restart(before, after), ElementsAre("database", "feeds", "routes"));
}

TEST(Renewal, TakesUpRulesAndLimitsAndKeepsWhatWasThere)
{
    auto now = *support::shipped_rulebooks();
    auto next = now;
    auto const instance = now.settings.instance;
    auto const* const held = now.rules.rules.data();
    auto const rules = now.rules.rules.size();
    next.rules.rules.clear();
    next.settings.approval_people = 5;
    next.settings.instance = "other";
    auto const former = renew(now, std::move(next));
    EXPECT_TRUE(now.rules.rules.empty());
    EXPECT_EQ(now.settings.approval_people, 5);
    EXPECT_EQ(now.settings.instance, instance) << "that is for the next start";
    EXPECT_EQ(former->rules.rules.size(), rules);
    EXPECT_EQ(former->rules.rules.data(), held) << "whoever holds a rule goes on with it";
}

TEST(Renewal, TakesNoTemplatesAway)
{
    auto const now = *support::shipped_rulebooks();
    auto next = now;
    EXPECT_THAT(taken_away(now, next), IsEmpty());
    next.templates = {};
    auto const found = taken_away(now, next);
    ASSERT_EQ(found.size(), now.templates.names().size());
    EXPECT_EQ(found.front().key, now.templates.names().front());
}

}  // namespace
}  // namespace tocsin::dispatcher
