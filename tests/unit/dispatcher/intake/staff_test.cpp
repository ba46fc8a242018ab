// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/intake/staff.hpp"
#include "dispatcher/runtime/zones.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tocsin::dispatcher {
namespace {

civil_clock paris()
{
    civil_clock clock;
    clock.to_local = [](wall_time instant) { return *to_local(instant, "Europe/Paris"); };
    clock.to_wall = [](local_time civil) { return to_wall(civil, "Europe/Paris"); };
    return clock;
}

wall_time at(char const* instant) { return *parse_instant(instant); }

order_context context()
{
    order_context given;
    given.now = at("2026-11-24T03:00:00Z");  // 04:00 in Paris
    given.clock = paris();
    given.zone_problem = [](std::string const& zone) -> std::optional<std::string> {
        return zone.starts_with("04") ? std::nullopt : std::optional<std::string>{"n'est pas une zone"};
    };
    given.templates = {"default", "flood"};
    given.channels = {{"dry", medium::sms}, {"mail", medium::email}, {"sms-main", medium::sms}};
    given.media = {medium::sms, medium::email};
    return given;
}

std::string when(char const* text)
{
    auto const read = read_when(text, at("2026-11-24T03:00:00Z"), paris());
    return read ? format_instant(*read) : "nothing";
}

TEST(When, ReadsTheNextSuchTimeOnTheHousesClock)
{
    EXPECT_EQ(when("18:00"), "2026-11-24T17:00:00Z");
    EXPECT_EQ(when("18h"), "2026-11-24T17:00:00Z");
    EXPECT_EQ(when("18h30"), "2026-11-24T17:30:00Z");
    EXPECT_EQ(when("4:01"), "2026-11-24T03:01:00Z");
    EXPECT_EQ(when("04:00"), "2026-11-25T03:00:00Z") << "this very minute is the next day's";
    EXPECT_EQ(when("03:59"), "2026-11-25T02:59:00Z");
}

TEST(When, ReadsSpans)
{
    EXPECT_EQ(when("+3h"), "2026-11-24T06:00:00Z");
    EXPECT_EQ(when("+90min"), "2026-11-24T04:30:00Z");
    EXPECT_EQ(when("+1h30"), "2026-11-24T04:30:00Z");
    EXPECT_EQ(when("+1h05min"), "2026-11-24T04:05:00Z");
    EXPECT_EQ(when("+2d"), "2026-11-26T03:00:00Z");
    EXPECT_EQ(when("+2j"), "2026-11-26T03:00:00Z");
}

TEST(When, ReadsIso8601WithAnOffsetOrInTheHousesZone)
{
    EXPECT_EQ(when("2026-11-24T18:00:00+01:00"), "2026-11-24T17:00:00Z");
    EXPECT_EQ(when("2026-11-24T18:00:00Z"), "2026-11-24T18:00:00Z");
    EXPECT_EQ(when("2026-11-24T18:00"), "2026-11-24T17:00:00Z");
    EXPECT_EQ(when("2026-11-24 18:00:00"), "2026-11-24T17:00:00Z");
    EXPECT_EQ(when("2026-07-14T18:00"), "2026-07-14T16:00:00Z") << "summer time";
}

TEST(When, RefusesEverythingElse)
{
    for (auto const* bad :
         {"",
          "+",
          "+3",
          "+h",
          "+0h",
          "-3h",
          "+3x",
          "+1h60",
          "+99999d",
          "24:00",
          "18:60",
          "18:5",
          "18",
          "18:00 h",
          "demain",
          "2026-11-31T18:00",
          "2026-11-24",
          "2026-11-24T",
          "2026-11-24T18:00x",
          "+3h ",
          " 18:00"})
        EXPECT_EQ(when(bad), "nothing") << bad;
}

TEST(When, ATimeThatComesTwiceOrNeverIsStillToCome)
{
    // Summer time began on 2026-03-29 at 02:00 in Paris: 02:30 was skipped.
    auto const night = at("2026-03-28T23:00:00Z");
    EXPECT_EQ(format_instant(*read_when("02:30", night, paris())), "2026-03-29T01:00:00Z");
    // It ended on 2026-10-25 at 03:00: 02:30 came twice, and between the two the next one is a day later.
    auto const between = at("2026-10-25T00:45:00Z");
    EXPECT_EQ(format_instant(*read_when("02:30", between, paris())), "2026-10-26T01:30:00Z");
}

TEST(Order, IsReadWhole)
{
    auto const read = read_order(
        R"({"event": "Inondation", "zone": ["04070", "04"], "need": 40, "by": "18:00", "until": "02:00",
            "at": "Gymnase", "roles": {"boat": 4, "PSE 1": 2}, "radius_km": 7.5, "pace": "fast", "channels": ["email", "sms"],
            "text": "Venez\nvite", "exercise": true, "skills": ["Permis B"], "template": "flood", "minimum_age": 21,
            "approve": false, "urgent": true, "escalate": {"after": 45, "to": "sms", "when": "undelivered"}})",
        context()
    );
    ASSERT_TRUE(read.has_value());
    auto const& request = read->request;
    EXPECT_EQ(request.event, "Inondation");
    EXPECT_EQ(request.zone, (std::vector<std::string>{"04070", "04"}));
    EXPECT_EQ(request.need, 40);
    EXPECT_EQ(format_instant(request.by), "2026-11-24T17:00:00Z");
    EXPECT_EQ(format_instant(request.until), "2026-11-25T01:00:00Z") << "the next 02:00 after 18:00";
    EXPECT_EQ(request.at, "Gymnase");
    EXPECT_EQ(request.roles, (std::map<std::string, int>{{"boat", 4}, {"pse1", 2}}));
    EXPECT_EQ(request.radius_km, 7.5);
    EXPECT_EQ(request.pace, pace::fast);
    EXPECT_EQ(request.media, (std::vector<medium>{medium::email, medium::sms}));
    EXPECT_TRUE(request.channels.empty()) << "media leave the routes as they are";
    EXPECT_EQ(request.own_text, "Venez\nvite");
    EXPECT_TRUE(request.exercise);
    EXPECT_EQ(request.skills, std::vector<std::string>{"permis_b"});
    EXPECT_EQ(request.template_name, "flood");
    EXPECT_EQ(request.minimum_age, 21);
    EXPECT_FALSE(read->approve);
    EXPECT_TRUE(request.urgent);
    EXPECT_EQ(request.escalate, (escalation{minutes{45}, medium::sms, escalation_cause::undelivered}));
}

constexpr auto shortest = R"({"event": "crue", "zone": "04", "need": 1, "by": "+3h", "at": "ici"})";

TEST(Order, TheRestHasDefaults)
{
    auto const read = read_order(shortest, context());
    ASSERT_TRUE(read.has_value());
    auto const& request = read->request;
    EXPECT_EQ(request.zone, std::vector<std::string>{"04"});
    EXPECT_EQ(request.until - request.by, hours{4});
    EXPECT_EQ(request.media, (std::vector<medium>{medium::sms, medium::email}));
    EXPECT_EQ(request.template_name, "default");
    EXPECT_EQ(request.minimum_age, 18);
    EXPECT_FALSE(request.radius_km);
    EXPECT_FALSE(request.exercise);
    EXPECT_TRUE(read->approve);
}

TEST(Order, NamesOfChannelsRestrictTheRoutesAndMediaAddTheirOwn)
{
    auto const channels = [](char const* list) {
        return read_order(
                   std::string{R"({"event": "c", "zone": "04", "need": 1, "by": "+3h", "at": "i", "channels": )"} +
                       list + "}",
                   context()
        )
            ->request;
    };
    EXPECT_EQ(channels(R"(["dry"])").channels, std::vector<std::string>{"dry"});
    EXPECT_EQ(channels(R"(["dry"])").media, std::vector<medium>{medium::sms});
    EXPECT_EQ(channels(R"(["mail", "sms"])").channels, (std::vector<std::string>{"mail", "dry", "sms-main"}));
    EXPECT_EQ(channels(R"(["mail", "sms"])").media, (std::vector<medium>{medium::email, medium::sms}));
}

std::vector<std::string> problem_fields(std::string const& json, order_context const& given = context())
{
    auto const read = read_order(json, given);
    std::vector<std::string> fields;
    if (!read)
        for (auto const& each : read.error()) {
            fields.push_back(each.field());
            EXPECT_FALSE(each.what().empty()) << each.field();
        }
    return fields;
}

TEST(Order, EveryProblemComesAtOnce)
{
    EXPECT_EQ(problem_fields("{}"), (std::vector<std::string>{"event", "zone", "need", "by", "at"}));
    EXPECT_EQ(
        problem_fields(
            R"({"evnt": "x", "event": " ", "zone": ["04", "Paris"], "need": 0, "by": "hier", "until": 3, "at": 7,
            "roles": {"boat": -1}, "radius_km": 9000, "pace": "slow", "channels": ["pigeon"], "text": "a\u0007b",
            "exercise": "yes", "skills": [1], "template": "fire", "minimum_age": 18.5, "approve": 1})"
        ),
        (std::vector<std::string>{
            "evnt",
            "event",
            "zone[1]",
            "need",
            "by",
            "until",
            "at",
            "roles",
            "radius_km",
            "pace",
            "channels[0]",
            "text",
            "exercise",
            "skills[0]",
            "template",
            "minimum_age",
            "approve"})
    );
}

TEST(Order, CharacterWithoutAPlainFormIsNamedUnlessUnicodeIsWanted)
{
    auto given = context();
    given.sms_texts = [](std::string const& set) {
        return std::vector<std::string>{set == "flood" ? "Inondation 🌊" : "Préf : prêt à l’heure ? « OUI »…"};
    };
    auto const order = [&given](std::string const& more) {
        return read_order(R"({"event": "Crue", "zone": ["04"], "need": 3, "by": "+3h", "at": "n° 3, Œuf", )" + more + "}", given);
    };
    EXPECT_TRUE(order(R"("text": "Été, œuvre, ça, 10 °C")").has_value());
    auto const refused = order(R"("text": "Venez 🚒 Ж")");
    ASSERT_TRUE(refused.has_error());
    ASSERT_EQ(refused.error().size(), 1U);
    EXPECT_EQ(refused.error()[0].field(), "text");
    EXPECT_NE(refused.error()[0].what().find("🚒, Ж"), std::string::npos) << refused.error()[0].what();
    EXPECT_NE(refused.error()[0].instead().find("--unicode"), std::string::npos);
    EXPECT_EQ(order(R"("template": "flood")").error().at(0).field(), "template");
    auto const allowed = order(R"("text": "Venez 🚒", "unicode": true)");
    ASSERT_TRUE(allowed.has_value());
    EXPECT_TRUE(allowed->request.unicode);
    EXPECT_TRUE(order(R"("text": "Venez 🚒", "channels": ["email"])").has_value()) << "a mail shows everything";
}

TEST(Order, NoSmsOffersStop)
{
    auto const order = [](std::string const& more) {
        return read_order(R"({"event": "Crue", "zone": ["04"], "need": 3, "by": "+3h", "at": "Gymnase", )" + more + "}", context());
    };
    auto const refused = order(R"("text": "Venez. STOP au 36111")");
    ASSERT_TRUE(refused.has_error());
    ASSERT_EQ(refused.error().size(), 1U);
    EXPECT_EQ(refused.error()[0].field(), "text");
    EXPECT_NE(refused.error()[0].what().find("STOP"), std::string::npos) << refused.error()[0].what();
    EXPECT_TRUE(order(R"("text": "Prenez le car, arrêt Stopville")").has_value()) << "a word that begins so";
    EXPECT_TRUE(order(R"("text": "Venez. STOP au 36111", "channels": ["email"])").has_value()) << "a mail may";
    auto const later = order(R"("text": "STOP", "channels": ["email"], "escalate": {"to": "sms", "after": 20})");
    ASSERT_TRUE(later.has_error()) << "asked again by SMS";
    EXPECT_EQ(later.error()[0].field(), "text");
}

TEST(Order, WithoutAZoneNobodyIsCalled)
{
    for (auto const* zone : {"[]", "null", "\"\"", "[\"\"]", "{}", "7"})
        EXPECT_EQ(
            problem_fields(std::string{R"({"event": "c", "need": 1, "by": "+3h", "at": "i", "zone": )"} + zone + "}")
                .size(),
            1U
        ) << zone;
}

TEST(Order, TimesHaveToComeInOrder)
{
    auto const order = [](std::string by, std::string until) {
        return problem_fields(
            R"({"event": "c", "zone": "04", "need": 1, "at": "i", "by": ")" + by + R"(", "until": ")" + until + "\"}"
        );
    };
    EXPECT_TRUE(order("18:00", "20:00").empty());
    EXPECT_TRUE(order("18:00", "+2h").empty());
    EXPECT_EQ(order("2026-11-24T02:00:00Z", "20:00"), std::vector<std::string>{"by"});
    EXPECT_EQ(order("18:00", "2026-11-24T16:00:00Z"), std::vector<std::string>{"until"});
    EXPECT_EQ(order("2027-11-24T02:00:00Z", "+2h"), std::vector<std::string>{"by"});
}

TEST(Order, RolesArePartOfTheNeed)
{
    EXPECT_EQ(
        problem_fields(
            R"({"event": "c", "zone": "04", "need": 3, "by": "+3h", "at": "i", "roles": {"boat": 2, "pse1": 2}})"
        ),
        std::vector<std::string>{"roles"}
    );
}

TEST(Order, ABudgetIsNotLessThanTheNeed)
{
    EXPECT_EQ(
        problem_fields(R"({"event": "c", "zone": "04", "need": 3, "by": "+3h", "at": "i", "budget": 2})"),
        std::vector<std::string>{"budget"}
    );
}

TEST(Order, AFunnelTellsNobodyWhereToCome)
{
    auto given = context();
    given.place_needed = false;
    EXPECT_TRUE(problem_fields(R"({"event": "c", "zone": "04", "need": 1, "by": "+3h"})", given).empty());
}

TEST(Order, WhatIsNoJsonObjectIsOneProblem)
{
    for (auto const* bad : {"", "[]", "3", "{", "\xff", "{\"event\": \"\xff\"}", "nonsense"})
        EXPECT_EQ(problem_fields(bad), std::vector<std::string>{""}) << bad;
}

TEST(Order, ProblemsSpeakFrenchOrEnglishAndRepeatNoValue)
{
    auto given = context();
    auto const json = R"({"event": "c", "zone": "04", "need": 1, "by": "06 39 98 00 01", "at": "i"})";
    auto const french = read_order(json, given).error().front();
    given.french = false;
    auto const english = read_order(json, given).error().front();
    EXPECT_EQ(french.what(), "n'est pas une heure lisible");
    EXPECT_EQ(english.what(), "is no readable time");
    EXPECT_EQ((english.what() + english.instead()).find("98"), std::string::npos);
}

RC_GTEST_PROP(Order, AnyBytesAreAnOrderOrProblems, (std::string const& bytes))
{
    auto const read = read_order(bytes, context());
    bool const is_told = read.has_value() || !read.error().empty();
    RC_ASSERT(is_told);
}

RC_GTEST_PROP(When, WhatIsReadAsAClockTimeLiesWithinADay, ())
{
    auto const minute = *rc::gen::inRange(0, 24 * 60);
    auto const from = at("2026-01-01T00:00:00Z") + minutes{*rc::gen::inRange(0, 365 * 24 * 60)};
    char text[16];
    std::snprintf(text, sizeof text, "%02d:%02d", minute / 60, minute % 60);
    auto const read = read_when(text, from, paris());
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read > from);
    RC_ASSERT(*read - from <= hours{26});  // 25 on the long day, and the skipped hour
}

}  // namespace
}  // namespace tocsin::dispatcher
