// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/forwarded.hpp"

#include <gtest/gtest.h>

namespace tocsin::dispatcher::api {
namespace {

using fields = std::vector<std::pair<std::string, std::string>>;

std::string listed(std::string_view peer, std::string const& value)
{
    return caller_of(peer, {{"x-forwarded-for", value}}, {"x-forwarded-for", {"127.0.0.1", "10.0.0.2", "2001:db8::2"}});
}

std::string forwarded(std::string const& value)
{
    return caller_of("127.0.0.1", {{"forwarded", value}}, {"forwarded", {"127.0.0.1", "10.0.0.2"}});
}

TEST(Forwarded, IsTheNearestHopThatIsNoTrustedProxy)
{
    EXPECT_EQ(listed("127.0.0.1", "203.0.113.7"), "203.0.113.7");
    EXPECT_EQ(listed("127.0.0.1", "198.51.100.9, 203.0.113.7"), "203.0.113.7") << "what stands before is the caller's own";
    EXPECT_EQ(listed("127.0.0.1", "198.51.100.9,203.0.113.7 ,10.0.0.2"), "203.0.113.7") << "two proxies, one behind the other";
    EXPECT_EQ(listed("127.0.0.1", "10.0.0.2"), "10.0.0.2") << "all are trusted: the first of them";
    EXPECT_EQ(listed("2001:db8:0::2", "[2001:db8::77]:4711"), "2001:db8::77");
    EXPECT_EQ(listed("::ffff:127.0.0.1", "203.0.113.7:80"), "203.0.113.7");
}

TEST(Forwarded, KnowsAnAddressHoweverItIsWritten)
{
    std::vector<std::string> const named{"127.0.0.1", "2001:db8:0::2"};
    EXPECT_TRUE(is_one_of("::ffff:127.0.0.1", named));
    EXPECT_TRUE(is_one_of("2001:db8::2", named));
    EXPECT_FALSE(is_one_of("127.0.0.2", named));
    EXPECT_FALSE(is_one_of("", named)) << "the Unix socket has none";
    EXPECT_FALSE(is_one_of("unknown", {"unknown"})) << "what is no address is nobody's";
}

TEST(Forwarded, BelievesNobodyElse)
{
    EXPECT_EQ(listed("192.0.2.66", "203.0.113.7"), "192.0.2.66");
    EXPECT_EQ(listed("", "203.0.113.7"), "") << "nor the Unix socket";
    EXPECT_EQ(caller_of("127.0.0.1", {{"x-forwarded-for", "203.0.113.7"}}, {}), "127.0.0.1") << "nothing is set";
    EXPECT_EQ(caller_of("127.0.0.1", {{"forwarded", "for=203.0.113.7"}}, {"x-forwarded-for", {"127.0.0.1"}}), "127.0.0.1")
        << "another field than the one the proxy writes";
}

TEST(Forwarded, FallsBackOnWhoeverHandedItOn)
{
    for (auto const* const odd : {"", " ", ",", "unknown", "203.0.113.7, _hidden", "203.0.113.7,", "203.0.113.777", "[2001:db8::1", "[2001:db8::1]x", "a:b"})
        EXPECT_EQ(listed("127.0.0.1", odd), "127.0.0.1") << odd;
    EXPECT_EQ(listed("127.0.0.1", std::string("203.0.113.7\0.1", 14)), "127.0.0.1");
    EXPECT_EQ(listed("127.0.0.1", "203.0.113.7, unknown, 10.0.0.2"), "10.0.0.2");
}

TEST(Forwarded, ReadsSeveralFieldsAsOneList)
{
    fields const both{{"x-forwarded-for", "198.51.100.9"}, {"host", "x"}, {"x-forwarded-for", "203.0.113.7"}};
    EXPECT_EQ(caller_of("127.0.0.1", both, {"x-forwarded-for", {"127.0.0.1"}}), "203.0.113.7");
}

TEST(Forwarded, ReadsElementsAsRfc7239WritesThem)
{
    EXPECT_EQ(forwarded("for=192.0.2.43"), "192.0.2.43");
    EXPECT_EQ(forwarded("For=\"[2001:db8:cafe::17]:4711\""), "2001:db8:cafe::17");
    EXPECT_EQ(forwarded("for=192.0.2.60; proto=http ;by=203.0.113.43"), "192.0.2.60");
    EXPECT_EQ(forwarded("for=192.0.2.43, for=198.51.100.17;by=\"a,b;c\\\"d\", for=10.0.0.2"), "198.51.100.17");
    for (auto const* const odd : {"for=\"_gazonk\"", "for=unknown", "by=192.0.2.1", "for", "for=192.0.2.1;for=192.0.2.2", "for=\"192.0.2.1", "192.0.2.1"})
        EXPECT_EQ(forwarded(odd), "127.0.0.1") << odd;
    EXPECT_EQ(forwarded("for=\", for=192.0.2.1"), "127.0.0.1") << "a quotation left open in front swallows the rest, and hides nobody else";
}

TEST(Forwarded, TakesAnIpv6NetworkForOne)
{
    EXPECT_EQ(neighbourhood("2001:db8:1:2:3:4:5:6"), neighbourhood("2001:db8:1:2::9"));
    EXPECT_NE(neighbourhood("2001:db8:1:2::9"), neighbourhood("2001:db8:1:3::9"));
    EXPECT_EQ(neighbourhood("::ffff:192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(neighbourhood(""), "");
}

}  // namespace
}  // namespace tocsin::dispatcher::api
