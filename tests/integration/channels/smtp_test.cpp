// SPDX-License-Identifier: Apache-2.0
// Mail against postfix's smtp-sink, read back by Python's parser, and against a relay with moods.
#include "channels/smtp/smtp_channel.hpp"
#include "tests/integration/channels/live_world.hpp"
#include "tests/integration/channels/program.hpp"
#include "tests/integration/channels/scripted_relay.hpp"
#include "where.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <map>

namespace tocsin::integration {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using channels::accepted;
using channels::outbound;
using channels::outcome;
using channels::permanence;
using channels::refused;
using channels::throttled;
using channels::unknown;

constexpr auto smtp_sink = "/usr/sbin/smtp-sink";

channels::smtp::smtp_settings settings_for(std::string url)
{
    channels::smtp::smtp_settings settings;
    settings.relay.url = std::move(url);
    settings.from_name = "Préfecture des Alpes-de-Haute-Provence";
    settings.from_address = "alerte@example.org";
    settings.reply_to = "reponses+04@example.org";
    settings.relay.connections = 4;
    return settings;
}

outbound a_mail(std::string reference, std::string to, std::string name = "", std::string body = "Répondez OUI.\n", std::string html = "")
{
    message_text text{"Alerte crue à Digne", std::move(body), std::move(html)};
    return {std::move(reference), std::move(to), std::move(name), std::move(text), wall_time{}, "fr"};
}

task<void> submit_into(channels::channel& to, outbound message, std::map<std::string, outcome>& outcomes)
{
    auto const reference = message.reference;
    auto came = co_await to.submit(std::move(message));
    outcomes.emplace(reference, std::move(came));
}

std::string in_words(outcome const& came)
{
    if (auto const* const no = std::get_if<refused>(&came))
        return "refused " + no->code + ": " + no->why;
    if (auto const* const nobody_knows = std::get_if<unknown>(&came))
        return "unknown: " + nobody_knows->why;
    return std::holds_alternative<accepted>(came) ? "accepted" : "throttled";
}

/// Hands all over at once, `window` at a time, as the sender does.
std::map<std::string, outcome> submit_all(live_world& world, channels::channel& to, std::vector<outbound> messages)
{
    std::map<std::string, outcome> outcomes;
    auto work = [&]() -> task<void> {
        channels::task_group in_flight{world.loop.get_executor()};
        for (auto& message : messages) {
            co_await in_flight.room_below(to.traits().window);
            in_flight.spawn(submit_into(to, std::move(message), outcomes));
        }
        co_await in_flight.join();
    };
    world.run(work());
    return outcomes;
}

json::array read_by_python(std::vector<fs::path> const& files, fs::path const& folder)
{
    std::vector<std::string> words{TOCSIN_PYTHON, TOCSIN_SOURCE_DIR "/tests/integration/channels/read_mails.py"};
    for (auto const& file : files)
        words.push_back(file.string());
    program reader{words, folder / "reader.log", program::output::listened_to};
    auto const line = reader.read_line();
    EXPECT_FALSE(line.empty()) << contents(folder / "reader.log");
    return line.empty() ? json::array{} : json::parse(line).as_array();
}

std::string text_in(json::object const& mail, char const* key)
{
    auto const& value = mail.at(key);
    auto text = value.is_string() ? std::string{value.as_string()} : std::string{};
    while (text.ends_with('\n'))
        text.pop_back();  // smtp-sink ends each file with an empty line
    return text;
}

TEST(Smtp, ArrivesAtARealRelayAsItWasWritten)
{
    if (!fs::exists(smtp_sink)) {
        ASSERT_FALSE(in_continuous_integration()) << "smtp-sink is missing; install postfix";
        GTEST_SKIP() << "smtp-sink is missing; apt-get install --no-install-recommends postfix";
    }
    temp_folder const folder;
    fs::permissions(folder.path(), fs::perms::all);
    auto const port = free_port();
    auto const place = "127.0.0.1:" + std::to_string(port);
    program const sink{{smtp_sink, "-u", "nobody", "-d", (folder.path() / "mail.").string(), place, "100"}, folder.path() / "sink.log"};
    live_world world;
    ASSERT_TRUE(world.wait_until([port] { return accepts_connections(port); })) << contents(folder.path() / "sink.log");

    auto const channel = channels::smtp::make_smtp_channel(*world.runtime, settings_for("smtp://" + place));
    std::string const awkward = ".un point\r\n..deux\nfin de ligne   \n" + std::string(200, 'x') + "\n" + "é = €, 100 %\ttab\n\nFrom ici\n";
    std::string const html = "<p>Répondez <b>OUI</b> &amp; venez</p>";
    std::vector<outbound> messages;
    for (int i = 0; i < 40; ++i) {
        auto const n = std::to_string(i);
        messages.push_back(a_mail("prefecture-04-" + n, "b" + n + "@example.org", i % 2 == 0 ? "Zoé \"Œil\" Ünal" : "", awkward + n, i % 3 == 0 ? html : ""));
    }
    auto const outcomes = submit_all(world, *channel, std::move(messages));
    for (auto const& [reference, came] : outcomes)
        EXPECT_TRUE(std::holds_alternative<accepted>(came)) << reference;

    std::vector<fs::path> files;
    for (auto const& entry : fs::directory_iterator{folder.path()})
        if (entry.path().filename().string().starts_with("mail."))
            files.push_back(entry.path());
    ASSERT_EQ(files.size(), 40U);
    std::map<std::string, json::object> by_recipient;
    for (auto const& mail : read_by_python(files, folder.path()))
        by_recipient[std::string{mail.at("to").as_string()}] = mail.as_object();
    ASSERT_EQ(by_recipient.size(), 40U);
    for (int i = 0; i < 40; ++i) {
        auto const n = std::to_string(i);
        auto const& mail = by_recipient.at("b" + n + "@example.org");
        EXPECT_EQ(text_in(mail, "subject"), "Alerte crue à Digne");
        EXPECT_EQ(text_in(mail, "to_name"), i % 2 == 0 ? "Zoé \"Œil\" Ünal" : "");
        EXPECT_EQ(text_in(mail, "from_name"), "Préfecture des Alpes-de-Haute-Provence");
        EXPECT_EQ(text_in(mail, "from"), "alerte@example.org");
        EXPECT_EQ(text_in(mail, "reply_to"), "reponses+04@example.org");
        EXPECT_EQ(text_in(mail, "message_id"), "<prefecture-04-" + n + "@example.org>");
        EXPECT_EQ(text_in(mail, "auto_submitted"), "auto-generated");
        EXPECT_EQ(text_in(mail, "unsubscribe"), "<mailto:reponses%2B04@example.org?subject=STOP>");
        EXPECT_EQ(text_in(mail, "type"), i % 3 == 0 ? "multipart/alternative" : "text/plain");
        EXPECT_EQ(
            text_in(mail, "text"),
            ".un point\n..deux\nfin de ligne   \n" + std::string(200, 'x') + "\né = €, 100 %\ttab\n\nFrom ici\n" + n
        );
        EXPECT_EQ(text_in(mail, "html"), i % 3 == 0 ? html : "");
        EXPECT_EQ(mail.at("defects").as_array().size(), 0U) << json::serialize(mail.at("defects"));
        EXPECT_LE(mail.at("longest_line").as_int64(), 78);
        EXPECT_TRUE(mail.at("is_ascii").as_bool());
    }
}

class Relay : public testing::Test {
protected:
    ~Relay() override { relay_.stop(); }

    outcome send_to(std::string const& address)
    {
        std::vector<outbound> one;
        one.push_back(a_mail("r-1", address));
        return submit_all(world_, *channel_, std::move(one)).at("r-1");
    }

    live_world world_;
    scripted_relay relay_{world_.loop.get_executor()};
    std::unique_ptr<channels::channel> channel_ = channels::smtp::make_smtp_channel(*world_.runtime, settings_for(relay_.url()));
};

refused refusal(outcome const& came)
{
    EXPECT_TRUE(std::holds_alternative<refused>(came)) << came.index();
    return std::holds_alternative<refused>(came) ? std::get<refused>(came) : refused{};
}

TEST_F(Relay, SaysWhatBecameOfEachMail)
{
    auto const nobody = refusal(send_to("unknown@example.org"));
    EXPECT_EQ(nobody.permanence, permanence::permanent);
    EXPECT_EQ(nobody.code, "550 5.1.1");
    EXPECT_EQ(nobody.why.find('@'), std::string::npos);
    auto const later = refusal(send_to("greylisted@example.org"));
    EXPECT_EQ(later.permanence, permanence::transient);
    EXPECT_EQ(later.code, "450 4.7.1");
    auto const full = refusal(send_to("full@example.org"));
    EXPECT_EQ(full.permanence, permanence::transient);
    EXPECT_EQ(full.code, "452 4.2.2");
    auto const content = refusal(send_to("spam@example.org"));
    EXPECT_EQ(content.permanence, permanence::permanent);
    EXPECT_EQ(content.code, "554 5.7.1");
    EXPECT_TRUE(std::holds_alternative<throttled>(send_to("hurried@example.org")));
    EXPECT_TRUE(std::holds_alternative<accepted>(send_to("zoe@example.org")));
}

/// Nobody was named yet: whom the relay would have taken is not unreachable because of it.
TEST_F(Relay, ARefusalOfTheSenderSpeaksOfUs)
{
    for (auto const* word : {"550 5.7.1 Sender address rejected: not owned by user", "554 no", "553 5.1.8 no such domain"}) {
        relay_.answer_to_sender = word;
        auto const came = refusal(send_to("zoe@example.org"));
        EXPECT_EQ(came.permanence, permanence::transient) << word;
        EXPECT_EQ(came.code, "connect") << word;
    }
    relay_.answer_to_sender = "552 5.3.4 Message size exceeds fixed limit";
    EXPECT_EQ(refusal(send_to("zoe@example.org")).permanence, permanence::permanent);
    relay_.answer_to_sender = "451 4.3.0 later";
    EXPECT_EQ(refusal(send_to("zoe@example.org")).code, "451 4.3.0");
    relay_.answer_to_sender = "250 2.1.0 Ok";
    EXPECT_TRUE(std::holds_alternative<accepted>(send_to("zoe@example.org")));
}

TEST_F(Relay, LineThatBreaksAfterTheMailIsUnknownAndBeforeItNot)
{
    EXPECT_TRUE(std::holds_alternative<unknown>(send_to("dropped@example.org")));
    EXPECT_EQ(refusal(send_to("cut@example.org")).code, "connect");
    EXPECT_TRUE(std::holds_alternative<accepted>(send_to("zoe@example.org")));
}

TEST_F(Relay, RelayThatIsAwayIsRefusedForNow)
{
    relay_.greeting = "421 4.3.2 Closing for the night";
    auto const came = refusal(send_to("zoe@example.org"));
    EXPECT_EQ(came.permanence, permanence::transient);
    EXPECT_EQ(came.code, "connect");
    auto const nowhere = channels::smtp::make_smtp_channel(*world_.runtime, settings_for("smtp://127.0.0.1:" + std::to_string(free_port())));
    std::vector<outbound> one;
    one.push_back(a_mail("r-1", "zoe@example.org"));
    EXPECT_EQ(refusal(submit_all(world_, *nowhere, std::move(one)).at("r-1")).code, "connect");
}

TEST_F(Relay, BadAddressesNeverStopTheRestNorTheLoop)
{
    relay_.answers_quit = false;
    std::vector<outbound> messages;
    std::vector<std::string> const moods{"unknown", "zoe", "greylisted", "spam", "zoe", "dropped", "zoe", "hurried", "cut", "zoe"};
    for (std::size_t i = 0; i < 100; ++i)
        messages.push_back(a_mail("r-" + std::to_string(i), moods[i % moods.size()] + "@example.org"));
    auto const outcomes = submit_all(world_, *channel_, std::move(messages));
    ASSERT_EQ(outcomes.size(), 100U);
    for (std::size_t i = 0; i < 100; ++i) {
        auto const& came = outcomes.at("r-" + std::to_string(i));
        EXPECT_EQ(std::holds_alternative<accepted>(came), moods[i % moods.size()] == "zoe") << i;
    }
    EXPECT_EQ(relay_.mails.size(), 40U);
}

TEST_F(Relay, KeepsItsConnections)
{
    std::vector<outbound> messages;
    for (int i = 0; i < 50; ++i)
        messages.push_back(a_mail("r-" + std::to_string(i), "zoe@example.org"));
    submit_all(world_, *channel_, std::move(messages));
    EXPECT_EQ(relay_.mails.size(), 50U);
    EXPECT_LE(relay_.connections, 4);
}

TEST_F(Relay, NothingInAMessageSmugglesACommandOrAHeaderIn)
{
    std::vector<outbound> one;
    message_text text{"Sujet\r\nBcc: victime@example.org", "corps\r\n.\r\nMAIL FROM:<x@example.org>\r\n", ""};
    outbound message{"r-1", "zoe@example.org", "Zoé\r\nX-Injected: 1", text, wall_time{}, "fr"};
    one.push_back(std::move(message));
    auto const outcomes = submit_all(world_, *channel_, std::move(one));
    EXPECT_TRUE(std::holds_alternative<accepted>(outcomes.at("r-1")));
    ASSERT_EQ(relay_.mails.size(), 1U);
    EXPECT_EQ(relay_.mails.front().find("\nBcc:"), std::string::npos);
    EXPECT_EQ(relay_.mails.front().find("\nX-Injected:"), std::string::npos);
    EXPECT_NE(relay_.mails.front().find("\n..\r\nMAIL FROM"), std::string::npos);
}

TEST_F(Relay, CancellingAMailLeavesThePoolUsable)
{
    auto work = [&]() -> task<void> {
        channels::task_group some{world_.loop.get_executor()};
        std::map<std::string, outcome> outcomes;
        for (int i = 0; i < 8; ++i)
            some.spawn(submit_into(*channel_, a_mail("r-" + std::to_string(i), "zoe@example.org"), outcomes));
        co_await world_.pause(milliseconds{1});
        some.cancel();
        co_await some.join();
    };
    world_.run(work());
    auto const after = send_to("zoe@example.org");
    EXPECT_TRUE(std::holds_alternative<accepted>(after)) << in_words(after);
}

TEST_F(Relay, PoolMayGoWithConnectionsOpenAndRelayMute)
{
    EXPECT_TRUE(std::holds_alternative<accepted>(send_to("zoe@example.org")));
    relay_.answers_quit = false;
    channel_.reset();
    world_.run(world_.pause(milliseconds{1}));
}

}  // namespace
}  // namespace tocsin::integration
