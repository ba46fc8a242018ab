// SPDX-License-Identifier: Apache-2.0
#include "rules/wave/places.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <functional>

namespace tocsin::rules {
namespace {

TEST(Places, ThoseWithoutARoleFillOnlyWhatIsAnybodys)
{
    auto const left = places_left(10, {2}, {{0, 9}});
    EXPECT_EQ(left.total, 2);
    EXPECT_EQ(left.by_role, std::vector{2});
}

TEST(Places, WhoHoldsTwoRolesCountsOnceAndMovesToWhereOthersCannot)
{
    // One drives and nurses, one only drives: together they fill both.
    auto const left = places_left(2, {1, 1}, {{0b11, 1}, {0b01, 1}});
    EXPECT_EQ(left.total, 0);
    auto const alone = places_left(2, {1, 1}, {{0b11, 1}});
    EXPECT_EQ(alone.total, 1);
}

TEST(Places, AreNotFilledBeyondTheNeed)
{
    EXPECT_EQ(places_left(3, {}, {{0, 7}}).total, 0);
    EXPECT_EQ(places_left(0, {2}, {}).total, 0);
    EXPECT_EQ(places_left(2, {5}, {{1, 1}}).total, 1);
}

/// The most places that can be filled, by trying every way.
int best(std::vector<int> const& people, std::vector<int> places, std::size_t from)
{
    if (from == people.size())
        return 0;
    int most = best(people, places, from + 1);
    for (std::size_t place = 0; place < places.size(); ++place) {
        bool const may = place + 1 == places.size() || (people[from] >> place & 1) != 0;
        if (!may || places[place] == 0)
            continue;
        --places[place];
        most = std::max(most, 1 + best(people, places, from + 1));
        ++places[place];
    }
    return most;
}

RC_GTEST_PROP(Places, AreFilledAsFarAsTheyCanBe, ())
{
    auto const needed = *rc::gen::container<std::vector<int>>(2, rc::gen::inRange(0, 3));
    auto const free_for_all = *rc::gen::inRange(0, 3);
    auto const masks = *rc::gen::container<std::vector<int>>(*rc::gen::inRange<std::size_t>(0, 6), rc::gen::inRange(0, 4));
    std::vector<holders> groups;
    for (int const mask : masks)
        groups.push_back({static_cast<std::uint32_t>(mask), 1});
    int const need = needed[0] + needed[1] + free_for_all;
    auto const left = places_left(need, needed, groups);
    RC_ASSERT(need - left.total == best(masks, {needed[0], needed[1], free_for_all}, 0));
    RC_ASSERT(left.by_role[0] + left.by_role[1] <= left.total);
}

}  // namespace
}  // namespace tocsin::rules
