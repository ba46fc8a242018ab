// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/dispatcher/cli/terminal.hpp"
#include "where.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace tocsin::cli {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

class Alerts : public testing::Test {
protected:
    Alerts() { std::ofstream{file} << "<alert/>"; }

    fake_daemon daemon;
    terminal here{daemon};
    std::string file = (daemon.folder() / "alerte.xml").string();
};

TEST_F(Alerts, SayWhatTheyStartedAndWhatIsNext)
{
    daemon.answer(
        "POST /v1/alerts",
        201,
        R"({"alert": "A3", "standing": "active", "mobilisations": [{"id": "M7", "state": "proposed", "rule": "crue-severe"}]})"
    );
    EXPECT_EQ(here.run({"alert", "send", file}), exit_status::done);
    EXPECT_THAT(here.out, StartsWith("Alerte A3 enregistrée.\n  M7  proposée  crue-severe\n"));
    EXPECT_THAT(here.out, HasSubstr("tocsin approve M7"));
    EXPECT_EQ(daemon.requests().at(0).body, "<alert/>");
    EXPECT_EQ(daemon.requests().at(0).headers.at("content-type"), "application/cap+xml");
    EXPECT_EQ(too_wide(here.out), "");
}

TEST_F(Alerts, AreReadFromStandardInput)
{
    daemon.answer("POST /v1/alerts", 200, R"({"alert": "A3", "mobilisations": []})");
    EXPECT_EQ(here.types("<alert>é</alert>").run({"alert", "send", "-"}), exit_status::done);
    EXPECT_EQ(daemon.requests().at(0).body, "<alert>é</alert>");
    EXPECT_THAT(here.out, StartsWith("Alerte A3 déjà connue"));
    EXPECT_THAT(here.out, HasSubstr("Aucune règle ne s'applique"));
}

TEST_F(Alerts, AreOneObjectWithJson)
{
    std::string const answered = R"({"alert":"A3","mobilisations":[{"id":"M7","state":"proposed","rule":"r"}]})";
    daemon.answer("POST /v1/alerts", 201, answered);
    EXPECT_EQ(here.run({"--json", "alert", "send", file}), exit_status::done);
    EXPECT_EQ(here.out, answered + "\n");
}

TEST_F(Alerts, ThatAreRefusedSayWhy)
{
    daemon.answer(
        "POST /v1/alerts",
        422,
        R"({"code": "not-an-alert", "detail": "alert/info: la gravité manque.", "do": "Corriger et renvoyer."})"
    );
    EXPECT_EQ(here.run({"alert", "send", file}), exit_status::failed);
    EXPECT_THAT(here.err, HasSubstr("la gravité manque"));
    EXPECT_EQ(here.run({"alert", "send", "/nonexistent"}), exit_status::failed);
}

TEST_F(Alerts, ShowWhichRuleFires)
{
    daemon.answer("POST /v1/rules/try", 200, R"({"sender": "s", "identifier": "i", "sent": "2026-11-24T03:00:00Z",
        "status": "Actual", "kind": "Alert", "supposed": "plus tôt", "verdicts": [],
        "hazards": [{"event": "Inondation", "action": "propose",
        "verdicts": [
        {"rule": "neige", "fired": false, "reasons": ["l'événement « Inondation » ne correspond à aucun de : *neige*, *verglas*",
            "la gravité est Moderate"]},
        {"rule": "crue-severe", "fired": true, "reasons": []}],
        "notes": ["{{web}} manque"],
        "calls": [{"rule": "crue-severe", "need": 40, "zone": ["04"], "by": "bientôt", "at": "", "template": "flood",
        "exercise": false}]}], "tolerated": ["alert/info/category : manque"]})");
    EXPECT_EQ(here.run({"rules", "try", file}), exit_status::done);
    EXPECT_EQ(
        here.out,
        "Jugée comme le jour de son émission, plus tôt :\n"
        "Inondation : à proposer\n"
        "  neige        ·  l'événement « Inondation » ne correspond à aucun de : *neige*,\n"
        "                  *verglas* · la gravité est Moderate\n"
        "  crue-severe  ✓  s'applique\n"
        "  → 40 personnes, 04, bientôt\n"
        "  À noter : {{web}} manque\n"
        "  Toléré : alert/info/category : manque\n"
    );
    EXPECT_EQ(too_wide(here.out), "");
    daemon.answer("POST /v1/alerts?dry_run=1", 200, R"({"hazards": []})");
    EXPECT_EQ(here.run({"alert", "send", file, "--dry-run"}), exit_status::done);
    EXPECT_THAT(here.out, HasSubstr("aucun danger"));
    EXPECT_THAT(here.err, HasSubstr("Essai seulement"));
}

TEST_F(Alerts, SayWhyAPersonHasToLook)
{
    daemon.answer("POST /v1/alerts", 201, R"({"alert": "A4", "standing": "active", "mobilisations": [],
        "held": ["la zone est vide"], "cancelled": ["M3"]})");
    EXPECT_EQ(here.run({"alert", "send", file}), exit_status::done);
    EXPECT_THAT(here.out, HasSubstr("L'alerte attend une personne : la zone est vide"));
    EXPECT_THAT(here.out, HasSubstr("M3"));
}

std::string const a_row = R"({"alerts": [
    {"name": "a.xml", "sent": "2026-11-24T03:00:00Z", "hazards": [{"event": "Crue", "action": "propose",
     "verdicts": [{"rule": "crue", "fired": true, "reasons": []}],
     "calls": [{"rule": "crue", "need": 4, "zone": ["04"], "by": "bientôt", "at": "Digne", "fate": "answered"}]}]},
    {"name": "b.xml", "sent": "2026-11-24T04:00:00Z", "hazards": [{"event": "Neige", "action": "none", "calls": [],
     "verdicts": [{"rule": "crue", "fired": false, "reasons": ["un", "deux"]}, {"rule": "vent", "fired": false, "reasons": ["un"]}]}]},
    {"name": "c.xml", "hazards": [{"event": "Test", "action": "none", "blocked": "son statut est Test", "calls": [], "verdicts": []}]},
    {"name": "d.xml", "error": "ce n'est pas du XML"}],
    "summary": {"alerts": 4, "proposed": 0, "launched": 0, "answered": 1, "waits": 0, "ignored": 0, "uncaught": 1, "held": 0,
     "blocked": 1, "unreadable": 1}})";

TEST(RulesTry, TakesAFolderTheRecordAndAFeed)
{
    fake_daemon daemon;
    terminal here{daemon};
    auto const folder = daemon.folder() / "past";
    std::filesystem::create_directory(folder);
    std::ofstream{folder / "b.cap"} << "<b/>";
    std::ofstream{folder / "a.xml"} << "<a>\xe9</a>";
    std::ofstream{folder / "notes.txt"} << "no alert";
    daemon.answer("POST /v1/rules/replay", 200, a_row);
    EXPECT_EQ(here.run({"rules", "try", folder.string()}), exit_status::done);
    EXPECT_EQ(
        daemon.requests().at(0).body, R"({"alerts":[{"name":"a.xml","bytes":"PGE+6TwvYT4="},{"name":"b.cap","bytes":"PGIvPg=="}]})"
    );
    for (auto const* part : {"a.xml · 24/11 0", "→ 4 personnes, 04, bientôt, Digne : déjà en cours", "vent  ·  un", "son statut est Test",
                             "ce n'est pas du XML", "Alertes : 4 · appels proposés : 0"})
        EXPECT_THAT(here.out, HasSubstr(part));
    EXPECT_EQ(too_wide(here.out), "");
    daemon.answer("GET /v1/rules/replay", 200, a_row);
    EXPECT_EQ(here.run({"--lang", "en", "rules", "try", "--kept"}), exit_status::done);
    EXPECT_THAT(here.out, HasSubstr("Alerts: 4 · calls proposed: 0"));
    daemon.answer("POST /v1/rules/replay/meteoalarm", 200, a_row);
    EXPECT_EQ(here.run({"--json", "rules", "try", "meteoalarm"}), exit_status::done);
    EXPECT_THAT(here.out, StartsWith("{\"alerts\":"));
    EXPECT_EQ(here.run({"rules", "try", "no-such-feed"}), exit_status::failed);
    EXPECT_THAT(here.err, HasSubstr("ni un fichier ni un dossier"));
    EXPECT_EQ(here.run({"rules", "try"}), exit_status::usage);
}

TEST(RulesCheck, NamesWhatCanNeverApplyAndWhatNoRuleTakes)
{
    fake_daemon daemon;
    terminal here{daemon};
    daemon.answer("GET /v1/rules/check", 200, R"({"problems": [], "idle": []})");
    daemon.answer("GET /v1/rules/replay", 200, a_row);
    EXPECT_EQ(here.run({"rules", "check", "--kept"}), exit_status::done);
    EXPECT_EQ(
        here.out,
        "Alertes qu'aucune règle ne prend : 1\n  b.xml · Neige\n    la plus proche : vent ; il manque : un\nLes règles sont bonnes.\n"
    );
}

TEST(RulesCheck, FailsWhereARuleCanNeverApply)
{
    fake_daemon daemon;
    terminal here{daemon};
    daemon.answer("GET /v1/rules/replay", 200, a_row);
    daemon.answer("GET /v1/rules/check", 200, R"({"problems": [], "idle": [
        {"rule": "b", "file": "rules/r.yaml", "line": 7, "shadowed_by": ["a"], "why": "la règle a décide avant"}]})");
    EXPECT_EQ(here.run({"rules", "check"}), exit_status::failed);
    EXPECT_EQ(here.out, "rules/r.yaml:7 b\n    ne s'appliquera jamais : la règle a décide avant\n");
    EXPECT_EQ(here.run({"--json", "rules", "check", "--kept"}), exit_status::failed);
    EXPECT_THAT(here.out, HasSubstr(R"("uncaught":[{"name":"b.xml","event":"Neige","nearest":"vent","missing":["un"]}])"));
}

TEST(RulesCheck, ListsProblemsAndFails)
{
    fake_daemon daemon;
    daemon.answer("GET /v1/rules/check", 200, R"({"problems": [
        {"file": "rules/crue.yaml", "line": 12, "key": "severity", "what": "\"Sévère\" n'est pas une gravité."}]})");
    terminal here{daemon};
    EXPECT_EQ(here.run({"rules", "check"}), exit_status::failed);
    EXPECT_EQ(here.out, "rules/crue.yaml:12 severity\n    \"Sévère\" n'est pas une gravité.\n");
    daemon.answer("POST /v1/config/check", 200, R"({"problems": []})");
    EXPECT_EQ(here.run({"config", "check"}), exit_status::done);
    EXPECT_EQ(here.out, "La configuration est bonne.\n");
}

TEST(Inbox, ShowsWhatNeedsAPersonAndSettlesIt)
{
    fake_daemon daemon;
    daemon.answer(
        "GET /v1/inbox", 200, R"({"replies": [{"id": "R4", "from": "+33639****01", "text": "c'est où ?\u001b[2J",
        "why": "unclear", "received": "2026-11-24T17:00:00Z", "mobilisation": "M7"}]})"
    );
    daemon.answer("POST /v1/inbox/R4/settle", 200, "{}");
    terminal here{daemon};
    EXPECT_EQ(here.run({"inbox"}), exit_status::done);
    EXPECT_THAT(here.out, HasSubstr("réponse peu claire · M7\n    c'est où ?[2J\n"));
    EXPECT_THAT(here.out, HasSubstr("tocsin inbox settle"));
    EXPECT_EQ(here.run({"inbox", "settle", "4"}), exit_status::done) << here.err;
    EXPECT_EQ(here.out, "R4 est réglée.\n");
}

TEST(Reply, IsHandedOnWithItsSender)
{
    fake_daemon daemon;
    daemon.answer("POST /v1/replies", 200, R"({"id": "R1", "mobilisation": "M7", "state": "confirmed"})");
    terminal here{daemon};
    EXPECT_EQ(here.run({"reply", "--from", "+33639980001", "oui", "j'arrive"}), exit_status::done) << here.err;
    EXPECT_EQ(
        boost::json::parse(daemon.requests().at(0).body),
        boost::json::parse(R"({"from": "+33639980001", "text": "oui j'arrive"})")
    );
    EXPECT_EQ(here.out, "Réponse comptée : M7 (confirmées).\n");
}

TEST(Channels, AreListed)
{
    fake_daemon daemon;
    daemon.answer("GET /v1/channels", 200, R"({"channels": [{"name": "dry", "type": "sandbox", "medium": "sms",
        "reach": "sandbox", "link": "up", "per_second": 20, "price": 0.05, "window": 10, "two_way": true,
        "receipts": true, "messages": {"queued": 3}}]})");
    terminal here{daemon};
    EXPECT_EQ(here.run({"channels"}), exit_status::done);
    EXPECT_EQ(
        here.out,
        "dry  sandbox  SMS  en service  20/s  3 en attente\n"
        "    ne joint personne · on peut y répondre · dit si le message est arrivé ·\n"
        "    10 à la fois\n"
    );
}

TEST(Channels, SayWhatTheyCannotDo)
{
    fake_daemon daemon;
    daemon.answer("GET /v1/channels", 200, R"({"channels": [
        {"name": "sms-main", "type": "smpp", "medium": "sms", "reach": "real", "link": "down", "per_second": 30, "price": 0.05,
         "window": 1000, "two_way": false, "receipts": true, "idempotent": false, "traffic": "marketing", "messages": {}},
        {"name": "mail", "type": "smtp", "medium": "email", "reach": "real", "link": "up", "per_second": 50, "price": 0,
         "window": 4, "two_way": true, "receipts": false, "idempotent": true, "traffic": "alert", "messages": {"queued": 12}}]})");
    terminal here{daemon};
    EXPECT_EQ(here.run({"--lang", "en", "channels"}), exit_status::done);
    EXPECT_EQ(
        here.out,
        "sms-main  smpp  SMS     down  30/s   0 waiting\n"
        "    nobody can answer · says whether a message arrived · treated as marketing by\n"
        "    the operator · 1,000 at a time\n"
        "mail      smtp  e-mail  up    50/s  12 waiting\n"
        "    people can answer · does not say whether a message arrived · never the same\n"
        "    twice · 4 at a time\n"
    );
    EXPECT_EQ(too_wide(here.out), "");
}

TEST(Channels, ShowWhatFailsWhatIsLeftOfTheDayAndTheSwitches)
{
    fake_daemon daemon;
    daemon.answer("GET /v1/channels", 200, R"({"channels": [
        {"name": "a", "type": "http_sms", "medium": "sms", "link": "up", "per_second": 20, "pace": 10, "ails": "errors",
         "replaced": true, "messages": {"queued": 0}},
        {"name": "b", "type": "http_sms", "medium": "sms", "link": "up", "per_second": 20, "pace": 20, "replaced": false,
         "parts_left": 1200, "messages": {"queued": 3}}],
        "switches": [{"at": "2026-11-24T02:00:00Z", "medium": "sms", "kind": "leave", "channel": "a", "others": ["b"],
         "reason": "errors", "messages": 120}]})");
    terminal here{daemon};
    EXPECT_EQ(here.run({"channels"}), exit_status::done);
    EXPECT_THAT(here.out, ContainsRegex("a +http_sms +SMS +remplacé +10 sur 20/s .*\n    cause : rien que des erreurs\n"));
    EXPECT_NE(here.out.find("10 sur 20/s"), std::string::npos) << here.out;
    EXPECT_NE(here.out.find("aujourd'hui"), std::string::npos) << here.out;
    EXPECT_THAT(here.out, HasSubstr("a → b : rien que des erreurs (120 messages)"));
    EXPECT_EQ(too_wide(here.out), "");
    EXPECT_EQ(here.run({"--json", "channels"}), exit_status::done);
    EXPECT_THAT(here.out, HasSubstr(R"("ails":"errors")"));
}

TEST(Channels, SayInWordsWhyOneDoesNotWork)
{
    fake_daemon daemon;
    daemon.answer("GET /v1/channels", 200, R"json({"channels": [
        {"name": "cut", "type": "smpp", "medium": "sms", "link": "down", "per_second": 20, "ails": "link-down",
         "link_reason": "the bind was refused: the password is wrong, ESME_RINVPASWD (0x0E)", "messages": {}},
        {"name": "spent", "type": "smpp", "medium": "sms", "link": "up", "per_second": 20, "parts_left": 0, "messages": {}},
        {"name": "short", "type": "smpp", "medium": "sms", "link": "up", "per_second": 20, "parts_left": 1, "replaced": true,
         "messages": {}},
        {"name": "back", "type": "smpp", "medium": "sms", "link": "up", "per_second": 20, "replaced": true, "messages": {}},
        {"name": "well", "type": "smpp", "medium": "sms", "link": "up", "per_second": 20, "parts_left": 1, "messages": {}}],
        "switches": [
        {"at": "2026-11-24T02:30:00Z", "medium": "sms", "kind": "leave", "channel": "short", "others": ["well"], "reason": "quota"},
        {"at": "2026-11-24T02:20:00Z", "medium": "sms", "kind": "leave", "channel": "back", "others": ["well"], "reason": "slow"},
        {"at": "2026-11-24T02:10:00Z", "medium": "sms", "kind": "take_back", "channel": "back", "others": ["well"],
         "reason": "recovered"},
        {"at": "2026-11-24T02:00:00Z", "medium": "sms", "kind": "leave", "channel": "back", "others": ["well"],
         "reason": "quota"}]})json");
    terminal here{daemon};
    EXPECT_EQ(here.run({"channels"}), exit_status::done);
    EXPECT_THAT(here.out, ContainsRegex(
        "cut .* en difficulté .*\n    cause : liaison coupée \\(the bind was refused: the password is wrong,\n"
        "    ESME_RINVPASWD \\(0x0E\\)\\)\n"
    ));
    EXPECT_THAT(here.out, ContainsRegex("spent .* au repos .*\n    cause : quota du jour épuisé\n"));
    EXPECT_THAT(here.out, ContainsRegex("short .* remplacé .*\n    cause : quota du jour épuisé\n"));
    EXPECT_THAT(here.out, ContainsRegex("back .* remplacé .*\n    cause : se remet\n"));
    EXPECT_THAT(here.out, ContainsRegex("well .* en service .*\n    [^c]"));
    EXPECT_THAT(here.out, HasSubstr("well → back : rétabli ("));
    EXPECT_EQ(too_wide(here.out), "");
    EXPECT_EQ(here.run({"--lang", "en", "channels"}), exit_status::done);
    EXPECT_THAT(here.out, ContainsRegex("cut .* in trouble .*\n    because: link down \\(the bind was refused: "));
    EXPECT_THAT(here.out, ContainsRegex("spent .* resting .*\n    because: the day's quota is used up\n"));
    EXPECT_THAT(here.out, ContainsRegex("back .* replaced .*\n    because: recovering\n"));
    EXPECT_THAT(here.out, HasSubstr("back → well: slow ("));
    EXPECT_EQ(too_wide(here.out), "");
}

TEST(Channels, SaySinceWhenAndWhyRepliesAreNotRead)
{
    fake_daemon daemon;
    daemon.answer("GET /v1/channels", 200, R"({"channels": [
        {"name": "mail", "type": "smtp", "medium": "email", "reach": "real", "link": "up", "per_second": 50, "price": 0,
         "window": 4, "two_way": true, "receipts": false, "messages": {"queued": 12},
         "replies_unread": {"since": "2026-11-24T02:00:00Z",
                            "why": "the server has no folder of that name, or does not let us in"}}]})");
    terminal here{daemon};
    EXPECT_EQ(here.run({"channels"}), exit_status::done);
    EXPECT_THAT(here.out, ContainsRegex("    réponses non lues depuis 24/11 ..:.. : the server has no folder of that\n    name, or does not let us in\n"));
    EXPECT_EQ(too_wide(here.out), "");
    EXPECT_EQ(here.run({"--lang", "en", "channels"}), exit_status::done);
    EXPECT_THAT(here.out, ContainsRegex("    replies not read since 24 Nov ..:..: the server has no folder of that name,\n    or does not let us in\n"));
    EXPECT_EQ(too_wide(here.out), "");
    EXPECT_EQ(here.run({"--json", "channels"}), exit_status::done);
    EXPECT_THAT(here.out, HasSubstr(R"("since":"2026-11-24T02:00:00Z")"));
}

TEST(Feeds, ShowWhatIsReadWhatFailsAndWhatIsSilent)
{
    fake_daemon daemon;
    daemon.answer("GET /v1/feeds", 200, R"({"feeds": [
        {"name": "meteo", "type": "cap", "where": "feeds.example.org", "state": "well", "succeeded": "2026-11-24T02:00:00Z",
         "changed": "2026-11-24T01:00:00Z", "next": "2026-11-24T02:00:20Z", "listed": 12, "taken": 3, "refused": 0, "waiting": 0},
        {"name": "crues", "type": "vigicrues", "where": "crues.example.org", "state": "silent", "trouble": "HTTP 500",
         "next": "2026-11-24T02:05:00Z", "listed": 0, "taken": 0, "refused": 0, "waiting": 2}]})");
    terminal here{daemon};
    EXPECT_EQ(here.run({"feeds"}), exit_status::done);
    EXPECT_NE(here.out.find("12 publiés · 3 nouveaux · 0 refusés"), std::string::npos) << here.out;
    EXPECT_NE(here.out.find("MUET"), std::string::npos) << here.out;
    EXPECT_NE(here.out.find("HTTP 500"), std::string::npos) << here.out;
    EXPECT_NE(here.out.find("jamais"), std::string::npos) << here.out;
    EXPECT_NE(here.out.find("2 en attente"), std::string::npos) << here.out;
}

TEST(FeedsPoll, EndsInFailureWhenTheFeedCannotBeRead)
{
    fake_daemon daemon;
    daemon.answer("POST /v1/feeds/meteo/poll", 200, R"({"name": "meteo", "state": "failing", "trouble": "coupé"})");
    daemon.answer("POST /v1/feeds/meteo/poll", 200, R"({"name": "meteo", "state": "well"})");
    terminal here{daemon};
    EXPECT_EQ(here.run({"feeds", "poll", "meteo"}), exit_status::failed);
    EXPECT_EQ(here.run({"feeds", "poll", "meteo"}), exit_status::done);
}

TEST(ChannelsTest, AsksOnlyWhereRealPeopleAreReached)
{
    fake_daemon daemon;
    daemon.answer("POST /v1/channels/dry/test", 200, R"({"channel": "dry", "outcome": "accepted"})");
    terminal here{daemon};
    EXPECT_EQ(here.run({"channels", "test", "dry", "--to", "+33639980001"}), exit_status::done);
    EXPECT_EQ(
        boost::json::parse(daemon.requests().back().body),
        boost::json::parse(R"({"to": "+33639980001", "confirm": false})")
    );
    std::string const careful = R"({"code": "confirmation-needed", "detail": "de vraies personnes"})";
    std::string const refused = R"({"channel": "sms-main", "outcome": "refused", "reason": "solde épuisé"})";
    daemon.answer("POST /v1/channels/sms-main/test", 409, careful);
    daemon.answer("POST /v1/channels/sms-main/test", 409, careful);
    daemon.answer("POST /v1/channels/sms-main/test", 200, refused);
    EXPECT_EQ(here.run({"channels", "test", "sms-main", "--to", "+33639980001"}), exit_status::refused);
    EXPECT_EQ(here.types("o\n").run({"channels", "test", "sms-main", "--to", "+33639980001"}), exit_status::failed);
    EXPECT_EQ(
        boost::json::parse(daemon.requests().back().body),
        boost::json::parse(R"({"to": "+33639980001", "confirm": true})")
    );
    EXPECT_THAT(here.out, HasSubstr("n'a pas accepté le message d'essai. solde épuisé"));
    daemon.answer("POST /v1/channels/busy/test", 200, R"({"channel": "busy", "outcome": "throttled"})");
    daemon.answer("POST /v1/channels/busy/test", 200, R"({"channel": "busy", "outcome": "throttled"})");
    EXPECT_EQ(here.run({"channels", "test", "busy", "--to", "+33639980001"}), exit_status::failed);
    EXPECT_THAT(here.out, HasSubstr("demande de ralentir"));
    EXPECT_EQ(here.run({"--lang", "en", "channels", "test", "busy", "--to", "+33639980001"}), exit_status::failed);
    EXPECT_THAT(here.out, HasSubstr("asks us to slow down"));
}

TEST(Errors, EndAsTheirCodeSays)
{
    EXPECT_EQ(status_of(422, "bad-order"), exit_status::usage);
    EXPECT_EQ(status_of(422, "bad-address"), exit_status::usage);
    EXPECT_EQ(status_of(422, "not-an-alert"), exit_status::failed);
    EXPECT_EQ(status_of(409, "wrong-state"), exit_status::refused);
    EXPECT_EQ(status_of(403, "forbidden"), exit_status::refused);
    EXPECT_EQ(status_of(404, "not-found"), exit_status::failed);
    EXPECT_EQ(status_of(503, "store-unavailable"), exit_status::failed);
}

bool is_said(std::string const& sources, std::string const& name)
{
    for (auto at = sources.find(name); at != std::string::npos; at = sources.find(name, at + 1)) {
        char const next = sources[at + name.size()];
        if (next != '_' && !(next >= 'a' && next <= 'z'))
            return true;
    }
    return false;
}

TEST(Catalogue, HasNoSentenceThatNobodySays)
{
    std::string sources;
    std::string table;
    for (auto const& entry :
         std::filesystem::directory_iterator{std::filesystem::path{TOCSIN_SOURCE_DIR} / "dispatcher/cli"}) {
        std::ifstream stream{entry.path()};
        bool const holds_sentences = entry.path().filename().string().ends_with("messages.cpp");
        (holds_sentences ? table : sources).append(std::istreambuf_iterator<char>{stream}, {});
    }
    std::string const mark = "{phrase::";
    int names = 0;
    for (auto at = table.find(mark); at != std::string::npos; at = table.find(mark, at + 1), ++names) {
        auto const name = table.substr(at + 1, table.find(',', at) - at - 1);
        EXPECT_TRUE(is_said(sources, name)) << name;
    }
    EXPECT_GT(names, 400);
}

TEST(Backup, IsThereUnderItsNameOnceItIsWhole)
{
    fake_daemon daemon;
    terminal here{daemon};
    auto const file = daemon.folder() / "kept.db";
    daemon.answer("POST /v1/backup", 200, "SQLite format 3");
    EXPECT_EQ(here.run({"--json", "backup", file.string()}), exit_status::done);
    EXPECT_EQ(here.out, "{\"file\":\"" + file.string() + "\",\"bytes\":15}\n");
    EXPECT_EQ(std::filesystem::file_size(file), 15U);
    EXPECT_EQ(here.run({"backup", "/nonexistent/x.db"}), exit_status::failed);
}

TEST(Backup, LeavesNothingWhenItFails)
{
    fake_daemon daemon;
    terminal here{daemon};
    auto const file = daemon.folder() / "kept.db";
    daemon.answer("POST /v1/backup", 503, R"({"error": {"code": "store-unavailable", "what": "x", "do": "y"}})");
    EXPECT_EQ(here.run({"backup", file.string()}), exit_status::failed);
    EXPECT_FALSE(std::filesystem::exists(file));
    EXPECT_FALSE(std::filesystem::exists(file.string() + ".part"));
}

TEST(Explain, TellsAStoryInBothLanguages)
{
    fake_daemon daemon;
    terminal here{daemon};
    daemon.answer(
        "GET /v1/explain/T12",
        200,
        R"({"id": "T12", "kind": "message", "now": {"state": "delivered", "volunteer": "V5"}, "lines":
            [{"at": "2026-05-03T01:00:00Z", "kind": "attempt", "what": {"outcome": "refused"}}]})"
    );
    EXPECT_EQ(here.run({"explain", "T12"}), exit_status::done);
    EXPECT_THAT(here.out, HasSubstr("T12 · state: delivered · volunteer: V5"));
    EXPECT_THAT(here.out, HasSubstr("essai d'envoi"));
    EXPECT_THAT(here.out, HasSubstr("outcome: refused"));
    EXPECT_EQ(too_wide(here.out), "");
    EXPECT_EQ(here.run({"--lang", "en", "explain", "T12"}), exit_status::done);
    EXPECT_THAT(here.out, HasSubstr("attempt"));
    daemon.answer(
        "GET /v1/explain/TOC0302",
        200,
        R"({"id": "TOC0302", "kind": "event", "now": {"level": "error", "sentence": "down", "advice": "Check it."}, "lines": []})"
    );
    EXPECT_EQ(here.run({"explain", "TOC0302"}), exit_status::done);
    EXPECT_EQ(here.out, "TOC0302 · error · down\nÀ faire : Check it.\n");
}

}  // namespace
}  // namespace tocsin::cli
