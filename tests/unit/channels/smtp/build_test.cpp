// SPDX-License-Identifier: Apache-2.0
// What an smtp channel's settings may say, and what is said about the rest.
#include "channels/registry.hpp"
#include "tests/support/virtual_runtime.hpp"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <filesystem>

namespace tocsin::channels {
namespace {

class SmtpSettings : public testing::Test {
protected:
    /// The problems of a channel with this `inbox`, and the one built.
    std::vector<std::string> problems_of(std::string const& more)
    {
        auto const yaml = "{name: mail, type: smtp, medium: email, url: 'smtp://127.0.0.1:25', from: alerte@example.org, "
                          "rate: {per_second: 5}, " + more + "}";
        surroundings const around{world_.runtime, [](auto const&) { return secret{"word"}; }, "", "", "prefecture-04"};
        auto built = build_channel(YAML::Load(yaml), "/etc/tocsin/tocsin.yaml", around);
        std::vector<std::string> keys;
        if (built)
            channel_ = std::move(built->adapter);
        else
            for (auto const& each : built.error())
                keys.push_back(each.key);
        return keys;
    }

    support::virtual_world world_;
    std::unique_ptr<channel> channel_;
};

TEST_F(SmtpSettings, AnInboxMakesTheChannelTwoWay)
{
    EXPECT_TRUE(problems_of("connections: 3").empty());
    EXPECT_FALSE(channel_->traits().two_way);
    EXPECT_EQ(channel_->traits().window, 12U);
    EXPECT_TRUE(problems_of("inbox: {imap: 'imaps://127.0.0.1', username: a, password: {credential: imap}, move_to: Lus, poll: 5}").empty());
    EXPECT_TRUE(channel_->traits().two_way);
    EXPECT_FALSE(channel_->traits().receipts) << "no bounce is no receipt";
}

TEST_F(SmtpSettings, EachSlipIsNamed)
{
    using keys = std::vector<std::string>;
    EXPECT_EQ(problems_of("inbox: {maildir: /nowhere/at/all}"), keys{"inbox.maildir"});
    EXPECT_EQ(problems_of("inbox: {poll: 5}"), keys{"inbox"});
    EXPECT_EQ(problems_of("inbox: {imap: 'https://x', username: a, password: {credential: b}}"), keys{"inbox.imap"});
    EXPECT_EQ(problems_of("inbox: {imap: 'imap://x'}"), (keys{"inbox.username", "inbox.password"}));
    EXPECT_EQ(problems_of("inbox: {imap: 'imap://x', username: a, password: {credential: b}, delimiter: '++'}"), keys{"inbox.delimiter"});
    EXPECT_EQ(problems_of("inbox: {imap: 'imap://x', username: a, password: {credential: b}, pol: 5}"), keys{"inbox.pol"});
    EXPECT_EQ(problems_of("ca_file: no-such.pem"), keys{"ca_file"});
}

}  // namespace
}  // namespace tocsin::channels
