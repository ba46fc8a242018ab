// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/dispatcher/cli/terminal.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace tocsin::cli {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

json::object spread(double low, double middle, double high) { return {{"low", low}, {"middle", middle}, {"high", high}}; }

json::object found(std::string const& pace, int filled)
{
    json::object times;
    if (filled > 10)
        times = {{"low", 1260}, {"middle", 2040}, {"high", 3720}};
    return {
        {"event", "Crue"}, {"rule", ""}, {"pace", pace}, {"need", 40}, {"by", "2026-11-24T17:00:00Z"}, {"at", "Digne"},
        {"zone", {"04"}}, {"population", 5000}, {"candidates", 1754}, {"left_out", 0}, {"travel_seconds", 3420},
        {"runs", 20}, {"filled", filled}, {"filled_after_seconds", times}, {"confirmed", spread(40, 40, 40)},
        {"yes", spread(40, 43, 50)}, {"surplus", spread(0, 3, 10)}, {"taken_back", spread(0, 2, 4)}, {"asked", spread(110, 884, 1752)}, {"per_place", 21.13},
        {"unsent", spread(0, 0, 0)}, {"lost", spread(3, 40, 90)}, {"waves", spread(1, 7, 10)},
        {"messages", spread(223, 1683, 3259)}, {"told_the_end", spread(60, 751, 1500)}, {"cost", spread(10, 75.8, 146.15)},
        {"busy", json::array{json::object{{"channel", "sms"}, {"share", 0.02}}}}, {"breaks", json::array{}},
        {"next", json::array{json::object{{"what", "mobilise"}, {"sentence", "Cela devrait suffire : lancez l'appel."}}}}};
}

std::string rehearsal(std::string const& state, int played, json::array what)
{
    return json::serialize(json::object{
        {"id", "1"}, {"state", state}, {"played", played}, {"to_play", 20}, {"runs", 20}, {"seed", 1},
        {"start", "2026-11-24T14:00:00Z"}, {"people", 1754},
        {"supposed",
         {{"given", false}, {"lost", 0.05}, {"learnt_from", 0}, {"outages", json::array{}}, {"half_after_seconds", 750},
          {"assumed", json::array{json::object{{"what", "approval"}, {"sentence", "Approbation supposée."}}}},
          {"yes", spread(0.011, 0.078, 0.47)}}},
        {"found", std::move(what)}});
}

class Rehearse : public testing::Test {
protected:
    std::vector<std::string> order(std::vector<std::string> const& more = {})
    {
        std::vector<std::string> words{"rehearse", "--event", "Crue d'été", "--zone", "04", "--need", "40", "--by", "18:00"};
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }

    void finds(json::array what)
    {
        daemon.answer("POST /v1/rehearsals", 201, rehearsal("running", 0, {}));
        daemon.answer("GET /v1/rehearsals/1", 200, rehearsal("running", 7, {}));
        daemon.answer("GET /v1/rehearsals/1", 200, rehearsal("done", 20, std::move(what)));
    }

    json::value sent() { return json::parse(daemon.requests().front().body); }

    fake_daemon daemon;
    terminal here{daemon};
};

TEST_F(Rehearse, IsStoppedOverThereByCtrlC)
{
    daemon.answer("POST /v1/rehearsals", 201, rehearsal("running", 0, {}));
    daemon.answer("DELETE /v1/rehearsals/1", 200, rehearsal("running", 7, {}));
    daemon.answer("GET /v1/rehearsals/1", 200, rehearsal("stopped", 7, {found("sparing", 6)}));
    here.on_pause = [this] { here.interrupted = true; };
    EXPECT_EQ(here.types("").run(order()), exit_status::done);
    EXPECT_THAT(here.out, HasSubstr("La répétition a été arrêtée"));
    auto const asked = daemon.requests();
    ASSERT_THAT(asked, SizeIs(3)) << "told once";
    EXPECT_EQ(asked[1].method, "DELETE");
}

TEST_F(Rehearse, WaitsShowsWhatWasFoundAndTheCommandThatComesNext)
{
    finds({found("sparing", 19)});
    EXPECT_EQ(here.types("").run(order({"--pace", "sparing"})), exit_status::done);
    EXPECT_THAT(here.err, HasSubstr("7 / 20 essais, encore 1\u00a0s environ"));
    EXPECT_THAT(here.out, HasSubstr("Répétition : rien ne part"));
    EXPECT_THAT(here.out, HasSubstr("Non joués : les mauvais numéros"));
    EXPECT_THAT(here.out, HasSubstr("7,8 % de oui (1,1 à"));
    EXPECT_THAT(here.out, HasSubstr("--response"));
    EXPECT_THAT(here.out, HasSubstr("Approbation supposée.\n")) << "what is supposed is said";
    EXPECT_THAT(here.out, HasSubstr("19 fois sur 20, en 34\u00a0min (21\u00a0min à 1\u00a0h\u00a002\u00a0min)"));
    EXPECT_THAT(here.out, HasSubstr("884 (110 à 1\u00a0752), soit 21,1 par place"));
    EXPECT_THAT(here.out, HasSubstr("43 (40 à 50), dont 3 de trop, 2 repris"));
    EXPECT_THAT(here.out, HasSubstr("dont 751 pour dire la fin"));
    EXPECT_THAT(here.out, HasSubstr("75,80\u00a0€, neuf fois sur dix moins de 146,15\u00a0€"));
    EXPECT_THAT(here.out, HasSubstr("57\u00a0min avant l'heure"));
    EXPECT_THAT(here.out, HasSubstr("Rien ne casse."));
    EXPECT_THAT(here.out, HasSubstr("tocsin mobilise --event 'Crue d'\\''été' --zone 04 --need 40 --by 18:00 --pace sparing\n"));
    EXPECT_EQ(too_wide(here.out.substr(0, here.out.find("tocsin mobilise"))), "");
    EXPECT_EQ(
        sent(), json::parse(R"({"order": {"event": "Crue d'été", "zone": ["04"], "by": "18:00", "need": 40, "pace": "sparing"}, "runs": 20})")
    );
}

TEST_F(Rehearse, ShowsWhereItBreaksAndWhatToTry)
{
    auto broken = found("sparing", 2);
    broken["breaks"] = json::array{
        json::object{{"what", "everybody-asked"}, {"runs", 18}, {"sentence", "Tout le monde a été sollicité : 18 essais sur 20."}},
        json::object{{"what", "used-up"}, {"runs", 2}, {"at", "2026-11-24T15:12:00Z"}, {"sentence", "Quota épuisé : 2 essais sur 20."}}};
    broken["next"] = json::array{
        json::object{{"what", "faster"}, {"sentence", "Un rythme plus vif."}},
        json::object{
            {"what", "more-people"}, {"sentence", "Possible : élargir de 20 km."},
            {"offers", json::array{json::object{{"step", "widen_radius"}, {"people", 300}, {"kilometres", 20}}}}}};
    finds({broken});
    EXPECT_EQ(here.run(order({"--radius", "5"})), exit_status::done);
    EXPECT_THAT(here.out, HasSubstr("2 fois sur 20\n"));
    EXPECT_THAT(here.out, HasSubstr("! Tout le monde a été sollicité : 18 essais sur 20.\n"));
    EXPECT_THAT(here.out, HasSubstr("! Quota épuisé : 2 essais sur 20. (24/11"));
    EXPECT_THAT(here.out, HasSubstr("--radius 5 --pace fast\n"));
    EXPECT_THAT(here.out, HasSubstr("--radius 25 --pace sparing\n"));
    EXPECT_THAT(here.out, Not(HasSubstr("tocsin mobilise")));
}

TEST_F(Rehearse, ComparesPaces)
{
    finds({found("sparing", 8), found("fast", 19), found("all", 20)});
    EXPECT_EQ(here.with("LANG", "en_GB.UTF-8").run(order({"--compare"})), exit_status::done);
    EXPECT_THAT(here.out, HasSubstr("sparing  8 of 20 runs   less than half of the time"));
    EXPECT_THAT(here.out, HasSubstr("fast     19 of 20 runs  34\u00a0min"));
    EXPECT_THAT(here.out, HasSubstr("--pace fast\n"));
    EXPECT_THAT(here.out, Not(HasSubstr("--pace all\n")));
    EXPECT_EQ(sent().at("paces"), (json::array{"sparing", "fast", "all"}));
}

TEST_F(Rehearse, SupposesWhatItIsTold)
{
    finds({found("all", 20)});
    EXPECT_EQ(
        here.run(order({"--response", "3-12%", "--outage", "sms-main@10+30", "--outage", "mail@0+5", "--runs", "7", "--seed", "42", "--approval", "25"})),
        exit_status::done
    );
    EXPECT_EQ(sent().at("share"), json::parse(R"({"low": 0.03, "high": 0.12})"));
    EXPECT_EQ(
        sent().at("outages"),
        json::parse(R"([{"channel": "sms-main", "from": 10, "minutes": 30}, {"channel": "mail", "from": 0, "minutes": 5}])")
    );
    EXPECT_EQ(sent().at("runs"), 7);
    EXPECT_EQ(sent().at("seed"), 42);
    EXPECT_EQ(sent().at("approval"), 25);
    EXPECT_EQ(here.run(order({"--approval", "-1"})), exit_status::usage);
    for (auto const* wrong : {"x", "0", "12-3", "101", "-5"})
        EXPECT_EQ(here.run(order({"--response", wrong})), exit_status::usage) << wrong;
    for (auto const* wrong : {"sms", "sms@10", "@1+2", "sms@a+3", "sms@1+"})
        EXPECT_EQ(here.run(order({"--outage", wrong})), exit_status::usage) << wrong;
    EXPECT_THAT(daemon.requests(), SizeIs(3));
}

TEST_F(Rehearse, ReplaysThePastUnderAnotherPolicy)
{
    auto seen = json::parse(rehearsal("done", 20, {found("fast", 20)}));
    seen.as_object()["replays"] = json::object{
        {"id", "M7"}, {"pace", "all"}, {"need", 40}, {"asked", 1500}, {"confirmed", 40}, {"messages", 2900}, {"filled_after_seconds", 600}};
    daemon.answer("POST /v1/rehearsals", 201, json::serialize(seen));
    EXPECT_EQ(here.run({"rehearse", "--replay", "7", "--pace", "fast", "--channel", "sms"}), exit_status::done);
    EXPECT_EQ(sent(), json::parse(R"({"replay": "M7", "changes": {"pace": "fast", "channels": ["sms"]}, "runs": 20})"));
    EXPECT_THAT(here.out, HasSubstr("Ce jour-là (rythme all) : 1\u00a0500 sollicitées, 40 confirmées"));
    EXPECT_THAT(here.out, HasSubstr("pourvue en 10\u00a0min"));
    EXPECT_THAT(here.out, Not(HasSubstr("tocsin mobilise")));
}

TEST_F(Rehearse, HandsAnAlertOver)
{
    finds({found("fast", 20)});
    auto const file = daemon.folder() / "alert.xml";
    std::ofstream{file} << "<alert/>";
    EXPECT_EQ(here.run({"rehearse", file.string(), "--pace", "fast"}), exit_status::done);
    EXPECT_EQ(sent(), json::parse(R"({"alert": "<alert/>", "paces": ["fast"], "runs": 20})"));
    EXPECT_THAT(here.out, HasSubstr("tocsin alert send " + file.string()));
    EXPECT_EQ(here.run({"rehearse", file.string(), "--need", "40"}), exit_status::usage) << "the rules decide";
}

TEST_F(Rehearse, PrintsOneObject)
{
    finds({found("all", 20)});
    EXPECT_EQ(here.run(order({"--json"})), exit_status::done);
    EXPECT_EQ(json::parse(here.out).at("played"), 20);
    EXPECT_EQ(here.err, "");
    EXPECT_EQ(here.run({"rehearse", "--event", "Crue"}), exit_status::usage);
    EXPECT_THAT(here.err, HasSubstr("--replay"));
}

TEST_F(Rehearse, FailsWhereTheDaemonDid)
{
    auto failed = json::parse(rehearsal("failed", 0, {}));
    failed.as_object()["why"] = "no memory";
    daemon.answer("POST /v1/rehearsals", 201, json::serialize(failed));
    EXPECT_EQ(here.run(order()), exit_status::failed);
    EXPECT_THAT(here.err, HasSubstr("no memory"));
}

}  // namespace
}  // namespace tocsin::cli
