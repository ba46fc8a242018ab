// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/dispatcher/cli/terminal.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin::cli {
namespace {

using testing::HasSubstr;

constexpr auto busy = R"({"at": "2026-11-24T02:00:00Z", "quiet": false, "attention": [
    {"urgency": "now", "kind": "awaits-approval", "about": "M7", "do": "tocsin approve M7", "since": "2026-11-24T01:48:00Z",
     "what": "M7 · Vigilance rouge pluie-inondation, Alpes-de-Haute-Provence attend un accord depuis 12 min : 40 personnes pour 06:00."},
    {"urgency": "soon", "kind": "feed", "about": "meteo", "do": "tocsin feeds", "what": "Flux \u001b[2Jmeteo : il ne répond plus."},
    {"urgency": "know", "kind": "running", "about": "M3", "do": "tocsin watch M3", "what": "M3 · Crue est en cours."}]})";

TEST(Attention, IsWhatTheCommandAloneTells)
{
    fake_daemon daemon;
    daemon.answer("GET /v1/attention", 200, busy);
    terminal here{daemon};
    EXPECT_EQ(here.run({}), exit_status::done);
    EXPECT_THAT(here.out, HasSubstr("Maintenant\n  · M7"));
    EXPECT_THAT(here.out, HasSubstr("\n      tocsin approve M7\nBientôt\n"));
    EXPECT_THAT(here.out, HasSubstr("À savoir\n  · M3 · Crue est en cours.\n      tocsin watch M3\n"));
    EXPECT_EQ(here.out.find('\x1b'), std::string::npos) << "whatever a name holds";
    EXPECT_EQ(too_wide(here.out), "");
    EXPECT_EQ(daemon.requests().size(), 1U) << "one look is enough";
}

TEST(Attention, SaysInOneLineThatAllIsQuiet)
{
    fake_daemon daemon;
    daemon.answer("GET /v1/attention", 200, R"({"at": "2026-11-24T02:00:00Z", "quiet": true, "attention": []})");
    terminal here{daemon};
    EXPECT_EQ(here.run({}), exit_status::done);
    EXPECT_EQ(here.out, "Tout est calme : rien n'attend personne.\n");
    EXPECT_EQ(here.run({"--lang", "en"}), exit_status::done);
    EXPECT_EQ(here.out, "All is quiet: nothing waits for anybody.\n");
}

TEST(Attention, IsTheDaemonsOwnObjectWithJson)
{
    fake_daemon daemon;
    daemon.answer("GET /v1/attention", 200, busy);
    terminal here{daemon};
    EXPECT_EQ(here.run({"--json"}), exit_status::done);
    EXPECT_EQ(boost::json::parse(here.out), boost::json::parse(busy));
}

TEST(Attention, ANameThatIsNoCommandIsStillASlip)
{
    fake_daemon daemon;
    terminal here{daemon};
    EXPECT_EQ(here.run({"wach"}), exit_status::usage);
    EXPECT_THAT(here.err, HasSubstr("watch"));
}

}  // namespace
}  // namespace tocsin::cli
