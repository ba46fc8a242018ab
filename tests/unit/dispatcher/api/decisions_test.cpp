// SPDX-License-Identifier: Apache-2.0
// What people decide, through the door they decide at; judged by what the channel was handed. The same tests run with
// known bugs compiled in, and must fail then (tests/unit/CMakeLists.txt).
#include "tests/unit/dispatcher/api/living_house.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>


namespace tocsin::dispatcher::api {
namespace {

using testing::HasSubstr;

#define EXPECT_DESCRIBED(method, pattern, came)                                                                        \
    EXPECT_EQ(house.faults(method, pattern, came), std::vector<std::string>{}) << (came).body

std::string const order =
    R"({"event": "crue", "zone": ["04070"], "need": 2, "by": "+3h", "at": "Gymnase, Digne", "minimum_age": 0,
        "pace": "all", "channels": ["sms"]})";
std::string const first = "/v1/mobilisations/M1";

struct Decisions : testing::Test {
    living_house house{3};  // four people are too many for one

    void SetUp() override
    {
        house.with_people(4);
        ASSERT_EQ(house.ask_of("alice", "POST", "/v1/mobilisations", order).status, 201);
    }

    void start()
    {
        house.approve("bob", "M1");
        house.approve("carol", "M1");
        house.play(seconds{30});
        ASSERT_EQ(house.sms->submitted.size(), 4U);
    }

    std::string state() { return text(house.ask("GET", first).json().at("state")); }

    /// Who has said yes, as the status has it.
    std::string agreed()
    {
        auto const seen = house.ask("GET", first);
        EXPECT_DESCRIBED("GET", "/v1/mobilisations/{id}", seen);
        auto const now = seen.json();
        auto const* const names = now.as_object().if_contains("agreed_by");
        return names ? text(*names) : "";
    }

    static std::string text(boost::json::value const& from) { return {from.as_string().data(), from.as_string().size()}; }

    std::vector<std::string> told(std::string const& word) const
    {
        std::vector<std::string> to;
        for (auto const& each : house.sms->submitted)
            if (each.text.body.find(word) != std::string::npos)
                to.push_back(each.to);
        return to;
    }
};

TEST_F(Decisions, TakeTwoPeopleOtherThanWhoAsked)
{
    EXPECT_EQ(house.approve("alice", "M1").code(), "own-request");
    auto const noted = house.approve("bob", "M1");
    EXPECT_EQ(noted.status, 200);
    EXPECT_EQ(text(noted.json().at("state")), "proposed");
    EXPECT_EQ(noted.json().at("given").as_int64(), 1);
    EXPECT_EQ(noted.json().at("needed").as_int64(), 2);
    house.play(seconds{30});
    EXPECT_TRUE(house.sms->submitted.empty());
    auto const done = house.approve("carol", "M1");
    EXPECT_EQ(text(done.json().at("state")), "approved");
    EXPECT_EQ(text(done.json().at("approved_by")), "bob,carol");
    house.play(seconds{30});
    EXPECT_EQ(house.sms->submitted.size(), 4U);
}

TEST_F(Decisions, NameWhoHasAgreedWhileSomebodyElseHasTo)
{
    EXPECT_EQ(agreed(), "");
    house.approve("bob", "M1");
    EXPECT_EQ(agreed(), "bob");
    house.approve("bob (uid 1001)", "M1");
    EXPECT_EQ(agreed(), "bob") << "one person once";
    house.ask_of("alice", "POST", first + "/extend", R"({"by": "+5h"})");
    EXPECT_EQ(agreed(), "") << "that was to another plan";
    start();
    EXPECT_EQ(agreed(), "") << "nothing waits any more";
    house.ask_of("bob", "POST", first + "/pause");
    EXPECT_EQ(agreed(), "");
    house.ask_of("carol", "POST", first + "/resume");
    EXPECT_EQ(agreed(), "carol");
    house.ask_of("bob", "POST", first + "/resume");
    EXPECT_NE(state(), "paused");
    EXPECT_EQ(agreed(), "");
    house.ask_of("bob", "POST", first + "/pause");
    EXPECT_EQ(agreed(), "") << "that was to the end of another pause";
}

TEST_F(Decisions, CountOnePersonOnce)
{
    house.approve("bob", "M1");
    house.approve("bob", "M1");
    house.approve("bob", "M1");
    house.play(seconds{30});
    EXPECT_EQ(state(), "proposed");
    EXPECT_TRUE(house.sms->submitted.empty());
}

TEST_F(Decisions, CountOnePersonOnceWhateverTheyActThrough)
{
    EXPECT_EQ(house.approve("bob (uid 1001)", "M1").status, 200);
    EXPECT_EQ(house.approve("bob-phone for bob", "M1").status, 200);
    EXPECT_EQ(state(), "proposed");
    EXPECT_EQ(house.approve("alice-phone for alice", "M1").code(), "own-request");
    EXPECT_EQ(house.approve("carol", "M1").status, 200);
    EXPECT_NE(state(), "proposed");
}

TEST_F(Decisions, DoNotCountRootWhereItTakesSeveral)
{
    EXPECT_EQ(house.approve("root (uid 0)", "M1").code(), "superuser");
    EXPECT_EQ(house.approve("bob", "M1").json().at("given").as_int64(), 1);
    EXPECT_EQ(state(), "proposed");
    EXPECT_EQ(text(house.approve("root (uid 0)", "M1", "nobody else is here").json().at("state")), "approved");
}

TEST_F(Decisions, AreBoundToWhatWasShown)
{
    auto const shown = text(house.ask_of("bob", "GET", first + "/preview").json().at("digest"));
    house.approve("bob", "M1");
    EXPECT_EQ(house.ask_of("alice", "POST", first + "/extend", R"({"by": "+5h"})").status, 200);
    EXPECT_EQ(
        house.ask_of("carol", "POST", first + "/approve", R"({"digest": ")" + shown + R"("})").code(), "plan-changed"
    );
    EXPECT_EQ(text(house.approve("carol", "M1").json().at("state")), "proposed") << "bob has not seen the new one";
    house.play(seconds{30});
    EXPECT_TRUE(house.sms->submitted.empty());
    EXPECT_EQ(text(house.approve("bob", "M1").json().at("state")), "approved");
}

TEST_F(Decisions, AreVoidOnceTheChannelsThatWereShownAreGone)
{
    house.approve("bob", "M1");
    auto all = std::move(house.routes->channels());
    auto renamed = all.extract("sms-main");
    ASSERT_FALSE(renamed.empty());
    renamed.key() = "other";
    all.insert(std::move(renamed));
    *house.routes = route_table{std::move(all), {{medium::sms, channels::in_order({"other"})}}};
    EXPECT_EQ(text(house.approve("carol", "M1").json().at("state")), "proposed") << "bob was shown another channel";
    EXPECT_EQ(text(house.approve("bob", "M1").json().at("state")), "approved");
}

TEST_F(Decisions, NeedADigest)
{
    EXPECT_EQ(house.ask_of("bob", "POST", first + "/approve").code(), "bad-parameter");
    EXPECT_EQ(house.ask_of("bob", "POST", first + "/approve", R"({"digest": "0"})").code(), "plan-changed");
}

TEST_F(Decisions, SendExactlyWhatTheFrozenPreviewShowed)
{
    auto const before = house.ask_of("bob", "GET", first + "/preview").json();
    house.upload("/v1/volunteers", {"id,first_name,last_name,mobile,postcode,commune,consent_sms\n"
                                    "late,Camille,Martin,+33639980099,04000,04070,yes\n"});
    house.approve("bob", "M1");
    auto const shown = house.ask_of("carol", "GET", first + "/preview").json();
    EXPECT_EQ(text(shown.at("digest")), text(before.at("digest"))) << "somebody new changes nothing of it";
    house.approve("carol", "M1");
    house.play(seconds{30});
    std::string words;
    for (auto const& each : shown.at("texts").as_array())
        if (each.at("purpose") == "ask" && each.at("medium") == "sms" && each.at("language") == "fr")
            words = text(each.at("body"));
    ASSERT_EQ(house.sms->submitted.size(), static_cast<std::size_t>(shown.at("candidates").as_int64()));
    for (auto const& each : house.sms->submitted) {
        EXPECT_EQ(each.text.body, words);
        EXPECT_NE(each.to, "+33639980099");
    }
}

TEST_F(Decisions, LetOnePersonBreakTheGlassAndSaySo)
{
    auto const done = house.approve("alice", "M1", "alone on duty, the dyke gives way");
    EXPECT_EQ(text(done.json().at("state")), "approved");
    EXPECT_THAT(text(house.ask("GET", first).json().at("break_glass")), HasSubstr("alice: alone on duty"));
    EXPECT_EQ(house.log.count(events::glass_broken), 1);
    auto const lines = house.ask("GET", "/v1/audit?mobilisation=M1").json();
    bool told = false;
    for (auto const& each : lines.at("lines").as_array())
        told = told || each.at("kind") == "break-glass";
    EXPECT_TRUE(told);
    EXPECT_THAT(house.ask("GET", first + "/report?format=text").body, HasSubstr("alone on duty"));
}

TEST_F(Decisions, PauseByOneAndResumeByTwo)
{
    start();
    EXPECT_EQ(text(house.ask_of("bob", "POST", first + "/pause").json().at("state")), "paused");
    EXPECT_EQ(text(house.ask_of("bob", "POST", first + "/resume").json().at("state")), "paused");
    EXPECT_EQ(text(house.ask_of("bob", "POST", first + "/resume").json().at("state")), "paused");
    auto const done = house.ask_of("carol", "POST", first + "/resume");
    EXPECT_NE(text(done.json().at("state")), "paused");
    EXPECT_DESCRIBED("POST", "/v1/mobilisations/{id}/resume", done);
    house.ask_of("bob", "POST", first + "/pause");
    house.ask_of("carol", "POST", first + "/resume");
    EXPECT_EQ(state(), "paused") << "a yes to the last pause is none to this one";
}

TEST_F(Decisions, RetractToExactlyThoseWhoWereOrMayHaveBeenReached)
{
    house.sms->outcome_of = [](channels::outbound const& message) -> channels::outcome {
        if (message.to == "+33639980001")
            return channels::refused{channels::permanence::permanent, "no", "no such number"};
        if (message.to == "+33639980002")
            return channels::unknown{};
        return channels::accepted{"p" + message.reference};
    };
    house.approve("bob", "M1");
    house.approve("carol", "M1");
    house.play(seconds{2});
    house.sms->outcome_of = nullptr;
    auto const sent = house.sms->submitted.size();
    auto const look = house.ask_of("bob", "POST", first + "/retract?dry_run=1", R"({"text": "Mauvaise commune."})");
    EXPECT_DESCRIBED("POST", "/v1/mobilisations/{id}/retract", look);
    EXPECT_EQ(look.json().at("people").as_int64(), 3);
    EXPECT_EQ(look.json().at("texts").as_array()[0].at("language"), "fr") << "the house's own first";
    EXPECT_EQ(house.sms->submitted.size(), sent);
    auto const done = house.ask_of("bob", "POST", first + "/retract", R"({"text": "Mauvaise commune."})");
    EXPECT_DESCRIBED("POST", "/v1/mobilisations/{id}/retract", done);
    house.play(seconds{10});
    EXPECT_THAT(
        told("ERREUR. Mauvaise commune."),
        testing::UnorderedElementsAre("+33639980002", "+33639980003", "+33639980004")
    );
    house.play(minutes{30});
    EXPECT_EQ(told("ERREUR").size(), 3U) << "each once";
    EXPECT_TRUE(told("annul").empty()) << "the correction is the end";
    EXPECT_EQ(state(), "cancelled");
    house.ask_of("carol", "POST", first + "/retract");
    house.play(minutes{1});
    EXPECT_EQ(told("ERREUR").size(), 3U);
}

TEST_F(Decisions, RetractOffersNoStopInAnSms)
{
    start();
    auto const words = R"({"text": "Mauvaise commune. STOP au 36111"})";
    for (auto const* way : {"/retract?dry_run=1", "/retract"}) {
        auto const refused = house.ask_of("bob", "POST", first + way, words);
        EXPECT_EQ(refused.code(), "bad-parameter") << way;
        EXPECT_THAT(refused.body, HasSubstr("STOP is honoured all the same")) << way;
    }
    house.play(seconds{10});
    EXPECT_TRUE(told("ERREUR").empty());
    EXPECT_EQ(house.ask_of("bob", "POST", first + "/retract", R"({"text": "Allez à Stopville."})").status, 200);
}

TEST_F(Decisions, RetractByMailMaySayStop)
{
    auto by_mail = order;
    by_mail.replace(by_mail.find("sms"), 3, "email");
    auto const made = house.ask_of("alice", "POST", "/v1/mobilisations", by_mail);
    ASSERT_EQ(made.status, 201) << made.body;
    auto const look = house.ask_of(
        "bob", "POST", "/v1/mobilisations/" + text(made.json().at("id")) + "/retract?dry_run=1", R"({"text": "STOP au 36111"})"
    );
    EXPECT_EQ(look.status, 200) << look.body;
}

TEST_F(Decisions, WidenAsksOnlyNewPeopleForWhatIsMissing)
{
    start();
    house.upload("/v1/volunteers", {"id,first_name,last_name,mobile,postcode,commune,consent_sms\n"
                                    "far,Camille,Martin,+33639980099,04100,04112,yes\n"});
    auto const body = R"({"zone": ["04070", "04112"]})";
    auto const look = house.ask_of("bob", "POST", first + "/widen?dry_run=1", body);
    EXPECT_DESCRIBED("POST", "/v1/mobilisations/{id}/widen", look);
    EXPECT_EQ(look.json().at("preview").at("candidates").as_int64(), 1);
    auto const made = house.ask_of("bob", "POST", first + "/widen", body);
    EXPECT_DESCRIBED("POST", "/v1/mobilisations/{id}/widen", made);
    house.play(seconds{30});
    ASSERT_EQ(house.sms->submitted.size(), 5U);
    EXPECT_EQ(house.sms->submitted.back().to, "+33639980099");
    EXPECT_EQ(house.ask_of("bob", "POST", first + "/widen", R"({"zone": ["04070"]})").code(), "bad-parameter");
}

TEST_F(Decisions, ToAskEverybodyAtOnceAreExplainedToo)
{
    start();
    house.play(minutes{10});
    auto const now = house.ask("GET", first);
    EXPECT_DESCRIBED("GET", "/v1/mobilisations/{id}", now);
    auto const wave = now.json().at("waves").as_array().at(0).at("decision");
    EXPECT_EQ(wave.at("limit"), "everybody");
    EXPECT_EQ(wave.at("count").as_int64(), 4);
    EXPECT_THAT(text(wave.at("why").at("fr")), HasSubstr("Tous à la fois"));
    EXPECT_EQ(now.json().at("outlook").at("verdict"), "nobody_left");
    EXPECT_THAT(house.ask("GET", first + "/report?format=text").body, HasSubstr("Everybody at once"));
}

TEST_F(Decisions, ExtendMovesTheTimeAndTellsItFromThenOn)
{
    start();
    auto const confirmed = [this](char const* who) {
        house.ask("POST", "/v1/replies", std::string{R"({"from": ")"} + who + R"(", "text": "OUI"})");
        house.play(seconds{5});
        return house.sms->submitted.back().text.body;
    };
    auto const early = confirmed("0639980001");
    auto const before = text(house.ask("GET", first).json().at("by"));
    auto const done = house.ask_of("bob", "POST", first + "/extend", R"({"by": "+6h"})");
    EXPECT_DESCRIBED("POST", "/v1/mobilisations/{id}/extend", done);
    EXPECT_GT(text(house.ask("GET", first).json().at("by")), before);
    EXPECT_EQ(house.ask_of("bob", "POST", first + "/extend", R"({"by": "+1h"})").code(), "bad-parameter");
    EXPECT_EQ(state(), "running");
    house.play(hours{4});
    EXPECT_EQ(state(), "running") << "it would have ended";
    EXPECT_NE(confirmed("0639980002"), early) << "the new time";
}

TEST_F(Decisions, LeaveAWholeJournal)
{
    start();
    house.ask_of("bob", "POST", first + "/pause");
    house.ask_of("bob", "POST", first + "/resume");
    house.ask_of("carol", "POST", first + "/resume");
    house.ask_of("carol", "POST", first + "/extend", R"({"by": "+6h"})");
    house.ask_of("bob", "POST", first + "/retract");
    house.play(minutes{5});
    auto const verified = house.ask("GET", "/v1/audit/verify");
    EXPECT_DESCRIBED("GET", "/v1/audit/verify", verified);
    EXPECT_TRUE(verified.json().at("sound").as_bool()) << verified.body;
    auto const lines = house.ask("GET", "/v1/audit");
    EXPECT_DESCRIBED("GET", "/v1/audit", lines);
    EXPECT_THAT(lines.body, testing::Not(HasSubstr("+336")));
    EXPECT_EQ(house.ask("GET", "/v1/audit/verify?head=12").code(), "bad-parameter");
    auto const accepted = house.ask("POST", "/v1/audit/accept", R"({"reason": "nothing"})");
    EXPECT_DESCRIBED("POST", "/v1/audit/accept", accepted);
}

TEST(Exercises, SayThatTheyAreInEveryText)
{
    living_house house;
    house.with_people(2);
    std::string practice = order;
    practice.insert(1, R"("exercise": true, )");
    auto const shown = house.ask("POST", "/v1/mobilisations?dry_run=1", practice).json().at("preview");
    ASSERT_FALSE(shown.at("texts").as_array().empty());
    for (auto const& each : shown.at("texts").as_array())
        EXPECT_TRUE(each.at("body").as_string().starts_with("EXERCICE")) << each;
    house.ask("POST", "/v1/mobilisations", practice);
    house.play(minutes{5});
    EXPECT_TRUE(house.sms->submitted.empty()) << "the only SMS channel reaches people";
}

}  // namespace
}  // namespace tocsin::dispatcher::api
