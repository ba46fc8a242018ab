// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/settings/rules_yaml.hpp"

#include "rules/cap/read.hpp"
#include "rules/match/match.hpp"
#include "tests/support/shipped_config.hpp"
#include "where.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace tocsin::dispatcher {
namespace {

rulebooks const& books() { return *support::shipped_rulebooks(); }

auto read(std::string_view yaml)
{
    auto book = read_rules(yaml, "r.yaml", books().templates, books().places);
    if (book.has_error())
        for (auto const& each : book.error()) {
            EXPECT_NE(each.what_fr, "") << "said in English only: " << to_string(each);
            EXPECT_EQ(each.in("en"), each.what);
            EXPECT_EQ(each.in("fr"), each.what_fr);
        }
    return book;
}

alert vigilance(std::string event, std::string severity, std::string nuts, std::string extra = "")
{
    auto const info = [&](std::string const& language, std::string const& name) {
        return "<info><language>" + language + "</language><category>Met</category><event>" + name +
               "</event><urgency>Immediate</urgency><severity>" + severity +
               "</severity><certainty>Likely</certainty><expires>2026-11-25T00:00:00Z</expires><area><areaDesc>x</areaDesc>"
               "<geocode><valueName>NUTS3</valueName><value>" + nuts + "</value></geocode></area></info>";
    };
    auto const bytes =
        "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>a</identifier><sender>vigilance@example.org</sender>"
        "<sent>2026-11-24T03:00:00Z</sent><status>" + (extra.empty() ? std::string{"Actual"} : extra) +
        "</status><msgType>Alert</msgType><scope>Public</scope>" + info("fr-FR", event) + info("en-GB", "warning") + "</alert>";
    return rules::read_cap(bytes).value();
}

std::vector<rules::hazard_outcome> outcome(alert const& what)
{
    rules::match_context const context{books().places, *parse_instant("2026-11-24T03:05:00Z"), hours{24}, minutes{240}, "fr"};
    return rules::match(what, books().rules, context);
}

TEST(Rules, TheDesignsOwnExampleLoadsAsItStands)
{
    auto const book = read(R"(rules:
  - name: crue-severe
    when: {event: ["*inondation*", "*crue*", flood], severity: ">=Severe", certainty: ">=Likely", area: ["04"]}
    then: {action: propose, need: 40, roles: {boat: 4}, within: {alert_area: true, radius_km: 20}, by: +3h, channels: [sms, email], template: flood, pace: fast}
)");
    ASSERT_TRUE(book) << to_string(book.error().front());
    auto const& rule = book->rules.at(0);
    EXPECT_EQ(rule.then.roles.at("boat"), 4);
    EXPECT_EQ(rule.then.by, minutes{180});
    EXPECT_EQ(rule.then.pace, pace::fast);
}

TEST(Rules, ASecondMediumAndUrgencyAreRead)
{
    auto const book = read(R"(rules:
  - name: a
    when: {severity: Extreme}
    then: {need: 3, within: {zone: ["04"]}, urgent: true, escalate: {after: 20min, to: email, when: undelivered}}
  - name: b
    when: {severity: Extreme}
    then: {need: 3, within: {zone: ["04"]}, escalate: {after: 5, to: pigeon, when: later}}
)");
    ASSERT_TRUE(book.has_error());
    std::vector<std::string> where;
    for (auto const& each : book.error())
        where.push_back(each.key);
    EXPECT_EQ(where, (std::vector<std::string>{"then.escalate.after", "then.escalate.to", "then.escalate.when"}));
    auto const good = read(R"(rules:
  - name: a
    when: {severity: Extreme}
    then: {need: 3, within: {zone: ["04"]}, urgent: true, escalate: {after: 20min, to: email, when: undelivered}}
)");
    ASSERT_TRUE(good) << to_string(good.error().front());
    EXPECT_EQ(good->rules[0].then.urgent, true);
    EXPECT_EQ(good->rules[0].then.escalate, (escalation{minutes{20}, medium::email, escalation_cause::undelivered}));
}

TEST(Rules, EveryProblemComesAtOnceWithItsLineAndWhatToWrite)
{
    auto const book = read(R"(rules:
  - name: a
    when: {severity: ">=Grave", areas: ["04"]}
    then:
      action: lancer
      need: beaucoup
      within: {zone: ["Digne-les-Bains"]}
      by: 3h
      template: inondation
      channels: [sms, pigeon]
)");
    ASSERT_TRUE(book.has_error());
    std::string all;
    for (auto const& each : book.error())
        all += to_string(each) + "\n";
    for (auto const* part : {"r.yaml:3 when.severity", "when.areas", "did you mean", "r.yaml:5 then.action", "r.yaml:6 then.need",
                             "04070", "+3h", "r.yaml:9 then.template", "pigeon"})
        EXPECT_NE(all.find(part), std::string::npos) << part << " in\n" << all;
}

TEST(Rules, CharacterWithoutAPlainFormNeedsPermission)
{
    std::string const rule = R"(rules:
  - name: a
    when: {severity: Extreme}
    then: {need: 3, within: {zone: ["04"]}, at: "gymnase № 2 – « le Cœur »", text: "Venez 🚒 Ω Ж", OPTION}
)";
    auto const with = [&rule](std::string const& option) {
        auto text = rule;
        return read(text.replace(text.find("OPTION"), 6, option));
    };
    auto const refused = with("pace: all");
    ASSERT_TRUE(refused.has_error());
    ASSERT_EQ(refused.error().size(), 1U);
    auto const said = to_string(refused.error().front());
    EXPECT_NE(said.find("then.text: says 🚒, Ж, which"), std::string::npos) << said;
    EXPECT_NE(said.find("unicode: true"), std::string::npos) << said;
    auto const allowed = with("unicode: true");
    ASSERT_TRUE(allowed) << to_string(allowed.error().front());
    EXPECT_TRUE(allowed->rules.at(0).then.unicode);
    EXPECT_TRUE(with("channels: [email]"));
}

TEST(Rules, WhatWouldCallEverybodyOrNobodyIsRefused)
{
    auto const book = read(R"(rules:
  - name: tout
    when: {}
    then: {need: 3, within: {zone: ["04"]}}
  - name: personne
    when: {severity: Extreme}
    then: {need: 3, within: {zone: ["04"]}, channels: []}
  - name: " "
    when: {severity: Extreme}
    then: {need: 3, within: {zone: ["04"]}, by: +40d, text: "Venez. STOP pour ne plus recevoir."}
  - name: le-reste
    when: {}
    then: {action: ignore}
)");
    ASSERT_TRUE(book.has_error());
    std::vector<std::string> where;
    for (auto const& each : book.error())
        where.push_back(std::to_string(each.line) + ' ' + each.key);
    EXPECT_EQ(
        where, (std::vector<std::string>{"3 when", "7 then.channels", "8 name", "10 then.by", "10 then.text"})
    );
}

TEST(Rules, WhatWouldBeReadInPartIsRefusedWhole)
{
    // A second document would be rules that nobody tries; an alias may stand inside of what it names.
    for (auto const* yaml : {"rules: []\n---\nrules: []\n", "rules: &a [*a]\n", "rules:\n  - &r {name: a, when: *r, then: *r}\n"})
        EXPECT_TRUE(read(yaml).has_error()) << yaml;
    for (auto const* yaml : {"", "# nothing yet\n", "rules: []\n"})
        EXPECT_TRUE(read(yaml).has_value()) << yaml;
}

/// What is wrong with a condition, a line each.
std::string wrong_with(std::string const& when)
{
    auto const book = read("rules:\n  - name: a\n    when: " + when + "\n    then: {action: ignore}\n");
    std::string all;
    if (book.has_error())
        for (auto const& each : book.error())
            all += to_string(each) + "\n";
    return all;
}

TEST(Conditions, EverythingThatCanBeAskedIsRead)
{
    auto const book = read(R"(rules:
  - name: a
    when:
      status: [Actual, Exercise]
      msgType: Update
      scope: Public
      category: [Met, geo]
      responseType: Evacuate
      headline: "*crue*"
      eventCode: {OET: "OET-091"}
      event_code: [x]
      parameter: {awareness_level: [">=3", "*red*"], vitesse: "<110"}
      geocode: [FR821]
      hours: ["22:00-06:00", "12:00-24:00"]
      days: [mo-fr, dimanche, public_holiday]
      season: "11-01..03-31"
      and: [{area: "04"}, {sender: "*@example.org"}]
      or: [{severity: Extreme}, {not: [{urgency: Past}, {certainty: Unlikely}]}]
      not: {audience: "*"}
    keep_while: {severity: ">=Minor"}
    min_interval: 90min
    then: {action: ignore}
)");
    // Both spellings of one field at once are one too many.
    ASSERT_TRUE(book.has_error());
    ASSERT_EQ(book.error().size(), 1U);
    EXPECT_EQ(book.error().front().key, "when.eventCode") << to_string(book.error().front());
    auto const good = read(R"(rules:
  - name: a
    when:
      msgType: Update
      parameter: {awareness_level: [">=3", "*red*"], vitesse: "<110"}
      hours: ["22:00-06:00", "12:00-24:00"]
      days: [mo-fr, dimanche, public_holiday]
      season: "11-01..03-31"
      onset: [">=-30min", "<=1d6h"]
      expires: ">2h"
      altitude: "<=3000"
      or: [{severity: Extreme}, {not: [{urgency: Past}, {certainty: Unlikely}]}]
    keep_while: {severity: ">=Minor"}
    min_interval: 90min
    then: {action: ignore}
)");
    ASSERT_TRUE(good) << to_string(good.error().front());
    auto const& rule = good->rules.at(0);
    EXPECT_EQ(
        rules::written(rule.when),
        "msg_type: Update, parameter: {awareness_level: [>=3, *red*]}, parameter: {vitesse: <110}, altitude: <=3000, onset: [>=-30min, <=1d6h], expires: >2h, hours: [22:00-06:00, "
        "12:00-00:00], days: [mo, tu, we, th, fr, su, public_holiday], season: 11-01..03-31, any: [{severity: Extreme}, {not: "
        "[{urgency: Past}, {certainty: Unlikely}]}]"
    );
    EXPECT_EQ(rule.interval, minutes{90});
    EXPECT_EQ(rules::written(*rule.keep_while), "severity: >=Minor");
}

TEST(Conditions, AProblemSaysWhereItStandsAndWhatWasPerhapsMeant)
{
    std::pair<char const*, char const*> const cases[] = {
        {"{severty: Extreme}", "r.yaml:3 when.severty: is not a setting; did you mean \"severity\"?"},
        {"{severity: \">=Sévère\"}", "did you mean \"Severe\"?"},
        {"{status: Actuel}", "did you mean \"Actual\"?"},
        {"{category: Mett}", "did you mean \"Met\"?"},
        {"{response_type: Evacuation}", "write one of AllClear, Assess"},
        {"{any: [{severity: Extreme}, {urgency: Imediate}]}", "r.yaml:3 when.any[2].urgency: \"Imediate\" is no CAP urgency"},
        {"{not: {hours: 22h-6h}}", "when.not.hours: \"22h-6h\" is no time of day; write from-until, as \"22:00-06:00\""},
        {"{hours: \"22:00-25:00\"}", "is no time of day"},
        {"{days: [samdi]}", "\"samdi\" is no day"},
        {"{days: [public_holliday]}", "did you mean \"public_holiday\"?"},
        {"{season: \"31/10..01/03\"}", "write month-day..month-day"},
        {"{season: \"02-30..03-01\"}", "is no part of a year"},
        {"{parameter: {level: \">=high\"}}", "r.yaml:3 when.parameter.level: \">=high\" compares with no number"},
        {"{parameter: \">=3\"}", "has to name the parameter"},
        {"{headline: []}", "names nothing"},
        {"{any: []}", "names nothing"},
        {"{severity: Extreme, not: {}}", "asks for nothing"},
        {"{area: [\"Digne\"]}", "when.area"},
        {"{onset: 6h}", "when.onset: \"6h\" is no distance from now; write \"<=6h\" for within six hours"},
        {"{expires: \">=soon\"}", "is no distance from now"},
        {"{sent: \"<=--5min\"}", "is no distance from now"},
        {"{altitude: \">=high\"}", "compares with no number"},
        {"{all: [{all: [{all: [{all: [{all: [{all: [{all: [{all: [{all: [{severity: Extreme}]}]}]}]}]}]}]}]}]}", "more than 8 deep"},
    };
    for (auto const& [when, said] : cases)
        EXPECT_NE(wrong_with(when).find(said), std::string::npos) << when << ": " << wrong_with(when);
}

TEST(Actions, OfOneRuleAreReadAndCheckedOneByOne)
{
    auto const book = read(R"(rules:
  - name: a
    when: {severity: Extreme}
    then:
      - {need: 3, within: {zone: ["04"]}, text: "{{headline}}"}
      - {name: b, need: 3, within: {zone: ["04"]}, text: "{{headlin}}"}
      - {name: b, action: lunch, need: 3, within: {zone: ["04"]}, at: "{{event"}
      - {action: ignore}
)");
    ASSERT_TRUE(book.has_error());
    std::string all;
    for (auto const& each : book.error())
        all += to_string(each) + "\n";
    for (auto const* part :
         {"r.yaml:6 then[2].text: {{headlin}} is no field", "did you mean \"{{headline}}\"?", "then[3].action: \"lunch\" is no action",
          "did you mean \"launch\"?", "r.yaml:7 then[3].at: opens a field", "r.yaml:7 then[3].name: is the name of another",
          "then[4].action: ignores beside other actions"})
        EXPECT_NE(all.find(part), std::string::npos) << part << " in\n" << all;
}

TEST(Match, ARedWarningOverThePrefectureProposesOnceForBothLanguages)
{
    auto const found = outcome(vigilance("Vigilance rouge orages", "Extreme", "FR821"));
    ASSERT_EQ(found.size(), 1U);
    ASSERT_TRUE(found[0].request());
    EXPECT_EQ(found[0].rule, "vigilance-rouge");
    EXPECT_EQ(found[0].request()->zone, std::vector<std::string>{"04"});
    EXPECT_EQ(found[0].request()->need, 40);
    EXPECT_EQ(format_instant(found[0].request()->by), "2026-11-24T06:05:00Z");
}

TEST(Match, EveryRuleThatDoesNotFireSaysWhy)
{
    auto const found = outcome(vigilance("Vigilance rouge orages", "Extreme", "FR623"));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_FALSE(found[0].request());
    for (auto const& each : found[0].verdicts) {
        EXPECT_FALSE(each.fired);
        EXPECT_FALSE(each.reasons.empty()) << each.rule;
        EXPECT_FALSE(each.reasons.front().fr.empty());
        EXPECT_FALSE(each.reasons.front().en.empty());
    }
}

TEST(Match, AnAreaThatCannotBePlacedIsHeldForAPersonAndNeverWidened)
{
    auto const found = outcome(vigilance("Vigilance rouge orages", "Extreme", "XX999"));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_FALSE(found[0].request());
    EXPECT_TRUE(found[0].held);
}

TEST(Match, OnlyActualAndExerciseAct)
{
    for (auto const* status : {"Test", "System", "Draft"})
        EXPECT_FALSE(outcome(vigilance("Vigilance rouge orages", "Extreme", "FR821", status))[0].request()) << status;
    auto const exercise = outcome(vigilance("Vigilance rouge orages", "Extreme", "FR821", "Exercise"));
    ASSERT_TRUE(exercise[0].request());
    EXPECT_TRUE(exercise[0].request()->exercise);
}

TEST(Match, UnknownIsNotLowNorHigh)
{
    EXPECT_FALSE(outcome(vigilance("Vigilance rouge orages", "Unknown", "FR821"))[0].request());
}

TEST(Match, WhatIsOverIsOver)
{
    rules::match_context const late{books().places, *parse_instant("2026-11-26T03:05:00Z"), hours{24}, minutes{240}, "fr"};
    EXPECT_FALSE(rules::match(vigilance("Vigilance rouge orages", "Extreme", "FR821"), books().rules, late)[0].request());
}

TEST(Match, TheRealYellowWarningIsIgnoredByRule)
{
    std::ifstream in{std::string{TOCSIN_CAP_SAMPLES} + "/meteo-france-orages.xml"};
    if (!in)
        GTEST_SKIP() << "the real alert meteo-france-orages.xml is not on this machine";
    std::ostringstream bytes;
    bytes << in.rdbuf();
    auto const real = rules::read_cap(bytes.str()).value();
    rules::match_context const then{books().places, *parse_instant("2022-08-10T15:00:00Z"), hours{24}, minutes{240}, "fr"};
    auto const found = rules::match(real, books().rules, then);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].rule, "vigilance-jaune");
    EXPECT_FALSE(found[0].request());
}

TEST(Intersection, KeepsOnlyWhatIsThePrefectures)
{
    EXPECT_EQ(rules::intersection(books().places, {"04", "05", "31"}, {"04"}), std::vector<std::string>{"04"});
    EXPECT_EQ(rules::intersection(books().places, {"04070"}, {"04"}), std::vector<std::string>{"04070"});
    auto const circle = rules::intersection(books().places, {"circle:44.09,6.23,3"}, {"04"});
    EXPECT_EQ(circle, std::vector<std::string>{"circle:44.09,6.23,3"});
    auto const across = rules::intersection(books().places, {"circle:43.83,5.78,10"}, {"04"});
    for (auto const& code : across)
        EXPECT_TRUE(code.starts_with("04")) << code;
    EXPECT_FALSE(across.empty());
}

}  // namespace
}  // namespace tocsin::dispatcher
