// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/authority.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

namespace tocsin::dispatcher::api {
namespace {

api_token token(std::string name, role what, std::string value, bool may_launch = false)
{
    api_token made;
    made.name = std::move(name);
    made.role = what;
    made.token = channels::secret{std::move(value)};
    made.may_launch = may_launch;
    return made;
}

class Authority : public testing::Test {
protected:
    authority keys{{
        token("meteo", role::source, "0123456789abcdef"),
        token("desk", role::staff, "fedcba9876543210", true),
        token("unset", role::staff, ""),
    }};
};

TEST_F(Authority, KnowsACallerByTheToken)
{
    auto const source = keys.bearer("Bearer 0123456789abcdef");
    ASSERT_TRUE(source);
    EXPECT_EQ(source->name(), "meteo");
    EXPECT_FALSE(source->is_staff());
    EXPECT_FALSE(source->may_launch());
    auto const staff = keys.bearer("bearer   fedcba9876543210");
    ASSERT_TRUE(staff);
    EXPECT_EQ(staff->name(), "desk");
    EXPECT_TRUE(staff->is_staff());
    EXPECT_TRUE(staff->may_launch());
}

TEST_F(Authority, KnowsNobodyByAnythingElse)
{
    for (auto const* bad :
         {"",
          "Bearer",
          "Bearer ",
          "Bearer 0123456789abcde",
          "Bearer 0123456789abcdef0",
          "Bearer 0123456789abcdeg",
          "Basic 0123456789abcdef",
          "0123456789abcdef",
          "Bearer 0123456789abcdef0123456789abcdef"})
        EXPECT_FALSE(keys.bearer(bad)) << bad;
}

TEST_F(Authority, AnEmptySecretIsNobodysKey) { EXPECT_FALSE(keys.bearer("Bearer  ")); }

TEST(Access, EachKindOfRouteAsksForItsProof)
{
    std::optional<principal> const nobody;
    std::optional<principal> const source{principal{"meteo", role::source, false}};
    std::optional<principal> const staff{principal{"desk", role::staff, false}};
    for (auto const open : {access::open, access::webhook})
        EXPECT_TRUE(may_pass(open, nobody, false));
    EXPECT_FALSE(may_pass(access::source, nobody, false));
    EXPECT_TRUE(may_pass(access::source, source, false));
    EXPECT_TRUE(may_pass(access::source, staff, false));
    EXPECT_FALSE(may_pass(access::staff, nobody, false));
    EXPECT_FALSE(may_pass(access::staff, source, false));
    EXPECT_TRUE(may_pass(access::staff, staff, false));
}

TEST(Access, TheSocketsCallerIsNamedByTheKernel)
{
    auto const who = socket_principal(::getuid());
    EXPECT_TRUE(who.is_staff());
    EXPECT_TRUE(who.name().ends_with("(uid " + std::to_string(::getuid()) + ")")) << who.name();
    EXPECT_EQ(socket_principal(3'999'999'999U).name(), "? (uid 3999999999)");
}

}  // namespace
}  // namespace tocsin::dispatcher::api
