// SPDX-License-Identifier: Apache-2.0
#include "rules/delivery.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tocsin::rules {
namespace {

using event = delivery_event;
using state = message_state;

constexpr wall_time now = from_millis(1'800'000'000'000);

message_facts facts_in(state where)
{
    message_facts facts;
    facts.state = where;
    facts.attempts = 1;
    facts.due = now;
    facts.deadline = now + hours{2};
    return facts;
}

message_facts play(message_facts facts, std::vector<event> const& events)
{
    for (auto const each : events) {
        auto const step = step_after(facts, each, now, retry_pace{});
        facts.state = step.state;
        facts.due = step.due;
        facts.possible_duplicate = step.possible_duplicate;
    }
    return facts;
}

TEST(Delivery, EveryOrderAndRepetitionOfTheNewsEndsInTheSameState)
{
    std::vector<event> const news{
        event::accepted, event::buffered, event::delivered, event::undeliverable, event::expired_at_provider};
    // Every choice of up to six events, repetitions included, in every order.
    int orders = 0;
    std::vector<std::size_t> pick;
    auto check = [&] {
        std::vector<event> chosen;
        for (auto const index : pick)
            chosen.push_back(news[index]);
        std::sort(chosen.begin(), chosen.end());
        auto const expected = play(facts_in(state::sending), chosen).state;
        do {
            ASSERT_EQ(play(facts_in(state::sending), chosen).state, expected);
            ++orders;
        } while (std::next_permutation(chosen.begin(), chosen.end()));
    };
    auto choose = [&](auto&& self, std::size_t from) -> void {
        check();
        if (pick.size() == 6)
            return;
        for (auto index = from; index < news.size(); ++index) {
            pick.push_back(index);
            self(self, index);
            pick.pop_back();
        }
    };
    choose(choose, 0);
    EXPECT_EQ(orders, 1 + 5 + 25 + 125 + 625 + 3125 + 15625);  // all words of at most six letters over five events
}

TEST(Delivery, AReceiptThatOvertakesTheAcceptanceCountsAllTheSame)
{
    EXPECT_EQ(play(facts_in(state::sending), {event::delivered, event::accepted}).state, state::delivered);
    EXPECT_EQ(play(facts_in(state::sending), {event::undeliverable, event::accepted}).state, state::unreachable);
}

TEST(Delivery, WhatEndedNeverGoesBackToTheQueue)
{
    for (auto const ended : {state::expired, state::cancelled, state::suppressed, state::refused, state::unreachable,
                             state::delivered})
        for (auto const each : {event::claimed, event::accepted, event::refused_for_now, event::refused_for_good,
                                event::throttled, event::unknown, event::unknown_repeatable, event::buffered})
            EXPECT_EQ(play(facts_in(ended), {each}).state, ended) << to_string(ended);
}

TEST(Delivery, AnUnknownOutcomeIsSentAgainAndFlaggedUnlessTheChannelSendsAReferenceOnce)
{
    auto const risky = play(facts_in(state::sending), {event::unknown});
    EXPECT_EQ(risky.state, state::queued);
    EXPECT_TRUE(risky.possible_duplicate);
    auto const safe = play(facts_in(state::sending), {event::unknown_repeatable});
    EXPECT_EQ(safe.state, state::queued);
    EXPECT_FALSE(safe.possible_duplicate);
}

TEST(Delivery, ATryThatWouldComeAfterTheDeadlineIsNotMade)
{
    auto facts = facts_in(state::sending);
    facts.deadline = now + seconds{1};
    EXPECT_EQ(play(facts, {event::refused_for_now}).state, state::expired);
    facts.state = state::queued;
    facts.deadline = now;
    EXPECT_EQ(play(facts, {event::claimed}).state, state::expired);
}

TEST(Delivery, TheWaitDoublesUpToItsLimitAndHeedsTheProvider)
{
    auto facts = facts_in(state::sending);
    std::vector<seconds> waits;
    for (facts.attempts = 1; facts.attempts <= 9; ++facts.attempts)
        waits.push_back(std::chrono::duration_cast<seconds>(
            step_after(facts, event::refused_for_now, now, retry_pace{}).due - now
        ));
    EXPECT_EQ(
        waits,
        (std::vector<seconds>{
            seconds{2}, seconds{4}, seconds{8}, seconds{16}, seconds{32}, seconds{64}, seconds{120}, seconds{120}, seconds{120}})
    );
    EXPECT_EQ(step_after(facts, event::throttled, now, retry_pace{}, milliseconds{700}).due, now + milliseconds{700});
}

TEST(Delivery, EveryAnswerThatNeverCameMakesTheNextWaitMuchLonger)
{
    auto facts = facts_in(state::sending);
    facts.deadline = now + hours{24};
    std::vector<seconds> waits;
    for (facts.unanswered = 1; facts.unanswered <= 6; ++facts.unanswered)
        waits.push_back(std::chrono::duration_cast<seconds>(step_after(facts, event::unknown, now, retry_pace{}).due - now));
    EXPECT_EQ(waits, (std::vector<seconds>{seconds{2}, seconds{4}, seconds{32}, seconds{256}, seconds{1024}, seconds{1024}}));
}

TEST(Delivery, WhatAKillCaughtIsNoSilenceOfTheProviders)
{
    auto facts = facts_in(state::sending);
    facts.attempts = 7;
    EXPECT_EQ(step_after(facts, event::unknown, now, retry_pace{}).due, now + seconds{2});
}

part_verdicts said(std::initializer_list<receipt_verdict> all)
{
    part_verdicts set;
    for (auto const each : all)
        set.add(each);
    return set;
}

TEST(Parts, AreDeliveredTogetherAndLostByOne)
{
    using enum receipt_verdict;
    EXPECT_EQ(verdict_of_parts({said({delivered}), said({buffered, delivered})}), delivered);
    EXPECT_EQ(verdict_of_parts({said({delivered}), said({})}), std::nullopt);
    EXPECT_EQ(verdict_of_parts({said({delivered}), said({buffered})}), std::nullopt);
    EXPECT_EQ(verdict_of_parts({said({undeliverable}), said({})}), undeliverable);
    EXPECT_EQ(verdict_of_parts({said({expired}), said({undeliverable})}), undeliverable);
    EXPECT_EQ(verdict_of_parts({said({expired}), said({delivered})}), expired);
    EXPECT_EQ(verdict_of_parts({said({expired, delivered}), said({delivered})}), delivered);
    EXPECT_EQ(verdict_of_parts({}), std::nullopt);
    EXPECT_EQ(part_verdicts{said({expired, delivered}).stored()}.has(expired), true);
}

}  // namespace
}  // namespace tocsin::rules
