// SPDX-License-Identifier: Apache-2.0
// The digests come from `openssl mac -macopt size:8 SIPHASH`.
#include "dispatcher/store/message_names.hpp"

#include <gtest/gtest.h>

namespace tocsin::dispatcher {
namespace {

constexpr std::array<std::uint64_t, 2> key{0x0706050403020100U, 0x0f0e0d0c0b0a0908U};

TEST(MessageNames, DigestIsSipHash)
{
    EXPECT_EQ(siphash(key, 0x0706050403020100U), 0x93f5f5799a932462U);
    EXPECT_EQ(siphash(key, 1), 0x2b91b2b085e6d1f6U);
}

TEST(MessageNames, AreReadBackWhateverTheirCase)
{
    message_names const names{"k3f9abcd", key};
    for (std::int64_t const number : {std::int64_t{1}, std::int64_t{17}, std::int64_t{9'000'000'000}}) {
        auto name = names.of(message_id{number});
        EXPECT_LE(name.size(), 38U);
        EXPECT_EQ(names.read(name), message_id{number});
        for (auto& c : name)
            c = static_cast<char>(std::toupper(c));
        EXPECT_EQ(names.read(name), message_id{number});
    }
}

TEST(MessageNames, NobodyMakesTheNameOfTheNextMessage)
{
    message_names const names{"k3f9abcd", key};
    message_names const other{"k3f9abcd", {1, 2}};
    auto const mine = names.of(message_id{17});
    EXPECT_FALSE(names.read("k3f9abcd-18" + mine.substr(11)));
    EXPECT_FALSE(names.read(other.of(message_id{17})));
    for (auto const* wrong : {"", "k3f9abcd", "k3f9abcd-", "k3f9abcd-17", "k3f9abcd-17-", "k3f9abcd--17-aaaaaaaa", "zzzzzzzz-17-aaaaaaaa"})
        EXPECT_FALSE(names.read(wrong)) << wrong;
    EXPECT_FALSE(names.read(mine + "x"));
}

}  // namespace
}  // namespace tocsin::dispatcher
