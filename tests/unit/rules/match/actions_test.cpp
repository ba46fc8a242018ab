// SPDX-License-Identifier: Apache-2.0
// What a rule does once it holds: several actions, words of the alert, intervals, what it keeps; and all of it in a row.
#include "rules/match/replay.hpp"
#include "rules/match/words.hpp"
#include "tests/unit/rules/match/made.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tocsin::rules {
namespace {

using namespace made;

TEST(Actions, OfOneRuleAreKnownByTheirOwnNames)
{
    auto two = calling("crue", named("*crue"));
    rule_proposal boats;
    boats.name = "bateaux";
    boats.need = 4;
    boats.zone = {"04112"};
    boats.action = rule_action::launch;
    boats.max_recipients = 50;
    two.also = {boats, boats};
    two.also[1].name = "";
    auto const found = decided(warning(), {two});
    ASSERT_EQ(found.calls.size(), 3U);
    EXPECT_EQ(found.calls[0].name, "crue");
    EXPECT_EQ(found.calls[1].name, "crue/bateaux");
    EXPECT_EQ(found.calls[2].name, "crue/3");
    EXPECT_EQ(found.calls[1].request.zone, std::vector<std::string>{"04112"});
    EXPECT_EQ(found.calls[1].action, rule_action::launch);
    EXPECT_EQ(found.calls[1].max_recipients, 50);
    EXPECT_EQ(found.action, rule_action::propose);
}

TEST(Words, OfTheAlertStandInTheRulesOwn)
{
    auto told = calling("crue", named("*crue"));
    told.then.text = "{{headline}}, gravité {{ severity }}, jusqu'au {{expires}} ({{parameter.awareness_type}}).";
    told.then.at = "Gymnase de {{area}}";
    auto const found = decided(warning(), {told});
    EXPECT_EQ(found.request()->own_text, "Crue de la Bléone, gravité grave, jusqu'au 15/01 20:00 (12; Flooding).");
    EXPECT_EQ(found.request()->at, "Gymnase de Alpes-de-Haute-Provence");
    EXPECT_TRUE(found.notes.empty());
}

TEST(Words, ThatAreMissingOrSayStopAreLeftOutAndNamed)
{
    auto what = warning();
    what.infos[0].instruction = "Dites STOP à la crue";
    auto told = calling("crue", named("*crue"));
    told.then.text = "Venez. {{instruction}} {{contact}}";
    auto const found = decided(what, {told});
    EXPECT_EQ(found.request()->own_text, "Venez.");
    ASSERT_EQ(found.notes.size(), 2U);
    EXPECT_NE(found.notes[0].en.find("{{instruction}}"), std::string::npos);
    EXPECT_NE(found.notes[1].fr.find("{{contact}}"), std::string::npos);
}

TEST(Words, StayOnOneLineAndShort)
{
    auto what = warning();
    what.infos[0].description = "Un\r\nBcc: x " + std::string(500, 'a');
    auto const made = fill("{{description}}", what, what.infos[0], "fr", [](wall_time) { return local_time{}; });
    EXPECT_EQ(made.text.find('\n'), std::string::npos);
    EXPECT_LE(made.text.size(), 210U);
    EXPECT_EQ(unknown_field("{{headline}} {{parameter.x}}"), "");
    EXPECT_EQ(unknown_field("{{headlin}}"), "{{headlin}}");
    EXPECT_EQ(unknown_field("{{parameter.}}"), "{{parameter.}}");
    EXPECT_EQ(unknown_field("a {{ b"), "{{");
}

TEST(Keeping, NeedsLessThanBeginning)
{
    auto rule = calling("crue", severe_from(severity::severe));
    rule.keep_while = severe_from(severity::moderate);
    auto what = warning();
    what.infos[0].severity = severity::moderate;
    EXPECT_TRUE(decided(what, {rule}).rule.empty());
    auto const kept = decided(what, {rule}, {"crue/2"});
    EXPECT_EQ(kept.rule, "crue");
    EXPECT_TRUE(kept.kept);
    EXPECT_TRUE(decided(what, {rule}, {"crue-autre"}).rule.empty()) << "another rule's call";
    what.infos[0].severity = severity::minor;
    EXPECT_TRUE(decided(what, {rule}, {"crue"}).rule.empty()) << "it lets go";
    what.infos[0].severity = severity::extreme;
    EXPECT_FALSE(decided(what, {rule}, {"crue"}).kept);
}

class Interval : public testing::Test {
protected:
    Interval()
    {
        rule_.interval = hours{6};
        before_.name = "crue";
        before_.at = now - hours{2};
        before_.zone = {"04070"};
        before_.gravest = severity::severe;
    }

    bool waits(alert const& what = warning())
    {
        auto const found = decided(what, {rule_});
        return too_soon(found, found.calls.at(0), {before_}, country(), now).has_value();
    }

    rule rule_ = calling("crue", named("*crue"));
    past_call before_;
};

TEST_F(Interval, HoldsBackASecondCallOverTheSameGround)
{
    EXPECT_TRUE(waits());
    before_.at = now - hours{6};
    EXPECT_FALSE(waits());
}

TEST_F(Interval, SaysSinceWhenAndHowLong)
{
    auto const found = decided(warning(), {rule_});
    EXPECT_EQ(
        too_soon(found, found.calls.at(0), {before_}, country(), now)->fr,
        "la règle crue a déjà appelé là, elle attend 6 h entre deux appels (encore 4 h)"
    );
}

TEST_F(Interval, HoldsBackNothingGraverElsewhereOrOfAnotherKind)
{
    auto graver = warning();
    graver.infos[0].severity = severity::extreme;
    EXPECT_FALSE(waits(graver));
    EXPECT_FALSE(waits(warning("FR822")));
    auto drill = warning();
    drill.status = alert_status::exercise;
    EXPECT_FALSE(waits(drill));
    before_.name = "crue-autre";
    EXPECT_FALSE(waits());
    before_.name = "crue/bateaux";
    EXPECT_TRUE(waits());
}

/// A story told in minutes.
class Row : public testing::Test {
protected:
    std::vector<replayed_hazard> hear(std::string id, int minute, severity level, std::vector<alert_identity> references = {}, std::string nuts = "FR821")
    {
        auto what = warning(std::move(nuts));
        what.identifier = std::move(id);
        what.sent = now + minutes{minute};
        what.infos[0].severity = level;
        what.infos[0].expires = now + hours{48};
        what.references = std::move(references);
        if (!what.references.empty())
            what.kind = alert_kind::update;
        last_ = what.identity();
        return story_.hear(what, match_context{country(), what.sent});
    }

    std::string fates(std::vector<replayed_hazard> const& hazards)
    {
        std::string all;
        for (auto const& hazard : hazards)
            for (auto const& call : hazard.calls)
                all += std::string{to_string(call.becomes)} + ' ';
        return all;
    }

    rulebook book_;
    replay story_{book_, country()};
    alert_identity last_;
};

TEST_F(Row, AnUpdateIsAnsweredByWhatIsGoingOn)
{
    book_.rules = {calling("crue", named("*crue"))};
    EXPECT_EQ(fates(hear("a", 0, severity::severe)), "called ");
    EXPECT_EQ(fates(hear("b", 5, severity::severe, {last_})), "answered ");
    EXPECT_EQ(fates(hear("c", 6, severity::severe, {}, "FR822")), "called ") << "other ground";
}

TEST_F(Row, WhatIsKeptIsNotCalledAnewAndGoneOnceItLetGo)
{
    book_.rules = {calling("crue", severe_from(severity::severe))};
    book_.rules[0].keep_while = severe_from(severity::moderate);
    EXPECT_EQ(fates(hear("a", 0, severity::severe)), "called ");
    EXPECT_EQ(fates(hear("b", 5, severity::moderate, {last_})), "answered ");
    EXPECT_EQ(fates(hear("c", 10, severity::minor, {last_})), "") << "it lets go";
    EXPECT_EQ(fates(hear("d", 15, severity::moderate, {last_})), "") << "and needs all of `when` again";
    EXPECT_EQ(fates(hear("e", 20, severity::severe, {last_})), "answered ") << "nobody ended what was called for";
}

TEST_F(Row, ActionsOfOneRuleDoNotWaitForEachOtherAndTheNextAlertDoes)
{
    book_.rules = {calling("crue", named("*crue"))};
    book_.rules[0].also = {book_.rules[0].then};
    book_.rules[0].interval = hours{6};
    EXPECT_EQ(fates(hear("a", 0, severity::severe)), "called called ");
    // Another warning altogether: other hours, another phenomenon.
    auto other = warning();
    other.identifier = "b";
    other.sent = now + minutes{60};
    other.infos[0].parameters.clear();
    other.infos[0].event = "Crue";
    EXPECT_EQ(fates(story_.hear(other, match_context{country(), other.sent})), "waits waits ");
}

TEST_F(Row, WhatWasCancelledKeepsNobodyWaiting)
{
    book_.rules = {calling("crue", named("*crue"))};
    book_.rules[0].interval = hours{6};
    EXPECT_EQ(fates(hear("a", 0, severity::severe)), "called ");
    alert over = warning();
    over.kind = alert_kind::cancel;
    over.identifier = "c";
    over.sent = now + minutes{10};
    over.references = {last_};
    over.infos.clear();
    story_.hear(over, match_context{country(), over.sent});
    EXPECT_EQ(fates(hear("b", 20, severity::severe)), "called ");
}

}  // namespace
}  // namespace tocsin::rules
