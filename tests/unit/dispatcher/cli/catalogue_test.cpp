// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/catalogue.hpp"
#include "dispatcher/cli/catalogue_file.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

namespace tocsin::cli {
namespace {

std::string french_catalogue()
{
    std::ifstream file{std::filesystem::read_symlink("/proc/self/exe").parent_path() / "../share/locale/fr/LC_MESSAGES/tocsin.mo", std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

TEST(Spoken, FollowsTheLanguageAtEveryTurn)
{
    constexpr auto nobody = says("Nobody.");
    for (int turn = 0; turn < 2; ++turn) {
        EXPECT_EQ(spoken(language::fr, nobody), "Personne.");
        EXPECT_EQ(spoken(language::en, nobody), "Nobody.");
        EXPECT_EQ(spoken(language{"xx"}, nobody), "Nobody.");
        EXPECT_EQ(spoken(language{"xx:fr_BE"}, nobody), "Personne.");
    }
    EXPECT_EQ(spoken(language::fr, says_of("reason", "link down")), "liaison coupée");
    EXPECT_EQ(spoken(language::fr, says("A sentence that nobody translated.")), "A sentence that nobody translated.");
    EXPECT_THAT(languages(), testing::ElementsAre("en", "fr"));
}

TEST(Spoken, TakesATranslationThatNamesTheSameValues)
{
    EXPECT_TRUE(names_the_same_values("{} von {}", "{} of {}"));
    EXPECT_TRUE(names_the_same_values("{1}: {0}", "{} of {}"));
    EXPECT_TRUE(names_the_same_values("{0} {0}", "{0}"));
    for (auto const* bad : {"", "{}", "{} {} {}", "{2} {0}", "{} {1}", "{0} {", "{0} }", "{{}} {}", "{0:>2000000000} {1}", "{0:{1}}", "{-1}", "{a} {}", "{10}"})
        EXPECT_FALSE(names_the_same_values(bad, "{} of {}")) << bad;
}

TEST(Spoken, NeverTakesWhatCannotBeWritten)
{
    std::vector<std::string> const pieces{"", "{}", "{0}", "{1}", "{2}", "{", "}", ":", "a"};
    int taken = 0;
    for (auto const& first : pieces)
        for (auto const& second : pieces)
            for (auto const& third : pieces)
                for (auto const& fourth : pieces)
                    if (auto const text = first + second + third + fourth; names_the_same_values(text, "{} {}")) {
                        EXPECT_NE(fmt::format(fmt::runtime(text), "one", 2), "");
                        ++taken;
                    }
    EXPECT_GT(taken, 100);
}

TEST(CatalogueFile, IsWholeOrIsNotRead)
{
    auto const whole = french_catalogue();
    ASSERT_GT(whole.size(), 10'000U);
    EXPECT_TRUE(is_whole_catalogue(whole));
    for (std::size_t size = 0; size < whole.size(); ++size)
        ASSERT_FALSE(is_whole_catalogue(std::string_view{whole}.substr(0, size))) << size;
    for (std::size_t const word : {0U, 4U, 12U, 16U, 24U, 28U, 32U}) {
        auto broken = whole;
        broken.replace(word, 4, "\xff\xff\xff\x7f");
        EXPECT_FALSE(is_whole_catalogue(broken)) << word;
    }
}

}  // namespace
}  // namespace tocsin::cli
