// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/arguments.hpp"
#include "dispatcher/cli/examples.hpp"
#include "tests/unit/dispatcher/cli/terminal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin::cli {
namespace {

/// As a shell splits it, as far as the examples go; what is redirected is left out.
std::vector<std::string> words_of(std::string_view line)
{
    std::vector<std::string> words(1);
    bool quoted = false;
    for (char const c : line.substr(0, line.find(" > "))) {
        if (c == '"')
            quoted = !quoted;
        else if (c == ' ' && !quoted)
            words.emplace_back();
        else
            words.back() += c;
    }
    return words;
}

TEST(Examples, AreReadAsTheyStand)
{
    for (auto const& each : examples()) {
        SCOPED_TRACE(each.line);
        EXPECT_TRUE(each.line.starts_with(each.command));
        EXPECT_LE(columns(each.line) + columns("  tocsin "), page_width) << "a line that is broken cannot be copied";
        arguments given;
        auto const end = read_arguments(words_of(each.line), language::fr, given);
        if (each.command == "completion") {
            EXPECT_TRUE(end && end->status == exit_status::done);
        } else {
            EXPECT_FALSE(end) << end->error;
            EXPECT_NE(given.command, nullptr);
        }
    }
}

TEST(Examples, StandInTheHelp)
{
    for (auto const& each : examples()) {
        fake_daemon daemon;
        terminal here{daemon};
        auto words = words_of(each.command);
        words.push_back("--help");
        EXPECT_EQ(here.run(words), exit_status::done);
        EXPECT_THAT(here.out, testing::HasSubstr("Exemples :\n"));
        EXPECT_THAT(here.out, testing::HasSubstr("\n  tocsin " + std::string{each.line} + "\n"));
        EXPECT_EQ(too_wide(here.out), "");
    }
}

}  // namespace
}  // namespace tocsin::cli
