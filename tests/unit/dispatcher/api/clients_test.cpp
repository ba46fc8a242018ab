// SPDX-License-Identifier: Apache-2.0
// Clients from their adding to their revocation, as the desk sees them.
#include "dispatcher/api/signed_request.hpp"
#include "tests/unit/dispatcher/api/living_house.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace tocsin::dispatcher::api {
namespace {

#define EXPECT_DESCRIBED(method, pattern, came)                                                                        \
    EXPECT_EQ(house.faults(method, pattern, came), std::vector<std::string>{}) << (came).body

class ApiClients : public testing::Test {
protected:
    /// Gives the secret that is shown.
    std::string add(std::string const& body)
    {
        auto const made = house.ask("POST", "/v1/clients", body);
        EXPECT_EQ(made.status, 201) << made.body;
        EXPECT_DESCRIBED("POST", "/v1/clients", made);
        auto const whole = made.json();
        auto const* const secret = whole.as_object().if_contains("secret");
        return secret == nullptr ? std::string{} : boost::json::value_to<std::string>(*secret);
    }

    request as(std::string authorization, std::string body = cap_alert("one"))
    {
        request asked;
        asked.method = "POST";
        asked.target = read_target("/v1/alerts").value();
        asked.headers.emplace_back("authorization", std::move(authorization));
        asked.body = std::move(body);
        return asked;
    }

    /// A request signed at `at`, over the body `over`.
    request signed_by(
        std::string const& key, std::string const& body, std::string const& nonce = "0123456789abcdef",
        seconds off = seconds{0}, std::string const& target = "/v1/alerts"
    )
    {
        auto const at = std::to_string((to_millis(house.world.runtime.wall()) + off.count() * 1000) / 1000);
        auto const text = string_to_sign("POST", target, at, nonce, "", body);
        return as(
            "Tocsin-HMAC-SHA256 client=meteo, timestamp=" + at + ", nonce=" + nonce + ", signature=" + signature_of(key, text),
            body
        );
    }

    /// What stands in the journal, as text.
    std::string journal()
    {
        auto const told = house.ask("GET", "/v1/audit?limit=1000");
        return told.body;
    }

    living_house house;
};

TEST_F(ApiClients, AreKnownByTheTokenTheyWereShownOnce)
{
    auto const token = add(R"({"name": "meteo"})");
    EXPECT_EQ(token.size(), 50U) << token;
    auto const listed = house.ask("GET", "/v1/clients");
    EXPECT_DESCRIBED("GET", "/v1/clients", listed);
    EXPECT_EQ(listed.body.find(token), std::string::npos);
    EXPECT_EQ(journal().find(token), std::string::npos);
    auto const sent = house.ask_with(as("Bearer " + token));
    EXPECT_EQ(sent.status, 201) << sent.body;
    EXPECT_EQ(house.ask("GET", "/v1/alerts").json().at("alerts").at(0).at("origin").as_string(), "meteo");
    EXPECT_EQ(house.ask("GET", "/v1/clients").json().at("clients").at(0).at("last_used").as_string().size(), 20U);
    EXPECT_EQ(house.ask_with(as("Bearer " + token + "x")).status, 401);
    EXPECT_NE(journal().find("client-added"), std::string::npos);
}

TEST_F(ApiClients, AreNobodyOnceTheyAreRevoked)
{
    auto const token = add(R"({"name": "meteo"})");
    auto waiting = as("Bearer " + token);
    EXPECT_FALSE(house.desk->admit(waiting).refusal) << "its body is on the way";
    auto const gone = house.ask("POST", "/v1/clients/meteo/revoke");
    EXPECT_DESCRIBED("POST", "/v1/clients/{name}/revoke", gone);
    EXPECT_EQ(gone.status, 200);
    EXPECT_EQ(house.world.get(house.desk->serve(waiting)).status, 401);
    EXPECT_EQ(house.ask_with(as("Bearer " + token)).status, 401);
    EXPECT_TRUE(house.ask("GET", "/v1/alerts").json().at("alerts").as_array().empty());
    EXPECT_EQ(house.ask("POST", "/v1/clients/meteo/revoke").code(), "not-found");
    EXPECT_EQ(house.ask("POST", "/v1/clients", R"({"name": "meteo"})").code(), "name-taken") << "the journal stays true";
    EXPECT_NE(journal().find("client-revoked"), std::string::npos);
    EXPECT_EQ(house.ask("GET", "/v1/clients").json().at("clients").at(0).at("revoked_by").as_string(), "alice (uid 1000)");
}

TEST_F(ApiClients, AreAddedOnTheMachineItselfOnly)
{
    auto const token = add(R"({"name": "desk-2", "role": "staff"})");
    auto asked = as("Bearer " + token, R"({"name": "more"})");
    asked.target = read_target("/v1/clients").value();
    EXPECT_EQ(house.ask_with(asked).code(), "socket-only");
    asked.target = read_target("/v1/mobilisations").value();
    asked.method = "GET";
    EXPECT_EQ(house.ask_with(asked).status, 200);
}

TEST_F(ApiClients, ThatCannotBeAreRefusedWithEveryProblem)
{
    auto const no = house.ask(
        "POST", "/v1/clients",
        R"({"name": "Meteo!", "role": "king", "proof": "hmac", "certificate": "dns:x", "per_minute": 0, "senders": "x",
            "zones": ["99999"], "largest_launch": -1, "signature_certificate": "no", "may_launch": 1})"
    );
    EXPECT_EQ(no.code(), "bad-order");
    EXPECT_DESCRIBED("POST", "/v1/clients", no);
    std::vector<std::string> where;
    auto const whole = no.json();
    for (auto const& each : whole.at("problems").as_array())
        where.emplace_back(each.at("where").as_string());
    EXPECT_EQ(
        where, (std::vector<std::string>{"name", "role", "certificate", "may_launch", "per_minute", "senders", "zones",
                                         "largest_launch", "signature_certificate"})
    );
    add(R"({"name": "one", "certificate": "dns:feed.example.org"})");
    EXPECT_EQ(house.ask("POST", "/v1/clients", R"({"name": "two", "certificate": "dns:feed.example.org"})").code(), "name-taken");
}

TEST_F(ApiClients, ThatAskTooMuchWaitTheirTurn)
{
    auto const token = add(R"({"name": "meteo", "per_minute": 2})");
    EXPECT_EQ(house.ask_with(as("Bearer " + token)).status, 201);
    EXPECT_EQ(house.ask_with(as("Bearer " + token)).status, 200);
    auto const no = house.ask_with(as("Bearer " + token));
    EXPECT_EQ(no.status, 429);
    EXPECT_EQ(no.code(), "too-many-requests");
    EXPECT_EQ(no.headers.at(0), (std::pair<std::string, std::string>{"Retry-After", "30"}));
    house.play(seconds{30});
    EXPECT_EQ(house.ask_with(as("Bearer " + token)).status, 200);
}

TEST_F(ApiClients, AreKnownByTheirCertificatesNames)
{
    add(R"({"name": "feed", "certificate": "dns:feed.example.org"})");
    request asked;
    asked.method = "POST";
    asked.target = read_target("/v1/alerts").value();
    asked.body = cap_alert("one");
    EXPECT_EQ(house.ask_with(asked).status, 401);
    asked.certificate_names = {"dns:other.example.org", "cn:feed.example.org"};
    EXPECT_EQ(house.ask_with(asked).status, 401) << "a subject is no alternative name";
    asked.certificate_names = {"dns:other.example.org", "dns:feed.example.org"};
    EXPECT_EQ(house.ask_with(asked).status, 201);
    asked.headers.emplace_back("authorization", "Bearer wrong");
    EXPECT_EQ(house.ask_with(asked).status, 401) << "whoever shows a wrong token is nobody, whatever their certificate";
}

TEST_F(ApiClients, SignEachRequestOnce)
{
    auto const key = add(R"({"name": "meteo", "proof": "hmac"})");
    auto const first = signed_by(key, cap_alert("one"));
    auto const taken = house.ask_with(first);
    EXPECT_EQ(taken.status, 201) << taken.body;
    auto const again = house.ask_with(first);
    EXPECT_EQ(again.code(), "nonce-used");
    EXPECT_EQ(again.status, 401);
    EXPECT_EQ(house.ask_with(signed_by(key, cap_alert("one"), "fedcba9876543210")).status, 200) << "the same alert, signed anew";
    EXPECT_EQ(house.ask_with(as("Bearer " + key)).status, 401) << "a key is no token";
}

TEST_F(ApiClients, SignWhatTheySendAndNothingElse)
{
    auto const key = add(R"({"name": "meteo", "proof": "hmac"})");
    auto other_body = signed_by(key, cap_alert("one"));
    other_body.body = cap_alert("two");
    EXPECT_EQ(house.ask_with(other_body).code(), "signature-refused");
    auto other_target = signed_by(key, cap_alert("one"), "0123456789abcdef", seconds{0}, "/v1/alerts?dry_run=1");
    EXPECT_EQ(house.ask_with(other_target).code(), "signature-refused");
    auto other_key = signed_by(key + "x", cap_alert("one"));
    EXPECT_EQ(house.ask_with(other_key).code(), "signature-refused");
    auto keyed = signed_by(key, cap_alert("one"));
    keyed.headers.emplace_back("idempotency-key", "added on the way");
    EXPECT_EQ(house.ask_with(keyed).code(), "signature-refused");
    for (auto const off : {seconds{-301}, seconds{301}})
        EXPECT_EQ(house.ask_with(signed_by(key, cap_alert("one"), "0123456789abcdef", off)).code(), "signature-refused");
    EXPECT_TRUE(house.ask("GET", "/v1/alerts").json().at("alerts").as_array().empty());
    // What was refused has not used its nonce up.
    for (auto const off : {seconds{-299}, seconds{299}})
        EXPECT_LT(house.ask_with(signed_by(key, cap_alert("one"), "nonce-of-request-" + std::to_string(off.count() + 1000), off)).status, 300);
}

TEST_F(ApiClients, AreRememberedWithTheirNoncesByTheNextLife)
{
    auto const key = add(R"({"name": "meteo", "proof": "hmac"})");
    auto const once = signed_by(key, cap_alert("one"));
    EXPECT_EQ(house.ask_with(once).status, 201);
    (void)house.world.get(house.clients->load());  // as after a restart: from the store alone
    EXPECT_EQ(house.ask_with(once).code(), "nonce-used");
    EXPECT_EQ(house.ask_with(signed_by(key, cap_alert("two"), "fedcba9876543210")).status, 201);
}

TEST_F(ApiClients, SpeakForTheirSendersOnly)
{
    auto const token = add(R"({"name": "meteo", "senders": ["*@meteo.example.org"]})");
    auto const no = house.ask_with(as("Bearer " + token));
    EXPECT_EQ(no.code(), "not-an-alert");
    EXPECT_NE(no.body.find("*@meteo.example.org"), std::string::npos) << no.body;
    EXPECT_TRUE(house.ask("GET", "/v1/alerts").json().at("alerts").as_array().empty());
}

TEST_F(ApiClients, CallNobodyOutsideOfTheirZone)
{
    house.with_people(2);
    auto const token = add(R"({"name": "meteo", "zones": ["13"]})");
    auto const taken = house.ask_with(as("Bearer " + token)).json();
    EXPECT_TRUE(taken.at("mobilisations").as_array().empty());
    EXPECT_EQ(taken.at("held").as_array().size(), 1U);
    auto const near = add(R"({"name": "near", "zones": ["04070"]})");
    auto const cut = house.ask_with(as("Bearer " + near, cap_alert("two"))).json();
    ASSERT_EQ(cut.at("mobilisations").as_array().size(), 1U) << boost::json::serialize(cut);
    auto const which = std::string{cut.at("mobilisations").at(0).at("id").as_string()};
    auto const zone = house.ask("GET", "/v1/mobilisations/" + which).json().at("zone");
    EXPECT_EQ(zone, boost::json::parse(R"(["04070"])"));
}

TEST_F(ApiClients, HaveToSignWhereThatIsAskedAndNothingCanVerifyHere)
{
    std::string const pem = "-----BEGIN PUBLIC KEY-----\\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEVs/o5+uQbTjL3chynL4wXgUg2R9\\n"
                            "q9UU8I5mEovUf86QZ7kOBIjJwqnzD1omageEHWwHdBO6B+dFabmdT9POxg==\\n-----END PUBLIC KEY-----\\n";
    auto const token = add(R"({"name": "meteo", "signature_certificate": ")" + pem + "\"}");
    EXPECT_EQ(house.ask_with(as("Bearer " + token)).code(), "not-an-alert");
    std::string asked_with;
    house.engine->proposals.verify_signatures_by(
        [&asked_with](std::string document, std::string certificate) -> task<boost::system::result<std::string, bilingual>> {
            asked_with = certificate;
            if (document.find("<identifier>one<") == std::string::npos)
                co_return bilingual{"non signée", "not signed"};
            co_return boost::system::result<std::string, bilingual>{boost::system::in_place_value, cap_alert("signed-part")};
        }
    );
    EXPECT_EQ(house.ask_with(as("Bearer " + token, cap_alert("two"))).code(), "not-an-alert");
    EXPECT_EQ(house.ask_with(as("Bearer " + token)).status, 201);
    EXPECT_TRUE(asked_with.starts_with("-----BEGIN PUBLIC KEY-----\n"));
    auto const kept = house.ask("GET", "/v1/alerts").json().at("alerts").at(0);
    EXPECT_EQ(kept.at("identifier").as_string(), "signed-part") << "only what is signed is read";
    EXPECT_EQ(house.ask("GET", "/v1/alerts/A1/raw").body, cap_alert("one")) << "what came is kept as it came";
}

/// A rule that launches, as the shipped ones do not.
class ApiLaunches : public ApiClients {
protected:
    ApiLaunches()
    {
        for (auto& each : house.books->rules.rules) {
            each.then.action = rules::rule_action::launch;
            each.then.max_recipients = 3;
            each.then.minimum_age = 0;
        }
        house.with_people(3);
    }

    std::string state_after(std::string const& token, std::string const& identifier)
    {
        auto const told = house.ask_with(as("Bearer " + token, cap_alert(identifier))).json();
        return std::string{told.at("mobilisations").at(0).at("state").as_string()};
    }
};

TEST_F(ApiLaunches, GoAsFarAsTheRuleAllowsWithoutAPerson)
{
    EXPECT_EQ(state_after(add(R"({"name": "meteo", "may_launch": true})"), "one"), "approved");
}

TEST_F(ApiLaunches, WaitForAPersonAboveTheRulesLimit)
{
    for (auto& each : house.books->rules.rules)
        each.then.max_recipients = 2;
    EXPECT_EQ(state_after(add(R"({"name": "meteo", "may_launch": true})"), "one"), "proposed");
}

TEST_F(ApiLaunches, WaitForAPersonAboveTheSourcesLimit)
{
    EXPECT_EQ(state_after(add(R"({"name": "meteo", "may_launch": true, "largest_launch": 2})"), "one"), "proposed");
}

}  // namespace
}  // namespace tocsin::dispatcher::api
