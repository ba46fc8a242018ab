// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/dispatcher/cli/fake_daemon.hpp"
#include "tests/unit/dispatcher/cli/recorded.hpp"
#include "tests/unit/dispatcher/cli/terminal.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin::cli {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

constexpr auto correction =
    R"({"people": 12, "texts": [{"medium": "sms", "language": "fr", "body": "PREF04: ERREUR. Ne venez pas.", "parts": 1}]})";

/// Without the breaks of a narrow screen.
std::string unfolded(std::string const& text)
{
    std::string out;
    for (char const c : text) {
        bool const blank = c == ' ' || c == '\n';
        if (!blank || (!out.empty() && out.back() != ' '))
            out += blank ? ' ' : c;
    }
    return out;
}

TEST(Approve, GivesBackTheDigestThatWasShownAndSaysWhoElseIsNeeded)
{
    fake_daemon daemon;
    daemon.answer("GET /v1/mobilisations/M7/preview", 200, R"({"digest": "abc", "candidates": 900, "event": "Crue", "needs_approval": true})");
    daemon.answer(
        "POST /v1/mobilisations/M7/approve", 200, R"({"id": "M7", "state": "proposed", "given": 1, "needed": 2})"
    );
    terminal here{daemon};
    EXPECT_EQ(here.run({"approve", "7", "--yes", "--break-glass", "seule de garde"}), exit_status::done);
    auto const sent = boost::json::parse(daemon.requests().at(1).body);
    EXPECT_EQ(sent.at("digest"), "abc");
    EXPECT_EQ(sent.at("break_glass"), "seule de garde");
    EXPECT_THAT(here.out, HasSubstr("1 accord sur 2"));
}

TEST(Approve, OfWhatRunsAlreadyIsTheDaemonsToRefuse)
{
    fake_daemon daemon;
    daemon.answer(
        "GET /v1/mobilisations/M7/preview", 200, R"({"digest": "abc", "needs_approval": false, "refused": {"code": "nobody"}})"
    );
    daemon.answer(
        "POST /v1/mobilisations/M7/approve", 409, R"({"title": "Pas dans cet état", "detail": "Il faudrait : proposed.", "code": "wrong-state"})"
    );
    terminal here{daemon};
    EXPECT_EQ(here.run({"approve", "7"}), exit_status::refused);
    EXPECT_THAT(here.err, HasSubstr("Il faudrait : proposed."));
    EXPECT_THAT(here.out, testing::IsEmpty());
}

TEST(Retract, SaysToHowManyAndInWhatWordsBeforeItAsks)
{
    fake_daemon daemon;
    daemon.answer("POST /v1/mobilisations/M7/retract?dry_run=1", 200, correction);
    daemon.answer("POST /v1/mobilisations/M7/retract", 200, recorded::status("cancelled", 0, 0));
    terminal here{daemon};
    EXPECT_EQ(here.types("n\n").run({"retract", "7"}), exit_status::refused);
    EXPECT_THAT(here.out, HasSubstr("12 personnes"));
    EXPECT_THAT(here.out, HasSubstr("PREF04: ERREUR. Ne venez pas."));
    EXPECT_THAT(daemon.requests(), SizeIs(1));
    EXPECT_EQ(here.types("oui\n").run({"retract", "7", "--reason", "mauvaise commune"}), exit_status::done);
    EXPECT_EQ(boost::json::parse(daemon.requests().back().body).at("reason"), "mauvaise commune");
    EXPECT_EQ(here.run({"retract", "7", "--dry-run"}), exit_status::done);
    EXPECT_THAT(daemon.requests(), SizeIs(4));
}

TEST(Extend, SendsTheNewTime)
{
    fake_daemon daemon;
    daemon.answer("POST /v1/mobilisations/M7/extend", 200, recorded::status("running", 0, 0));
    terminal here{daemon};
    EXPECT_EQ(here.run({"extend", "M7", "--by", "20:00"}), exit_status::done);
    EXPECT_EQ(boost::json::parse(daemon.requests().at(0).body).at("by"), "20:00");
    EXPECT_THAT(here.out, AllOf(HasSubstr("M7 : désormais pour "), HasSubstr("garde l'ancienne heure")));
}

TEST(Extend, SaysOfAProposalThatEveryYesIsVoid)
{
    fake_daemon daemon;
    daemon.answer("POST /v1/mobilisations/M7/extend", 200, recorded::status("proposed", 0, 0));
    terminal here{daemon};
    EXPECT_EQ(here.run({"extend", "M7", "--by", "21:00"}), exit_status::done);
    EXPECT_THAT(here.out, HasSubstr("sont à redonner"));
}

TEST(Widen, ShowsWhatItComesToAndAsks)
{
    fake_daemon daemon;
    daemon.answer("POST /v1/mobilisations/M7/widen?dry_run=1", 200, recorded::preview);
    daemon.answer(
        "POST /v1/mobilisations/M7/widen",
        201,
        R"({"id": "M8", "state": "approved", "need": 4, "candidates": 143, "needs_approval": false})"
    );
    terminal here{daemon};
    EXPECT_EQ(here.types("n\n").run({"widen", "7", "--radius", "30"}), exit_status::refused);
    EXPECT_EQ(here.run({"widen", "7", "--radius", "30", "--yes"}), exit_status::done);
    auto const sent = boost::json::parse(daemon.requests().back().body);
    EXPECT_EQ(sent.at("radius_km").to_number<double>(), 30);
    EXPECT_FALSE(sent.as_object().contains("by"));
    EXPECT_THAT(here.out, HasSubstr("M8"));
}

TEST(Audit, ShowsLinesAndWhetherTheyAreWhole)
{
    fake_daemon daemon;
    daemon.answer(
        "GET /v1/audit?limit=1000&after=0&mobilisation=M7",
        200,
        R"({"lines": [{"number": 4, "at": "2026-11-24T17:00:00Z", "kind": "state", "mobilisation": "M7", "by": "bob",
            "what": {"from": "proposed", "state": "approved"}, "link": "ab"}]})"
    );
    daemon.answer(
        "GET /v1/audit/verify",
        200,
        R"({"sound": false, "held": true, "lines": 9, "head": {"number": 9, "link": "ff"},
            "findings": [{"defect": "altered", "line": 4, "about": "", "accepted": false}]})"
    );
    daemon.answer("POST /v1/audit/accept", 200, R"({"head": {"number": 10, "link": "fe"}})");
    terminal here{daemon};
    EXPECT_EQ(here.run({"audit", "show", "7"}), exit_status::done);
    EXPECT_THAT(here.out, HasSubstr("bob"));
    EXPECT_THAT(here.out, HasSubstr("state: approved"));
    EXPECT_EQ(here.run({"audit", "verify"}), exit_status::failed);
    EXPECT_THAT(here.out, HasSubstr("ligne modifiée 4"));
    EXPECT_THAT(here.out, HasSubstr("audit accept"));
    EXPECT_EQ(here.types("oui\n").run({"audit", "accept", "--reason", "sauvegarde restaurée"}), exit_status::done);
    EXPECT_EQ(boost::json::parse(daemon.requests().back().body).at("reason"), "sauvegarde restaurée");
}

TEST(Audit, SaysWhatAFindingIsAboutInThePersonsLanguage)
{
    fake_daemon daemon;
    daemon.answer(
        "GET /v1/audit/verify",
        200,
        R"({"sound": false, "held": true, "lines": 9, "head": {"number": 9, "link": "ff"}, "findings": [
            {"defect": "cut", "line": 11, "about": "until 12", "accepted": false},
            {"defect": "cut", "line": 0, "about": "3 commits", "accepted": false},
            {"defect": "altered", "line": 4, "about": "its link would be 0a1b", "accepted": false},
            {"defect": "other-history", "line": 0, "about": "no head kept beside the database", "accepted": false},
            {"defect": "unexplained", "line": 0, "about": "M2 running", "accepted": false},
            {"defect": "unexplained", "line": 0, "about": "M2 gravity real", "accepted": false},
            {"defect": "unexplained", "line": 0, "about": "M2 order 0c1d", "accepted": false},
            {"defect": "damaged", "line": 0, "about": "row 3 missing from index x", "accepted": false}]})"
    );
    terminal here{daemon};
    EXPECT_EQ(here.run({"audit", "verify"}), exit_status::failed);
    for (auto const* said :
         {"fin coupée 11 (jusqu'à 12)", "(3 écritures)", "(son lien serait 0a1b)", "(aucune tête conservée à côté de la base)",
          "(M2 en cours)", "(M2, qui peut être joint : tout le monde)", "(M2, ordre : 0c1d)", "(row 3 missing from index x)"})
        EXPECT_THAT(unfolded(here.out), HasSubstr(said));
    EXPECT_EQ(here.run({"--lang", "en", "audit", "verify"}), exit_status::failed);
    EXPECT_THAT(unfolded(here.out), AllOf(HasSubstr("(until 12)"), HasSubstr("(M2, whom it may reach: everybody)")));
}

}  // namespace
}  // namespace tocsin::cli
