// SPDX-License-Identifier: Apache-2.0
#include "rules/match/match.hpp"
#include "tests/support/france.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tocsin::rules {
namespace {

constexpr wall_time now = from_millis(1'800'000'000'000);

using support::france;

alert_area by_code(std::string const& nuts3)
{
    alert_area where;
    where.geocodes.push_back({"NUTS3", nuts3});
    return where;
}

alert_info flood(std::string const& language, std::string const& event)
{
    alert_info info;
    info.language = language;
    info.event = event;
    info.severity = severity::severe;
    info.certainty = certainty::likely;
    info.urgency = urgency::immediate;
    info.expires = now + hours{6};
    info.areas.push_back(by_code("FR821"));
    return info;
}

alert flood_warning()
{
    alert what;
    what.sender = "vigilance@example.org";
    what.identifier = "w1";
    what.sent = now - minutes{5};
    what.status = alert_status::actual;
    what.kind = alert_kind::alert;
    what.infos = {flood("fr-FR", "Crue rapide"), flood("en-GB", "Flash flood")};
    return what;
}

rule propose(std::string name, std::vector<std::string> event)
{
    rule made;
    made.name = std::move(name);
    made.when.event = std::move(event);
    made.then.need = 40;
    made.then.alert_area = true;
    return made;
}

rule ignore(std::string name, std::vector<std::string> event)
{
    auto made = propose(std::move(name), std::move(event));
    made.then.action = rule_action::ignore;
    return made;
}

std::vector<hazard_outcome> judged(alert const& what, std::vector<rule> rules)
{
    rulebook book;
    book.rules = std::move(rules);
    match_context const context{france(), now};
    return match(what, book, context);
}

TEST(Match, TheFirstRuleThatHoldsDecidesAndIgnoringIsADecision)
{
    auto const found = judged(flood_warning(), {propose("feu", {"*feu*"}), ignore("crue-non", {"*crue*"}), propose("crue", {"*crue*"})});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].rule, "crue-non");
    EXPECT_FALSE(found[0].request());
    ASSERT_EQ(found[0].verdicts.size(), 2U);
    EXPECT_FALSE(found[0].verdicts[0].fired);
    EXPECT_NE(found[0].verdicts[0].reasons.at(0).fr.find("*feu*"), std::string::npos);
    EXPECT_TRUE(found[0].verdicts[1].fired);
}

TEST(Match, APatternMeetsAnyLanguageWithoutAccentsOrCase)
{
    for (auto const* pattern : {"CRUE rapide", "crûe*", "flash flood", "*FLOOD"})
        EXPECT_TRUE(judged(flood_warning(), {propose("r", {pattern})})[0].request()) << pattern;
    for (auto const* pattern : {"crue", "flood", "rapide*"})
        EXPECT_FALSE(judged(flood_warning(), {propose("r", {pattern})})[0].request()) << pattern;
}

TEST(Match, APatternMeetsHeadlinesCodesAndTheAwarenessType)
{
    auto what = flood_warning();
    for (auto& info : what.infos) {
        info.event = "Vigilance";
        info.headline = "Inondation au sud";
        info.event_codes.push_back({"OET", "OET-091"});
        info.parameters.push_back({"awareness_type", "12; Flooding"});
    }
    for (auto const* pattern : {"inondation*", "oet-091", "*flooding"})
        EXPECT_TRUE(judged(what, {propose("r", {pattern})})[0].request()) << pattern;
}

TEST(Match, TwoHazardsOfOneAlertAreDecidedApart)
{
    auto what = flood_warning();
    auto wind = flood("fr-FR", "Vent violent");
    wind.severity = severity::moderate;
    what.infos.push_back(wind);
    auto const found = judged(what, {propose("crue", {"*crue*"}), propose("vent", {"*vent*"})});
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].rule, "crue");
    EXPECT_EQ(found[1].rule, "vent");
}

TEST(Match, OnlyAlertsAndUpdatesCallPeople)
{
    for (auto const kind : {alert_kind::cancel, alert_kind::ack, alert_kind::error}) {
        auto what = flood_warning();
        what.kind = kind;
        auto const found = judged(what, {propose("crue", {"*crue*"})});
        EXPECT_FALSE(found[0].request()) << to_string(kind);
        EXPECT_NE(found[0].verdicts[0].reasons.at(0).en.find(to_string(kind)), std::string::npos);
    }
    auto update = flood_warning();
    update.kind = alert_kind::update;
    EXPECT_TRUE(judged(update, {propose("crue", {"*crue*"})})[0].request());
}

TEST(Match, ARestrictedAlertIsForAPerson)
{
    for (auto const scope : {alert_scope::restricted, alert_scope::addressed}) {
        auto what = flood_warning();
        what.scope = scope;
        EXPECT_FALSE(judged(what, {propose("crue", {"*crue*"})})[0].request());
    }
}

TEST(Match, WithoutExpiresTheDefaultLifeCounts)
{
    auto what = flood_warning();
    for (auto& info : what.infos)
        info.expires.reset();
    what.sent = now - hours{23};
    EXPECT_TRUE(judged(what, {propose("crue", {"*crue*"})})[0].request());
    what.sent = now - hours{24};
    EXPECT_FALSE(judged(what, {propose("crue", {"*crue*"})})[0].request());
}

TEST(Match, TheSenderIsAConditionToo)
{
    auto trusted = propose("crue", {"*crue*"});
    trusted.when.sender = {"*@example.org"};
    EXPECT_TRUE(judged(flood_warning(), {trusted})[0].request());
    trusted.when.sender = {"*@meteo.example.org"};
    EXPECT_FALSE(judged(flood_warning(), {trusted})[0].request());
}

TEST(Match, AnAreaThatTouchesNothingOfOursDoesNotFire)
{
    auto ours = propose("crue", {"*crue*"});
    ours.when.area = {"05"};
    auto const found = judged(flood_warning(), {ours});
    EXPECT_FALSE(found[0].request());
    EXPECT_FALSE(found[0].held);
}

TEST(Match, AnAlertWithoutUsableAreaIsHeldUnlessTheRuleSaysWhere)
{
    auto what = flood_warning();
    for (auto& info : what.infos)
        info.areas.clear();
    auto const held = judged(what, {propose("crue", {"*crue*"})});
    EXPECT_FALSE(held[0].request());
    ASSERT_TRUE(held[0].held);

    auto fixed = propose("crue-digne", {"*crue*"});
    fixed.then.alert_area = false;
    fixed.then.zone = {"04070"};
    auto const placed = judged(what, {propose("crue", {"*crue*"}), fixed});
    ASSERT_TRUE(placed[0].request());
    EXPECT_EQ(placed[0].request()->zone, std::vector<std::string>{"04070"});
    EXPECT_FALSE(placed[0].held);
}

TEST(Match, WhatIsProposedIsWhatTheRuleSays)
{
    auto asked = propose("crue", {"*crue*"});
    asked.then.roles = {{"boat", 4}};
    asked.then.radius_km = 20;
    asked.then.by = minutes{90};
    asked.then.duration = minutes{360};
    asked.then.media = {medium::email};
    asked.then.template_name = "flood";
    asked.then.pace = pace::fast;
    asked.then.skills = {"psc1"};
    asked.then.minimum_age = 21;
    asked.then.text = "Bottes.";
    asked.then.at = "Digne";
    asked.then.action = rule_action::launch;
    asked.then.max_recipients = 500;
    auto const found = judged(flood_warning(), {asked});
    ASSERT_TRUE(found[0].request());
    auto const& request = *found[0].request();
    EXPECT_EQ(request.event, "Crue rapide");
    EXPECT_EQ(request.zone, std::vector<std::string>{"04"});
    EXPECT_EQ(request.radius_km, 20);
    EXPECT_EQ(request.roles.at("boat"), 4);
    EXPECT_EQ(request.by, now + minutes{90});
    EXPECT_EQ(request.until, now + minutes{90 + 360});
    EXPECT_EQ(request.media, std::vector<medium>{medium::email});
    EXPECT_EQ(request.template_name, "flood");
    EXPECT_EQ(request.pace, pace::fast);
    EXPECT_EQ(request.skills, std::vector<std::string>{"psc1"});
    EXPECT_EQ(request.minimum_age, 21);
    EXPECT_EQ(request.own_text, "Bottes.");
    EXPECT_EQ(request.at, "Digne");
    EXPECT_FALSE(request.exercise);
    EXPECT_EQ(found[0].action, rule_action::launch);
    EXPECT_EQ(found[0].calls.at(0).max_recipients, 500);
}

RC_GTEST_PROP(Threshold, HoldsAsTheOrderOfTheScaleSaysAndUnknownOnlyWhenNamed, ())
{
    using sense = threshold<severity>::sense;
    // CAP 1.2 section 3.2.2, from the least to the most severe.
    std::vector<severity> const scale{severity::minor, severity::moderate, severity::severe, severity::extreme};
    auto const limit = *rc::gen::inRange<std::size_t>(0, scale.size());
    auto const given = *rc::gen::inRange<std::size_t>(0, scale.size());
    auto const how = *rc::gen::element(sense::at_least, sense::exactly, sense::at_most);
    bool const expected = how == sense::at_least ? given >= limit : how == sense::at_most ? given <= limit : given == limit;
    threshold<severity> const rule{how, scale[limit]};
    RC_ASSERT(rule.holds(scale[given]) == expected);
    RC_ASSERT(!rule.holds(severity::unknown));
    RC_ASSERT((threshold<severity>{how, severity::unknown}.holds(severity::unknown)));
    RC_ASSERT(!(threshold<severity>{how, severity::unknown}.holds(scale[given])));
}

RC_GTEST_PROP(Match, NoAlertEverAsksForNowhere, ())
{
    // Areas drawn anywhere around the département's edge, limited to it: a request, a refusal or a person, never no zone.
    auto what = flood_warning();
    what.infos.resize(1);
    geo_circle drawn;
    drawn.centre = {43.6 + 0.01 * *rc::gen::inRange(0, 110), 5.4 + 0.01 * *rc::gen::inRange(0, 170)};
    drawn.radius_km = *rc::gen::inRange(0, 40);
    alert_area where;
    where.circles.push_back(drawn);
    what.infos[0].areas = {where};
    auto limited = propose("crue", {"*crue*"});
    limited.when.area = {*rc::gen::element<std::string>("04", "04070", "circle:44.0,6.2,1")};
    auto const found = judged(what, {limited});
    RC_ASSERT(found.size() == 1U);
    bool const somewhere = !found[0].request() || !found[0].request()->zone.empty();
    RC_ASSERT(somewhere);
    RC_ASSERT(!(found[0].request() && found[0].held));
    RC_ASSERT((found[0].request() || !found[0].verdicts.at(0).reasons.empty()));
}

}  // namespace
}  // namespace tocsin::rules
