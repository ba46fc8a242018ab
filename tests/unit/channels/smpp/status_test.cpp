// SPDX-License-Identifier: Apache-2.0
#include "channels/smpp/status.hpp"

#include <gtest/gtest.h>

namespace tocsin::channels::smpp {
namespace {

TEST(Status, SaysWhetherToTryAgainToSlowDownOrToGiveUp)
{
    EXPECT_EQ(verdict_of(0x00, {}), verdict::taken);
    for (std::uint32_t const status : {0x14U, 0x58U})
        EXPECT_EQ(verdict_of(status, {}), verdict::throttled) << status;
    for (std::uint32_t const status : {0x04U, 0x08U, 0x0aU, 0x15U, 0x45U, 0x48U, 0x49U, 0x53U, 0x64U, 0xfeU, 0xffU})
        EXPECT_EQ(verdict_of(status, {}), verdict::transient) << status;
    for (std::uint32_t const status : {0x01U, 0x0bU, 0x43U, 0x62U, 0x65U, 0xc4U})
        EXPECT_EQ(verdict_of(status, {}), verdict::permanent) << status;
}

TEST(Status, NeverGivesAPersonUpForACodeThatTheStandardDoesNotName)
{
    for (std::uint32_t const status : {0x09U, 0x400U, 0x4ffU, 0xffffffffU})
        EXPECT_EQ(verdict_of(status, {}), verdict::transient) << status;
}

TEST(Status, FollowsTheProvidersOwnWordFirst)
{
    status_overrides own;
    own.permanent = {0x400, 0x08};
    own.throttled = {0x401};
    own.transient = {0x0b};
    EXPECT_EQ(verdict_of(0x400, own), verdict::permanent);
    EXPECT_EQ(verdict_of(0x08, own), verdict::permanent);
    EXPECT_EQ(verdict_of(0x401, own), verdict::throttled);
    EXPECT_EQ(verdict_of(0x0b, own), verdict::transient);
    EXPECT_EQ(verdict_of(0x58, own), verdict::throttled);
}

TEST(Status, TurnsIntoAnOutcomeWithItsName)
{
    auto const no = outcome_of(0x0b, {});
    ASSERT_TRUE(std::holds_alternative<refused>(no));
    EXPECT_EQ(std::get<refused>(no).code, "ESME_RINVDSTADR (0x0B)");
    EXPECT_EQ(std::get<refused>(no).permanence, permanence::permanent);
    EXPECT_TRUE(std::holds_alternative<throttled>(outcome_of(0x58, {})));
    EXPECT_EQ(std::get<refused>(outcome_of(0x411, {})).code, "0x411");
}

}  // namespace
}  // namespace tocsin::channels::smpp
