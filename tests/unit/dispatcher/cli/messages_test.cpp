// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/messages.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace tocsin::cli {
namespace {

// Their order is held by the compiler; whether every language has them, by tests/lint/catalogues.py.
TEST(Messages, NameValuesThatCanBeHandedOut)
{
    std::vector<entry> all{catalogue().begin(), catalogue().end()};
    all.insert(all.end(), help_catalogue().begin(), help_catalogue().end());
    ASSERT_GT(all.size(), 400U);
    for (auto const& [id, said] : all) {
        EXPECT_NE(std::string_view{said.one}, "");
        EXPECT_TRUE(names_the_same_values(said.one, said.many == nullptr ? said.one : said.many)) << said.one;
    }
}

TEST(Messages, CountAsEachLanguageDoes)
{
    EXPECT_EQ(count(language::fr, phrase::people, 0, 0), "0 personne");
    EXPECT_EQ(count(language::fr, phrase::people, 1, 1), "1 personne");
    EXPECT_EQ(count(language::fr, phrase::people, 2, 2), "2 personnes");
    EXPECT_EQ(count(language::en, phrase::people, 0, 0), "0 people");
    EXPECT_EQ(count(language::en, phrase::people, 1, 1), "1 person");
    EXPECT_EQ(
        count(language::en, phrase::orders_lost, 2, 2),
        "2 people with a place did not get the order to come: tocsin inbox says whom; call them."
    );
}

}  // namespace
}  // namespace tocsin::cli
