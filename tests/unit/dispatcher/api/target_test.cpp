// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/target.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tocsin::dispatcher::api {
namespace {

using segments = std::vector<std::string>;

TEST(Target, IsReadIntoDecodedSegmentsAndQuery)
{
    auto const read = read_target("/v1/volunteers/caf%C3%A9%2F7?q=Le+Mar%C3%A9chal&limit=5&q=second&flag");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->path, "/v1/volunteers/caf%C3%A9%2F7");
    EXPECT_EQ(read->segments, (segments{"v1", "volunteers", "café/7"}));
    EXPECT_EQ(read->value_of("q"), "Le Maréchal");
    EXPECT_EQ(read->value_of("limit"), "5");
    EXPECT_EQ(read->value_of("flag"), "");
    EXPECT_EQ(read->value_of("none"), std::nullopt);
    EXPECT_EQ(read->query_text, "q=Le+Mar%C3%A9chal&limit=5&q=second&flag");
}

TEST(Target, APlusInAPathIsAPlus) { EXPECT_EQ(read_target("/a+b")->segments, (segments{"a+b"})); }

TEST(Target, RefusesWhatIsNoTarget)
{
    for (auto const* bad :
         {"",
          "v1",
          "*",
          "http://example.org/",
          "/%",
          "/%4",
          "/%zz",
          "/%00",
          "/%0a",
          "/%ff",
          "/%C0%AF",
          "/%ED%A0%80",
          "/%F4%90%80%80"})
        EXPECT_FALSE(read_target(bad)) << bad;
    EXPECT_FALSE(read_target("/" + std::string(8192, 'a')));
    EXPECT_TRUE(read_target("/" + std::string(8191, 'a')));
}

TEST(Target, AQueryThatIsNoTextIsKeptAsItCame)
{
    for (auto const* odd : {"b=%0D", "%80=1", "text=%00O%00U%00I", "b=%zz"}) {
        auto const read = read_target(std::string{"/a?"} + odd);
        ASSERT_TRUE(read) << odd;
        EXPECT_FALSE(read->query_is_text) << odd;
        EXPECT_TRUE(read->query.empty()) << odd;
        EXPECT_EQ(read->query_text, odd);
    }
    EXPECT_TRUE(read_target("/a?b=1")->query_is_text);
}

TEST(Target, MatchesPatternsSegmentBySegment)
{
    segments const path{"v1", "alerts", "A3", "raw"};
    EXPECT_EQ(match_pattern("/v1/alerts/{id}/raw", path), segments{"A3"});
    EXPECT_FALSE(match_pattern("/v1/alerts/{id}", path));
    EXPECT_FALSE(match_pattern("/v1/alerts/{id}/bytes", path));
    EXPECT_FALSE(match_pattern("/v1/alerts/{id}", segments{"v1", "alerts", ""}));
    EXPECT_EQ(match_pattern("/healthz", segments{"healthz"}), segments{});
    EXPECT_EQ(literal_segments("/v1/alerts/{id}/raw"), 3);
}

TEST(Target, KnowsUtf8FromOtherBytes)
{
    EXPECT_TRUE(is_utf8("né à Castellane 🚒"));
    for (std::string const bad : {"\x80", "\xc3", "\xe2\x82", "\xf0\x8f\x80\x80", "\xf5\x80\x80\x80", "\xc1\xbf"})
        EXPECT_FALSE(is_utf8(bad));
}

RC_GTEST_PROP(Target, WhatIsEncodedComesBackAsItWas, ())
{
    auto const bytes = *rc::gen::container<std::string>(rc::gen::inRange<char>(0x20, 0x7f));
    std::string encoded = "/x/";
    for (char const c : bytes) {
        constexpr auto digits = "0123456789abcdef";
        encoded += '%';
        encoded += digits[(c >> 4) & 15];
        encoded += digits[c & 15];
    }
    auto const read = read_target(encoded);
    RC_ASSERT(read.has_value());
    RC_ASSERT(read->segments == (segments{"x", bytes}));
}

}  // namespace
}  // namespace tocsin::dispatcher::api
