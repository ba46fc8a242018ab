// SPDX-License-Identifier: Apache-2.0
// SMPP against fake_smsc, which shares no code with us. What it wrote down decides.
#include "channels/smpp/smpp_channel.hpp"
#include "rules/delivery.hpp"
#include "rules/provider_id.hpp"
#include "tests/integration/channels/certificate.hpp"
#include "tests/integration/channels/fates.hpp"
#include "tests/integration/channels/live_world.hpp"
#include "tests/integration/channels/program.hpp"
#include "tests/support/recording_inbox.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <map>
#include <set>

namespace tocsin::integration {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using namespace channels;

class centre {
public:
    explicit centre(std::vector<std::string> more = {}, std::string port = "") : log_(folder_.path() / "smsc.jsonl")
    {
        std::vector<std::string> words{TOCSIN_FAKE_SMSC, "--log", log_.string(), "--system-id", "tocsin", "--password", "geheim"};
        words.insert(words.end(), more.begin(), more.end());
        if (!port.empty())
            words.insert(words.end(), {"--port", port});
        running_ = std::make_unique<program>(words, folder_.path() / "smsc.err", program::output::listened_to);
        auto const line = running_->read_line();
        if (!line.starts_with("port "))
            throw std::runtime_error{"fake_smsc did not start: " + line + contents(folder_.path() / "smsc.err")};
        port_ = static_cast<std::uint16_t>(std::stoi(line.substr(5)));
    }

    std::uint16_t port() const { return port_; }
    void stop() { running_->stop(); }

    std::vector<json::object> events(std::string_view kind) const
    {
        std::vector<json::object> found;
        for (auto const& line : lines_of(log_)) {
            auto const value = json::parse(line).as_object();
            if (value.at("event").as_string() == kind)
                found.push_back(value);
        }
        return found;
    }

private:
    temp_folder folder_;
    fs::path log_;
    std::unique_ptr<program> running_;
    std::uint16_t port_ = 0;
};

smpp::smpp_settings account(std::uint16_t port)
{
    smpp::smpp_settings settings;
    settings.where = {"127.0.0.1", port};
    settings.system_id = "tocsin";
    settings.password = secret{"geheim"};
    settings.sender = "38123";
    settings.limits.window = 50;
    settings.limits.answer_within = seconds{2};
    return settings;
}

/// The adapter on the real loop.
class client {
public:
    explicit client(smpp::smpp_settings settings) : adapter(smpp::make_smpp_channel(*world.runtime, std::move(settings)))
    {
        running_.spawn(adapter->run(inbox));
    }

    bool comes_up()
    {
        return world.wait_until([this] { return !inbox.links.empty() && inbox.links.back().first == link_state::up; });
    }

    void submit(std::string to, std::string body = "Dispo ? Répondez OUI")
    {
        message_text text{"", std::move(body), ""};
        outbound message{"r-" + to, to, "", std::move(text), world.runtime->wall() + hours{2}, "fr"};
        sending_.spawn(send(std::move(message), std::move(to)));
    }

    bool settles() { return world.wait_until([this] { return sending_.size() == 0; }); }

    void stop()
    {
        running_.cancel();
        EXPECT_TRUE(world.wait_until([this] { return running_.size() == 0; }));
    }

    /// The last word of the receipts that speak of what was accepted under this number.
    std::optional<receipt_verdict> fate_of(std::string const& to) const
    {
        auto const place = outcomes.find(to);
        if (place == outcomes.end() || !std::holds_alternative<accepted>(place->second))
            return std::nullopt;
        auto const key = rules::provider_key(std::get<accepted>(place->second).provider_id);
        rules::message_facts facts;
        facts.state = message_state::accepted;
        std::optional<receipt_verdict> best;
        for (auto const& news : inbox.receipts) {
            auto const reported = rules::provider_key(news.provider_id);
            bool const meant = reported == key || std::any_of(rules::id_relations.begin(), rules::id_relations.end(), [&](auto how) {
                                   return rules::accepted_under(how, reported) == key;
                               });
            if (!meant)
                continue;
            auto const step = rules::step_after(facts, rules::event_of(news.verdict), wall_time{}, {});
            if (!best || step.state != facts.state)
                best = news.verdict;
            facts.state = step.state;
        }
        return best;
    }

    std::string text_from(std::string const& who) const
    {
        std::string all;
        for (auto const& text : inbox.texts)
            if (text.from == who)
                all += (all.empty() ? "" : " | ") + text.text;
        return all;
    }

    live_world world;
    support::recording_inbox inbox{*world.runtime};
    std::unique_ptr<channel> adapter;
    std::map<std::string, outcome> outcomes;

private:
    task<void> send(outbound message, std::string to)
    {
        auto came = co_await adapter->submit(std::move(message));
        outcomes.insert_or_assign(to, std::move(came));
    }

    task_group running_{world.loop.get_executor()};
    task_group sending_{world.loop.get_executor()};
};

template <class Face>
bool is(outcome const& what)
{
    return std::holds_alternative<Face>(what);
}

TEST(Smpp, HandsOverWhatThePhoneShowsAndSaysGoodbye)
{
    centre smsc;
    client us{account(smsc.port())};
    ASSERT_TRUE(us.comes_up());
    auto const long_one = std::string(100, 'x') + " é € " + std::string(100, 'y');
    us.submit(number(1));
    us.submit(number(2), long_one);
    us.submit(number(3), "Łódź 👍");
    ASSERT_TRUE(us.settles());
    for (auto const& [to, came] : us.outcomes)
        EXPECT_TRUE(is<accepted>(came)) << to;
    EXPECT_EQ(std::get<accepted>(us.outcomes.at(number(2))).part_ids.size(), 2U);
    ASSERT_TRUE(us.world.wait_until([&] { return us.inbox.receipts.size() == 4; }));
    us.stop();

    std::map<std::string, std::string> shown;
    for (auto const& line : smsc.events("submit")) {
        shown[std::string{line.at("to").as_string()}] += std::string{line.at("text").as_string()};
        EXPECT_EQ(line.at("registered_delivery").as_int64(), 1);
        EXPECT_LE(std::string{line.at("validity").as_string()}, "000000020000000R");
        EXPECT_GE(std::string{line.at("validity").as_string()}, "000000015900000R");
        EXPECT_EQ(line.at("sender").as_string(), "38123");
    }
    EXPECT_EQ(shown.size(), 3U);
    for (auto const& [to, text] : shown) {
        auto const last = to.back();
        EXPECT_EQ(text, last == '1' ? "Dispo ? Répondez OUI" : last == '2' ? long_one : "Łódź 👍");
    }
    EXPECT_EQ(smsc.events("unbind").size(), 1U);
    for (auto const& line : smsc.events("acknowledged"))
        EXPECT_EQ(line.at("status").as_int64(), 0);
}

TEST(Smpp, ReadsReceiptsInEveryDialect)
{
    centre smsc;
    client us{account(smsc.port())};
    ASSERT_TRUE(us.comes_up());
    std::map<int, receipt_verdict> expected;
    for (int const fate : {0, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 79, 82})
        expected[fate] = receipt_verdict::delivered;
    for (int const fate : {80, 83, 85})
        expected[fate] = receipt_verdict::undeliverable;
    expected[81] = receipt_verdict::expired;
    expected[54] = receipt_verdict::buffered;
    for (auto const& [fate, verdict] : expected)
        us.submit(number(fate));
    us.submit(number(78));
    ASSERT_TRUE(us.settles());
    EXPECT_TRUE(us.world.wait_until([&] {
        return std::all_of(expected.begin(), expected.end(), [&](auto const& each) { return us.fate_of(number(each.first)) == each.second; });
    }));
    for (auto const& [fate, verdict] : expected)
        EXPECT_EQ(us.fate_of(number(fate)), verdict) << fate;
    EXPECT_TRUE(is<accepted>(us.outcomes.at(number(78))));
    us.stop();
    EXPECT_TRUE(smsc.events("strange-acknowledgement").empty());
}

TEST(Smpp, BringsUpWhatPeopleAnswer)
{
    centre smsc;
    client us{account(smsc.port())};
    us.inbox.takes = milliseconds{5};
    ASSERT_TRUE(us.comes_up());
    std::map<int, std::string> const expected{
        {89, "OUI"}, {90, "OUI"}, {91, "OUI"}, {93, "OUI"}, {94, "Non désolé"}, {95, "Non désolé"}, {96, "Non désolé"},
        {97, "STOP"}, {98, "c'est où ?"}};
    for (auto const& [fate, text] : expected)
        us.submit(number(fate));
    us.submit(number(87));
    us.submit(number(88));
    us.submit(number(99));
    ASSERT_TRUE(us.settles());
    EXPECT_TRUE(us.world.wait_until([&] { return us.inbox.texts.size() >= expected.size() + 4; }));
    for (auto const& [fate, text] : expected)
        EXPECT_EQ(us.text_from(number(fate)), text) << fate;
    EXPECT_EQ(us.text_from(number(99)), "oui | oui");
    EXPECT_GT(us.text_from(number(87)).size(), 100U);
    EXPECT_EQ(us.text_from(number(87)), us.text_from(number(88)));
    EXPECT_TRUE(us.world.wait_until([&] {
        auto const all = smsc.events("acknowledged");
        return std::count_if(all.begin(), all.end(), [](auto const& line) { return line.at("kind").as_string() == "reply"; }) >=
               static_cast<std::ptrdiff_t>(expected.size() + 6);
    }));
    us.stop();
}

TEST(Smpp, ReadsSeptetsPackedIntoOctets)
{
    centre smsc;
    auto settings = account(smsc.port());
    settings.alphabet = smpp::default_alphabet::gsm7_packed;
    client us{settings};
    ASSERT_TRUE(us.comes_up());
    us.submit(number(92));
    ASSERT_TRUE(us.settles());
    EXPECT_TRUE(us.world.wait_until([&] { return !us.inbox.texts.empty(); }));
    EXPECT_EQ(us.text_from(number(92)), "OUI");
    us.stop();
}

TEST(Smpp, SaysWhatEachRefusalMeans)
{
    centre smsc;
    client us{account(smsc.port())};
    ASSERT_TRUE(us.comes_up());
    for (int const fate : {64, 69, 70, 71, 72, 73, 74, 76, 77, 84})
        us.submit(number(fate));
    ASSERT_TRUE(us.settles());
    auto const came = [&](int fate) -> outcome const& { return us.outcomes.at(number(fate)); };
    EXPECT_TRUE(is<throttled>(came(70)));
    EXPECT_TRUE(is<throttled>(came(71)));
    ASSERT_TRUE(is<refused>(came(72)));
    EXPECT_EQ(std::get<refused>(came(72)).permanence, permanence::permanent);
    for (int const fate : {76, 77}) {
        ASSERT_TRUE(is<refused>(came(fate)));
        EXPECT_EQ(std::get<refused>(came(fate)).permanence, permanence::transient);
    }
    EXPECT_TRUE(is<refused>(came(64)));
    EXPECT_TRUE(is<unknown>(came(73)));
    EXPECT_TRUE(is<unknown>(came(74)));
    EXPECT_TRUE(is<accepted>(came(69)));
    EXPECT_TRUE(is<accepted>(came(84)));
    us.stop();
}

/// Garbage, half a response, an absurd length, a line that drops: the line ends, the daemon does not, and the next works.
TEST(Smpp, OutlivesEveryWayInWhichALineCanEnd)
{
    for (int const fate : {60, 61, 63, 65, 66, 68, 75}) {
        SCOPED_TRACE(fate);
        centre smsc;
        client us{account(smsc.port())};
        ASSERT_TRUE(us.comes_up());
        us.submit(number(fate));
        ASSERT_TRUE(us.settles());
        bool const was_answered = fate == 66 || fate == 68;
        EXPECT_TRUE(was_answered || is<unknown>(us.outcomes.at(number(fate))));
        ASSERT_TRUE(us.world.wait_until([&] { return us.inbox.links.size() >= 3 && us.inbox.links.back().first == link_state::up; }));
        us.submit(number(5));
        ASSERT_TRUE(us.settles());
        EXPECT_TRUE(is<accepted>(us.outcomes.at(number(5))));
        us.stop();
    }
}

TEST(Smpp, NacksAnUnknownCommandAndStays)
{
    centre smsc;
    client us{account(smsc.port())};
    ASSERT_TRUE(us.comes_up());
    us.submit(number(67));
    ASSERT_TRUE(us.settles());
    EXPECT_TRUE(is<accepted>(us.outcomes.at(number(67))));
    us.stop();
    EXPECT_EQ(smsc.events("nacked").size(), 1U);
    EXPECT_EQ(smsc.events("bind").size(), 1U);
}

TEST(Smpp, SaysThatThePasswordIsWrong)
{
    centre smsc;
    auto settings = account(smsc.port());
    settings.password = secret{"falsch"};
    client us{settings};
    ASSERT_TRUE(us.world.wait_until([&] { return !us.inbox.links.empty(); }));
    EXPECT_EQ(us.inbox.links[0].first, link_state::down);
    EXPECT_NE(us.inbox.links[0].second.find("refused"), std::string::npos) << us.inbox.links[0].second;
    us.stop();
}

TEST(Smpp, KeepsToItsWindowAtTheWitness)
{
    centre smsc{{"--answer-ms", "20"}};
    auto settings = account(smsc.port());
    settings.limits.window = 7;
    client us{settings};
    ASSERT_TRUE(us.comes_up());
    for (int i = 0; i < 40; ++i)
        us.submit(number(i), std::string(static_cast<std::size_t>(i) * 10 + 1, 'x'));
    ASSERT_TRUE(us.settles());
    us.stop();
    std::int64_t widest = 0;
    for (auto const& line : smsc.events("submit"))
        widest = std::max(widest, line.at("unanswered").as_int64());
    EXPECT_EQ(widest, 7);
}

/// R-14 at the adapter: whatever the order and however often, each is brought up and each is acknowledged.
TEST(Smpp, TakesTenThousandReceiptsInAnyOrderAndSomeTwice)
{
    constexpr int messages = 10'000;
    centre smsc{{"--every-number-works", "--receipt-spread-ms", "1000", "--receipts-twice-percent", "10"}};
    client us{account(smsc.port())};
    us.inbox.takes = milliseconds{2};
    ASSERT_TRUE(us.comes_up());
    for (int i = 0; i < messages; ++i) {
        char digits[16];
        std::snprintf(digits, sizeof digits, "+3363998%04d", i);
        us.submit(digits);
    }
    ASSERT_TRUE(us.world.wait_until([&] { return us.outcomes.size() == messages; }));
    std::set<std::string> ids;
    for (auto const& [to, came] : us.outcomes)
        if (auto const* const yes = std::get_if<accepted>(&came))
            ids.insert(rules::provider_key(yes->provider_id));
    EXPECT_EQ(ids.size(), static_cast<std::size_t>(messages));
    std::set<std::string> reported;
    EXPECT_TRUE(us.world.wait_until([&] {
        for (auto const& news : us.inbox.receipts)
            reported.insert(rules::provider_key(news.provider_id));
        return reported.size() == messages && us.inbox.receipts.size() > messages + 500U;
    }));
    EXPECT_EQ(reported, ids);
    EXPECT_LT(us.inbox.groups, messages / 2) << "receipts share commits";
    us.stop();
    for (auto const& line : smsc.events("acknowledged"))
        ASSERT_EQ(line.at("status").as_int64(), 0);
}

// --- TLS ----------------------------------------------------------------------------------------------------------------

std::string first_word_of(certificate const& own, std::string const& trusted, std::string const& name)
{
    centre smsc{{"--certificate", own.pem.string(), "--key", own.key.string()}};
    auto settings = account(smsc.port());
    settings.where.tls = tls_trust{name, trusted};
    client us{settings};
    EXPECT_TRUE(us.world.wait_until([&] { return !us.inbox.links.empty(); }));
    auto const word = us.inbox.links.front().second;
    if (us.inbox.links.front().first == link_state::up) {
        us.submit(number(1));
        EXPECT_TRUE(us.settles());
        EXPECT_TRUE(is<accepted>(us.outcomes.at(number(1))));
    } else {
        EXPECT_TRUE(smsc.events("bind").empty()) << "the password left for a stranger";
    }
    us.stop();
    return word;
}

TEST(SmppOverTls, SpeaksWithWhomItMeantToAndNobodyElse)
{
    certificate const own{"DNS:smsc.example.org,IP:127.0.0.1"};
    certificate const stranger{"DNS:smsc.example.org,IP:127.0.0.1"};
    EXPECT_EQ(first_word_of(own, own.pem.string(), ""), "bound");
    EXPECT_EQ(first_word_of(own, own.pem.string(), "smsc.example.org"), "bound");
    auto const wrong_name = first_word_of(own, own.pem.string(), "bank.example.org");
    EXPECT_TRUE(wrong_name.starts_with("TLS: ")) << wrong_name;
    auto const unknown_authority = first_word_of(own, stranger.pem.string(), "");
    EXPECT_TRUE(unknown_authority.starts_with("TLS: ")) << unknown_authority;
    auto const not_the_systems = first_word_of(own, "", "");
    EXPECT_TRUE(not_the_systems.starts_with("TLS: ")) << not_the_systems;
}

TEST(SmppOverTls, RefusesACertificateWhoseTimeIsOver)
{
    certificate const expired{"IP:127.0.0.1", -1};
    EXPECT_EQ(first_word_of(expired, expired.pem.string(), ""), "TLS: certificate has expired");
}

}  // namespace
}  // namespace tocsin::integration
