// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/rulebooks.hpp"

#include "tests/support/shipped_config.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace tocsin::dispatcher {
namespace {

TEST(Rulebooks, SayWhatIsWrongInEachFileOfRules)
{
    auto const folder = std::filesystem::path{testing::TempDir()} / "tocsin-rulebooks-test";
    std::filesystem::create_directory(folder);
    for (auto const* name : {"first.yaml", "second.yaml"})
        std::ofstream{folder / name} << "rules:\n  - {name: flood, whem: {}, then: {action: ignore}}\n";
    auto from = support::shipped_settings();
    from.rules = folder;
    auto const read = load_rulebooks(from);
    std::filesystem::remove_all(folder);
    ASSERT_FALSE(read);
    auto const found = read.error();
    ASSERT_GE(found.size(), 2U);
    EXPECT_EQ(found.front().file, (folder / "first.yaml").string());
    EXPECT_EQ(found.back().file, (folder / "second.yaml").string());
}

}  // namespace
}  // namespace tocsin::dispatcher
