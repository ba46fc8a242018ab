// SPDX-License-Identifier: Apache-2.0
#include "channels/smpp/receipt_text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tocsin::channels::smpp {
namespace {

struct dialect {
    char const* body;
    char const* id;
    std::optional<receipt_verdict> verdict;
    char const* error;
};

class ReceiptText : public testing::TestWithParam<dialect> {};

TEST_P(ReceiptText, IsRead)
{
    auto const read = read_receipt_text(GetParam().body);
    EXPECT_EQ(read.id, GetParam().id);
    EXPECT_EQ(read.verdict, GetParam().verdict);
    EXPECT_EQ(read.error, GetParam().error);
}

constexpr auto delivered = receipt_verdict::delivered;
constexpr auto undeliverable = receipt_verdict::undeliverable;
constexpr auto expired = receipt_verdict::expired;
constexpr auto buffered = receipt_verdict::buffered;

INSTANTIATE_TEST_SUITE_P(
    Dialects,
    ReceiptText,
    testing::Values(
        // Appendix B, word for word.
        dialect{"id:1234567890 sub:001 dlvrd:001 submit date:2611250300 done date:2611250301 stat:DELIVRD err:000 text:Alerte crue", "1234567890", delivered, "000"},
        dialect{"id:0a1B2c sub:001 dlvrd:000 submit date:261125030015 done date:261125030115 stat:UNDELIV err:069 Text:", "0a1B2c", undeliverable, "069"},
        dialect{"stat:EXPIRED err:0 id:7 done date:2611250301", "7", expired, "0"},
        dialect{"ID: 42 SUB: 001 STAT: REJECTD ERR: 5", "42", undeliverable, "5"},
        dialect{"id=42 stat=ACCEPTD", "42", buffered, ""},
        dialect{"id:42\tstat:ENROUTE\r\nerr:1", "42", buffered, "1"},
        dialect{"id:42;stat:DELETED;err:3", "42", undeliverable, "3"},
        dialect{"id:5cb2a6e6-1f3a-4c0e-9f5e-2f0f6a1b7c11 stat:DELIVERED", "5cb2a6e6-1f3a-4c0e-9f5e-2f0f6a1b7c11", delivered, ""},
        dialect{"id:42 stat:UNKNOWN err:", "42", buffered, ""},
        dialect{"id:42 status:delivrd", "42", delivered, ""},
        // A word that nobody knows, and none.
        dialect{"id:42 stat:TELEPORTED", "42", std::nullopt, ""},
        dialect{"id:42", "42", std::nullopt, ""},
        dialect{"stat:DELIVRD", "", delivered, ""},
        dialect{"sub: dlvrd:001 id: stat:DELIVRD", "", delivered, ""},
        // What was said to the person is no field, whatever it says.
        dialect{"id:42 stat:UNDELIV err:1 text:stat:DELIVRD id:43", "42", undeliverable, "1"},
        dialect{"id:42 text:stat:DELIVRD", "42", std::nullopt, ""},
        dialect{"paid:9 id:42 substat:UNDELIV stat:DELIVRD", "42", delivered, ""},
        dialect{"", "", std::nullopt, ""},
        dialect{"OUI", "", std::nullopt, ""}
    )
);

TEST(ReceiptState, HasTheStandardsMeaning)
{
    EXPECT_EQ(verdict_of_state(1), buffered);
    EXPECT_EQ(verdict_of_state(2), delivered);
    EXPECT_EQ(verdict_of_state(3), expired);
    EXPECT_EQ(verdict_of_state(4), undeliverable);
    EXPECT_EQ(verdict_of_state(5), undeliverable);
    EXPECT_EQ(verdict_of_state(6), buffered);
    EXPECT_EQ(verdict_of_state(7), buffered);
    EXPECT_EQ(verdict_of_state(8), undeliverable);
    EXPECT_EQ(verdict_of_state(10), std::nullopt);
    EXPECT_EQ(word_of_state(2), "DELIVRD");
    EXPECT_EQ(word_of_state(200), "STATE 200");
}

RC_GTEST_PROP(ReceiptTextProperty, IsTotal, (std::string body))
{
    auto const read = read_receipt_text(body);
    RC_ASSERT(read.id.size() <= body.size());
}

}  // namespace
}  // namespace tocsin::channels::smpp
