// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/intake/feeds/pace.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tocsin::dispatcher::feeds {
namespace {

wall_time const looked_at = from_millis(1'768'000'000'000);

TEST(FeedPace, ADefaultFeedIsSeenAgainWithinThirtySeconds)
{
    pace const habits;
    EXPECT_LE(habits.pause(0, UINT64_MAX, std::nullopt), seconds{22});
}

RC_GTEST_PROP(FeedPace, JitterIsATenthAndFailuresSlowItDownToFiveMinutes, ())
{
    pace habits;
    habits.interval = milliseconds{*rc::gen::inRange(1000, 3'600'000)};
    auto const failures = *rc::gen::inRange(0, 1000);
    auto const chance = *rc::gen::arbitrary<std::uint64_t>();
    auto const pause = habits.pause(failures, chance, std::nullopt);
    RC_ASSERT(pause >= habits.interval * 9 / 10 - milliseconds{1});
    RC_ASSERT(pause <= std::max<milliseconds>(habits.interval, minutes{5}) * 11 / 10 + milliseconds{1});
    RC_ASSERT(habits.pause(failures, chance, seconds{7200}) == hours{2});
}

record_of_looks looked(bool failed)
{
    record_of_looks record;
    record.watched_since = looked_at - hours{100};
    record.looked = true;
    record.last_failed = failed;
    record.succeeded = looked_at - minutes{1};
    record.changed = looked_at - hours{1};
    return record;
}

TEST(FeedPace, SilenceCountsFromTheLastGoodAnswerWhoeverHeardIt)
{
    pace habits;
    auto record = looked(true);
    EXPECT_EQ(judge(record, habits, looked_at), feed_state::failing);
    record.succeeded = looked_at - minutes{11};
    EXPECT_EQ(judge(record, habits, looked_at), feed_state::silent);
    record.succeeded.reset();
    EXPECT_EQ(judge(record, habits, looked_at), feed_state::silent) << "never heard, and watched for long";
    record.watched_since = looked_at - minutes{1};
    EXPECT_EQ(judge(record, habits, looked_at), feed_state::failing);
    EXPECT_EQ(judge(record_of_looks{}, habits, looked_at), feed_state::starting);
}

TEST(FeedPace, AFeedThatAnswersAndNeverChangesIsStale)
{
    pace habits;
    auto record = looked(false);
    record.changed = looked_at - hours{200};
    EXPECT_EQ(judge(record, habits, looked_at), feed_state::well) << "unless somebody said how long is too long, none is";
    habits.stale_after = hours{26};
    EXPECT_EQ(judge(record, habits, looked_at), feed_state::stale);
    record.changed = looked_at - hours{1};
    EXPECT_EQ(judge(record, habits, looked_at), feed_state::well);
    record.as_of = looked_at - hours{27};
    EXPECT_EQ(judge(record, habits, looked_at), feed_state::stale) << "it says itself how old it is";
}

}  // namespace
}  // namespace tocsin::dispatcher::feeds
