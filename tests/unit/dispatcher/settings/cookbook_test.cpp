// SPDX-License-Identifier: Apache-2.0
// Every recipe of docs/rules-cookbook.md is a file of rules that loads, and whose rules can all fire.
#include "dispatcher/settings/rules_yaml.hpp"
#include "rules/match/survey.hpp"
#include "tests/support/shipped_config.hpp"
#include "where.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace tocsin::dispatcher {
namespace {

std::vector<std::string> recipes()
{
    std::ifstream page{TOCSIN_SOURCE_DIR "/docs/rules-cookbook.md"};
    std::vector<std::string> all;
    bool inside = false;
    for (std::string line; std::getline(page, line);) {
        if (line == "```yaml") {
            all.emplace_back();
            inside = true;
        } else if (line == "```") {
            inside = false;
        } else if (inside) {
            all.back() += line + '\n';
        }
    }
    return all;
}

TEST(Cookbook, EveryRecipeLoadsAndCanFire)
{
    auto const& books = *support::shipped_rulebooks();
    auto const all = recipes();
    ASSERT_GE(all.size(), 6U);
    for (auto const& recipe : all) {
        auto const read = read_rules(recipe, "recipe", books.templates, books.places);
        ASSERT_TRUE(read) << to_string(read.error().front()) << '\n' << recipe;
        EXPECT_FALSE(read->rules.empty());
        for (auto const& idle : rules::never_firing(*read, books.places))
            ADD_FAILURE() << idle.rule << ": " << idle.why.en;
    }
}

TEST(Cookbook, TheShippedRulesCanAllFire)
{
    auto const& books = *support::shipped_rulebooks();
    for (auto const& idle : rules::never_firing(books.rules, books.places))
        ADD_FAILURE() << idle.rule << ": " << idle.why.en;
}

}  // namespace
}  // namespace tocsin::dispatcher
