// SPDX-License-Identifier: Apache-2.0
#include "rules/wave/plan.hpp"

#include "rules/wave/explain.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

namespace tocsin::rules {
namespace {

wave_question question(int need, pace how, double elapsed = 0, double deadline = 120)
{
    wave_question asked;
    asked.need = need;
    asked.pace = how;
    asked.elapsed = real_minutes{elapsed};
    asked.deadline = real_minutes{deadline};
    asked.a_minute = 600;
    asked.pool = {{3000}};
    return asked;
}

asked_group unheard(double age, int count, std::uint32_t roles = 0)
{
    asked_group group;
    group.age = real_minutes{age};
    group.count = count;
    group.roles = roles;
    return group;
}

/// `asked` people a while ago, `yes` of them confirmed by now.
wave_question under_way(int need, pace how, int asked, int yes, double elapsed)
{
    auto question_now = question(need, how, elapsed);
    question_now.confirmed = {{0, yes}};
    for (int i = 0; i < yes; ++i)
        question_now.heard.yes.push_back({real_minutes{elapsed * (i + 1) / (yes + 1)}});
    question_now.heard.silent = {unheard(elapsed, asked - yes)};
    question_now.arrived = asked;
    return question_now;
}

TEST(Plan, ListensBeforeItAsksMany)
{
    auto const first = plan_wave(question(40, pace::sparing));
    EXPECT_EQ(first.verdict, wave_verdict::ask);
    EXPECT_LE(first.count, first.safe);
    EXPECT_GT(first.count, 40);
    EXPECT_LT(first.count, 300);
    EXPECT_EQ(first.look_again, real_minutes{5});
    EXPECT_EQ(first.cap, 54);
}

TEST(Plan, PutsOffWhatCostsLittleToPutOffAndNothingAtTheEnd)
{
    for (auto const how : {pace::sparing, pace::fast}) {
        auto const target = target_of(question(40, how)).count();
        EXPECT_LT(plan_wave(question(40, how)).certainty, 0.5);
        EXPECT_LT(plan_wave(under_way(40, how, 400, 5, 0.3 * target)).certainty, 0.8);
        EXPECT_DOUBLE_EQ(plan_wave(under_way(40, how, 400, 5, 0.97 * target)).certainty, 0.92);
    }
}

TEST(Plan, AsksMoreSoonerWhenFast)
{
    EXPECT_GT(plan_wave(question(40, pace::fast)).count, plan_wave(question(40, pace::sparing)).count);
    EXPECT_GE(plan_wave(question(40, pace::fast)).price, 1.1);
    EXPECT_EQ(plan_wave(question(40, pace::sparing)).price, 1);
}

TEST(Plan, AsksEverybodyWhenOrderedTo)
{
    auto asked = question(40, pace::all);
    EXPECT_EQ(plan_wave(asked).count, 3000);
    asked.budget = 500;
    EXPECT_EQ(plan_wave(asked).count, 500);
    EXPECT_EQ(plan_wave(asked).limit, wave_limit::budget);
}

TEST(Plan, AsksNobodyOnceTheNeedIsMetOrTheTimeIsUp)
{
    for (auto const how : {pace::sparing, pace::fast, pace::all}) {
        auto met = question(40, how, 30);
        met.confirmed = {{0, 40}};
        EXPECT_EQ(plan_wave(met).verdict, wave_verdict::filled);
        EXPECT_EQ(plan_wave(met).count, 0);
        auto late = question(40, how, 120);
        EXPECT_EQ(plan_wave(late).verdict, wave_verdict::over);
        EXPECT_EQ(plan_wave(late).count, 0);
        auto nothing = question(40, how, 0, 0);
        EXPECT_EQ(plan_wave(nothing).count, 0);
    }
}

TEST(Plan, WaitsWhileEnoughAnswersAreOnTheirWay)
{
    auto const decided = plan_wave(under_way(40, pace::sparing, 1000, 30, 20));
    EXPECT_EQ(decided.verdict, wave_verdict::wait);
    EXPECT_EQ(decided.count, 0);
    EXPECT_GT(decided.expected.fills, 0.5);
}

TEST(Plan, CountsTheQueueAsAsked)
{
    auto asked = under_way(40, pace::sparing, 400, 8, 20);
    int const without = plan_wave(asked).count;
    asked.heard.silent.push_back(unheard(-2, 400));
    asked.queue = real_minutes{2};
    EXPECT_GT(without, 0);
    EXPECT_LT(plan_wave(asked).count, without / 2);
}

TEST(Plan, DoesNotPileUpBehindAStandstill)
{
    auto asked = question(40, pace::fast, 10);
    asked.heard.silent = {unheard(-12, 300)};
    asked.queue = real_minutes{12};
    EXPECT_EQ(plan_wave(asked).count, 0);
}

TEST(Plan, SendsNoMoreThanLeavesBeforeTheNextLook)
{
    auto asked = question(400, pace::fast);
    asked.a_minute = 30;
    auto const decided = plan_wave(asked);
    EXPECT_EQ(decided.look_again, real_minutes{1});
    EXPECT_EQ(decided.count, 30);
    EXPECT_EQ(decided.limit, wave_limit::rate);
}

TEST(Plan, LooksAgainWhileAWaveLeavesAndNotOnceItHasLeft)
{
    auto const look_again_at = [](double a_minute) {
        auto asked = under_way(400, pace::sparing, 500, 25, 29);
        asked.a_minute = a_minute;
        auto const decided = plan_wave(asked);
        EXPECT_LE(decided.count, std::ceil(a_minute * (decided.look_again - asked.elapsed).count()));
        return decided.look_again.count();
    };
    EXPECT_DOUBLE_EQ(look_again_at(10), 33);
    EXPECT_DOUBLE_EQ(look_again_at(10'000), 41);
}

TEST(Plan, KeepsToTheBudget)
{
    auto asked = question(40, pace::sparing);
    asked.budget = 30;
    EXPECT_EQ(plan_wave(asked).count, 30);
    EXPECT_EQ(plan_wave(asked).limit, wave_limit::budget);
    asked.budget = 0;
    EXPECT_EQ(plan_wave(asked).verdict, wave_verdict::nobody_left);
}

TEST(Plan, SaysAtOnceThatThePoolWillNotDo)
{
    auto asked = under_way(120, pace::sparing, 500, 20, 60);
    asked.pool = {{300}};
    auto const decided = plan_wave(asked);
    ASSERT_TRUE(decided.at_most);
    EXPECT_LT(decided.at_most->high, 120);
    EXPECT_GT(decided.at_most->high, decided.at_most->low);
    EXPECT_EQ(decided.count, 300) << "and asks them all: nothing is gained by waiting";
    asked.pool = {};
    auto const empty = plan_wave(asked);
    EXPECT_EQ(empty.verdict, wave_verdict::nobody_left);
    EXPECT_EQ(empty.count, 0);
    ASSERT_TRUE(empty.at_most);
}

TEST(Plan, PutsTheChanceToFillAboveTheCapWhenItIsNowOrNever)
{
    // 2 % say yes, half the time is gone, and hardly more people are left than it takes.
    auto asked = under_way(40, pace::sparing, 900, 14, 60);
    asked.pool = {{1900}};
    auto const decided = plan_wave(asked);
    EXPECT_GT(decided.count, 400);
}

TEST(Plan, LostMessagesCallForMore)
{
    auto asked = question(40, pace::sparing, 60);
    asked.prior = {{0.2, 0.3}, {1, 0.3}};
    asked.arrived = 10;
    auto lossy = asked;
    lossy.lost = 30;
    EXPECT_GT(plan_wave(lossy).count, 1.5 * plan_wave(asked).count);
}

TEST(Plan, FillsTheTightestRoleFromThoseWhoHoldIt)
{
    auto asked = question(10, pace::sparing);
    asked.roles = {2};
    asked.pool = {{2000, 1, 0, 0}, {100, 1, 0, 1}};
    auto const decided = plan_wave(asked);
    ASSERT_EQ(decided.parts.size(), 2U);
    EXPECT_EQ(decided.parts[0].roles, 1U);
    EXPECT_GT(decided.parts[0].count, 2);
    EXPECT_LE(decided.parts[0].count, 100);
    EXPECT_EQ(decided.parts[1].roles, anybody);
    EXPECT_EQ(decided.count, decided.parts[0].count + decided.parts[1].count);
}

TEST(Plan, OnlyDriversAreAskedWhenOnlyDriversAreMissing)
{
    auto asked = question(10, pace::sparing, 40);
    asked.roles = {2};
    asked.confirmed = {{0, 12}};
    asked.pool = {{2000, 1, 0, 0}, {100, 1, 0, 1}};
    asked.cap = 30;
    auto const decided = plan_wave(asked);
    EXPECT_EQ(decided.missing, 2);
    ASSERT_EQ(decided.parts.size(), 1U);
    EXPECT_EQ(decided.parts[0].roles, 1U);
}

TEST(Plan, WhoHoldsTwoRolesIsCountedOnce)
{
    // One driver and one nurse are missing; everybody who holds one role holds the other.
    auto asked = question(2, pace::sparing, 100);
    asked.roles = {1, 1};
    asked.pool = {{500, 1, 0, 0b11}};
    asked.prior = {{0.3, 0.2}, {1, 0.2}};
    auto one = asked;
    one.need = 1;
    one.roles = {1, 0};
    EXPECT_GT(plan_wave(asked).count, plan_wave(one).count);
}

TEST(Plan, ATakenBackYesIsReasonToLookAtOnce)
{
    auto const decided = plan_wave(under_way(40, pace::sparing, 500, 20, 20));
    EXPECT_TRUE(contradicts(decided, 19));
    EXPECT_FALSE(contradicts(decided, 20));
    EXPECT_FALSE(contradicts(decided, decided.expect_high));
    EXPECT_TRUE(contradicts(decided, decided.expect_high + 1));
}

TEST(Plan, CanBeReadInBothLanguages)
{
    auto const first = plan_wave(question(40, pace::sparing));
    auto const french = explain(first, "fr");
    auto const english = explain(first, "en");
    EXPECT_NE(french.find(std::to_string(first.count) + " personnes"), std::string::npos) << french;
    EXPECT_NE(english.find(std::to_string(first.count) + " people asked"), std::string::npos) << english;
    EXPECT_EQ(french.find('{'), std::string::npos) << french;
    EXPECT_EQ(english.find('{'), std::string::npos) << english;
    auto asked = under_way(120, pace::sparing, 500, 20, 60);
    asked.pool = {{300}};
    EXPECT_NE(explain(plan_wave(asked), "fr").find("Élargir"), std::string::npos);
}

TEST(Plan, SaysOfEverybodyAtOnceWhatItExpectsAndWhetherTheyWillDo)
{
    auto asked = question(10, pace::all);
    auto const plenty = plan_wave(asked);
    EXPECT_EQ(plenty.count, 3000);
    EXPECT_FALSE(plenty.at_most);
    asked.need = 120;
    asked.pool = {{150}};
    auto const few = plan_wave(asked);
    EXPECT_EQ(few.count, 150);
    EXPECT_TRUE(few.at_most);
    auto const french = explain(few, "fr");
    EXPECT_NE(french.find("Tous à la fois"), std::string::npos) << french;
    EXPECT_NE(french.find("Élargir"), std::string::npos) << french;
}

TEST(Plan, SaysThatEverybodyWasAskedAndWhichRoleIsShort)
{
    auto asked = question(20, pace::fast, 0, 50);
    asked.roles = {3};
    asked.pool = {{30}, {3, 1, 0, 1}};
    auto const first = plan_wave(asked);
    ASSERT_EQ(first.count, 33);
    EXPECT_EQ(to_string(first.limit), "pool");
    ASSERT_TRUE(first.at_most);
    EXPECT_LE(first.at_most->high, 3) << "those who hold the role, not everybody";
    auto const french = explain(first, "fr", {"boat"});
    EXPECT_NE(french.find("C'est tout le monde."), std::string::npos) << french;
    EXPECT_NE(french.find("Pour boat, la zone"), std::string::npos) << french;
}

TEST(Plan, SpeaksOfOnePersonInTheSingular)
{
    auto one = plan_wave(question(40, pace::sparing));
    one.count = 1;
    EXPECT_TRUE(explain(one, "fr").starts_with("1 personne sollicitée, ")) << explain(one, "fr");
    EXPECT_TRUE(explain(one, "en").starts_with("1 person asked, ")) << explain(one, "en");
    std::vector<offer> const all{{next_step::widen_radius, 1, 40}};
    EXPECT_EQ(explain(all, "fr"), "Possible : élargir de 40 km : 1 personne de plus.");
    EXPECT_EQ(explain(all, "en"), "Possible: widen by 40 km: 1 more person.");
}

TEST(Plan, OffersWhatWouldBringMostPeople)
{
    selection made;
    made.excluded[static_cast<std::size_t>(exclusion::outside_zone)] = 800;
    made.excluded[static_cast<std::size_t>(exclusion::not_reachable)] = 40;
    auto const what = offers(made);
    ASSERT_EQ(what.size(), 2U);
    EXPECT_EQ(what[0].what, next_step::widen_radius);
    EXPECT_EQ(what[0].people, 800);
    EXPECT_EQ(what[1].what, next_step::another_channel);
}

bool sound(double value) { return std::isfinite(value); }

RC_GTEST_PROP(Plan, NeverAsksBeyondItsMeansAndStaysANumber, ())
{
    auto const how = *rc::gen::element(pace::sparing, pace::fast, pace::all);
    auto asked = question(*rc::gen::inRange(0, 500), how, *rc::gen::inRange(0, 130), *rc::gen::element(0, 1, 20, 120));
    int const pool = *rc::gen::element(0, 1, 50, 5000);
    asked.pool = {{pool}};
    asked.a_minute = *rc::gen::element(0, 1, 600);
    asked.queue = real_minutes{static_cast<double>(*rc::gen::inRange(0, 20))};
    int const yes = *rc::gen::inRange(0, 50);
    asked.confirmed = {{0, yes}};
    for (int i = 0; i < yes; ++i)
        asked.heard.yes.push_back({real_minutes{static_cast<double>(*rc::gen::inRange(0, 60))}});
    asked.heard.silent = {unheard(*rc::gen::inRange(-10, 130), *rc::gen::element(0, 1, 2000))};
    if (*rc::gen::arbitrary<bool>())
        asked.budget = *rc::gen::inRange(0, 100);

    auto const decided = plan_wave(asked);
    RC_ASSERT(decided.count >= 0 && decided.count <= pool);
    if (asked.budget)
        RC_ASSERT(decided.count <= *asked.budget);
    RC_ASSERT(sound(decided.yes.middle) && sound(decided.slowness.middle) && sound(decided.expected.fills));
    RC_ASSERT(sound(decided.price) && sound(decided.look_again.count()));
    RC_ASSERT(decided.expected.low <= decided.expected.high && decided.expected.low >= 0);
    RC_ASSERT(decided.look_again > asked.elapsed || decided.look_again == asked.deadline);
    if (decided.missing == 0 || asked.elapsed >= asked.deadline)
        RC_ASSERT(decided.count == 0);
    int parts = 0;
    for (auto const& part : decided.parts)
        parts += part.count;
    RC_ASSERT(parts == decided.count);

    auto const again = plan_wave(asked);
    RC_ASSERT(again.count == decided.count && again.parts == decided.parts && again.expected == decided.expected);
}

RC_GTEST_PROP(Plan, ALargerNeedNeverAsksFewer, ())
{
    auto const how = *rc::gen::element(pace::sparing, pace::fast);
    int const asked_before = *rc::gen::inRange(1, 1500);
    int const yes = *rc::gen::inRange(0, std::min(20, asked_before));
    double const elapsed = *rc::gen::inRange(1, 110);
    wave_decision last;
    for (int need = yes + 1; need < yes + 200; need = need * 3 / 2 + 1) {
        auto const decided = plan_wave(under_way(need, how, asked_before, yes, elapsed));
        // Up to two people: beyond 24 places the normal distribution takes over from the exact one.
        RC_ASSERT(decided.needed >= last.needed - 1);
        RC_ASSERT(decided.cap >= last.cap);
        RC_ASSERT(decided.count >= last.count - 2);
        last = decided;
    }
}

}  // namespace
}  // namespace tocsin::rules
