// SPDX-License-Identifier: Apache-2.0
#include "channels/policy/pace.hpp"
#include "tests/unit/channels/policy/moments.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

namespace tocsin::channels {
namespace {

int busiest_second(std::vector<mono_time> log)
{
    std::sort(log.begin(), log.end());
    std::size_t most = 0;
    for (std::size_t first = 0, last = 0; last < log.size(); ++last) {
        while (log[first] + seconds{1} <= log[last])
            ++first;
        most = std::max(most, last - first + 1);
    }
    return static_cast<int>(most);
}

TEST(Throttle, HalvesOnceAnOverloadAndClimbsBack)
{
    throttle learnt{100};
    EXPECT_TRUE(learnt.throttled(at(seconds{10})));
    for (int i = 1; i < 50; ++i)
        EXPECT_FALSE(learnt.throttled(at(seconds{10} + milliseconds{i})));  // the rest of what was in flight
    EXPECT_DOUBLE_EQ(learnt.pace(), 50);
    EXPECT_TRUE(learnt.throttled(at(seconds{12})));
    EXPECT_DOUBLE_EQ(learnt.pace(), 25);
    for (int tenth = 0; tenth < 200; ++tenth)
        learnt.taken(at(seconds{13} + milliseconds{100 * tenth}));
    EXPECT_DOUBLE_EQ(learnt.pace(), 100);
}

TEST(Throttle, NeverFallsSoLowThatAReturnGoesUnnoticed)
{
    for (double const allowed : {0.05, 0.5, 1.0, 1000.0}) {
        throttle learnt{allowed};
        for (int i = 0; i < 100; ++i)
            learnt.throttled(at(seconds{2 * i}));
        EXPECT_GE(learnt.pace(), std::min(allowed, 0.5));
        EXPECT_LE(learnt.pace(), allowed);
    }
}

TEST(Pace, ChannelsOfOneAccountShareItsLimitAndKeepTheirOwn)
{
    auto const account = std::make_shared<limit>(30);
    pace first{{account, std::make_shared<limit>(20)}};
    pace second{{account, std::make_shared<limit>(20)}};
    std::vector<mono_time> all;
    std::vector<mono_time> own[2];
    for (auto now = at({}); now < at(seconds{10}); now += milliseconds{1})
        for (auto* const which : {&first, &second})
            if (which->next_slot(now) <= now) {
                which->take(now, 1);
                all.push_back(now);
                own[which == &first ? 0 : 1].push_back(now);
            }
    EXPECT_LE(busiest_second(all), 30);
    EXPECT_GE(all.size(), 295U);
    EXPECT_LE(busiest_second(own[0]), 20);
    EXPECT_LE(busiest_second(own[1]), 20);
    EXPECT_GT(own[1].size(), 80U);  // neither starves
    EXPECT_GT(own[0].size(), 80U);
}

TEST(Pace, ThrottlingOfOneSlowsTheOtherOfTheAccount)
{
    auto const account = std::make_shared<limit>(40);
    pace first{{account}};
    pace second{{account}};
    EXPECT_TRUE(first.throttled(at(seconds{1})));
    EXPECT_DOUBLE_EQ(second.per_second(), 20);
    EXPECT_DOUBLE_EQ(second.allowed(), 40);
    for (int i = 0; i < 30; ++i)
        second.taken(at(seconds{3 + i}));
    EXPECT_DOUBLE_EQ(first.per_second(), 40);
}

/// However it is throttled and recovers, with messages of several parts: never above the allowed rate in any second.
RC_GTEST_PROP(PaceProperty, NeverPassesTheAllowedRate, ())
{
    auto const rate = *rc::gen::element(1, 3, 10, 50);
    pace sut{static_cast<double>(rate)};
    std::vector<mono_time> log;
    auto now = at({});
    for (auto const step : *rc::gen::container<std::vector<int>>(400, rc::gen::inRange(0, 12))) {
        if (step == 0)
            sut.throttled(now);
        else if (step < 4)
            sut.taken(now);
        else {
            auto const parts = step < 10 ? 1 : 2;
            auto const slot = sut.next_slot(now, parts);
            RC_ASSERT(slot >= now);
            now = slot + milliseconds{step % 3};
            if (sut.next_slot(now, parts) > now || parts > rate)
                continue;
            sut.take(now, parts);
            log.insert(log.end(), static_cast<std::size_t>(parts), now);
        }
        RC_ASSERT(sut.per_second() <= sut.allowed());
    }
    RC_ASSERT(busiest_second(log) <= rate);
}

}  // namespace
}  // namespace tocsin::channels
