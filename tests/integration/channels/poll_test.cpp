// SPDX-License-Identifier: Apache-2.0
// Replies asked for, by the shipped profile of OVH, from a provider of our own (tests/fakes/inbox.hpp): what is not durable is
// asked for again, and what is, is not.
#include "channels/registry.hpp"
#include "tests/integration/channels/fates.hpp"
#include "tests/integration/channels/live_world.hpp"
#include "tests/integration/channels/program.hpp"
#include "tests/support/recording_inbox.hpp"
#include "where.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace tocsin::integration {
namespace {

class AskedReplies : public testing::Test {
protected:
    AskedReplies()
    {
        gateway_ = std::make_unique<program>(
            std::vector<std::string>{
                TOCSIN_FAKE_GATEWAY, "--log", log_.string(), "--dialect", "ovh", "--user", "key", "--password", "secret", "--consumer",
                "consumer", "--inbox", "--reply-ms", "0"},
            folder_.path() / "gateway.err", program::output::listened_to
        );
        auto const line = gateway_->read_line();
        port_ = line.substr(std::min<std::size_t>(line.size(), 5));
        channel_ = asking();
    }

    /// Credentials are named after what is in them.
    std::unique_ptr<channels::channel> asking(std::string const& more = "", std::string const& consumer = "consumer")
    {
        auto const secrets = [](std::string const& name) { return std::optional{channels::secret{name}}; };
        channels::surroundings const around{*world_.runtime, secrets, "http://127.0.0.1:1", TOCSIN_SOURCE_DIR "/config/gateways", "prefecture-04"};
        auto built = channels::build_channel(
            YAML::Load(
                "{name: sms, type: http_sms, medium: sms, profile: ovh, rate: {per_second: 100}, timeout: 5, variables: {api: \"http://127.0.0.1:" +
                port_ + "/1.0\", service: sms-ab12345-1, application_key: key, application_secret: {credential: secret}, consumer_key: "
                "{credential: " + consumer + "}}, callback_token: {credential: 0123456789abcdef0123456789abcdef}, poll: {every: 1}" + more + "}"
            ),
            "tocsin.yaml", around
        );
        if (built)
            return std::move(built->adapter);
        for (auto const& each : built.error())
            ADD_FAILURE() << to_string(each);
        return nullptr;
    }

    void ask(int fate)
    {
        message_text body{"", "Venez aider. Répondez OUI ou NON", ""};
        channels::outbound message{"04-" + std::to_string(fate), number(fate), "", std::move(body), world_.runtime->wall() + hours{3}, "fr"};
        EXPECT_TRUE(std::holds_alternative<channels::accepted>(world_.get(channel_->submit(std::move(message)))));
    }

    std::size_t requests_for(std::string const& what) const
    {
        std::size_t count = 0;
        for (auto const& line : lines_of(log_)) {
            auto const entry = boost::json::parse(line).as_object();
            if (entry.contains("event") && entry.at("event") == "inbox")
                count += (what == "list") == (entry.at("asked") == "list") ? 1U : 0U;
        }
        return count;
    }

    temp_folder folder_;
    std::filesystem::path log_ = folder_.path() / "witness.jsonl";
    live_world world_;
    support::recording_inbox above_{*world_.runtime};
    std::string port_;
    std::unique_ptr<program> gateway_;
    std::unique_ptr<channels::channel> channel_;
    channels::task_group running_{world_.loop.get_executor()};
};

TEST_F(AskedReplies, AreAskedForUntilTheyAreDurableAndThenNoMore)
{
    EXPECT_TRUE(channel_->traits().two_way);
    above_.refuses = true;
    ask(90);
    ask(99);
    running_.spawn(channel_->run(above_));
    ASSERT_TRUE(world_.wait_until([&] { return requests_for("reply") >= 2; })) << "what was not kept is fetched again";
    EXPECT_TRUE(above_.texts.empty());
    above_.refuses = false;
    ASSERT_TRUE(world_.wait_until([&] { return above_.texts.size() == 2; }));
    auto const fetched = requests_for("reply");
    auto const looks = requests_for("list");
    ASSERT_TRUE(world_.wait_until([&] { return requests_for("list") >= looks + 2; }));
    EXPECT_EQ(requests_for("reply"), fetched);
    ASSERT_EQ(above_.texts.size(), 2U);
    EXPECT_EQ(above_.texts.front(), (inbound_text{number(90), "", "OUI", "41000000"}));
    EXPECT_EQ(above_.texts.back(), (inbound_text{number(99), "", "oui", "41000001"}));
    EXPECT_TRUE(above_.troubles.empty());
    EXPECT_EQ(above_.unread, "");
    running_.cancel();
    world_.run(running_.join());
}

TEST_F(AskedReplies, ThatAreRefusedAreToldOfOnceAndTheChannelLives)
{
    channel_ = asking("", "another");
    running_.spawn(channel_->run(above_));
    ASSERT_TRUE(world_.wait_until([&] { return !above_.troubles.empty(); }));
    EXPECT_EQ(
        above_.troubles.front(),
        "replies cannot be fetched: the provider does not accept our credentials, or does not give us this right (HTTP 403)"
    );
    EXPECT_TRUE(above_.unread.ends_with("(HTTP 403)")) << above_.unread;
    gateway_->stop();
    ASSERT_TRUE(world_.wait_until([&] { return above_.troubles.size() == 2; })) << "nobody is there: another reason";
    EXPECT_TRUE(above_.troubles.back().starts_with("replies cannot be fetched: ")) << above_.troubles.back();
    EXPECT_EQ(above_.links, (std::vector{std::pair{channels::link_state::up, std::string{"http"}}}));
    EXPECT_EQ(running_.size(), 1U);
    running_.cancel();
    world_.run(running_.join());
}

TEST_F(AskedReplies, OfASenderWithLettersAreNotAskedFor)
{
    channel_ = asking(", sender: PREF04");
    running_.spawn(channel_->run(above_));
    world_.run(world_.pause(milliseconds{200}));
    EXPECT_EQ(requests_for("list"), 0U);
    EXPECT_FALSE(channel_->traits().two_way);
    running_.cancel();
    world_.run(running_.join());
}

}  // namespace
}  // namespace tocsin::integration
