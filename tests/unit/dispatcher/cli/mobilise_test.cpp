// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/dispatcher/cli/recorded.hpp"
#include "tests/unit/dispatcher/cli/terminal.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace tocsin::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

std::vector<std::string> order(std::vector<std::string> more = {})
{
    std::vector<std::string> words{
        "mobilise",
        "--event",
        "Inondation",
        "--zone",
        "04070",
        "--need",
        "40",
        "--by",
        "18:00",
        "--at",
        "Gymnase Beau de Rochas",
        "--role",
        "boat:4"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

class Mobilise : public testing::Test {
protected:
    Mobilise()
    {
        daemon.answer("POST /v1/mobilisations?dry_run=1", 200, recorded::preview);
        daemon.answer(
            "POST /v1/mobilisations",
            201,
            R"({"id": "M7", "state": "approved", "need": 40, "candidates": 143, "needs_approval": false, "why": ""})"
        );
    }

    fake_daemon daemon;
    terminal here{daemon};
};

TEST_F(Mobilise, ShowsAsksPrintsTheKeySendsAndSaysWhatIsNext)
{
    EXPECT_EQ(here.types("o\n").run(order()), exit_status::done);
    EXPECT_THAT(here.out, HasSubstr("143 personnes correspondent, sur 5\u00a0000 inscrites."));
    EXPECT_THAT(here.out, HasSubstr("4\u00a0120  hors de la zone                    (outside_zone)"));
    EXPECT_THAT(here.out, Not(HasSubstr("under_age")));
    EXPECT_THAT(here.out, HasSubstr("SMS (fr), 1 partie :"));
    EXPECT_THAT(here.out, HasSubstr("│ PREF 04: inondation. 40 volontaires      │"));
    EXPECT_THAT(here.out, Not(HasSubstr("Merci.")));
    EXPECT_THAT(here.out, HasSubstr("En tout 6,00\u00a0€, en 4\u00a0s au débit permis."));
    EXPECT_THAT(here.out, HasSubstr("! 23 personnes n'ont qu'une adresse"));
    EXPECT_THAT(here.err, HasSubstr("Inondation · Envoyer à 143 personnes ? [o/N]"));
    EXPECT_THAT(here.err, HasSubstr("11111111-2222-4333-8444-555555555555"));
    EXPECT_THAT(here.out, HasSubstr("M7 : approuvée."));
    EXPECT_THAT(here.out, HasSubstr("tocsin watch M7"));
    EXPECT_EQ(too_wide(here.out), "");
    auto const echo = here.err.find("[o/N] ") + 6;  // where a terminal breaks the line, at Enter
    EXPECT_EQ(too_wide(here.err.substr(echo)), "");

    auto const asked = daemon.requests();
    ASSERT_THAT(asked, SizeIs(2));
    EXPECT_EQ(asked[0].target, "/v1/mobilisations?dry_run=1");
    EXPECT_FALSE(asked[0].headers.contains("idempotency-key"));
    EXPECT_EQ(asked[1].headers.at("idempotency-key"), "11111111-2222-4333-8444-555555555555");
    EXPECT_EQ(asked[1].headers.at("accept-language"), "fr-FR, en;q=0.9");
    // What is shown is what is done: the times as they were shown, not counted anew.
    EXPECT_EQ(
        boost::json::parse(asked[1].body),
        boost::json::parse(R"({"event": "Inondation", "zone": ["04070"], "need": 40, "by": "2026-11-24T17:00:00Z",
                               "until": "2026-11-24T21:00:00Z", "at": "Gymnase Beau de Rochas", "roles": {"boat": 4}})")
    );
}

TEST_F(Mobilise, AsksForUrgencyAndASecondMedium)
{
    EXPECT_EQ(here.run(order({"--yes", "--urgent", "--escalate", "email:20:undelivered"})), exit_status::done);
    auto const body = boost::json::parse(daemon.requests()[0].body);
    EXPECT_EQ(body.at("urgent"), boost::json::value(true));
    EXPECT_EQ(body.at("escalate"), boost::json::parse(R"({"after": 20, "to": "email", "when": "undelivered"})"));
    for (auto const* wrong : {"email", "email:", "email:soon", "email:20m"})
        EXPECT_EQ(here.run(order({"--yes", "--escalate", wrong})), exit_status::usage) << wrong;
    EXPECT_THAT(here.err, HasSubstr("email:20"));
}

TEST_F(Mobilise, SendsNothingWithoutAClearYes)
{
    for (auto const* answer : {"\n", "n\n", "", "non\n", "ok\n"}) {
        EXPECT_EQ(here.types(answer).run(order()), exit_status::refused) << answer;
        EXPECT_THAT(here.err, HasSubstr("Rien n'a été envoyé."));
    }
    for (auto const& asked : daemon.requests())
        EXPECT_EQ(asked.target, "/v1/mobilisations?dry_run=1");
}

TEST_F(Mobilise, AsksForYesWhereNobodyCanAnswer)
{
    EXPECT_EQ(here.run(order()), exit_status::refused);
    EXPECT_THAT(here.err, HasSubstr("--yes"));
    EXPECT_THAT(daemon.requests(), SizeIs(1));
    EXPECT_EQ(here.run(order({"--yes"})), exit_status::done);
}

TEST_F(Mobilise, PrintsExactlyOneObjectWithJson)
{
    EXPECT_EQ(here.run(order({"--json", "--yes"})), exit_status::done);
    EXPECT_EQ(boost::json::parse(here.out).at("id"), "M7");
    EXPECT_EQ(here.err, "");
    EXPECT_EQ(here.run(order({"--json"})), exit_status::refused);
    EXPECT_EQ(boost::json::parse(here.out).at("error").at("code"), "confirmation-needed");
    EXPECT_EQ(here.run(order({"--json", "--dry-run"})), exit_status::done);
    EXPECT_EQ(boost::json::parse(here.out).at("candidates"), 143);
}

TEST_F(Mobilise, StopsAfterThePreviewOfATrial)
{
    EXPECT_EQ(here.types("o\n").run(order({"--dry-run"})), exit_status::done);
    EXPECT_THAT(here.out, HasSubstr("143 personnes"));
    EXPECT_THAT(here.err, HasSubstr("Essai seulement"));
    EXPECT_THAT(daemon.requests(), SizeIs(1));
}

TEST(MobiliseRefused, StopsWhereThePreviewSaysSo)
{
    fake_daemon daemon;
    terminal here{daemon};
    auto preview = boost::json::parse(recorded::preview);
    preview.at("preview").as_object()["refused"] = boost::json::parse(
        R"({"code": "one-way-sender", "what": "Personne ne peut répondre.", "where": "sms-main", "do": "Donnez un lien."})"
    );
    daemon.answer("POST /v1/mobilisations?dry_run=1", 200, boost::json::serialize(preview));
    for (auto const& more : {std::vector<std::string>{"--yes"}, {"--dry-run"}, {}}) {
        EXPECT_EQ(here.types("o\n").run(order(more)), exit_status::refused);
        EXPECT_THAT(here.out, HasSubstr("143 personnes"));
        EXPECT_THAT(here.err, HasSubstr("Personne ne peut répondre. (sms-main)"));
        EXPECT_THAT(here.err, HasSubstr("Donnez un lien."));
    }
    EXPECT_EQ(here.run(order({"--json", "--dry-run"})), exit_status::refused);
    EXPECT_EQ(boost::json::parse(here.out).at("refused").at("code"), "one-way-sender");
    EXPECT_EQ(here.run(order({"--json", "--yes"})), exit_status::refused);
    EXPECT_EQ(boost::json::parse(here.out).at("error").at("code"), "one-way-sender");
    for (auto const& asked : daemon.requests())
        EXPECT_EQ(asked.target, "/v1/mobilisations?dry_run=1");
}

TEST(MobiliseBudget, CountsPeopleAndSaysWhatTheCostLeavesOut)
{
    fake_daemon daemon;
    terminal here{daemon};
    auto preview = boost::json::parse(recorded::preview);
    auto& seen = preview.at("preview").as_object();
    seen["budget"] = 60;
    seen["cost_at_most"] = 3.0;
    daemon.answer("POST /v1/mobilisations?dry_run=1", 200, boost::json::serialize(preview));
    EXPECT_EQ(here.run(order({"--dry-run"})), exit_status::done);
    EXPECT_THAT(here.out, HasSubstr("60 personnes au plus"));
    EXPECT_THAT(here.out, HasSubstr("pour la question"));
    EXPECT_THAT(here.out, HasSubstr("Non compris : les confirmations"));
    EXPECT_THAT(here.out, Not(HasSubstr("relance")));

    fake_daemon other;
    terminal there{other};
    seen["escalate"] = boost::json::object{{"after", 20}, {"to", "email"}, {"when", "unanswered"}};
    other.answer("POST /v1/mobilisations?dry_run=1", 200, boost::json::serialize(preview));
    EXPECT_EQ(there.run(order({"--dry-run"})), exit_status::done);
    EXPECT_THAT(there.out, HasSubstr("Non compris : la relance par un autre moyen"));
}

TEST_F(Mobilise, RepeatsWithTheKeyItIsGiven)
{
    EXPECT_EQ(here.run(order({"--yes", "--key", "abc"})), exit_status::done);
    EXPECT_EQ(daemon.requests().at(1).headers.at("idempotency-key"), "abc");
}

TEST_F(Mobilise, SaysEverythingThatIsWrongWithTheOrder)
{
    fake_daemon strict;
    strict.answer("POST /v1/mobilisations?dry_run=1", 422, R"({"code": "bad-order",
        "detail": "l'ordre n'est pas complet.", "do": "corriger et recommencer.", "problems": [
        {"where": "zone", "what": "\"4070\" n'est ni un département ni une commune.", "do": "Écrire 04070."},
        {"where": "by", "what": "\"demain\" n'est pas une heure", "do": "Écrire 18:00, +3h ou ISO 8601."}]})");
    terminal there{strict};
    EXPECT_EQ(there.run(order({"--yes"})), exit_status::usage);
    EXPECT_THAT(there.err, HasSubstr("l'ordre n'est pas complet."));
    EXPECT_THAT(there.err, HasSubstr("zone: \"4070\" n'est ni un département ni une commune. Écrire 04070."));
    EXPECT_THAT(there.err, HasSubstr("by: \"demain\" n'est pas une heure. Écrire 18:00"));
    EXPECT_EQ(too_wide(there.err), "");
    EXPECT_EQ(there.out, "");
    EXPECT_EQ(there.run(order({"--yes", "--json"})), exit_status::usage);
    EXPECT_THAT(boost::json::parse(there.out).at("error").at("problems").as_array(), SizeIs(2));
}

TEST_F(Mobilise, RefusesARoleWithoutANumber)
{
    EXPECT_EQ(here.run(order({"--role", "boat"})), exit_status::usage);
    EXPECT_THAT(here.err, HasSubstr("boat:4"));
    EXPECT_THAT(daemon.requests(), SizeIs(0));
}

TEST_F(Mobilise, DoesNotSendToNobody)
{
    fake_daemon empty;
    empty.answer("POST /v1/mobilisations?dry_run=1", 200, R"({"preview": {"candidates": 0, "population": 5000}})");
    terminal there{empty};
    EXPECT_EQ(there.run(order({"--yes"})), exit_status::failed);
    EXPECT_THAT(there.err, HasSubstr("personne ne correspond"));
    fake_daemon waking;
    waking.answer("POST /v1/mobilisations?dry_run=1", 200, R"({"preview": {"candidates": 0, "ready": false}})");
    terminal early{waking};
    EXPECT_EQ(early.run(order({"--yes"})), exit_status::failed);
    EXPECT_THAT(early.err, HasSubstr("en cours de lecture"));
}

TEST_F(Mobilise, SaysThatAnApprovalIsNeeded)
{
    fake_daemon large;
    large.answer(
        "POST /v1/mobilisations?dry_run=1",
        200,
        R"({"preview": {"candidates": 900, "population": 5000, "needs_approval": true, "event": "Crue"}})"
    );
    large.answer(
        "POST /v1/mobilisations",
        201,
        R"({"id": "M8", "state": "proposed", "needs_approval": true, "why": "Plus de 200 personnes."})"
    );
    terminal there{large};
    EXPECT_EQ(there.types("oui\n").run(order()), exit_status::done);
    EXPECT_THAT(there.err, HasSubstr("Proposer (900 personnes, une approbation sera nécessaire) ?"));
    EXPECT_THAT(there.out, HasSubstr("Plus de 200 personnes."));
    EXPECT_THAT(there.out, HasSubstr("tocsin approve M8"));
}

TEST_F(Mobilise, ReadsAPolygonFromItsFile)
{
    auto const file = daemon.folder() / "zone.geojson";
    std::ofstream{file} << R"({"type": "Feature", "geometry": {"type": "Polygon",
        "coordinates": [[[6.1, 44.0], [6.3, 44.0], [6.3, 44.2], [6.1, 44.0]]]}})";
    EXPECT_EQ(here.run(order({"--yes", "--zone", "polygon:" + file.string()})), exit_status::done);
    EXPECT_EQ(
        boost::json::parse(daemon.requests().at(1).body).at("zone"),
        (boost::json::array{
            "04070", "polygon:44.0000000,6.1000000 44.0000000,6.3000000 44.2000000,6.3000000 44.0000000,6.1000000"})
    );
    std::ofstream{file} << R"({"type": "Polygon", "coordinates": [[[6.1, 44.0]], [[6.2, 44.1]]]})";
    EXPECT_EQ(here.run(order({"--yes", "--zone", "polygon:" + file.string()})), exit_status::usage);
    EXPECT_THAT(here.err, HasSubstr("polygones sans trou"));
}

TEST_F(Mobilise, TakesTheOfficersOwnWordsFromAFile)
{
    std::ofstream{daemon.folder() / "texte"} << "Venez aider\nà Digne";
    EXPECT_EQ(here.run(order({"--yes", "--text", (daemon.folder() / "texte").string()})), exit_status::done);
    EXPECT_EQ(boost::json::parse(daemon.requests().at(1).body).at("text"), "Venez aider\nà Digne");
    EXPECT_EQ(here.run(order({"--yes", "--text", "/nonexistent"})), exit_status::failed);
    EXPECT_THAT(here.err, HasSubstr("/nonexistent ne peut pas être lu"));
}

TEST(Approve, ShowsWhatItIsAboutAndAsks)
{
    fake_daemon daemon;
    auto preview = boost::json::parse(recorded::preview);
    preview.at("preview").as_object()["needs_approval"] = true;
    daemon.answer("GET /v1/mobilisations/M7/preview", 200, boost::json::serialize(preview));
    daemon.answer("POST /v1/mobilisations/M7/approve", 200, recorded::status("approved", 0, 0));
    terminal here{daemon};
    EXPECT_EQ(here.types("n\n").run({"approve", "7"}), exit_status::refused);
    EXPECT_THAT(daemon.requests(), SizeIs(1));
    EXPECT_EQ(here.types("oui\n").run({"approve", "m7"}), exit_status::done);
    EXPECT_THAT(here.out, HasSubstr("143 personnes"));
    EXPECT_THAT(here.out, HasSubstr("M7 : approuvée."));
}

TEST(Approve, TellsThatTheStateDoesNotAllowIt)
{
    fake_daemon daemon;
    daemon.answer("GET /v1/mobilisations/M7/preview", 200, recorded::preview);
    daemon.answer(
        "POST /v1/mobilisations/M7/approve",
        409,
        R"({"code": "wrong-state", "detail": "M7 est annulée.", "do": "En lever une autre : tocsin mobilise."})"
    );
    terminal here{daemon};
    EXPECT_EQ(here.run({"approve", "M7", "--yes"}), exit_status::refused);
    EXPECT_THAT(here.err, HasSubstr("M7 est annulée."));
    EXPECT_THAT(here.err, HasSubstr("tocsin mobilise"));
}

TEST(Preview, NamesThePeopleBehindAReason)
{
    fake_daemon daemon;
    daemon.answer(
        "GET /v1/mobilisations/M7/people?limit=1000&reason=not_reachable",
        200,
        R"({"reason": "not_reachable", "total": 2, "next": "V1", "people": [
            {"id": "V-1", "first_name": "Zoé", "last_name": "Martin", "commune": "04070", "postcode": "04000"}]})"
    );
    daemon.answer(
        "GET /v1/mobilisations/M7/people?limit=1000&reason=not_reachable&after=V1",
        200,
        R"({"reason": "not_reachable", "total": 2, "people": [
            {"id": "V-9", "first_name": "Ali", "last_name": "Ba", "commune": "04112", "postcode": "04100"}]})"
    );
    terminal here{daemon};
    EXPECT_EQ(here.run({"preview", "M7", "--who", "not_reachable"}), exit_status::done);
    EXPECT_EQ(here.out, "V-1  Zoé Martin  04070\nV-9  Ali Ba      04112\n2 personnes\n");
}

}  // namespace
}  // namespace tocsin::cli
