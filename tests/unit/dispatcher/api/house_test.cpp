// SPDX-License-Identifier: Apache-2.0
// Every endpoint, asked of the real engine and store; every answer held to docs/openapi.yaml.
#include "tests/unit/dispatcher/api/living_house.hpp"
#include "tests/unit/dispatcher/api/schema.hpp"
#include "where.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

#define EXPECT_DESCRIBED(method, pattern, came)                                                                        \
    EXPECT_EQ(house.faults(method, pattern, came), std::vector<std::string>{}) << (came).body

constexpr auto order_with_boat =
    R"({"event": "crue", "zone": ["04070"], "need": 2, "by": "+3h", "at": "Gymnase, Digne", "minimum_age": 0,
        "pace": "all", "channels": ["sms"], "roles": {"boat": 1}})";

class ApiHouse : public testing::Test {
protected:
    std::string mobilise()
    {
        auto const made = house.ask("POST", "/v1/mobilisations", order_with_boat);
        EXPECT_EQ(made.status, 201) << made.body;
        return std::string{made.json().at("id").as_string()};
    }

    living_house house;
};

TEST(ApiDescription, HasExactlyTheRoutesThatAreServed)
{
    std::vector<std::string> served;
    for (auto const& each : all_routes())
        served.push_back(std::string{each.method} + ' ' + std::string{each.pattern});
    std::sort(served.begin(), served.end());
    EXPECT_EQ(served, described_api{}.operations());
}

TEST(ApiDescription, HasExactlyTheErrorCodes)
{
    std::vector<std::string> described;
    for (auto const& code : described_api{}.document(
         )["components"]["schemas"]["refusal"]["properties"]["code"]["enum"])
        described.push_back(code.as<std::string>());
    std::vector<std::string> known;
    for (auto const* const each : errors::all())
        known.emplace_back(each->code);
    std::sort(described.begin(), described.end());
    std::sort(known.begin(), known.end());
    EXPECT_EQ(described, known);
}

TEST(ApiDescription, OnlyOpenRoutesAndWebhooksGoWithoutAToken)
{
    auto const document = described_api{}.document();
    for (auto const& each : all_routes()) {
        std::string method{each.method};
        std::transform(method.begin(), method.end(), method.begin(), [](char c) {
            return static_cast<char>(c | 0x20);
        });
        bool const described_open = document["paths"][std::string{each.pattern}][method]["security"].IsDefined();
        EXPECT_EQ(described_open, each.who == access::open || each.who == access::webhook) << each.pattern;
    }
}

TEST_F(ApiHouse, KnowsNoOtherAddressOrMethod)
{
    for (auto const* unknown :
         {"/", "/v1", "/v1/", "/v1/alerts/", "/v1/alerts/A1/x", "/V1/alerts", "/v2/alerts", "//v1/alerts"})
        EXPECT_EQ(house.ask("GET", unknown).code(), "not-found") << unknown;
    auto const wrong = house.ask("DELETE", "/v1/alerts");
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(wrong.headers.front(), (std::pair<std::string, std::string>{"Allow", "POST, GET, HEAD"}));
    EXPECT_EQ(house.ask("GET", "/v1/volunteers/funnel").code(), "method-not-allowed")
        << "no volunteer is called funnel";
    for (auto const* method : {"PUT", "PATCH", "OPTIONS", "TRACE", "get"})
        EXPECT_EQ(house.ask(method, "/v1/inbox").status, 405) << method;
    EXPECT_EQ(house.ask("HEAD", "/v1/inbox").status, 200);
}

TEST_F(ApiHouse, AsksStrangersForAToken)
{
    for (auto const& each : all_routes()) {
        if (each.who != access::staff && each.who != access::source)
            continue;
        std::string target{each.pattern};
        while (target.find('{') != std::string::npos)
            target.replace(target.find('{'), target.find('}') - target.find('{') + 1, "1");
        request asked;
        asked.method = each.method;
        asked.target = read_target(target).value();
        auto const nobody = house.ask_with(asked);
        EXPECT_EQ(nobody.code(), "unauthorized") << target;
        EXPECT_EQ(nobody.headers.front().first, "WWW-Authenticate");
        asked.headers = {{"authorization", "Bearer wrong-token-00000"}};
        EXPECT_EQ(house.ask_with(asked).code(), "unauthorized") << target;
        asked.headers = {{"authorization", "Bearer source-token-0123"}};
        auto const source = house.ask_with(asked);
        if (each.who == access::staff) {
            EXPECT_EQ(source.code(), "forbidden") << target;
        } else {
            EXPECT_NE(source.status, 403) << target;
        }
    }
}

TEST_F(ApiHouse, ABudgetLimitsWhoIsAskedAndShowsItsPrice)
{
    house.with_people(4);
    std::string const order_within =
        R"({"event": "crue", "zone": ["04070"], "need": 1, "by": "+3h", "at": "Digne", "minimum_age": 0, "pace": "all",
            "channels": ["sms"], "budget": 2})";
    auto const shown = house.ask("POST", "/v1/mobilisations?dry_run=1", order_within);
    EXPECT_DESCRIBED("POST", "/v1/mobilisations", shown);
    auto const answer = shown.json();
    auto const& seen = answer.at("preview");
    EXPECT_EQ(seen.at("budget").as_int64(), 2) << shown.body;
    EXPECT_FALSE(seen.as_object().contains("escalate"));
    EXPECT_DOUBLE_EQ(seen.at("cost_at_most").to_number<double>(), seen.at("cost").to_number<double>() / 2);
    ASSERT_EQ(house.ask("POST", "/v1/mobilisations", order_within).status, 201);
    house.play(seconds{30});
    auto const status = house.ask("GET", "/v1/mobilisations/M1");
    EXPECT_DESCRIBED("GET", "/v1/mobilisations/{id}", status);
    EXPECT_EQ(status.json().at("asked").as_int64(), 2) << status.body;
    auto const report = house.ask("GET", "/v1/mobilisations/M1/report");
    EXPECT_EQ(report.json().at("contacts").at("once").as_int64(), 2) << report.body;
    EXPECT_EQ(report.json().at("contacts").at("never").as_int64(), 2) << report.body;
}

TEST_F(ApiHouse, TakesAnAlertOnceAndGivesTheSameAnswerAgain)
{
    auto const first = house.ask("POST", "/v1/alerts", cap_alert("one"));
    EXPECT_EQ(first.status, 201) << first.body;
    EXPECT_DESCRIBED("POST", "/v1/alerts", first);
    EXPECT_EQ(first.json().at("alert").as_string(), "A1");
    ASSERT_EQ(first.json().at("mobilisations").as_array().size(), 1U) << first.body;
    EXPECT_EQ(first.json().at("mobilisations").at(0).at("state").as_string(), "proposed");
    auto const again = house.ask("POST", "/v1/alerts", cap_alert("one"));
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.body, first.body);
    auto other = cap_alert("one");
    other.replace(other.find("Extreme"), 7, "Severe ");
    auto const conflict = house.ask("POST", "/v1/alerts", other);
    EXPECT_EQ(conflict.code(), "conflict");
    EXPECT_DESCRIBED("POST", "/v1/alerts", conflict);
}

TEST_F(ApiHouse, SaysWhatNeedsSomebodyNow)
{
    house.with_people(3);
    auto const first = house.ask("GET", "/v1/attention");
    EXPECT_DESCRIBED("GET", "/v1/attention", first);
    ASSERT_EQ(first.json().at("attention").as_array().size(), 1U) << first.body;
    EXPECT_EQ(first.json().at("attention").at(0).at("kind").as_string(), "backup-old");
    EXPECT_FALSE(first.json().at("quiet").as_bool());
    house.ask("POST", "/v1/alerts", cap_alert("one"));
    house.ask("POST", "/v1/replies", R"({"from": "+33639989999", "text": "Quoi ?"})");
    auto const then = house.ask("GET", "/v1/attention");
    EXPECT_DESCRIBED("GET", "/v1/attention", then);
    EXPECT_EQ(then.json().at("attention").at(0).at("kind").as_string(), "awaits-approval") << then.body;
    EXPECT_EQ(then.json().at("attention").at(0).at("do").as_string(), "tocsin approve M1");
    EXPECT_EQ(then.json().at("attention").at(1).at("kind").as_string(), "replies") << then.body;
}

TEST_F(ApiHouse, ShowsAnAlertWithWhatBecameOfIt)
{
    house.ask("POST", "/v1/alerts", cap_alert("one"));
    house.ask("POST", "/v1/alerts", cap_alert("two"));
    auto const list = house.ask("GET", "/v1/alerts");
    EXPECT_DESCRIBED("GET", "/v1/alerts", list);
    EXPECT_EQ(list.json().at("alerts").as_array().size(), 2U);
    EXPECT_EQ(house.ask("POST", "/v1/mobilisations/M1/cancel").status, 200);
    auto const shown = house.ask("GET", "/v1/alerts/A1");
    EXPECT_DESCRIBED("GET", "/v1/alerts/{id}", shown);
    EXPECT_EQ(shown.json().at("identifier").as_string(), "one");
    EXPECT_EQ(shown.json().at("mobilisations").at(0).at("state").as_string(), "cancelled") << "as it is now";
    EXPECT_EQ(house.ask("GET", "/v1/alerts/1").json().at("id").as_string(), "A1");
    EXPECT_EQ(house.ask("GET", "/v1/alerts/A1/raw").body, cap_alert("one"));
    for (auto const* none : {"A3", "A0", "M1", "x", "99999999999999999999"})
        EXPECT_EQ(house.ask("GET", std::string{"/v1/alerts/"} + none).code(), "not-found") << none;
    EXPECT_EQ(house.ask("GET", "/v1/alerts/A9/raw").code(), "not-found");
}

TEST_F(ApiHouse, SaysWhyBytesAreNoAlertAndKeepsNothing)
{
    for (std::string const bad : {"", "{}", "<alert/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><alert>&b;</alert>"}) {
        auto const no = house.ask("POST", "/v1/alerts", bad);
        EXPECT_EQ(no.status, 422) << bad;
        EXPECT_EQ(no.code(), "not-an-alert");
        EXPECT_DESCRIBED("POST", "/v1/alerts", no);
    }
    EXPECT_TRUE(house.ask("GET", "/v1/alerts").json().at("alerts").as_array().empty());
}

TEST_F(ApiHouse, SaysWhatIsWrongInTheCallersLanguage)
{
    auto const said = [this](std::string const& target, std::string const& body) {
        return json::value_to<std::string>(house.ask("POST", target, body).json().at("detail"));
    };
    EXPECT_EQ(said("/v1/alerts", "<html/>"), "its root element <html> is not a CAP 1.0, 1.1 or 1.2 alert");
    house.accept_language = "fr";
    for (auto const* target : {"/v1/alerts", "/v1/alerts?dry_run=1", "/v1/rules/try"})
        EXPECT_EQ(said(target, "<html/>"), "son élément racine <html> n'est pas une alerte CAP 1.0, 1.1 ou 1.2");
    auto const order = house.ask("POST", "/v1/mobilisations", R"({"zone": ["Digne-les-Bains"]})").json();
    EXPECT_EQ(
        order.at("problems").at(1).at("what").as_string(),
        "est un nom ; écrivez le code de la commune, 04070"
    );
}

TEST_F(ApiHouse, TriesTheRulesWithoutRecordingAnything)
{
    for (auto const* target : {"/v1/rules/try", "/v1/alerts?dry_run=1"}) {
        auto const tried = house.ask("POST", target, cap_alert("one"));
        EXPECT_EQ(tried.status, 200) << tried.body;
        EXPECT_EQ(house.faults("POST", "/v1/rules/try", tried), std::vector<std::string>{}) << tried.body;
        EXPECT_FALSE(tried.json().at("verdicts").as_array().empty());
    }
    EXPECT_TRUE(house.ask("GET", "/v1/alerts").json().at("alerts").as_array().empty());
    auto const checked = house.ask("GET", "/v1/rules/check");
    EXPECT_DESCRIBED("GET", "/v1/rules/check", checked);
    EXPECT_TRUE(checked.json().at("problems").as_array().empty()) << checked.body;
}

TEST_F(ApiHouse, TriesTheRulesOnAnOldAlertAsOnItsDay)
{
    std::filesystem::path const sample = std::filesystem::path{TOCSIN_CAP_SAMPLES} / "meteo-france-orages.xml";
    if (!std::filesystem::exists(sample))
        GTEST_SKIP() << "the real alerts are not here: " << sample;
    std::ifstream file{sample, std::ios::binary};
    std::string const bytes{std::istreambuf_iterator<char>{file}, {}};
    auto const on_its_day = house.ask("POST", "/v1/rules/try", bytes);
    EXPECT_TRUE(on_its_day.json().at("supposed").as_string().starts_with("2022-08-10T14:12:20")) << on_its_day.body;
    EXPECT_EQ(on_its_day.body.find("it expired"), std::string::npos) << on_its_day.body;
    auto const now = house.ask("POST", "/v1/alerts?dry_run=1", bytes);
    EXPECT_NE(now.body.find("it expired"), std::string::npos) << now.body;
}

TEST_F(ApiHouse, ReportsEveryProblemOfTheConfiguration)
{
    house.at->check_config = [] {
        return problems{problem{"tocsin.yaml", 3, "timezone", "is unknown"}, problem{"rules", 0, "", bilingual{"est vide", "is empty"}}};
    };
    auto const told = house.ask("POST", "/v1/config/check");
    EXPECT_DESCRIBED("POST", "/v1/config/check", told);
    EXPECT_EQ(told.json().at("problems").at(0).at("line").as_int64(), 3);
    EXPECT_EQ(told.json().at("problems").at(1).at("what").as_string(), "is empty");
    house.accept_language = "fr";
    auto const french = house.ask("POST", "/v1/config/check");
    EXPECT_EQ(french.json().at("problems").at(0).at("what").as_string(), "is unknown") << "better than nothing";
    EXPECT_EQ(french.json().at("problems").at(1).at("what").as_string(), "est vide");
}

TEST_F(ApiHouse, CallsPeopleAndTellsHowItGoes)
{
    house.with_people(4);
    auto const dry = house.ask("POST", "/v1/mobilisations?dry_run=1", order_with_boat);
    EXPECT_EQ(dry.status, 200) << dry.body;
    EXPECT_DESCRIBED("POST", "/v1/mobilisations", dry);
    EXPECT_EQ(dry.json().at("preview").at("candidates").as_int64(), 4);
    EXPECT_TRUE(house.ask("GET", "/v1/mobilisations?all=1").json().at("mobilisations").as_array().empty());

    auto const made = house.ask("POST", "/v1/mobilisations", order_with_boat);
    EXPECT_EQ(made.status, 201) << made.body;
    EXPECT_DESCRIBED("POST", "/v1/mobilisations", made);
    EXPECT_EQ(made.json().at("state").as_string(), "approved");
    EXPECT_FALSE(made.json().at("needs_approval").as_bool());

    house.play(seconds{30});
    auto const status = house.ask("GET", "/v1/mobilisations/M1");
    EXPECT_DESCRIBED("GET", "/v1/mobilisations/{id}", status);
    EXPECT_EQ(status.json().at("state").as_string(), "running");
    EXPECT_EQ(status.json().at("asked").as_int64(), 4);
    EXPECT_EQ(status.json().at("messages").at("accepted").as_int64(), 4);
    EXPECT_EQ(house.sms->submitted.size(), 4U);

    auto const preview = house.ask("GET", "/v1/mobilisations/M1/preview");
    EXPECT_DESCRIBED("GET", "/v1/mobilisations/{id}/preview", preview);
    auto const list = house.ask("GET", "/v1/mobilisations");
    EXPECT_DESCRIBED("GET", "/v1/mobilisations", list);
    EXPECT_EQ(list.json().at("mobilisations").at(0).at("id").as_string(), "M1");
}

TEST_F(ApiHouse, PreviewShowsWhatThePhoneWillShow)
{
    auto const look = [this](std::string const& text, std::string const& more) {
        auto const order = R"({"event": "Crue", "zone": ["04"], "need": 2, "by": "+3h", "at": "n° 3, Cœur", "text": ")" + text + '"' + more + '}';
        return house.ask("POST", "/v1/mobilisations?dry_run=1", order);
    };
    auto const ask = [](auto const& came) {
        auto const whole = came.json();
        for (auto const& each : whole.at("preview").at("texts").as_array())
            if (each.at("purpose") == "ask" && each.at("medium") == "sms" && each.at("language") == "fr")
                return each;
        return boost::json::value{};
    };
    auto const plain = look("Prêts à l’aube ? « OUI »…", "");
    EXPECT_DESCRIBED("POST", "/v1/mobilisations", plain);
    EXPECT_NE(ask(plain).at("body").as_string().find("Prets à l'aube ? \"OUI\"..."), boost::json::string::npos);
    EXPECT_EQ(ask(plain).at("alphabet").as_string(), "gsm7");
    EXPECT_EQ(look("Venez 🚒", "").status, 422);
    auto const engine = look("Prêts 🚒", R"(, "unicode": true)");
    EXPECT_NE(ask(engine).at("body").as_string().find("Prêts 🚒"), boost::json::string::npos);
    EXPECT_EQ(ask(engine).at("alphabet").as_string(), "ucs2");
}

TEST_F(ApiHouse, TheSameKeyGivesTheSameMobilisation)
{
    house.with_people(1);
    request asked;
    asked.method = "POST";
    asked.target = read_target("/v1/mobilisations").value();
    asked.peer = principal{"alice (uid 1000)", role::staff, true};
    asked.headers = {{"idempotency-key", "k-1"}};
    asked.body = order_with_boat;
    auto const first = house.ask_with(asked);
    EXPECT_EQ(first.status, 201);
    EXPECT_EQ(house.ask_with(asked).json().at("id"), first.json().at("id"));
    EXPECT_NE(house.ask("POST", "/v1/mobilisations", order_with_boat).json().at("id"), first.json().at("id"));
    asked.headers = {{"idempotency-key", std::string(129, 'k')}};
    EXPECT_EQ(house.ask_with(asked).code(), "bad-parameter");
}

TEST(ApiApproval, IsNeededWhenMorePeopleMatchThanOneMayCallAlone)
{
    living_house house{3};
    house.with_people(4);
    auto const made = house.ask("POST", "/v1/mobilisations", order_with_boat);
    EXPECT_EQ(made.status, 201);
    EXPECT_EQ(made.json().at("state").as_string(), "proposed");
    EXPECT_TRUE(made.json().at("needs_approval").as_bool());
    EXPECT_EQ(made.json().at("why").as_string(), "4 people match: above 3, it takes an approval.");
    EXPECT_DESCRIBED("POST", "/v1/mobilisations", made);
    house.play(seconds{30});
    EXPECT_TRUE(house.sms->submitted.empty()) << "nobody is asked before that";
    EXPECT_TRUE(house.ask("GET", "/v1/mobilisations/M1/preview").json().at("needs_approval").as_bool());
    house.approve("bob", "M1");
    auto const approved = house.approve("carol", "M1");
    EXPECT_DESCRIBED("POST", "/v1/mobilisations/{id}/approve", approved);
    EXPECT_EQ(approved.json().at("state").as_string(), "approved");
    house.play(seconds{30});
    EXPECT_EQ(house.sms->submitted.size(), 4U);
}

TEST_F(ApiHouse, AnOrderMayAskToWaitForSomebodyElse)
{
    house.with_people(1);
    std::string waiting = order_with_boat;
    waiting.insert(1, R"("approve": false, )");
    EXPECT_EQ(house.ask("POST", "/v1/mobilisations", waiting).json().at("state").as_string(), "proposed");
}

TEST_F(ApiHouse, CallsNobodyWhileTheRegisterIsBeingRead)
{
    EXPECT_EQ(house.ask("POST", "/v1/mobilisations", order_with_boat).code(), "register-loading");
    EXPECT_FALSE(house.ask("POST", "/v1/mobilisations?dry_run=1", order_with_boat).json().at("preview").at("ready").as_bool());
    EXPECT_EQ(house.ask("GET", "/readyz").status, 503);
}

TEST_F(ApiHouse, AnOrderThatCannotBeReadComesBackWithEveryProblem)
{
    house.start();
    auto const no =
        house.ask("POST", "/v1/mobilisations", R"({"event": "crue", "zone": ["99999"], "need": 0, "by": "x"})");
    EXPECT_EQ(no.code(), "bad-order");
    EXPECT_DESCRIBED("POST", "/v1/mobilisations", no);
    auto const problems = no.json().at("problems").as_array();
    std::vector<std::string> fields;
    for (auto const& each : problems)
        fields.emplace_back(each.at("where").as_string());
    EXPECT_EQ(fields, (std::vector<std::string>{"zone[0]", "need", "by", "at"}));
}

TEST_F(ApiHouse, AsksNobodyWhatNobodyCanAnswer)
{
    house.sms->be_one_way();
    house.with_people(2);
    std::string const asks = R"({"event": "crue", "zone": ["04"], "need": 1, "by": "+3h", "at": "Digne", "channels": ["sms"])";
    auto const looked = house.ask("POST", "/v1/mobilisations?dry_run=1", asks + "}");
    EXPECT_DESCRIBED("POST", "/v1/mobilisations", looked);
    EXPECT_EQ(looked.json().at("preview").at("refused").at("code").as_string(), "one-way-sender");
    EXPECT_EQ(looked.json().at("preview").at("refused").at("where").as_string(), "sms-main");
    auto const no = house.ask("POST", "/v1/mobilisations", asks + "}");
    EXPECT_EQ(no.status, 409);
    EXPECT_EQ(no.code(), "one-way-sender");
    EXPECT_DESCRIBED("POST", "/v1/mobilisations", no);
    EXPECT_TRUE(house.ask("GET", "/v1/mobilisations?all=1").json().at("mobilisations").as_array().empty());

    auto const told = asks + R"(, "text": "Crue. Pouvez-vous aider ? https://example.org/r")";
    EXPECT_FALSE(house.ask("POST", "/v1/mobilisations?dry_run=1", told + "}").json().at("preview").as_object().contains("refused"));
    EXPECT_EQ(house.ask("POST", "/v1/mobilisations", told + "}").status, 201);
}

TEST_F(ApiHouse, ShowsWhatACentreThatWritesLatin1LetsLeave)
{
    house.with_people(1);
    std::string const order = R"({"event": "crue", "zone": ["04"], "need": 1, "by": "+3h", "at": "Digne", "channels": ["sms"],)"
                              R"( "text": "Repas : 12 € rendus. {answer}"})";
    auto const question = [&] {
        auto const seen = house.ask("POST", "/v1/mobilisations?dry_run=1", order).json();
        return std::string{seen.at("preview").at("texts").at(0).at("body").as_string()};
    };
    EXPECT_NE(question().find("Repas : 12 € rendus."), std::string::npos) << question();
    house.sms->write_latin1();
    auto const shown = question();
    EXPECT_NE(shown.find("Repas : 12 EUR rendus."), std::string::npos) << shown;
    EXPECT_EQ(house.ask("POST", "/v1/mobilisations", order).status, 201);
    house.play(minutes{1});
    ASSERT_EQ(house.sms->submitted.size(), 1U);
    EXPECT_EQ(house.sms->submitted.front().text.body, shown);
}

TEST_F(ApiHouse, SaysWhyAChannelIsDownAsItIsNowAndLogsEachReasonOnce)
{
    house.start();
    house.play(seconds{1});
    auto const down = [&](std::string_view reason) { house.sms->inbox->link_changed(channels::link_state::down, reason); };
    auto const shown = [&] {
        auto const all = house.ask("GET", "/v1/channels");
        EXPECT_DESCRIBED("GET", "/v1/channels", all);
        auto const body = all.json();
        for (auto const& each : body.at("channels").as_array())
            if (each.at("name").as_string() == "sms-main")
                return each.as_object().contains("link_reason") ? std::string{each.at("link_reason").as_string()} : std::string{};
        return std::string{"no such channel"};
    };
    EXPECT_EQ(shown(), "");
    for (int i = 0; i < 3; ++i) {
        down("connection refused");
        EXPECT_EQ(shown(), "connection refused");
        down("the password is wrong");
        EXPECT_EQ(shown(), "the password is wrong");
    }
    EXPECT_EQ(house.log.count(events::channel_down), 2U);
    house.sms->inbox->link_changed(channels::link_state::up, "bound");
    EXPECT_EQ(shown(), "");
    down("connection refused");
    EXPECT_EQ(house.log.count(events::channel_down), 3U);
}

TEST_F(ApiHouse, ApprovesNothingThatNobodyCanAnswer)
{
    house.with_people(2);
    auto const made = house.ask(
        "POST", "/v1/mobilisations", R"({"event": "crue", "zone": ["04"], "need": 1, "by": "+3h", "at": "Digne", "approve": false})"
    );
    auto const id = "/v1/mobilisations/" + std::string{made.json().at("id").as_string()};
    house.sms->be_one_way();  // the contract with the provider has changed since
    EXPECT_EQ(house.ask("GET", id + "/preview").json().at("refused").at("code").as_string(), "one-way-sender");
    EXPECT_EQ(house.ask("POST", id + "/approve", "{}").code(), "one-way-sender");
    EXPECT_EQ(house.ask("GET", id).json().at("state").as_string(), "proposed");
}

TEST_F(ApiHouse, DecidesWhatTheStateAllows)
{
    house.with_people(2);
    auto const id = "/v1/mobilisations/" + mobilise();
    EXPECT_EQ(
        house.ask("POST", id + "/pause", R"({"reason": "too many answers"})").json().at("state").as_string(), "paused"
    );
    EXPECT_EQ(house.ask("POST", id + "/pause").status, 200) << "asking again is harmless";
    EXPECT_EQ(house.ask("POST", id + "/resume").json().at("state").as_string(), "paused") << "it takes two";
    EXPECT_EQ(house.ask_of("bob", "POST", id + "/resume").json().at("state").as_string(), "running");
    auto const closed = house.ask("POST", id + "/close", R"({"reason": "over"})");
    EXPECT_DESCRIBED("POST", "/v1/mobilisations/{id}/close", closed);
    EXPECT_EQ(closed.json().at("end_reason").as_string(), "over");
    auto const no = house.ask("POST", id + "/resume");
    EXPECT_EQ(no.code(), "wrong-state");
    EXPECT_EQ(no.status, 409);
    EXPECT_DESCRIBED("POST", "/v1/mobilisations/{id}/resume", no);
    EXPECT_EQ(house.ask("POST", "/v1/mobilisations/M9/cancel").code(), "not-found");
    EXPECT_EQ(house.ask("POST", id + "/cancel", "[1]").code(), "bad-json");
    EXPECT_EQ(
        house.ask("POST", id + "/cancel", "{\"reason\": \"" + std::string(501, 'x') + "\"}").code(), "bad-parameter"
    );
}

TEST_F(ApiHouse, NamesThePeopleBehindALineOfTheFunnelPageByPage)
{
    house.with_people(5);
    auto const id = mobilise();
    house.ask("POST", "/v1/mobilisations/" + id + "/pause");
    auto const target = "/v1/mobilisations/" + id + "/people?reason=asked_already&limit=2";
    auto page = house.ask("GET", target);
    EXPECT_DESCRIBED("GET", "/v1/mobilisations/{id}/people", page);
    house.ask("POST", "/v1/mobilisations/" + id + "/resume");
    house.play(seconds{30});
    std::vector<std::string> names;
    for (std::string after = ""; names.empty() || !after.empty();) {
        page = house.ask("GET", target + "&after=" + after);
        EXPECT_DESCRIBED("GET", "/v1/mobilisations/{id}/people", page);
        EXPECT_EQ(page.json().at("total").as_int64(), 5);
        auto const body = page.json();
        for (auto const& person : body.at("people").as_array())
            names.emplace_back(person.at("id").as_string());
        auto const* const next = body.as_object().if_contains("next");
        after = next == nullptr ? "" : std::string{next->as_string()};
    }
    std::sort(names.begin(), names.end());
    EXPECT_EQ(names, (std::vector<std::string>{"v1", "v2", "v3", "v4", "v5"}));
    EXPECT_EQ(house.ask("GET", "/v1/mobilisations/" + id + "/people?reason=because").code(), "bad-parameter");
    for (auto const* place : {"2", "v2", "x.v2", "2.", "2.x7"})
        EXPECT_EQ(house.ask("GET", target + "&after=" + place).code(), "bad-parameter") << place;
    EXPECT_EQ(house.ask("GET", target + "&after=4.v999").json().at("people").as_array().size(), 1U) << "gone meanwhile: by the count";
    EXPECT_EQ(house.ask("GET", target + "&after=9.v999").json().at("people").as_array().size(), 0U);
}

TEST_F(ApiHouse, ReportsInFourFormsWhateverTheNumberOfPeople)
{
    house.with_people(1200);
    std::string many = order_with_boat;
    many.insert(1, R"("approve": false, )");
    house.ask("POST", "/v1/mobilisations", many);
    house.approve("bob", "M1");
    house.approve("carol", "M1");
    house.play(seconds{5});
    auto const report = house.ask("GET", "/v1/mobilisations/M1/report");
    EXPECT_FALSE(report.cut);
    EXPECT_DESCRIBED("GET", "/v1/mobilisations/{id}/report", report);
    EXPECT_EQ(report.json().at("people").as_array().size(), 1200U);
    auto const csv = house.ask("GET", "/v1/mobilisations/M1/report?format=csv");
    EXPECT_EQ(std::count(csv.body.begin(), csv.body.end(), '\n'), 1201);
    EXPECT_EQ(csv.type, "text/csv; charset=utf-8");
    EXPECT_TRUE(house.ask("GET", "/v1/mobilisations/M1/report?format=html").body.ends_with("</html>\n"));
    EXPECT_NE(house.ask("GET", "/v1/mobilisations/M1/report?format=text").body.find("M1 · crue"), std::string::npos);
    EXPECT_EQ(house.ask("GET", "/v1/mobilisations/M1/report?format=pdf").code(), "bad-parameter");
    EXPECT_EQ(house.ask("GET", "/v1/mobilisations/M2/report").code(), "not-found");
}

}  // namespace
}  // namespace tocsin::dispatcher::api
