// SPDX-License-Identifier: Apache-2.0
#include "rules/match/survey.hpp"
#include "tests/unit/rules/match/made.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace tocsin::rules {
namespace {

using namespace made;

std::vector<idle_rule> idle(std::vector<rule> rules)
{
    rulebook book;
    book.rules = std::move(rules);
    return never_firing(book, country());
}

rule_condition both(rule_condition left, rule_condition right) { return all({std::move(left), std::move(right)}); }

TEST(Survey, AContradictionIsNamedWithWhatContradicts)
{
    auto low = severe_from(severity::moderate);
    low.severity->how = threshold<severity>::sense::at_most;
    auto const found = idle({calling("r", both(severe_from(severity::severe), low))});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(found[0].shadowed_by.empty());
    EXPECT_NE(found[0].why.en.find("severity: >=Severe"), std::string::npos) << found[0].why.en;
    EXPECT_NE(found[0].why.fr.find("severity: <=Moderate"), std::string::npos) << found[0].why.fr;
}

TEST(Survey, WhatNoAlertCanBeIsFound)
{
    rule_condition test;
    test.status = {alert_status::test};
    rule_condition cancel;
    cancel.kind = {alert_kind::cancel};
    rule_condition restricted;
    restricted.scope = {alert_scope::restricted};
    rule_condition day;
    day.hours = {{hours{8}, hours{20}}};
    rule_condition night;
    night.hours = {{hours{20}, hours{8}}};
    rule_condition monday;
    monday.days = days_condition{1};
    rule_condition two_senders;
    two_senders.sender = {"a@example.org"};
    rule_condition other_sender;
    other_sender.sender = {"b@*"};
    for (auto const& when :
         {test, cancel, restricted, both(day, night), both(monday, no(monday)), both(two_senders, other_sender),
          both(named("*crue*"), no(named("*cru*"))), both(over("04070"), no(over("04"))), both(valued("level", ">=3"), valued("level", "<3")),
          both(valued("level", ">=4"), no(valued("level", ">2"))), away(alert_instant::expires, "<=0"),
          away(alert_instant::sent, ">3600"), both(away(alert_instant::onset, "<=3600"), away(alert_instant::onset, ">7200"))})
        EXPECT_EQ(idle({calling("r", when)}).size(), 1U) << written(when);
}

TEST(Survey, WhatAnAlertMayBeIsNotNamed)
{
    rule_condition exercise;
    exercise.status = {alert_status::exercise};
    for (auto const& when :
         {exercise, both(named("*crue*"), named("*neige*")), both(over("04"), over("05")), both(over("04"), no(over("04070"))),
          both(valued("level", ">=3"), valued("level", "<4")), away(alert_instant::onset, "<=0"), away(alert_instant::sent, "<-60"),
          both(away(alert_instant::onset, "<=3600"), away(alert_instant::expires, ">7200")), both(valued("level", ">=3"), valued("level", "*orange*")),
          both(named("*cru*"), no(named("*crue*"))), any({both(over("04"), no(over("04"))), over("05")})})
        EXPECT_TRUE(idle({calling("r", when)}).empty()) << written(when);
}

TEST(Survey, AShadowNamesTheRuleThatCastsIt)
{
    auto const found = idle({calling("wide", severe_from(severity::moderate)), calling("narrow", both(severe_from(severity::severe), named("*crue*")))});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].rule, "narrow");
    EXPECT_EQ(found[0].shadowed_by, std::vector<std::string>{"wide"});
    EXPECT_TRUE(idle({calling("narrow", both(severe_from(severity::severe), named("*crue*"))), calling("wide", severe_from(severity::moderate))}).empty());
}

TEST(Survey, SeveralRulesTogetherCastAShadow)
{
    rule_condition day;
    day.hours = {{hours{8}, hours{20}}};
    rule_condition night;
    night.hours = {{hours{20}, hours{8}}};
    auto const found = idle(
        {calling("day", both(named("*crue*"), day)), calling("snow", named("*neige*")), calling("night", both(named("*crue*"), night)),
         calling("flood", named("vigilance crue"))}
    );
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].rule, "flood");
    EXPECT_EQ(found[0].shadowed_by, (std::vector<std::string>{"day", "night"}));
}

TEST(Survey, AnAlertThatCannotBePlacedPassesBelowARuleThatNeedsItsArea)
{
    auto fixed = calling("fixed", named("*crue*"));
    fixed.then.alert_area = false;
    fixed.then.zone = {"04"};
    EXPECT_TRUE(idle({calling("own", named("*crue*")), fixed}).empty());
    EXPECT_EQ(idle({fixed, calling("own", named("*crue*"))}).size(), 1U);
}

rule_condition any_condition(int depth)
{
    switch (*rc::gen::inRange(0, depth > 0 ? 9 : 6)) {
    case 0: return severe_from(*rc::gen::element(severity::unknown, severity::moderate, severity::severe, severity::extreme));
    case 1: return named(*rc::gen::element<std::string>("*crue*", "*neige*", "*", "vigilance*"));
    case 2: return over(*rc::gen::element<std::string>("04", "04070", "05"));
    case 3: return valued("awareness_level", *rc::gen::element<std::string>(">=3", "<3", "2", "*orange*", "*"));
    case 4: {
        rule_condition when;
        when.hours = {{hours{*rc::gen::inRange(0, 24)}, hours{*rc::gen::inRange(0, 24)}}};
        return when;
    }
    case 5: {
        rule_condition when;
        when.sender = {*rc::gen::element<std::string>("vigilance@*", "other@example.org", "*")};
        return when;
    }
    case 6: return all({any_condition(depth - 1), any_condition(depth - 1)});
    case 7: return any({any_condition(depth - 1), any_condition(depth - 1)});
    default: return no(any_condition(depth - 1));
    }
}

/// Whatever is said never to fire does not, on whatever alert.
RC_GTEST_PROP(Survey, NamesNoRuleThatFires, ())
{
    std::vector<rule> rules;
    for (int i = 0; i < 3; ++i) {
        rules.push_back(calling("r" + std::to_string(i), any_condition(2)));
        if (*rc::gen::arbitrary<bool>())
            rules.back().then.action = rule_action::ignore;
    }
    auto const found = idle(rules);
    for (int i = 0; i < 20; ++i) {
        auto what = warning(*rc::gen::element<std::string>("FR821", "FR822", "FR421", ""));
        auto& info = what.infos[0];
        info.severity = *rc::gen::element(severity::unknown, severity::minor, severity::moderate, severity::severe, severity::extreme);
        info.event = *rc::gen::element<std::string>("Vigilance crue", "Neige", "Vent");
        info.headline = "";
        info.parameters[0].value = *rc::gen::element<std::string>("2; yellow", "3; orange", "4; red", "orange");
        auto const outcome = decided(what, rules);
        RC_ASSERT(std::none_of(found.begin(), found.end(), [&outcome](idle_rule const& each) { return each.rule == outcome.rule; }));
    }
}

}  // namespace
}  // namespace tocsin::rules
