// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/vault.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tocsin::dispatcher {
namespace {

channels::secret key_of(char letter) { return channels::secret{std::string(32, letter)}; }

TEST(Vault, OpensWhatItSealed)
{
    vault const one{key_of('a')};
    auto const field = one.address("+33639980001");
    EXPECT_EQ(field.bytes().size(), 12U + 16U);
    EXPECT_EQ(field.bytes().find("3998"), std::string::npos);
    EXPECT_EQ(one.open_address(field), "+33639980001");
    EXPECT_EQ(one.address("+33639980001"), field) << "found again by what it holds";
    EXPECT_NE(one.address("+33639980002"), field);
}

TEST(Vault, KeepsNothingAsNothing)
{
    vault const one{key_of('a')};
    EXPECT_TRUE(one.seal("", "name").empty());
    EXPECT_EQ(one.open(sealed{}, "name"), "");
}

TEST(Vault, OpensNothingThatIsAnothers)
{
    vault const one{key_of('a')};
    vault const other{key_of('b')};
    auto const field = one.seal("Camille", "volunteer v-1");
    EXPECT_EQ(one.open(field, "volunteer v-2"), std::nullopt) << "put into another row";
    EXPECT_EQ(other.open(field, "volunteer v-1"), std::nullopt) << "another key";
    EXPECT_NE(one.seal("Camille", "volunteer v-2"), field) << "the same name twice does not show";
    EXPECT_THROW(vault{channels::secret{"short"}}, std::logic_error);
}

RC_GTEST_PROP(Vault, NoticesEveryBitThatChanges, (std::string const& plain, std::string const& about))
{
    static vault const one{key_of('a')};
    auto const field = one.seal(plain, about);
    RC_ASSERT(one.open(field, about) == plain);
    RC_PRE(!plain.empty());
    auto bytes = field.bytes();
    auto const bit = *rc::gen::inRange<std::size_t>(0, bytes.size() * 8);
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
    RC_ASSERT(!one.open(sealed{bytes}, about));
    bytes = field.bytes();
    bytes.resize(*rc::gen::inRange<std::size_t>(1, bytes.size()));
    RC_ASSERT(!one.open(sealed{bytes}, about));
}

}  // namespace
}  // namespace tocsin::dispatcher
