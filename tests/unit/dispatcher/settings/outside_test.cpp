// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/settings/outside.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace tocsin::dispatcher {
namespace {

namespace fs = std::filesystem;

class Outside : public testing::Test {
protected:
    Outside()
    {
        std::string pattern = (fs::temp_directory_path() / "tocsin-outside-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
        house.file = folder / "tocsin.yaml";
        house.credentials = folder;
        put("board", "0123456789abcdef");
        put("short", "0123");
        put("tls-key", "-----BEGIN PRIVATE KEY-----");
        std::ofstream{folder / "server.pem"} << "x";
    }
    ~Outside() override { fs::remove_all(folder); }

    void put(std::string const& name, std::string const& secret)
    {
        std::ofstream{folder / name} << secret;
        fs::permissions(folder / name, fs::perms::owner_read | fs::perms::owner_write);
    }

    std::vector<std::string> problems_of(std::string const& text)
    {
        auto const read = read_outside(text, house);
        std::vector<std::string> keys;
        if (!read)
            for (auto const& each : read.error())
                keys.push_back(each.key);
        return keys;
    }

    fs::path folder;
    settings house;
};

TEST_F(Outside, IsEmptyUnlessSomethingIsSet)
{
    auto const read = read_outside("instance: x\n", house);
    ASSERT_TRUE(read);
    EXPECT_FALSE(read->tls);
    EXPECT_TRUE(read->webhooks.empty());
}

TEST_F(Outside, ReadsWhomToTellAndWhatToShow)
{
    auto const read = read_outside(R"(
http: {listen: "127.0.0.1:0", tls: {certificate: server.pem, key: {credential: tls-key}}}
webhooks:
  - {name: board, url: "https://board.example.org/t", secret: {credential: board}, events: ["mobilisation.filled"], timeout: 3s}
)",
        house);
    ASSERT_TRUE(read) << read.error().front().what;
    EXPECT_EQ(read->tls->certificate, folder / "server.pem");
    EXPECT_FALSE(read->tls->key.empty());
    EXPECT_TRUE(read->tls->client_ca.empty());
    ASSERT_EQ(read->webhooks.size(), 1U);
    EXPECT_EQ(read->webhooks[0].timeout, seconds{3});
    EXPECT_EQ(read->webhooks[0].events, std::vector<std::string>{"mobilisation.filled"});
}

TEST_F(Outside, ReadsWhoseWordOnWhoLooksIsTaken)
{
    auto const read = read_outside(
        "board: {proxy: {header: X-Remote-User, from: ['127.0.0.1', '2001:db8::1'], people: {alice: staff, salle: wall}, others: wall}}", house
    );
    ASSERT_TRUE(read) << read.error().front().what;
    EXPECT_EQ(read->proxy.header, "x-remote-user");
    EXPECT_EQ(read->proxy.from.size(), 2U);
    EXPECT_EQ(read->proxy.people.at("alice"), board_view::names);
    EXPECT_EQ(read->proxy.people.at("salle"), board_view::counts);
    EXPECT_EQ(read->proxy.others, board_view::counts);
    EXPECT_TRUE(problems_of("board: {}").empty());
    EXPECT_EQ(
        problems_of("board: {proxy: {from: [localhost], people: {alice: admin}, wall: 1}, screens: 4}"),
        (std::vector<std::string>{"board.proxy.header", "board.proxy.from", "board.proxy.people.alice", "board.proxy.wall", "board.screens"})
    );
    auto const behind = read_outside("board: {forwarded: {header: Forwarded, from: ['127.0.0.1']}}", house);
    ASSERT_TRUE(behind) << behind.error().front().what;
    EXPECT_EQ(behind->proxy.callers.header, "forwarded");
    EXPECT_EQ(behind->proxy.callers.from, std::vector<std::string>{"127.0.0.1"});
    EXPECT_EQ(
        problems_of("board: {forwarded: {from: [proxy], hops: 2}}"),
        (std::vector<std::string>{"board.forwarded.header", "board.forwarded.from", "board.forwarded.hops"})
    );
    EXPECT_EQ(problems_of("board: {proxy: {header: Cookie, from: ['127.0.0.1']}}"), std::vector<std::string>{"board.proxy.header"});
}

TEST_F(Outside, SaysEverythingThatIsWrong)
{
    EXPECT_EQ(
        problems_of("http: {tls: {certificate: none.pem, client_ca: none.pem, klient: 1}}"),
        (std::vector<std::string>{"http.tls.key", "http.tls.certificate", "http.tls.client_ca", "http.tls.klient"})
    );
    EXPECT_EQ(
        problems_of("webhooks: [{name: B, url: 'http://board.example.org', secret: {credential: short}},"
                    "{name: B, url: 'https://u:p@board.example.org', secret: {credential: none}}, {}]"),
        (std::vector<std::string>{
            "webhooks.name", "webhooks.url", "webhooks.secret", "webhooks.name", "webhooks.name", "webhooks.url",
            "webhooks.secret", "webhooks.name", "webhooks.url", "webhooks.secret"})
    );
    EXPECT_TRUE(problems_of("webhooks: [{name: b, url: 'http://127.0.0.1:1', secret: {credential: board}}]").empty());
}

}  // namespace
}  // namespace tocsin::dispatcher
