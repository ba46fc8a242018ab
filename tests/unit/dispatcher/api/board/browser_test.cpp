// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/board/browser.hpp"

#include <gtest/gtest.h>

namespace tocsin::dispatcher::api::board {
namespace {

TEST(BoardBrowser, FindsItsCookieAmongOthers)
{
    EXPECT_EQ(cookie_in("tocsin_board=abc", "tocsin_board"), "abc");
    EXPECT_EQ(cookie_in("a=1; tocsin_board=abc; b=2", "tocsin_board"), "abc");
    EXPECT_EQ(cookie_in("a=1;tocsin_board=", "tocsin_board"), "");
    for (auto const* const other : {"", "x", "tocsin_board", "xtocsin_board=abc", "tocsin_boards=abc", "a=tocsin_board=abc", ";;;"})
        EXPECT_EQ(cookie_in(other, "tocsin_board"), "") << other;
}

TEST(BoardBrowser, TakesFormsFromItsOwnPagesOnly)
{
    constexpr auto* house = "https://tocsin.example.org";
    struct {
        char const* site;
        char const* origin;
        char const* host;
        bool own;
    } const cases[] = {
        {"same-origin", "", "", true},
        {"same-site", house, "tocsin.example.org", false},
        {"cross-site", "", "", false},
        {"none", "", "", false},
        {"", house, "127.0.0.1:8470", true},  // a proxy wrote the Host anew
        {"", "http://127.0.0.1:8470", "127.0.0.1:8470", true},
        {"", "https://evil.example.org", "tocsin.example.org", false},
        {"", "null", "null", false},
        {"", "https://", "", false},
        {"", "", "tocsin.example.org", true},  // no browser
    };
    for (auto const& each : cases)
        EXPECT_EQ(is_own_form(each.site, each.origin, each.host, house), each.own) << each.site << ' ' << each.origin;
}

}  // namespace
}  // namespace tocsin::dispatcher::api::board
