// SPDX-License-Identifier: Apache-2.0
#include "rules/reply/code.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace tocsin::rules::reply {
namespace {

TEST(Code, DoesNotComeAgainForAThousandMobilisations)
{
    std::set<std::string> codes;
    for (int i = 1; i <= 1088; ++i)
        EXPECT_TRUE(codes.insert(code_of(mobilisation_id{i})).second) << i;
    EXPECT_EQ(code_of(mobilisation_id{1}), code_of(mobilisation_id{1089}));
}

TEST(Code, NeighboursDifferInEveryPlace)
{
    for (int i = 1; i < 1088; ++i) {
        auto const one = code_of(mobilisation_id{i});
        auto const next = code_of(mobilisation_id{i + 1});
        ASSERT_EQ(one.size(), 3U);
        for (std::size_t place = 0; place < 3; ++place)
            EXPECT_NE(one[place], next[place]) << one << ' ' << next;
    }
}

TEST(Code, IsNeverATimeAWordOrALookAlike)
{
    for (int i = 1; i <= 1088; ++i) {
        auto const code = code_of(mobilisation_id{i});
        EXPECT_EQ(code.find_first_of("AEIOUYNLQ01"), std::string::npos) << code;
        EXPECT_TRUE(looks_like_code(code)) << code;
    }
    for (auto const* word : {"a18", "18h", "oui", "k", "k421", "42", ""})
        EXPECT_FALSE(looks_like_code(word)) << word;
}

}  // namespace
}  // namespace tocsin::rules::reply
