// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/messages.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace tocsin::cli {
namespace {

/// "{}" and "{0}" by number of use; unnumbered ones count as their position.
std::set<std::string> placeholders(std::string_view text)
{
    std::set<std::string> found;
    int position = 0;
    for (auto open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
        auto const number = text.substr(open + 1, text.find('}', open) - open - 1);
        found.insert(number.empty() ? std::to_string(position++) : std::string{number});
    }
    return found;
}

std::vector<translation> everything()
{
    std::vector<translation> all{catalogue().begin(), catalogue().end()};
    all.insert(all.end(), help_catalogue().begin(), help_catalogue().end());
    return all;
}

TEST(Messages, StandInTheOrderOfTheirNames)
{
    std::size_t index = 0;
    for (auto const& entry : everything())
        EXPECT_EQ(static_cast<std::size_t>(entry.id), index++);
    EXPECT_EQ(index, static_cast<std::size_t>(phrase::word_address) + 1) << "word_address is the last";
}

TEST(Messages, ExistInBothLanguagesWithTheSameValues)
{
    for (auto const& entry : everything()) {
        EXPECT_FALSE(entry.fr.empty()) << entry.en;
        EXPECT_FALSE(entry.en.empty()) << entry.fr;
        auto const pieces = [](std::string_view text) { return std::count(text.begin(), text.end(), ';'); };
        bool const counted = pieces(entry.fr) == 1 && pieces(entry.en) == 1;
        if (!counted) {
            EXPECT_EQ(placeholders(entry.fr), placeholders(entry.en)) << entry.fr;
            continue;
        }
        auto const one = placeholders(pattern_of(language::fr, entry.id, 1));
        for (auto const in : {language::fr, language::en})
            for (int const how_many : {0, 1, 2})
                EXPECT_EQ(placeholders(pattern_of(in, entry.id, how_many)), one) << entry.fr;
    }
}

TEST(Messages, CountAsEachLanguageDoes)
{
    EXPECT_EQ(count(language::fr, phrase::people, 0, 0), "0 personne");
    EXPECT_EQ(count(language::fr, phrase::people, 1, 1), "1 personne");
    EXPECT_EQ(count(language::fr, phrase::people, 2, 2), "2 personnes");
    EXPECT_EQ(count(language::en, phrase::people, 0, 0), "0 people");
    EXPECT_EQ(count(language::en, phrase::people, 1, 1), "1 person");
}

TEST(Language, ComesFromTheTerminalAndIsFrenchOtherwise)
{
    auto const in = [](std::map<std::string, std::string> const& set) {
        return language_of([&](std::string const& name) -> std::optional<std::string> {
            auto const found = set.find(name);
            return found == set.end() ? std::nullopt : std::optional{found->second};
        });
    };
    EXPECT_EQ(in({}), language::fr);
    EXPECT_EQ(in({{"LANG", "en_GB.UTF-8"}}), language::en);
    EXPECT_EQ(in({{"LANG", "en_GB.UTF-8"}, {"LC_MESSAGES", "fr_FR.UTF-8"}}), language::fr);
    EXPECT_EQ(in({{"LANG", "fr_FR.UTF-8"}, {"LC_ALL", "en_US"}}), language::en);
    EXPECT_EQ(in({{"LC_ALL", ""}, {"LANG", "en"}}), language::en);
    EXPECT_EQ(in({{"LANG", "C"}}), language::fr);
}

}  // namespace
}  // namespace tocsin::cli
