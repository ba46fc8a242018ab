// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/dispatcher/cli/recorded.hpp"
#include "tests/unit/dispatcher/cli/terminal.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace tocsin::cli {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

std::string const here_it_is = "GET /v1/mobilisations/M7";

TEST(Status, FitsOneScreen)
{
    fake_daemon daemon;
    daemon.answer(here_it_is, 200, recorded::status("running", 28, 101));
    terminal here{daemon};
    EXPECT_EQ(here.run({"status", "7"}), exit_status::done);
    EXPECT_THAT(here.out, StartsWith("M7 · Inondation · en cours\n"));
    EXPECT_THAT(here.out, HasSubstr("████████████████░░░░░░░░  28 / 40"));
    EXPECT_THAT(here.out, HasSubstr("boat : 2 / 4"));
    EXPECT_THAT(
        here.out, HasSubstr("143\u00a0sollicitées · 101\u00a0pas\u00a0encore\u00a0répondu · 12\u00a0refus ·\n")
    );
    EXPECT_THAT(
        here.out, HasSubstr("3\u00a0en\u00a0cours\u00a0d'envoi · 20\u00a0acceptés · 118\u00a0remis · 2\u00a0refusés")
    );
    EXPECT_THAT(here.out, HasSubstr("1 message a pu arriver deux fois."));
    EXPECT_THAT(here.out, HasSubstr("tocsin watch M7"));
    EXPECT_EQ(too_wide(here.out), "");
    EXPECT_EQ(here.run({"--lang", "en", "status", "M7"}), exit_status::done);
    EXPECT_THAT(here.out, HasSubstr("143\u00a0asked · 101\u00a0yet\u00a0to\u00a0answer · 12\u00a0declined · 2\u00a0unreachable"));
}

TEST(Status, IsTheDaemonsOwnObjectWithJson)
{
    fake_daemon daemon;
    daemon.answer(here_it_is, 200, recorded::status("running", 28, 101));
    terminal here{daemon};
    EXPECT_EQ(here.run({"status", "M7", "--json"}), exit_status::done);
    EXPECT_EQ(boost::json::parse(here.out), boost::json::parse(recorded::status("running", 28, 101)));
}

TEST(Status, NamesWhoHasAgreedAlready)
{
    fake_daemon daemon;
    auto now = boost::json::parse(recorded::status("proposed", 0, 0)).as_object();
    now["agreed_by"] = "bob,carol (uid 1001)";
    daemon.answer(here_it_is, 200, boost::json::serialize(now));
    terminal here{daemon};
    EXPECT_EQ(here.run({"status", "M7"}), exit_status::done);
    EXPECT_THAT(here.out, HasSubstr("  Ont dit oui bob,carol (uid 1001) ; il faut encore quelqu'un d'autre\n"));
}

TEST(Status, ListsWhatIsUnderWay)
{
    fake_daemon daemon;
    daemon.answer(
        "GET /v1/mobilisations",
        200,
        R"({"mobilisations": [{"id": "M7", "state": "running", "event": "Inondation", "need": 40,
            "by": "2026-11-24T17:00:00Z"}]})"
    );
    daemon.answer("GET /v1/mobilisations?all=1", 200, R"({"mobilisations": []})");
    terminal here{daemon};
    EXPECT_EQ(here.run({"status"}), exit_status::done);
    EXPECT_THAT(here.out, StartsWith("M7  en cours  Inondation  40  "));
    EXPECT_EQ(here.run({"status", "--all"}), exit_status::done);
    EXPECT_EQ(here.out, "Aucune mobilisation en cours.\n");
}

TEST(Status, SaysThatThereIsNoSuchThing)
{
    fake_daemon daemon;
    terminal here{daemon};
    EXPECT_EQ(here.run({"status", "M99"}), exit_status::failed);
    EXPECT_THAT(here.err, HasSubstr("nothing here"));
    EXPECT_THAT(here.err, HasSubstr("look elsewhere"));
}

TEST(Watch, WritesALineForEachChangeAndEndsWithTheMobilisation)
{
    fake_daemon daemon;
    daemon.answer(here_it_is, 200, recorded::status("running", 10, 119));
    daemon.answer(here_it_is, 200, recorded::status("running", 10, 119));
    daemon.answer(here_it_is, 200, recorded::status("filled", 40, 89));
    daemon.answer(here_it_is, 200, recorded::status("closed", 40, 0));
    terminal here{daemon};
    EXPECT_EQ(here.run({"watch", "M7"}), exit_status::done);
    EXPECT_EQ(here.pauses, 3);
    EXPECT_THAT(here.out, HasSubstr("M7 en cours · confirmées 10/40 · "));
    EXPECT_THAT(here.out, HasSubstr("M7 pourvue · confirmées 40/40 · "));
    EXPECT_THAT(here.out, HasSubstr("M7 close · "));
    EXPECT_EQ(here.out.find("10/40"), here.out.rfind("10/40")) << "nothing changed, nothing said";
    EXPECT_THAT(here.out, HasSubstr("Bilan : tocsin report M7"));
    auto const said = here.out.substr(0, here.out.find("Bilan"));
    EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 3) << "a line for each change, whatever its length: " << said;
}

TEST(Watch, EndsWhenFilledIfThatIsAsked)
{
    fake_daemon daemon;
    daemon.answer(here_it_is, 200, recorded::status("running", 39, 90));
    daemon.answer(here_it_is, 200, recorded::status("filled", 40, 89));
    terminal here{daemon};
    EXPECT_EQ(here.run({"watch", "M7", "--until-filled"}), exit_status::done);
    EXPECT_EQ(here.pauses, 1);
    EXPECT_THAT(here.out, HasSubstr("tocsin close M7"));
}

TEST(Watch, DrawsInPlaceOnATerminal)
{
    fake_daemon daemon;
    daemon.answer(here_it_is, 200, recorded::status("running", 10, 119));
    daemon.answer(here_it_is, 200, recorded::status("closed", 12, 0));
    terminal here{daemon};
    EXPECT_EQ(here.redraws().run({"watch", "M7"}), exit_status::done);
    auto const first = here.out.substr(0, here.out.find('\x1b'));
    EXPECT_THAT(first, HasSubstr("10 / 40"));
    EXPECT_THAT(here.out, Not(HasSubstr("\x1b[J")));
    EXPECT_THAT(here.out, Not(HasSubstr("\x1b[2J")));
    EXPECT_EQ(here.out.find("Gymnase"), here.out.rfind("Gymnase")) << "what stays is not sent again";
    EXPECT_THAT(here.out, HasSubstr("12 / 40"));
    EXPECT_THAT(here.out, HasSubstr("Bilan : tocsin report M7"));
}

TEST(Watch, SaysThatTheMobilisationGoesOnWhenSomebodyLeaves)
{
    fake_daemon daemon;
    daemon.answer(here_it_is, 200, recorded::status("running", 10, 119));
    terminal here{daemon};
    here.on_pause = [&here] { here.interrupted = true; };
    EXPECT_EQ(here.redraws().run({"watch", "7"}), exit_status::done);
    EXPECT_TRUE(here.out.ends_with("\r\x1b[K")) << "what Ctrl-C wrote is gone";
    EXPECT_THAT(here.err, HasSubstr("M7 continue"));
    EXPECT_THAT(here.err, HasSubstr("tocsin watch M7"));
    EXPECT_EQ(too_wide(here.err), "");
}

TEST(Watch, TellsWavesForecastChannelsAndReplies)
{
    auto now = boost::json::parse(recorded::status("running", 10, 119)).as_object();
    now["outlook"] = boost::json::parse(R"({"horizon": "2026-11-24T17:00:00Z", "look_again": "2026-11-24T03:20:00Z",
        "expected": {"low": 20, "middle": 31, "high": 44, "fills": 0.624}, "why": {"fr": "On écoute d'abord.", "en": "x"}})");
    now["replies_to_read"] = 2;
    fake_daemon daemon;
    daemon.answer(here_it_is, 200, boost::json::serialize(now));
    now["state"] = "closed";
    daemon.answer(here_it_is, 200, boost::json::serialize(now));
    terminal here{daemon};
    EXPECT_EQ(here.redraws().run({"watch", "7"}), exit_status::done);
    EXPECT_THAT(here.out, HasSubstr("Vagues      1, la dernière 24/11 03:00 (143 personnes)"));
    EXPECT_THAT(here.out, HasSubstr("on regarde à"));
    EXPECT_THAT(here.out, HasSubstr("Prévision   de 20 à 44 oui pour 24/11 17:00 · 62 % de chances de tout couvrir"));
    EXPECT_THAT(here.out, HasSubstr("Pourquoi    On écoute d'abord."));
    EXPECT_THAT(here.out, HasSubstr("Canaux      en ordre"));
    EXPECT_THAT(here.out, HasSubstr("2 réponses attendent d'être lues : tocsin inbox."));
    EXPECT_EQ(too_wide(here.out.substr(0, here.out.find('\x1b'))), "");
}

TEST(Watch, WaitsForADaemonThatRestarts)
{
    fake_daemon daemon;
    daemon.answer(here_it_is, 200, recorded::status("running", 10, 119));
    daemon.answer(here_it_is, 200, recorded::status("closed", 12, 0));
    terminal here{daemon};
    here.on_pause = [&] {
        if (here.pauses == 1)
            daemon.hang_up_once();
    };
    EXPECT_EQ(here.run({"watch", "M7"}), exit_status::done);
    EXPECT_EQ(here.pauses, 2);
    EXPECT_THAT(here.err, HasSubstr("j'attends son retour"));
}

TEST(Watch, IsOneObjectALineWithJson)
{
    fake_daemon daemon;
    daemon.answer(here_it_is, 200, recorded::status("running", 10, 119));
    daemon.answer(here_it_is, 200, recorded::status("cancelled", 10, 0));
    terminal here{daemon};
    EXPECT_EQ(here.run({"--json", "watch", "M7"}), exit_status::done);
    auto const middle = here.out.find('\n');
    EXPECT_EQ(boost::json::parse(here.out.substr(0, middle)).at("state"), "running");
    EXPECT_EQ(boost::json::parse(here.out.substr(middle + 1)).at("state"), "cancelled");
}

TEST(Decisions, CarryTheirReason)
{
    fake_daemon daemon;
    for (auto const* what : {"pause", "resume", "cancel", "close"})
        daemon.answer(std::string{"POST /v1/mobilisations/M7/"} + what, 200, recorded::status("paused", 1, 1));
    terminal here{daemon};
    for (auto const* what : {"pause", "resume", "cancel", "close"}) {
        EXPECT_EQ(here.run({what, "M7", "--reason", "fausse alerte"}), exit_status::done) << here.err;
        EXPECT_EQ(daemon.requests().back().body, R"({"reason":"fausse alerte"})");
    }
    EXPECT_THAT(here.out, HasSubstr("M7 : en pause."));
    EXPECT_THAT(here.out, HasSubstr("tocsin resume M7"));
}

TEST(Report, ComesInTheFormThatIsAsked)
{
    fake_daemon daemon;
    daemon.answer("GET /v1/mobilisations/M7/report?format=text", 200, "Bilan de M7\x1b[2J\n");
    daemon.answer("GET /v1/mobilisations/M7/report?format=csv", 200, "id,state\r\nV-1,confirmed\r\n");
    daemon.answer("GET /v1/mobilisations/M7/report?format=json", 200, R"({"id": "M7"})");
    terminal here{daemon};
    EXPECT_EQ(here.run({"report", "M7", "--format", "csv"}), exit_status::done);
    EXPECT_EQ(here.out, "id,state\r\nV-1,confirmed\r\n");
    EXPECT_EQ(here.run({"report", "M7", "--json"}), exit_status::done);
    EXPECT_EQ(here.out, R"({"id": "M7"})");
    EXPECT_EQ(here.redraws().run({"report", "M7"}), exit_status::done);
    EXPECT_EQ(here.out, "Bilan de M7[2J\n") << "no escape reaches a terminal";
    EXPECT_EQ(here.run({"report", "M8"}), exit_status::failed);
}

TEST(OutOfReach, SaysWhatToDo)
{
    terminal here{"/nonexistent/tocsin.sock"};
    EXPECT_EQ(here.run({"status"}), exit_status::out_of_reach);
    EXPECT_THAT(here.err, HasSubstr("personne n'écoute sur /nonexistent/tocsin.sock"));
    EXPECT_THAT(here.err, HasSubstr("systemctl status tocsind"));
    EXPECT_THAT(here.err, HasSubstr("--socket"));
    EXPECT_EQ(too_wide(here.err), "");
    EXPECT_EQ(here.run({"status", "--lang", "en"}), exit_status::out_of_reach);
    EXPECT_THAT(here.err, HasSubstr("nobody listens at"));
    EXPECT_EQ(here.run({"status", "--json", "--socket", "/elsewhere"}), exit_status::out_of_reach);
    EXPECT_EQ(boost::json::parse(here.out).at("error").at("code"), "daemon-absent");
    EXPECT_THAT(here.out, HasSubstr("/elsewhere"));
    EXPECT_EQ(here.run({"status", "--socket", "/" + std::string(300, 'x')}), exit_status::out_of_reach);
}

TEST(OutOfReach, IsAlsoADaemonThatHangsUp)
{
    fake_daemon daemon;
    daemon.hang_up_once();
    terminal here{daemon};
    EXPECT_EQ(here.run({"status"}), exit_status::out_of_reach);
    EXPECT_THAT(here.err, HasSubstr("coupé"));
    daemon.answer("GET /v1/mobilisations", 200, "<html>");
    EXPECT_EQ(here.run({"status"}), exit_status::failed);
    EXPECT_THAT(here.err, HasSubstr("n'est pas lisible"));
}

}  // namespace
}  // namespace tocsin::cli
