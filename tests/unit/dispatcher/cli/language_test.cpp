// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/language.hpp"

#include <gtest/gtest.h>

#include <map>

namespace tocsin::cli {
namespace {

std::string read_from(std::map<std::string, std::string> const& set)
{
    return std::string{language_of([&](std::string const& name) -> std::optional<std::string> {
                           auto const found = set.find(name);
                           return found == set.end() ? std::nullopt : std::optional{found->second};
                       }).names()};
}

TEST(Language, ComesFromTheTerminalAndIsFrenchOtherwise)
{
    EXPECT_EQ(read_from({}), "fr");
    EXPECT_EQ(read_from({{"LANG", "en_GB.UTF-8"}}), "en");
    EXPECT_EQ(read_from({{"LANG", "en_GB.UTF-8"}, {"LC_MESSAGES", "fr_FR.UTF-8"}}), "fr_FR");
    EXPECT_EQ(read_from({{"LANG", "fr_FR.UTF-8"}, {"LC_ALL", "en_US"}}), "en");
    EXPECT_EQ(read_from({{"LC_ALL", ""}, {"LANG", "en"}}), "en");
    EXPECT_EQ(read_from({{"LANG", "de_AT.UTF-8@euro"}}), "de_AT@euro");
    for (auto const* unsaid : {"C", "POSIX", "C.UTF-8"})
        EXPECT_EQ(read_from({{"LANG", unsaid}}), "fr");
}

TEST(Language, IsALittleListAsGettextKnowsIt)
{
    EXPECT_EQ(read_from({{"LANG", "fr_FR.UTF-8"}, {"LANGUAGE", "de:fr"}}), "de:fr");
    EXPECT_EQ(read_from({{"LANG", "C.UTF-8"}, {"LANGUAGE", "de"}}), "de");
    EXPECT_EQ(read_from({{"LANGUAGE", "en"}}), "en");
    EXPECT_EQ(read_from({{"LANG", "de_DE.UTF-8"}, {"LANGUAGE", ""}}), "de_DE");
    EXPECT_EQ(read_from({{"LANG", "fr"}, {"LC_ALL", "C"}, {"LANGUAGE", "de"}}), "fr") << "C asks for no list";
    EXPECT_EQ(read_from({{"LANG", "fr_FR.UTF-8"}, {"LANGUAGE", "de:en_GB:fr"}}), "de:en") << "after English comes nothing";
}

TEST(Language, TakesNoNameThatCouldBeAPath)
{
    EXPECT_EQ(read_from({{"LANG", "fr"}, {"LANGUAGE", "../../tmp:/etc:x:"}}), "fr");
    EXPECT_EQ(language{std::string(4096, 'a')}.names(), "");
    EXPECT_EQ(language{"de:" + std::string(100, 'a') + ":fr"}.names(), "de:fr");
}

TEST(Language, IsAskedOfTheDaemonWithWhatElseDoes)
{
    EXPECT_EQ(accept_language(language::fr), "fr, en;q=0.9");
    EXPECT_EQ(accept_language(language::en), "en");
    EXPECT_EQ(accept_language(language{"de_AT@euro:fr"}), "de-AT, fr;q=0.9, en;q=0.8");
    EXPECT_EQ(accept_language(language{""}), "en");
    EXPECT_EQ(primary_tags(language{"de_AT:fr"}), (std::vector<std::string>{"de", "fr", "en"}));
}

}  // namespace
}  // namespace tocsin::cli
