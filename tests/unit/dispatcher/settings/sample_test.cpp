// SPDX-License-Identifier: Apache-2.0
// The shipped settings, down to the channels themselves: the sample is the reference, so nothing in it may be wrong.
#include "channels/registry.hpp"
#include "dispatcher/intake/feeds/registry.hpp"
#include "dispatcher/settings/outside.hpp"
#include "dispatcher/settings/settings.hpp"
#include "tests/support/virtual_runtime.hpp"
#include "where.hpp"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace tocsin::dispatcher {
namespace {

namespace fs = std::filesystem;

std::string with(std::string text, std::string const& part, std::string const& instead)
{
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + instead.size()))
        text.replace(at, part.size(), instead);
    return text;
}

std::string without(std::string text, std::string const& part)
{
    auto const at = text.find(part);
    EXPECT_NE(at, std::string::npos) << part;
    return text.erase(at, part.size());
}

/// The sample with every example in it taken up, its sandbox in a folder of the test.
std::string everything_taken_up(fs::path const& folder)
{
    std::ifstream stream{fs::path{TOCSIN_SOURCE_DIR} / "config" / "tocsin.yaml"};
    std::string text{std::istreambuf_iterator<char>{stream}, {}};
    text = with(text, "\n#:", "\n");
    text = without(text, "credentials: credentials/ ");
    text = without(text, "  tokens: []  ");
    text = without(text, "feeds: []\n");
    text = without(text, "webhooks: []\n");
    text = without(text, "board: {}\n");
    text = with(text, "/etc/tocsin/tls/tocsin.pem", (folder / "tls-key").string());
    text = with(text, "/etc/tocsin/tls/clients.pem", (folder / "tls-key").string());
    text = without(text, "routes:\n  sms: [dry]\n  email: []\n");
    text = with(text, "/etc/tocsin/relay-ca.pem", (folder / "smtp-password").string());  // a file that is there
    return with(text, "/var/lib/tocsin/sandbox", folder.string());
}

class ShippedSample : public testing::Test {
protected:
    ShippedSample()
    {
        std::string pattern = (fs::temp_directory_path() / "tocsin-sample-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        for (auto const* name :
             {"meteo-france-token", "kannel-password", "kannel-callback", "smtp-password", "imap-password", "modem-pin",
              "meteo-france-key", "tls-key", "situation-room-secret"}) {
            std::ofstream{folder_ / name} << "0123456789abcdef0123456789abcdef\n";
            fs::permissions(folder_ / name, fs::perms::owner_read);
        }
        std::ofstream{folder_ / "smpp-password"} << "01234567\n";
        fs::permissions(folder_ / "smpp-password", fs::perms::owner_read);
        std::ofstream{folder_ / "database-key"} << std::string(64, 'a') << '\n';
        fs::permissions(folder_ / "database-key", fs::perms::owner_read);
    }

    ~ShippedSample() override { fs::remove_all(folder_); }

    fs::path folder_;
};

TEST_F(ShippedSample, BuildsEveryChannelOfItsExamples)
{
    auto const file = fs::path{TOCSIN_SOURCE_DIR} / "config" / "tocsin.yaml";
    auto const loaded = read_settings(everything_taken_up(folder_), file, folder_);
    ASSERT_TRUE(loaded) << to_string(loaded.error().front());
    ASSERT_EQ(loaded->channels.size(), 6U);
    EXPECT_EQ(loaded->settings.http.tokens.size(), 1U);
    EXPECT_EQ(loaded->settings.routes.at(medium::sms), channels::in_order({"sms-main", "sms-second", "dry"}));

    support::virtual_world there;
    channels::surroundings const around{
        there.runtime,
        credentials_in(folder_),
        loaded->settings.http.public_url,
        loaded->settings.gateways,
        loaded->settings.instance,
    };
    for (auto const& [name, node] : loaded->channels) {
        auto const built = channels::build_channel(*node, "tocsin.yaml", around);
        ASSERT_TRUE(built) << to_string(built.error().front());
        EXPECT_EQ(built->settings.name, name);
    }
}

TEST_F(ShippedSample, BuildsEveryFeedOfItsExamples)
{
    auto const file = fs::path{TOCSIN_SOURCE_DIR} / "config" / "tocsin.yaml";
    auto const loaded = read_settings(everything_taken_up(folder_), file, folder_);
    ASSERT_TRUE(loaded) << to_string(loaded.error().front());
    auto const plans = feeds::load_feeds(*loaded, nullptr);
    ASSERT_TRUE(plans) << to_string(plans.error().front());
    std::vector<std::string> types;
    for (auto const& each : *plans)
        types.push_back(each.settings.type);
    EXPECT_EQ(types, (std::vector<std::string>{"cap", "vigilance", "vigicrues", "usgs", "emsc", "gdacs", "folder"}));
}

TEST_F(ShippedSample, ReadsThoseOutsideOfItsExamples)
{
    settings house;
    house.file = fs::path{TOCSIN_SOURCE_DIR} / "config" / "tocsin.yaml";
    house.credentials = folder_;
    auto const read = read_outside(everything_taken_up(folder_), house);
    ASSERT_TRUE(read) << to_string(read.error().front());
    EXPECT_TRUE(read->tls);
    EXPECT_EQ(read->webhooks.size(), 1U);
    EXPECT_EQ(read->proxy.people.size(), 2U);
    EXPECT_EQ(read->proxy.callers.header, "x-forwarded-for");
}

}  // namespace
}  // namespace tocsin::dispatcher
