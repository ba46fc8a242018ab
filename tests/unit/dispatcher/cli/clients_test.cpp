// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/dispatcher/cli/terminal.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace tocsin::cli {
namespace {

using testing::HasSubstr;

class Clients : public testing::Test {
protected:
    fake_daemon daemon;
    terminal here{daemon};
};

constexpr auto added = R"json({"name": "meteo", "role": "source", "proof": "token", "may_launch": true, "per_minute": 600,
    "senders": ["*@meteo.example.org"], "events": [], "zones": ["04"], "largest_launch": 200, "signature": "ignored",
    "added": "2026-11-26T03:00:00Z", "added_by": "alice (uid 1000)", "secret": "tocsin_abc"})json";

TEST_F(Clients, AreAddedWithTheirLimitsAndTheirTokenIsShownOnce)
{
    daemon.answer("POST /v1/clients", 201, added);
    EXPECT_EQ(
        here.run({"clients", "add", "meteo", "--may-launch", "--sender", "*@meteo.example.org", "--zone", "04",
                  "--largest-launch", "200"}),
        exit_status::done
    );
    auto const asked = boost::json::parse(daemon.requests().at(0).body);
    EXPECT_EQ(asked.at("name").as_string(), "meteo");
    EXPECT_EQ(asked.at("senders").at(0).as_string(), "*@meteo.example.org");
    EXPECT_EQ(asked.at("largest_launch").as_int64(), 200);
    EXPECT_TRUE(asked.at("may_launch").as_bool());
    EXPECT_THAT(here.out, HasSubstr("parle pour *@meteo.example.org · dans 04"));
    EXPECT_THAT(here.out, HasSubstr("montré cette seule fois"));
    EXPECT_THAT(here.out, HasSubstr("\n    tocsin_abc\n"));
    EXPECT_EQ(too_wide(here.out), "");
}

TEST_F(Clients, MaySignAndHaveToSignTheirAlerts)
{
    daemon.answer("POST /v1/clients", 201, R"({"name": "feed", "proof": "hmac", "secret": "tocsin_k"})");
    auto const pem = (daemon.folder() / "key.pem").string();
    std::ofstream{pem} << "-----BEGIN CERTIFICATE-----";
    EXPECT_EQ(here.run({"clients", "add", "feed", "--hmac", "--signed-by", pem, "--lang", "en"}), exit_status::done);
    auto const asked = boost::json::parse(daemon.requests().at(0).body);
    EXPECT_EQ(asked.at("proof").as_string(), "hmac");
    EXPECT_EQ(asked.at("signature_certificate").as_string(), "-----BEGIN CERTIFICATE-----");
    EXPECT_THAT(here.out, HasSubstr("Its key to sign with"));
    EXPECT_EQ(here.run({"clients", "add", "feed", "--hmac", "--certificate", "dns:x"}), exit_status::usage);
    EXPECT_EQ(here.run({"clients", "add", "feed", "--signed-by", "/nonexistent"}), exit_status::failed);
}

TEST_F(Clients, AreListed)
{
    daemon.answer("GET /v1/clients", 200, R"({"clients": [
        {"name": "old", "role": "staff", "proof": "token", "may_launch": false, "settings": true},
        {"name": "gone", "role": "source", "proof": "certificate", "may_launch": false, "per_minute": 5, "senders": [],
         "events": [], "zones": [], "signature": "required", "added": "2026-11-24T03:00:00Z", "added_by": "alice",
         "last_used": "2026-11-24T04:00:00Z", "revoked": "2026-11-25T03:00:00Z", "revoked_by": "bob"}]})");
    EXPECT_EQ(here.run({"clients", "list"}), exit_status::done);
    EXPECT_THAT(here.out, HasSubstr("old · staff · token\n    inscrit dans tocsin.yaml\n"));
    EXPECT_THAT(here.out, HasSubstr("RÉVOQUÉ le"));
    EXPECT_THAT(here.out, HasSubstr("signature XML exigée"));
    EXPECT_EQ(too_wide(here.out), "");
    fake_daemon other;
    other.answer("GET /v1/clients", 200, R"({"clients": []})");
    terminal there{other};
    EXPECT_EQ(there.run({"--json", "clients", "list"}), exit_status::done);
    EXPECT_EQ(there.out, "{\"clients\":[]}\n");
    EXPECT_EQ(there.run({"clients", "list"}), exit_status::done);
    EXPECT_THAT(there.out, HasSubstr("Aucun client"));
}

TEST_F(Clients, AreRevokedByWhoeverMeansIt)
{
    daemon.answer("POST /v1/clients/meteo/revoke", 200, R"({"name": "meteo", "revoked": true})");
    EXPECT_EQ(here.run({"clients", "revoke", "meteo"}), exit_status::refused) << "nobody is there to answer";
    EXPECT_EQ(here.types("non\n").run({"clients", "revoke", "meteo"}), exit_status::refused);
    EXPECT_TRUE(daemon.requests().empty());
    EXPECT_EQ(here.run({"clients", "revoke", "meteo", "--yes"}), exit_status::done);
    EXPECT_THAT(here.out, HasSubstr("meteo n'a plus aucun droit ici."));
}

}  // namespace
}  // namespace tocsin::cli
