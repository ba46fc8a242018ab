// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/intake/feeds/registry.hpp"
#include "tests/support/shipped_config.hpp"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

namespace tocsin::dispatcher::feeds {
namespace {

std::string const house = "instance: prefecture-04\nchannels: [{name: dry, type: sandbox, medium: sms}]\nfeeds:\n";

problems of(std::string const& feed)
{
    auto const loaded = read_settings(house + feed, "/etc/tocsin/tocsin.yaml", std::nullopt);
    EXPECT_TRUE(loaded);
    auto const books = support::shipped_rulebooks();
    auto const plans = load_feeds(*loaded, &books->places);
    return plans ? problems{} : plans.error();
}

TEST(FeedRegistry, AZoneThatThereIsNotIsAProblemWithItsLine)
{
    std::string const drop = "  - name: drop\n    type: folder\n    directory: /srv/cap\n    zones: ";
    auto const found = of(drop + "[\"04\", \"99999\"]\n");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].line, 7);
    EXPECT_NE(to_string(found[0]).find("99999"), std::string::npos) << to_string(found[0]);
    EXPECT_TRUE(of(drop + "[\"04\", \"region:93\"]\n").empty());
}

}  // namespace
}  // namespace tocsin::dispatcher::feeds
