// SPDX-License-Identifier: Apache-2.0
// Each shipped profile of config/gateways/ against a provider that speaks as its documentation says, in code of its own
// (tests/fakes/dialects.cpp). Verdicts come from that provider's log and from what came back.
#include "channels/registry.hpp"
#include "tests/integration/channels/certificate.hpp"
#include "tests/integration/channels/fates.hpp"
#include "tests/integration/channels/live_world.hpp"
#include "tests/integration/channels/program.hpp"
#include "tests/integration/channels/webhook_door.hpp"
#include "where.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <set>

namespace tocsin::integration {
namespace {

namespace json = boost::json;
using channels::accepted;
using channels::outbound;
using channels::outcome;
using channels::permanence;
using channels::refused;
using channels::throttled;
using channels::unknown;

struct provider {
    std::string name;
    std::vector<std::string> account;  ///< the fake's options
    std::string channel;  ///< YAML of the channel; GATEWAY stands for the provider's address
    bool signs = false;
    bool gives_id = true;
};

std::ostream& operator<<(std::ostream& out, provider const& which) { return out << which.name; }

std::vector<provider> const providers{
    {"kannel", {"--user", "tocsin", "--password", "k"}, "variables: {url: \"GATEWAY/cgi-bin/sendsms\", username: tocsin, password: {credential: k}}", false, false},
    {"ovh",
     {"--user", "key", "--password", "secret", "--consumer", "consumer"},
     "variables: {api: \"GATEWAY/1.0\", service: sms-ab12345-1, application_key: key, application_secret: {credential: secret}, "
     "consumer_key: {credential: consumer}}\nreplies: {method: GET, from: senderid, text: message, id: id}"},
    {"twilio", {"--user", "AC17", "--password", "token"}, "variables: {api: GATEWAY, account: AC17, auth_token: {credential: token}}", true},
    {"vonage",
     {"--user", "key", "--password", "secret", "--signature-secret", "signs"},
     "variables: {api: GATEWAY, api_key: key, api_secret: {credential: secret}, signature_secret: {credential: signs}}", true},
    {"brevo", {"--password", "key"}, "variables: {api: GATEWAY, api_key: {credential: key}}"},
    {"infobip", {"--password", "key"}, "variables: {base: GATEWAY, api_key: {credential: key}}"},
    {"smsmode", {"--password", "key"}, "variables: {api: GATEWAY, api_key: {credential: key}}"},
};

constexpr auto callback_token = "0123456789abcdef0123456789abcdef";

class Provider : public testing::TestWithParam<provider> {
protected:
    Provider() { start(); }

    std::string replaced(std::string text, std::string const& what, std::string const& with) const
    {
        for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
            text.replace(at, what.size(), with);
        return text;
    }

    void start()
    {
        auto const calls = door_.url() + "/v1/channels/sms/";
        std::vector<std::string> words{
            TOCSIN_FAKE_GATEWAY, "--log", log_.string(), "--dialect", GetParam().name, "--receipts-url",
            calls + "receipts?token=" + callback_token, "--replies-url", calls + "replies?token=" + callback_token,
            "--receipt-ms", "10", "--reply-ms", "20", "--late-ms", "100"};
        words.insert(words.end(), GetParam().account.begin(), GetParam().account.end());
        gateway_ = std::make_unique<program>(words, folder_.path() / "gateway.err", program::output::listened_to);
        auto const line = gateway_->read_line();
        address_ = "http://127.0.0.1:" + line.substr(std::min<std::size_t>(line.size(), 5));
        channel_ = channel_with(GetParam().channel);
        door_.reader = channel_ ? channel_->webhooks() : nullptr;
    }

    /// Credentials are named after what is in them.
    std::unique_ptr<channels::channel> channel_with(std::string const& own)
    {
        auto const secrets = [](std::string const& name) {
            return std::optional{channels::secret{name == "callback" ? callback_token : name}};
        };
        channels::surroundings const around{*world_.runtime, secrets, door_.url(), TOCSIN_SOURCE_DIR "/config/gateways", "prefecture-04"};
        auto const yaml = "{name: sms, type: http_sms, medium: sms, profile: " + GetParam().name +
                          ", sender: \"38123\", rate: {per_second: 100}, window: 16, timeout: 1, callback_token: {credential: callback}}";
        auto node = YAML::Load(yaml);
        for (auto const& entry : YAML::Load(replaced(own, "GATEWAY", address_)))
            node[entry.first] = entry.second;
        auto built = channels::build_channel(node, "tocsin.yaml", around);
        if (built)
            return std::move(built->adapter);
        for (auto const& each : built.error())
            ADD_FAILURE() << to_string(each);
        return nullptr;
    }

    outbound sms(int fate, std::string text = "Prêt ? Répondez OUI & venez, 100 % \"crue\"") const
    {
        message_text body{"", std::move(text), ""};
        auto const deadline = world_.runtime->wall() + hours{3};
        return {"04-" + std::to_string(fate), number(fate), "", std::move(body), deadline, "fr"};
    }

    outcome send(int fate) { return world_.get(channel_->submit(sms(fate))); }

    /// What the provider wrote down of this message.
    json::object witnessed(int fate) const
    {
        for (auto const& line : lines_of(log_)) {
            auto const entry = json::parse(line).as_object();
            if (entry.contains("to") && entry.at("to").as_string() == number(fate))
                return entry;
        }
        return {};
    }

    std::string id_of(outcome const& came) const
    {
        EXPECT_TRUE(std::holds_alternative<accepted>(came)) << came.index();
        return std::holds_alternative<accepted>(came) ? std::get<accepted>(came).provider_id : "";
    }

    /// Receipts on this message, by the provider's id or by ours.
    std::vector<receipt_verdict> verdicts_on(std::string const& id, int fate) const
    {
        std::vector<receipt_verdict> list;
        for (auto const& each : door_.receipts)
            if (each.provider_id == id || each.reference == id || each.reference == "04-" + std::to_string(fate))
                list.push_back(each.verdict);
        return list;
    }

    std::vector<std::string> texts_from(int fate) const
    {
        std::vector<std::string> list;
        for (auto const& each : door_.replies)
            if (number(fate).ends_with(each.from) || each.from == number(fate))
                list.push_back(each.text);
        return list;
    }

    bool comes(auto reached) { return world_.wait_until(reached); }

    temp_folder folder_;
    std::filesystem::path log_ = folder_.path() / "witness.jsonl";
    live_world world_;
    webhook_door door_{world_.loop.get_executor()};
    std::unique_ptr<program> gateway_;
    std::string address_;
    std::unique_ptr<channels::channel> channel_;
};

TEST_P(Provider, TakesAMessageAndSaysWhatBecameOfIt)
{
    auto const id = id_of(send(0));
    auto const entry = witnessed(0);
    EXPECT_EQ(entry.at("text").as_string(), "Prêt ? Répondez OUI & venez, 100 % \"crue\"");
    EXPECT_EQ(entry.at("sender").as_string(), "38123");
    EXPECT_EQ(id, GetParam().gives_id ? std::string{entry.at("id").as_string()} : "04-0");
    EXPECT_TRUE(comes([&] { return !verdicts_on(id, 0).empty(); }));
    EXPECT_EQ(verdicts_on(id, 0).back(), receipt_verdict::delivered);

    auto const lost = id_of(send(80));
    EXPECT_TRUE(comes([&] { return !verdicts_on(lost, 80).empty(); }));
    EXPECT_EQ(verdicts_on(lost, 80).back(), receipt_verdict::undeliverable);

    auto const waits = id_of(send(82));
    EXPECT_TRUE(comes([&] { return verdicts_on(waits, 82).size() >= 2; }));
    EXPECT_EQ(verdicts_on(waits, 82), (std::vector{receipt_verdict::buffered, receipt_verdict::delivered}));
}

TEST_P(Provider, SaysNoInItsOwnWay)
{
    auto const hurried = send(70);
    ASSERT_TRUE(std::holds_alternative<throttled>(hurried)) << hurried.index();
    EXPECT_EQ(std::get<throttled>(hurried).retry_after, seconds{1});
    id_of(send(70));

    for (int const fate : {71, 76}) {
        auto const busy = send(fate);
        ASSERT_TRUE(std::holds_alternative<refused>(busy)) << fate << ' ' << busy.index();
        EXPECT_EQ(std::get<refused>(busy).permanence, permanence::transient) << fate;
    }
    auto const nobody = send(72);
    ASSERT_TRUE(std::holds_alternative<refused>(nobody)) << nobody.index();
    EXPECT_EQ(std::get<refused>(nobody).permanence, permanence::permanent);
    EXPECT_EQ(std::get<refused>(nobody).why.find("639980"), std::string::npos);

    auto const barred = send(77);
    ASSERT_TRUE(std::holds_alternative<refused>(barred)) << barred.index();
    EXPECT_EQ(std::get<refused>(barred).code, "connect");
}

TEST_P(Provider, SilenceAndABrokenLineLeaveItOpen)
{
    EXPECT_TRUE(std::holds_alternative<unknown>(send(73)));
    EXPECT_TRUE(std::holds_alternative<unknown>(send(75)));
    EXPECT_TRUE(witnessed(73).at("taken").as_bool());
    EXPECT_TRUE(witnessed(75).at("taken").as_bool());
    EXPECT_TRUE(std::holds_alternative<unknown>(send(83))) << "garbage";
    EXPECT_TRUE(witnessed(83).at("taken").as_bool());
    id_of(send(1));
}

TEST_P(Provider, AReceiptMayComeBeforeTheAnswer)
{
    auto const id = id_of(send(84));
    EXPECT_EQ(verdicts_on(id, 84), std::vector{receipt_verdict::delivered});
}

TEST_P(Provider, IsNotAskedForWhatItWouldKeepTooLong)
{
    auto const& name = GetParam().name;
    bool const told_in_minutes = name == "kannel" || name == "ovh" || name == "infobip";
    bool const is_told = told_in_minutes || name == "twilio" || name == "vonage";
    auto late = sms(3);
    late.deadline = world_.runtime->wall() + (told_in_minutes ? seconds{50} : milliseconds{900});
    auto const came = world_.get(channel_->submit(std::move(late)));
    ASSERT_EQ(std::holds_alternative<refused>(came), is_told) << came.index();
    EXPECT_EQ(witnessed(3).empty(), is_told);
    if (is_told) {
        EXPECT_EQ(std::get<refused>(came).code, "validity");
    }
}

TEST_P(Provider, BringsReplies)
{
    for (int const fate : {90, 94, 98})
        id_of(send(fate));
    EXPECT_TRUE(comes([&] { return !texts_from(90).empty() && !texts_from(94).empty() && !texts_from(98).empty(); }));
    EXPECT_EQ(texts_from(90), std::vector<std::string>{"OUI"});
    EXPECT_EQ(texts_from(94), std::vector<std::string>{"Non désolé"});
    EXPECT_EQ(texts_from(98), std::vector<std::string>{"c'est où ?"});
}

TEST_P(Provider, ForgedCallsAreRefused)
{
    auto const id = id_of(send(86));
    id_of(send(87));
    auto const forged = [this] {
        std::size_t count = 0;
        for (auto const& line : lines_of(log_))
            if (auto const entry = json::parse(line).as_object(); entry.contains("event") && entry.at("event") == "forged") {
                EXPECT_EQ(entry.at("status").as_int64(), 401);
                ++count;
            }
        return count;
    };
    EXPECT_TRUE(comes([&] { return forged() == 2 && !verdicts_on(id, 86).empty(); }));
    EXPECT_EQ(verdicts_on(id, 86), std::vector{receipt_verdict::delivered});
    EXPECT_TRUE(texts_from(87).empty());
    EXPECT_EQ(door_.refusals, (std::vector{401, 401}));
}

TEST_P(Provider, WrongKeysAreOurFaultAndNotTheMessages)
{
    auto own = GetParam().channel;
    for (auto const* secret : {"credential: k}", "credential: secret}", "credential: token}", "credential: key}"})
        own = replaced(own, secret, "credential: wrong}");
    channel_ = channel_with(own);
    auto const came = send(2);
    ASSERT_TRUE(std::holds_alternative<refused>(came)) << came.index();
    EXPECT_EQ(std::get<refused>(came).permanence, permanence::transient);
    EXPECT_EQ(std::get<refused>(came).code, "connect");
    EXPECT_TRUE(witnessed(2).empty());
}

task<void> submit_into(channels::channel& to, outbound message, std::set<std::string>& ids)
{
    auto came = co_await to.submit(std::move(message));
    if (auto const* const yes = std::get_if<accepted>(&came))
        ids.insert(yes->provider_id);
}

TEST_P(Provider, KeepsItsConnectionsUnderLoad)
{
    constexpr int many = 200;
    std::set<std::string> ids;
    auto work = [&]() -> task<void> {
        channels::task_group in_flight{world_.loop.get_executor()};
        for (int i = 0; i < many; ++i) {
            co_await in_flight.room_below(channel_->traits().window);
            auto message = sms(0, "texte " + std::to_string(i));
            message.reference = "04-" + std::to_string(1'000 + i);
            in_flight.spawn(submit_into(*channel_, std::move(message), ids));
        }
        co_await in_flight.join();
    };
    world_.run(work());
    EXPECT_EQ(ids.size(), static_cast<std::size_t>(many));
    EXPECT_TRUE(comes([&] { return door_.receipts.size() >= many; }));
    std::int64_t connections = 0;
    for (auto const& line : lines_of(log_))
        connections = std::max(connections, json::parse(line).at("connection").as_int64());
    EXPECT_LE(connections, 16);
}

// --- TLS ----------------------------------------------------------------------------------------------------------------

/// OpenSSL's own server, which answers every GET with a page.
outcome over_tls(certificate const& shown, std::string const& ca_file)
{
    live_world world;
    auto const port = std::to_string(free_port());
    program const server{
        {"/usr/bin/openssl", "s_server", "-quiet", "-www", "-accept", "127.0.0.1:" + port, "-cert", shown.pem.string(), "-key", shown.key.string()},
        shown.folder.path() / "server.log"};
    EXPECT_TRUE(world.wait_until([&] { return accepts_connections(static_cast<unsigned short>(std::stoi(port))); }));
    channels::surroundings const around{*world.runtime, [](auto const&) { return std::nullopt; }, "", {}, "prefecture-04"};
    auto built = channels::build_channel(
        YAML::Load("{name: sms, type: http_sms, medium: sms, rate: {per_second: 100}, timeout: 5, ca_file: \"" + ca_file +
                   "\", request: {method: GET, url: \"https://127.0.0.1:" + port + "/send\", query: {text: \"{text}\"}}, success: {status: [200]}}"),
        "tocsin.yaml", around);
    EXPECT_TRUE(built) << to_string(built.error().front());
    outbound message;
    message.reference = "04-1";
    message.to = "+33639980001";
    message.text.body = "Répondez OUI";
    message.deadline = world.runtime->wall() + hours{3};
    return world.get(built->adapter->submit(std::move(message)));
}

std::string code_of(outcome const& came)
{
    auto const* const no = std::get_if<refused>(&came);
    return no ? no->code + (no->permanence == permanence::transient ? ", for now" : ", for good") : "not refused";
}

TEST(HttpSmsOverTls, TrustsTheAuthorityThatIsNamed)
{
    certificate const shown{"IP:127.0.0.1"};
    EXPECT_TRUE(std::holds_alternative<accepted>(over_tls(shown, shown.pem.string())));
}

TEST(HttpSmsOverTls, SaysNothingToAnExpiredAStrangersOrAnUntrustedCertificate)
{
    certificate const expired{"IP:127.0.0.1", -1};
    EXPECT_EQ(code_of(over_tls(expired, expired.pem.string())), "connect, for now");
    certificate const strangers{"DNS:example.org"};
    EXPECT_EQ(code_of(over_tls(strangers, strangers.pem.string())), "connect, for now");
    certificate const untrusted{"IP:127.0.0.1"};
    EXPECT_EQ(code_of(over_tls(untrusted, "")), "connect, for now");
}

INSTANTIATE_TEST_SUITE_P(Shipped, Provider, testing::ValuesIn(providers), [](auto const& each) { return each.param.name; });

}  // namespace
}  // namespace tocsin::integration
