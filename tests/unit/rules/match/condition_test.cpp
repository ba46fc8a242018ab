// SPDX-License-Identifier: Apache-2.0
#include "rules/match/condition.hpp"
#include "tests/unit/rules/match/made.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tocsin::rules {
namespace {

using namespace made;

TEST(Condition, EveryFieldOfCapCanBeAskedFor)
{
    auto what = warning();
    what.source = "modèle A";
    what.restriction = "aucune";
    what.addresses = {"prefecture"};
    what.codes = {"profile:1"};
    what.note = "une note";
    what.references = {{"meteo@example.org", "former", now}};
    what.incidents = {"crue-2027"};
    auto& info = what.infos[0];
    info.response_types = {"Prepare"};
    info.audience = "riverains";
    info.sender_name = "Météo";
    info.description = "Forte montée";
    info.instruction = "Éloignez-vous";
    info.web = "https://example.org/";
    info.contact = "le standard";
    info.resources = {{"carte des crues", "image/png", "https://example.org/carte.png"}};
    std::pair<alert_field, char const*> const asked[] = {
        {alert_field::identifier, "w*"}, {alert_field::sender, "*@example.org"}, {alert_field::source, "modele*"},
        {alert_field::restriction, "aucune"}, {alert_field::addresses, "prefecture"}, {alert_field::code, "profile:*"},
        {alert_field::note, "*note"}, {alert_field::references, "form*"}, {alert_field::incidents, "crue-*"}, {alert_field::language, "fr*"},
        {alert_field::category, "met"}, {alert_field::event, "*crue"}, {alert_field::response_type, "prepare"},
        {alert_field::audience, "RIVERAINS"}, {alert_field::sender_name, "meteo"}, {alert_field::headline, "*bleone"},
        {alert_field::description, "forte*"}, {alert_field::instruction, "eloignez*"}, {alert_field::web, "*example*"},
        {alert_field::contact, "*standard"}, {alert_field::resource, "image/*"}, {alert_field::area_name, "alpes*"}};
    ASSERT_EQ(std::size(asked), field_names.size());
    for (auto const& [field, pattern] : asked) {
        rule_condition when;
        when.texts = {{field, {"nothing", pattern}}};
        EXPECT_TRUE(takes(when, what)) << written(when);
        when.texts = {{field, {"nothing"}}};
        auto const found = decided(what, {calling("r", when)});
        EXPECT_TRUE(found.rule.empty());
        EXPECT_FALSE(found.verdicts.at(0).reasons.at(0).fr.empty()) << written(when);
    }
}

TEST(Condition, ANumberIsComparedAsOneAndATextAsOne)
{
    struct told {
        char const* value;
        char const* test;
        bool holds;
    };
    told const cases[] = {
        {"3; orange; Severe", ">=3", true}, {"3; orange; Severe", ">3", false},   {"3; orange; Severe", "3", true},
        {"3; orange; Severe", "orange", true}, {"3; orange; Severe", "oran*", true}, {"3; orange; Severe", "red", false},
        {"10", ">=9", true},                {"12,5 mm", ">12", true},            {"85 km/h", "<=85", true},
        {"-3", "<0", true},                 {"+4", ">=4", true},                 {"fort", ">=1", false},
        {"", ">=1", false},                 {"3", "=3.0", true},                 {"33", "3", false},
    };
    for (auto const& [value, test, holds] : cases)
        EXPECT_EQ(parse_value_test(test).value().holds(value), holds) << value << ' ' << test;
    for (auto const* none : {">=", ">=much", "<", "=orange", ">=3 m"})
        EXPECT_FALSE(parse_value_test(none)) << none;
}

TEST(Condition, AParameterIsFoundByItsNameInAnyCase)
{
    EXPECT_TRUE(takes(valued("Awareness_Level", ">=3")));
    EXPECT_FALSE(takes(valued("awareness_level", ">=4")));
    EXPECT_FALSE(takes(valued("rainfall", ">=4")));
    auto const found = decided(warning(), {calling("r", valued("awareness_level", ">=4"))});
    EXPECT_EQ(
        found.verdicts.at(0).reasons.at(0).en, "awareness_level is \"3; orange; Severe\", the rule asks for >=4"
    );
}

TEST(Condition, AnInstantIsComparedByItsDistanceFromNow)
{
    auto what = warning();
    what.sent = now - hours{1};
    auto& info = what.infos[0];
    info.effective = now + hours{1};
    info.onset = now + hours{6};
    info.expires = now + hours{12};
    EXPECT_TRUE(takes(away(alert_instant::sent, "<=-3600"), what));
    EXPECT_FALSE(takes(away(alert_instant::sent, "<-3600"), what));
    EXPECT_TRUE(takes(away(alert_instant::effective, ">=3600"), what));
    EXPECT_TRUE(takes(away(alert_instant::onset, "<=21600"), what));
    EXPECT_FALSE(takes(away(alert_instant::onset, "<21600"), what));
    EXPECT_TRUE(takes(away(alert_instant::expires, ">=43200"), what));
    auto const found = decided(what, {calling("r", away(alert_instant::onset, "<=5400"))});
    EXPECT_EQ(found.verdicts.at(0).reasons.at(0).en, "onset is in 6h, the rule asks for <=1h30min");
    auto const past = decided(what, {calling("r", away(alert_instant::sent, ">=-60"))});
    EXPECT_EQ(past.verdicts.at(0).reasons.at(0).fr, "sent est passé de 1h, la règle demande >=-1min");
}

TEST(Condition, AnInstantThatIsLeftOutIsWhatTheStandardAssumes)
{
    auto what = warning();
    what.sent = now - hours{1};
    what.infos[0].effective.reset();
    what.infos[0].onset.reset();
    what.infos[0].expires.reset();
    EXPECT_TRUE(takes(away(alert_instant::effective, "=-3600"), what));
    EXPECT_TRUE(takes(away(alert_instant::onset, "=-3600"), what));
    EXPECT_TRUE(takes(away(alert_instant::expires, "=82800"), what)) << "a day after it was sent";
}

TEST(Condition, AHeightIsOfAnyOfTheAreas)
{
    auto what = warning();
    auto const high = [](value_condition::where of, char const* test) {
        rule_condition when;
        when.values = {{of, "", {*parse_value_test(test)}}};
        return when;
    };
    EXPECT_FALSE(takes(high(value_condition::where::altitude, ">=3000"), what));
    auto const found = decided(what, {calling("r", high(value_condition::where::altitude, ">=3000"))});
    EXPECT_EQ(found.verdicts.at(0).reasons.at(0).en, "altitude is not in the alert, the rule asks for >=3000");
    what.infos[0].areas[0].altitude_feet = 5'249.34;
    what.infos[0].areas[0].ceiling_feet = 9'842.5;
    EXPECT_TRUE(takes(high(value_condition::where::altitude, ">=3000"), what));
    EXPECT_TRUE(takes(high(value_condition::where::ceiling, "<10000"), what));
    EXPECT_FALSE(takes(high(value_condition::where::ceiling, "<9000"), what));
}

TEST(Condition, AllAnyAndNotCompose)
{
    EXPECT_TRUE(takes(all({named("*crue"), severe_from(severity::severe)})));
    EXPECT_FALSE(takes(all({named("*crue"), severe_from(severity::extreme)})));
    EXPECT_TRUE(takes(any({named("*neige"), severe_from(severity::severe)})));
    EXPECT_FALSE(takes(any({named("*neige"), severe_from(severity::extreme)})));
    EXPECT_TRUE(takes(all({named("*crue"), no(severe_from(severity::extreme))})));
    EXPECT_FALSE(takes(no(named("*crue"))));
    auto const found = decided(warning(), {calling("r", any({named("*neige"), severe_from(severity::extreme)}))});
    EXPECT_EQ(
        found.verdicts.at(0).reasons.at(0).en,
        "none of the choices holds: the event \"Vigilance orange crue\" matches none of: *neige; severity is Severe, the rule "
        "asks for >=Extreme"
    );
    auto const excluded = decided(warning(), {calling("r", no(named("*crue")))});
    EXPECT_EQ(excluded.verdicts.at(0).reasons.at(0).en, "excluded by the rule: event: *crue");
}

TEST(Condition, UnknownIsNotLowUnderANotEither)
{
    auto what = warning();
    what.infos[0].severity = severity::unknown;
    EXPECT_FALSE(takes(severe_from(severity::severe), what));
    EXPECT_FALSE(takes(no(severe_from(severity::severe)), what));
    EXPECT_TRUE(takes(any({severe_from(severity::severe), named("*crue")}), what));
}

TEST(Condition, WhatHangsOnAnAreaThatCannotBePlacedWaitsForAPerson)
{
    auto const nowhere = warning("");
    auto fixed = calling("r", all({named("*crue"), over("04")}));
    fixed.then.alert_area = false;
    fixed.then.zone = {"04070"};
    EXPECT_TRUE(decided(nowhere, {fixed}).held);
    fixed.when = no(over("05"));
    EXPECT_TRUE(decided(nowhere, {fixed}).held) << "not over 05 cannot be told either";
    fixed.when = any({over("05"), named("*crue")});
    EXPECT_EQ(decided(nowhere, {fixed}).request()->zone, std::vector<std::string>{"04070"});
    fixed.when = all({over("05"), named("*neige")});
    EXPECT_FALSE(decided(nowhere, {fixed}).held) << "it would not have held anywhere";
}

TEST(Condition, PeopleAreAskedAsFarAsTheChoiceThatHeldReaches)
{
    auto wide = warning("FR821");
    wide.infos[0].areas[0].geocodes.push_back({"NUTS3", "FR822"});
    auto const asked = [&](rule_condition when) { return decided(wide, {calling("r", std::move(when))}).request()->zone; };
    EXPECT_EQ(asked(any({all({over("04070"), named("*neige")}), over("05")})), std::vector<std::string>{"05"});
    EXPECT_EQ(asked(any({over("04070"), over("05")})), (std::vector<std::string>{"04070", "05"}));
    EXPECT_EQ(asked(all({over("04"), no(over("67"))})), std::vector<std::string>{"04"});
    EXPECT_EQ(asked(any({over("04070"), named("*crue")})), (std::vector<std::string>{"04", "04070", "05"}));
}

match_context at(std::string const& local)
{
    match_context context{country(), now};
    auto const utc = *parse_instant(local + ":00Z");
    context.clock = [utc](wall_time) { return local_time{std::chrono::floor<minutes>(utc.time_since_epoch())}; };
    return context;
}

bool takes_at(std::string const& local, rule_condition when, alert const& what = warning())
{
    rulebook book;
    book.rules = {calling("r", std::move(when))};
    return !match(what, book, at(local)).at(0).rule.empty();
}

TEST(Condition, HoursGoOverMidnightOnTheHousesClock)
{
    rule_condition night;
    night.hours = {{hours{22}, hours{6}}};
    EXPECT_TRUE(takes_at("2027-01-15T22:00", night));
    EXPECT_TRUE(takes_at("2027-01-15T05:59", night));
    EXPECT_FALSE(takes_at("2027-01-15T06:00", night));
    EXPECT_FALSE(takes_at("2027-01-15T21:59", night));
}

TEST(Condition, DaysAreOfTheWeekOrHolidaysWhereTheAlertIs)
{
    rule_condition working;
    working.days = days_condition{0b0011111};
    EXPECT_TRUE(takes_at("2027-01-15T12:00", working));
    EXPECT_FALSE(takes_at("2027-01-16T12:00", working));
    rule_condition off;
    off.days = days_condition{0b1100000, true};
    EXPECT_TRUE(takes_at("2027-01-16T12:00", off));
    EXPECT_TRUE(takes_at("2027-05-06T12:00", off)) << "Ascension Day";
    EXPECT_FALSE(takes_at("2027-05-07T12:00", off));
    // The 26th of December, a Thursday in 2024, is a holiday in Strasbourg and not in Digne.
    EXPECT_TRUE(takes_at("2024-12-26T12:00", off, warning("FR421")));
    EXPECT_FALSE(takes_at("2024-12-26T12:00", off));
}

TEST(Condition, ASeasonGoesOverNewYear)
{
    using std::chrono::day;
    using std::chrono::month;
    rule_condition winter;
    winter.season = {{month{11} / day{1}, month{3} / day{31}}};
    for (auto const* inside : {"2026-11-01T00:00", "2026-12-31T23:59", "2027-01-01T00:00", "2027-03-31T23:59", "2028-02-29T12:00"})
        EXPECT_TRUE(takes_at(inside, winter)) << inside;
    for (auto const* outside : {"2026-10-31T23:59", "2027-04-01T00:00"})
        EXPECT_FALSE(takes_at(outside, winter)) << outside;
}

RC_GTEST_PROP(Hours, ASpanAndTheRestOfTheDayShareNoMinuteAndLeaveNone, ())
{
    auto const from = minutes{*rc::gen::inRange(0, 1440)};
    auto const until = minutes{*rc::gen::inRange(0, 1440)};
    RC_PRE(from != until);
    auto const minute = minutes{*rc::gen::inRange(0, 1440)};
    RC_ASSERT((hours_span{from, until}.holds(minute)) != (hours_span{until, from}.holds(minute)));
}

rule_condition some_condition(int depth)
{
    switch (*rc::gen::inRange(0, depth > 0 ? 9 : 6)) {
    case 0: return severe_from(*rc::gen::element(severity::minor, severity::moderate, severity::severe, severity::extreme));
    case 1: return named(*rc::gen::element<std::string>("*crue*", "*neige*", "*", "vigilance*"));
    case 2: return over(*rc::gen::element<std::string>("04", "04070", "05"));
    case 3: return valued("awareness_level", *rc::gen::element<std::string>(">=3", "<3", "2", "orange"));
    case 4: {
        rule_condition when;
        when.hours = {{hours{*rc::gen::inRange(0, 24)}, hours{*rc::gen::inRange(0, 24)}}};
        return when;
    }
    case 5: return away(alert_instant::onset, *rc::gen::element("<=0", ">0", "<=7200", ">=3600"));
    case 6: return all({some_condition(depth - 1), some_condition(depth - 1)});
    case 7: return any({some_condition(depth - 1), some_condition(depth - 1)});
    default: return no(some_condition(depth - 1));
    }
}

alert some_alert()
{
    auto what = warning(*rc::gen::element<std::string>("FR821", "FR822", ""));
    auto& info = what.infos[0];
    info.severity = *rc::gen::element(severity::unknown, severity::minor, severity::moderate, severity::severe, severity::extreme);
    info.event = *rc::gen::element<std::string>("Vigilance crue", "Neige", "Vent");
    info.parameters[0].value = *rc::gen::element<std::string>("2; yellow", "3; orange", "4; red");
    return what;
}

truth judged(rule_condition const& when, alert const& what)
{
    hazard const danger{{&what.infos[0]}};
    auto const zone = country().expressions(what.infos[0].areas);
    std::optional<area> where;
    if (zone)
        where = country().resolve(*zone, 0).value();
    alert_facts const facts{what, danger, what.infos[0], country(), where, "", local_time{std::chrono::floor<minutes>(now.time_since_epoch())}, nullptr, 0, now, now + hours{12}};
    auto const found = judge(when, facts);
    RC_ASSERT((found.holds == truth::yes || found.holds == truth::unplaced || !found.reasons.empty()));
    return found.holds;
}

/// What cannot be told may wait for a person on one side and not on the other; what holds, and what does not, is the same.
void must_agree(rule_condition const& left, rule_condition const& right, alert const& what)
{
    auto const one = judged(left, what);
    auto const other = judged(right, what);
    RC_ASSERT((one == truth::yes) == (other == truth::yes));
    RC_ASSERT((one == truth::no) == (other == truth::no));
}

RC_GTEST_PROP(Condition, NotOfAnyIsAllOfNots, ())
{
    auto const left = some_condition(2);
    auto const right = some_condition(2);
    auto const what = some_alert();
    must_agree(no(any({left, right})), all({no(left), no(right)}), what);
    must_agree(no(all({left, right})), any({no(left), no(right)}), what);
    must_agree(no(no(left)), left, what);
}

}  // namespace
}  // namespace tocsin::rules
