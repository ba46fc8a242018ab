// SPDX-License-Identifier: Apache-2.0
// Mail against fake_smtp, a relay in a process of its own with people behind it: TLS, passwords, silence, and the way back.
// What left the house is judged by the relay's log.
#include "channels/port/tasks.hpp"
#include "channels/smtp/smtp_channel.hpp"
#include "tests/integration/channels/live_world.hpp"
#include "tests/integration/channels/program.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <map>

namespace tocsin::integration {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using namespace channels;

class relay_program {
public:
    explicit relay_program(std::vector<std::string> more = {})
    {
        std::vector<std::string> words{TOCSIN_FAKE_SMTP, "--log", log_.string(), "--ca-file", ca_file().string(), "--maildir", maildir().string()};
        words.insert(words.end(), more.begin(), more.end());
        running_ = std::make_unique<program>(words, folder_.path() / "relay.err", program::output::listened_to);
        place_ = "127.0.0.1:" + running_->read_line().substr(5);
    }

    smtp::smtp_settings settings(std::string const& scheme = "smtp://") const
    {
        smtp::smtp_settings settings;
        settings.relay.url = scheme + place_;
        settings.relay.ca_file = fs::exists(ca_file()) ? ca_file().string() : std::string{};
        settings.relay.connect_timeout = seconds{5};
        settings.relay.timeout = seconds{5};
        settings.from_name = "Préfecture";
        settings.from_address = "alerte@example.org";
        return settings;
    }

    std::vector<json::object> witnessed() const
    {
        std::vector<json::object> lines;
        for (auto const& line : lines_of(log_))
            lines.push_back(json::parse(line).as_object());
        return lines;
    }

    fs::path ca_file() const { return folder_.path() / "ca.pem"; }
    fs::path maildir() const { return folder_.path() / "maildir"; }
    program& process() { return *running_; }

private:
    temp_folder folder_;
    fs::path log_ = folder_.path() / "witness.jsonl";
    std::string place_;
    std::unique_ptr<program> running_;
};

outbound mail_to(std::string reference, std::string to)
{
    message_text text{"Crue", "OUI ou NON ?", "<a href=\"answer:OUI\">Oui</a>"};
    return {std::move(reference), std::move(to), "", std::move(text), wall_time{}, "fr"};
}

outcome send_one(smtp::smtp_settings settings, std::string to = "zoe@example.org")
{
    live_world world;
    auto const channel = smtp::make_smtp_channel(*world.runtime, std::move(settings));
    return world.get(channel->submit(mail_to("r-1", std::move(to))));
}

std::string connect_failure(outcome const& came)
{
    auto const* const no = std::get_if<refused>(&came);
    return no && no->code == "connect" && no->permanence == permanence::transient ? no->why : "(no refusal of the connection)";
}

TEST(MailTls, StarttlsWithATrustedCertificate)
{
    relay_program const relay{{"--tls", "starttls"}};
    auto settings = relay.settings();
    settings.relay.require_tls = true;
    EXPECT_TRUE(std::holds_alternative<accepted>(send_one(std::move(settings))));
    auto const seen = relay.witnessed();
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_TRUE(seen[0].at("tls").as_bool());
}

TEST(MailTls, TlsFromTheFirstByte)
{
    relay_program const relay{{"--tls", "implicit"}};
    EXPECT_TRUE(std::holds_alternative<accepted>(send_one(relay.settings("smtps://"))));
    EXPECT_TRUE(relay.witnessed().at(0).at("tls").as_bool());
}

TEST(MailTls, AnExpiredCertificateIsRefusedAndNamed)
{
    relay_program const relay{{"--tls", "starttls", "--certificate", "expired"}};
    EXPECT_NE(connect_failure(send_one(relay.settings())).find("expired"), std::string::npos);
    EXPECT_TRUE(relay.witnessed().empty());
}

TEST(MailTls, ACertificateOfAnotherNameOrOfNobodyWeTrustIsRefused)
{
    relay_program const other{{"--tls", "implicit", "--certificate", "other-name"}};
    EXPECT_NE(connect_failure(send_one(other.settings("smtps://"))), "(no refusal of the connection)");
    relay_program const unknown_to_us{{"--tls", "starttls"}};
    auto settings = unknown_to_us.settings();
    settings.relay.ca_file.clear();
    EXPECT_NE(connect_failure(send_one(std::move(settings))), "(no refusal of the connection)");
    EXPECT_TRUE(other.witnessed().empty() && unknown_to_us.witnessed().empty());
}

TEST(MailTls, WithoutStarttlsNothingLeavesWhereItIsRequired)
{
    relay_program const relay;
    auto settings = relay.settings();
    settings.relay.require_tls = true;
    EXPECT_NE(connect_failure(send_one(std::move(settings))), "(no refusal of the connection)");
    EXPECT_TRUE(relay.witnessed().empty());
}

TEST(MailAuth, ARightPasswordIsTakenAndAWrongOneMayBeMended)
{
    relay_program const relay{{"--user", "tocsin", "--password", "secret word"}};
    auto settings = relay.settings();
    settings.relay.username = "tocsin";
    settings.relay.password = secret{"secret word"};
    EXPECT_TRUE(std::holds_alternative<accepted>(send_one(std::move(settings))));
    EXPECT_TRUE(relay.witnessed().at(0).at("auth").as_bool());

    auto wrong = relay.settings();
    wrong.relay.username = "tocsin";
    wrong.relay.password = secret{"something else"};
    auto const why = connect_failure(send_one(std::move(wrong)));
    EXPECT_EQ(why.find("something else"), std::string::npos);
    EXPECT_NE(why, "(no refusal of the connection)");
    EXPECT_NE(connect_failure(send_one(relay.settings())), "(no refusal of the connection)") << "530 speaks of us";
    EXPECT_EQ(relay.witnessed().size(), 1U);
}

TEST(MailAuth, ARelayThatKnowsOnlyLoginIsSpokenToByIt)
{
    for (auto const* only : {"LOGIN", "PLAIN"}) {
        relay_program const relay{{"--user", "tocsin", "--password", "secret word", "--auth", only}};
        auto const known_by = [&relay](char const* password) {
            auto settings = relay.settings();
            settings.relay.username = "tocsin";
            settings.relay.password = secret{password};
            return settings;
        };
        EXPECT_TRUE(std::holds_alternative<accepted>(send_one(known_by("secret word")))) << only;
        ASSERT_EQ(relay.witnessed().size(), 1U);
        EXPECT_TRUE(relay.witnessed().front().at("auth").as_bool()) << only;
        EXPECT_NE(connect_failure(send_one(known_by("another word"))), "(no refusal of the connection)") << only;
    }
}

TEST(MailFaults, WhatNobodyCanSayIsUnknown)
{
    relay_program const relay{{"--late-ms", "200"}};
    for (auto const* fate : {"dropped", "garbage", "cut"})
        EXPECT_TRUE(std::holds_alternative<unknown>(send_one(relay.settings(), std::string{fate} + "@example.org"))) << fate;
    auto impatient = relay.settings();
    impatient.relay.timeout = seconds{1};
    EXPECT_TRUE(std::holds_alternative<unknown>(send_one(std::move(impatient), "silent@example.org")));
    EXPECT_TRUE(std::holds_alternative<accepted>(send_one(relay.settings(), "late@example.org")));
    EXPECT_NE(connect_failure(send_one(relay.settings(), "cut-early@example.org")), "(no refusal of the connection)");
}

/// Else a relay that looks into each mail for a second would count as slow whenever mails queue for it.
TEST(MailFaults, WhatAMailWaitedForALineIsNotTheRelaysTime)
{
    relay_program const relay{{"--answer-ms", "100"}};
    auto settings = relay.settings();
    settings.relay.connections = 1;
    live_world world;
    auto const channel = smtp::make_smtp_channel(*world.runtime, std::move(settings));
    std::vector<outcome> came(6);
    auto const hand_over = [&](outcome& into, int number) -> task<void> {
        into = co_await channel->submit(mail_to("r-" + std::to_string(number), "zoe@example.org"));
    };
    auto const begun = world.runtime->mono();
    auto const all = [&]() -> task<void> {
        task_group at_once{world.loop.get_executor()};
        for (std::size_t i = 0; i < came.size(); ++i)
            at_once.spawn(hand_over(came[i], static_cast<int>(i)));
        co_await at_once.join();
    };
    world.run(all());
    // One line serves one after the other: together they took no longer than there was time.
    mono_clock::duration together{};
    for (auto const& each : came) {
        auto const* const yes = std::get_if<accepted>(&each);
        ASSERT_TRUE(yes && yes->took);
        EXPECT_GE(*yes->took, milliseconds{100});
        together += *yes->took;
    }
    EXPECT_LE(together, world.runtime->mono() - begun);
}

TEST(MailFaults, AGreylistedMailPassesTheSecondTime)
{
    relay_program const relay;
    auto const first = send_one(relay.settings(), "greylisted@example.org");
    ASSERT_TRUE(std::holds_alternative<refused>(first));
    EXPECT_EQ(std::get<refused>(first).code, "450 4.7.1");
    EXPECT_TRUE(std::holds_alternative<accepted>(send_one(relay.settings(), "greylisted@example.org")));
}

TEST(MailFaults, AStoppedRelayIsNotWaitedForLongerThanTold)
{
    relay_program relay;
    relay.process().signal(SIGSTOP);
    auto settings = relay.settings();
    settings.relay.connect_timeout = seconds{1};
    settings.relay.timeout = seconds{2};
    auto const came = send_one(std::move(settings));
    relay.process().signal(SIGCONT);
    EXPECT_NE(connect_failure(came), "(no refusal of the connection)");
}

/// Keeps what comes up, as the house would.
class recording_inbox final : public inbox {
public:
    task<durability> receipt_arrived(receipt news) override
    {
        receipts.push_back(std::move(news));
        co_return answer;
    }

    task<durability> text_arrived(inbound_text news) override
    {
        texts.push_back(std::move(news));
        co_return answer;
    }

    void link_changed(link_state state, std::string_view reason) override { links.emplace_back(state, reason); }

    inbound_text text_about(std::string const& reference) const
    {
        for (auto const& each : texts)
            if (each.reference == reference)
                return each;
        return {};
    }

    std::vector<receipt> receipts;
    std::vector<inbound_text> texts;
    std::vector<std::pair<link_state, std::string>> links;
    durability answer = durability::durable;
};

std::size_t letters_in(fs::path const& folder)
{
    return static_cast<std::size_t>(std::distance(fs::directory_iterator{folder}, fs::directory_iterator{}));
}

class WayBack : public testing::Test {
protected:
    std::unique_ptr<channel> open()
    {
        auto settings = relay_.settings();
        settings.box = smtp::make_maildir(relay_.maildir());
        settings.poll = seconds{1};
        return smtp::make_smtp_channel(*world_.runtime, std::move(settings));
    }

    /// Sends to each, runs the channel until so much has come back, and then says goodbye.
    bool send_and_wait(channel& through, std::vector<std::string> const& people, std::size_t texts, std::size_t receipts)
    {
        task_group own{world_.loop.get_executor()};
        own.spawn(through.run(above_));
        for (auto const& name : people)
            EXPECT_TRUE(std::holds_alternative<accepted>(world_.get(through.submit(mail_to("k3f9-" + name, name + "@example.org"))))) << name;
        auto const came = world_.wait_until([&] { return above_.texts.size() >= texts && above_.receipts.size() >= receipts; }, seconds{20});
        own.cancel();
        world_.run(own.join());
        return came;
    }

    live_world world_;
    relay_program relay_;
    recording_inbox above_;
};

TEST_F(WayBack, AnswersAndBouncesNameTheirMessage)
{
    auto const channel = open();
    EXPECT_TRUE(channel->traits().two_way);
    ASSERT_TRUE(send_and_wait(*channel, {"yes-1", "no-1", "yes-html-1", "away-1", "bounces-1", "stop-1", "yes-twice-1"}, 7, 1));
    EXPECT_EQ(above_.text_about("k3f9-yes-1").text, "OUI");
    EXPECT_EQ(above_.text_about("k3f9-yes-1").from, "yes-1@example.org");
    EXPECT_EQ(above_.text_about("k3f9-no-1").text, "Non désolé");
    EXPECT_EQ(above_.text_about("k3f9-yes-html-1").text, "Oui, j'arrive");
    EXPECT_EQ(above_.text_about("k3f9-stop-1").text, "STOP");
    EXPECT_TRUE(above_.text_about("k3f9-away-1").automatic);
    EXPECT_FALSE(above_.text_about("k3f9-yes-1").automatic);
    ASSERT_EQ(above_.receipts.size(), 1U);
    EXPECT_EQ(above_.receipts[0], receipt("", "k3f9-bounces-1", receipt_verdict::undeliverable, "5.1.1"));
    std::map<std::string, int> by_id;
    for (auto const& each : above_.texts)
        ++by_id[each.provider_id];
    EXPECT_EQ(by_id[above_.text_about("k3f9-yes-twice-1").provider_id], 2) << "the store absorbs what comes twice";
    EXPECT_EQ(letters_in(relay_.maildir() / "new"), 0U);
    EXPECT_EQ(letters_in(relay_.maildir() / "cur"), 8U);
    ASSERT_FALSE(above_.links.empty());
    EXPECT_EQ(above_.links.front().first, link_state::up);
}

TEST_F(WayBack, TheMailCarriesItsAddressesAndButtons)
{
    auto const channel = open();
    ASSERT_TRUE(send_and_wait(*channel, {"zoe"}, 0, 0));
    auto const seen = relay_.witnessed().at(0);
    EXPECT_EQ(seen.at("from").as_string(), "alerte+bounce-k3f9-zoe@example.org");
    EXPECT_EQ(seen.at("reply_to").as_string(), "alerte+k3f9-zoe@example.org");
    EXPECT_EQ(seen.at("message_id").as_string(), "<k3f9-zoe@example.org>");
    auto const mail = std::string{seen.at("mail").as_string()};
    EXPECT_NE(mail.find("mailto:alerte%2Bk3f9-zoe@example.org"), std::string::npos) << mail;
}

TEST_F(WayBack, WhatIsNotDurableStaysInTheBox)
{
    auto const channel = open();
    above_.answer = durability::not_durable;
    ASSERT_TRUE(send_and_wait(*channel, {"yes-1"}, 2, 0)) << "it comes again";
    EXPECT_EQ(letters_in(relay_.maildir() / "new"), 1U);
    EXPECT_EQ(letters_in(relay_.maildir() / "cur"), 0U);
}

/// Who may write into the box may leave anything there: a pipe that nobody fills would hold the one thread for ever.
TEST_F(WayBack, WhatIsNoFileIsPutAwayUnread)
{
    auto const inside = relay_.maildir() / "new";
    fs::create_directories(inside / "0.folder");
    ASSERT_EQ(::mkfifo((inside / "0.pipe").c_str(), 0600), 0);
    auto const channel = open();
    ASSERT_TRUE(send_and_wait(*channel, {"yes-1"}, 3, 0));
    EXPECT_EQ(above_.text_about("k3f9-yes-1").text, "OUI");
    EXPECT_EQ(letters_in(inside), 0U);
}

TEST(MailLink, AnUnusableRelayIsSeenBeforeThereIsMail)
{
    relay_program const relay{{"--tls", "starttls", "--certificate", "expired"}};
    live_world world;
    recording_inbox above;
    auto const channel = smtp::make_smtp_channel(*world.runtime, relay.settings());
    task_group own{world.loop.get_executor()};
    own.spawn(channel->run(above));
    EXPECT_TRUE(world.wait_until([&] { return !above.links.empty(); }, seconds{20}));
    own.cancel();
    world.run(own.join());
    ASSERT_FALSE(above.links.empty());
    EXPECT_EQ(above.links.front().first, link_state::down);
    EXPECT_NE(above.links.front().second.find("expired"), std::string::npos);
}

}  // namespace
}  // namespace tocsin::integration
