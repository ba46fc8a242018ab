// SPDX-License-Identifier: Apache-2.0
// The life of a warning through the whole of the engine: updates, re-issues, cancels, in any order of arrival.
#include "tests/unit/dispatcher/api/living_house.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace tocsin::dispatcher {
namespace {

/// A CAP message, said briefly. Minutes count from 02:00.
struct said {
    std::string identifier;
    std::string kind = "Alert";
    int minute = 0;
    std::vector<std::string> about;  ///< of the same sender: "identifier minute"
    std::vector<std::string> ground{"FR821"};
    std::string severity = "Severe";
    std::string headline = "un titre";
    std::string type = "12; Flooding";
    std::string language = "fr-FR";
    std::string event = "Vigilance orange pluie-inondation";
    std::string status = "Actual";
    std::string expires = "2026-01-10T20:00:00+00:00";
};

std::string at(int minute)
{
    return format_instant(*parse_instant("2026-01-10T02:00:00Z") + minutes{minute}).substr(0, 19) + "-00:00";
}

std::string cap(said const& what, std::string const& sender)
{
    std::string text = "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>" + what.identifier + "</identifier><sender>" +
                       sender + "</sender><sent>" + at(what.minute) + "</sent><status>" + what.status + "</status><msgType>" + what.kind +
                       "</msgType><scope>Public</scope>";
    std::string references;
    for (auto const& each : what.about) {
        auto const blank = each.find(' ');
        references += (references.empty() ? "" : "\n ") + sender + ',' + each.substr(0, blank) + ',' + at(std::stoi(each.substr(blank)));
    }
    if (!references.empty())
        text += "<references>" + references + "</references>";
    if (what.kind != "Cancel") {
        text += "<info><language>" + what.language + "</language><category>Met</category><event>" + what.event +
                "</event><urgency>Immediate</urgency><severity>" + what.severity + "</severity><certainty>Likely</certainty><onset>" +
                "2026-01-10T02:00:00-00:00</onset><expires>" + what.expires + "</expires><headline>" + what.headline + "</headline>";
        if (!what.type.empty())
            text += "<parameter><valueName>awareness_type</valueName><value>" + what.type + "</value></parameter>";
        text += "<area><areaDesc>ici</areaDesc>";
        for (auto const& code : what.ground)
            text += "<geocode><valueName>NUTS3</valueName><value>" + code + "</value></geocode>";
        text += "</area></info>";
    }
    return text + "</alert>";
}

class LifeOfAWarning : public testing::Test {
protected:
    LifeOfAWarning()
    {
        rules::rule rule;
        rule.name = "grave";
        rule.when.severity = rules::threshold<severity>{rules::threshold<severity>::sense::at_least, severity::severe};
        rule.when.area = {"region:93"};
        rule.then.need = 5;
        rule.then.alert_area = true;
        rule.then.at = "Digne";
        house_.books->rules.rules = {rule};
    }

    boost::json::object hear(said const& what, std::string const& sender = "vigilance@example.org")
    {
        principal by{"meteo", role::source, false};
        auto const told = house_.world.get(house_.engine->proposals.raise(cap(what, sender), by));
        EXPECT_EQ(told.verdict, raise_verdict::accepted) << told.why.en << told.answer;
        return boost::json::parse(told.answer).as_object();
    }

    std::vector<mobilisation> all() { return *house_.world.get(house_.kept->mobilisations(true, 1000)); }

    std::vector<mobilisation> open()
    {
        auto found = all();
        std::erase_if(found, [](auto const& each) {
            return each.state == mobilisation_state::cancelled || each.state == mobilisation_state::closed;
        });
        return found;
    }

    mobilisation_state state_of(mobilisation_id which) { return (*house_.world.get(house_.kept->find_mobilisation(which)))->state; }

    void become(mobilisation_id which, mobilisation_state to)
    {
        state_change change;
        change.id = which;
        change.from = {mobilisation_state::proposed, mobilisation_state::approved, mobilisation_state::running};
        change.to = to;
        change.by = "alice";
        change.at = house_.world.runtime.wall();
        EXPECT_EQ(*house_.world.get(house_.kept->change_state(change)), change_result::done);
    }

    api::living_house house_;
};

TEST_F(LifeOfAWarning, FortyUpdatesMakeOneMobilisation)
{
    hear({"a"});
    std::vector<std::string> before{"a 0"};
    for (int i = 1; i <= 40; ++i) {
        auto const name = "u" + std::to_string(i);
        hear({name, "Update", i, {before.back()}, {"FR821"}, "Severe", "encore, " + name});
        before.push_back(name + ' ' + std::to_string(i));
    }
    ASSERT_EQ(all().size(), 1U) << "other words call nobody again";
    hear({"c", "Cancel", 41, {before.back()}});
    EXPECT_TRUE(open().empty()) << "a cancel of the latest of forty stands down whom the first had called";
}

TEST_F(LifeOfAWarning, FortyReissuesUnderNewIdentifiersMakeOneMobilisation)
{
    for (int i = 0; i < 40; ++i)
        hear({"2.49.FR." + std::to_string(i), "Alert", i});
    ASSERT_EQ(all().size(), 1U);
    hear({"c", "Cancel", 41, {"2.49.FR.39 39"}});
    EXPECT_TRUE(open().empty());
}

TEST_F(LifeOfAWarning, OtherWordsCallNobodyAgainEvenWhenTheCallIsOver)
{
    hear({"a"});
    become(all().at(0).id, mobilisation_state::closed);
    auto const told = hear({"u", "Update", 5, {"a 0"}, {"FR821"}, "Severe", "mêmes faits, autres mots"});
    EXPECT_EQ(all().size(), 1U);
    EXPECT_EQ(told.at("mobilisations").as_array().size(), 1U) << "it is told what answers it";
    hear({"r", "Alert", 6});
    EXPECT_EQ(all().size(), 1U) << "a re-issue is no other thing";
}

TEST_F(LifeOfAWarning, GrowingGraverCallsAgainWhenTheCallIsOver)
{
    hear({"a"});
    become(all().at(0).id, mobilisation_state::closed);
    hear({"u", "Update", 5, {"a 0"}, {"FR821"}, "Extreme"});
    EXPECT_EQ(open().size(), 1U);
}

TEST_F(LifeOfAWarning, AnEnlargementAsksOnlyTheNewZone)
{
    hear({"a"});
    hear({"u", "Update", 5, {"a 0"}, {"FR821", "FR822"}});
    auto const found = open();
    ASSERT_EQ(found.size(), 2U);
    auto const& wider = found[0].extends ? found[0] : found[1];
    auto const& first = found[0].extends ? found[1] : found[0];
    EXPECT_EQ(wider.extends, first.id);
    for (auto const& expression : wider.request.zone)
        EXPECT_TRUE(expression.starts_with("05")) << expression;
    hear({"u2", "Update", 6, {"u 5"}, {"FR821", "FR822"}, "Severe", "autres mots"});
    EXPECT_EQ(open().size(), 2U);
    hear({"c", "Cancel", 7, {"u2 6"}});
    EXPECT_TRUE(open().empty()) << "both are stood down";
}

TEST_F(LifeOfAWarning, APartThatIsCancelledLeavesTheRest)
{
    hear({"a"});
    hear({"b", "Alert", 1, {}, {"FR822"}});
    ASSERT_EQ(open().size(), 2U) << "one message for each zone: two calls";
    hear({"c", "Cancel", 2, {"b 1"}});
    ASSERT_EQ(open().size(), 1U);
    EXPECT_EQ(open()[0].request.zone, std::vector<std::string>{"04"});
}

TEST_F(LifeOfAWarning, ACancelOfTheFormerIdentifierLeavesWhatTheReissueAsksFor)
{
    hear({"a"});
    hear({"r", "Alert", 5});
    hear({"c", "Cancel", 6, {"a 0"}});
    EXPECT_EQ(open().size(), 1U);
}

TEST_F(LifeOfAWarning, AnUpdateThatArrivesAfterItsCancelStillStandsPeopleDown)
{
    hear({"a"});
    hear({"c", "Cancel", 6, {"u 5"}});
    EXPECT_EQ(open().size(), 1U) << "nobody knows yet what it cancels";
    hear({"u", "Update", 5, {"a 0"}});
    EXPECT_TRUE(open().empty());
}

TEST_F(LifeOfAWarning, WhatWasOnlyProposedIsWithdrawnWhenTheWarningIsLowered)
{
    hear({"a"});
    hear({"u", "Update", 5, {"a 0"}, {"FR821"}, "Minor"});
    EXPECT_TRUE(open().empty());
}

TEST_F(LifeOfAWarning, WhatRunsIsForAPersonToEndWhenTheWarningIsLowered)
{
    hear({"a"});
    become(all().at(0).id, mobilisation_state::approved);
    hear({"u", "Update", 5, {"a 0"}, {"FR821"}, "Minor"});
    EXPECT_EQ(open().size(), 1U);
    EXPECT_EQ(house_.log.count(events::alert_eased), 1);
}

TEST_F(LifeOfAWarning, AnAlertAfterTheCancelIsANewOne)
{
    hear({"a"});
    hear({"c", "Cancel", 5, {"a 0"}});
    hear({"b", "Alert", 10});
    ASSERT_EQ(open().size(), 1U);
    EXPECT_EQ(all().size(), 2U);
}

TEST_F(LifeOfAWarning, OneMessageForEachLanguageIsOneCall)
{
    said french{"fr"};
    french.type = "";
    said english{"en", "Alert", 1};
    english.type = "";
    english.language = "en-GB";
    english.event = "Orange rain-flood warning";
    hear(french);
    hear(english);
    EXPECT_EQ(all().size(), 1U);
}

TEST_F(LifeOfAWarning, ATestOrAnExerciseEndsNothingReal)
{
    hear({"a"});
    said drill{"c", "Cancel", 5, {"a 0"}};
    drill.status = "Exercise";
    hear(drill);
    drill.identifier = "t";
    drill.status = "Test";
    hear(drill);
    EXPECT_EQ(open().size(), 1U);
}

TEST_F(LifeOfAWarning, NobodyStandsDownAnothersPeople)
{
    hear({"a"});
    said foreign{"c", "Cancel", 5};
    auto bytes = cap(foreign, "someone@example.org");
    auto const mark = bytes.find("</alert>");
    bytes.insert(mark, "<references>vigilance@example.org,a," + at(0) + "</references>");
    principal by{"meteo", role::source, false};
    house_.world.get(house_.engine->proposals.raise(bytes, by));
    EXPECT_EQ(open().size(), 1U);
}

TEST_F(LifeOfAWarning, TheSameFromAnotherServiceIsJoinedToTheFirst)
{
    hear({"a"});
    said other{"fr-1", "Alert", 3};
    other.type = "";
    other.event = "Vigilance orange pluie-inondation";
    auto const told = hear(other, "vigilance.example.org");
    ASSERT_EQ(all().size(), 1U) << "nobody is called twice";
    EXPECT_EQ(told.at("mobilisations").as_array().size(), 1U);
    EXPECT_EQ(told.at("notes").as_array().size(), 1U) << "and whoever looks is told";
    hear({"c", "Cancel", 6, {"a 0"}});
    EXPECT_EQ(open().size(), 1U) << "the other service still warns";
    hear({"c2", "Cancel", 7, {"fr-1 3"}}, "vigilance.example.org");
    EXPECT_TRUE(open().empty());
}

TEST_F(LifeOfAWarning, AnotherServiceOnOtherGroundOrOfAnotherPhenomenonIsACallOfItsOwn)
{
    hear({"a"});
    hear({"b", "Alert", 3, {}, {"FR822"}}, "vigilance.example.org");
    EXPECT_EQ(all().size(), 2U);
    hear({"n", "Alert", 4, {}, {"FR821"}, "Severe", "neige", "2; snow-ice"}, "vigilance.example.org");
    EXPECT_EQ(all().size(), 3U);
}

TEST_F(LifeOfAWarning, AProposalShrinksWithItsAlertUntilItIsApproved)
{
    hear({"a", "Alert", 0, {}, {"FR821", "FR822"}});
    auto const first = all().at(0).id;
    hear({"u", "Update", 5, {"a 0"}, {"FR821"}});
    ASSERT_EQ(open().size(), 1U);
    EXPECT_EQ(open()[0].request.zone, std::vector<std::string>{"04"});
    EXPECT_EQ(state_of(first), mobilisation_state::cancelled);
    hear({"v", "Update", 6, {"u 5"}, {"FR821", "FR822"}});
    for (auto const& each : open())
        become(each.id, mobilisation_state::approved);
    auto const before = open().size();
    hear({"w", "Update", 7, {"v 6"}, {"FR821"}});
    EXPECT_EQ(open().size(), before) << "people may have been asked there already";
}

TEST_F(LifeOfAWarning, WhatARuleKeepsGoesOnUntilItLetsGo)
{
    auto& rule = house_.books->rules.rules.at(0);
    rule.keep_while.emplace();
    rule.keep_while->severity = rules::threshold<severity>{rules::threshold<severity>::sense::at_least, severity::moderate};
    hear({"a"});
    hear({"u", "Update", 5, {"a 0"}, {"FR821"}, "Moderate"});
    ASSERT_EQ(open().size(), 1U) << "one level lower is not low enough";
    hear({"x", "Update", 6, {"u 5"}, {"FR821", "FR822"}, "Moderate"});
    EXPECT_EQ(open().size(), 1U) << "what is only kept asks nobody new";
    hear({"v", "Update", 7, {"x 6"}, {"FR821"}, "Minor"});
    EXPECT_TRUE(open().empty());
    hear({"w", "Update", 8, {"v 7"}, {"FR821"}, "Moderate"});
    EXPECT_TRUE(open().empty()) << "and it takes the higher level to begin again";
}

TEST_F(LifeOfAWarning, ARuleWaitsBetweenTwoCallsUnlessItIsGraver)
{
    house_.books->rules.rules.at(0).interval = hours{6};
    hear({"a"});
    become(all().at(0).id, mobilisation_state::closed);
    auto other = said{"b", "Alert", 30};
    other.type = "3; Thunderstorm";
    auto const told = hear(other);
    EXPECT_TRUE(open().empty());
    EXPECT_EQ(told.at("notes").as_array().size(), 1U);
    EXPECT_EQ(house_.log.count(events::rule_waits), 1);
    other.identifier = "c";
    other.minute = 31;
    other.severity = "Extreme";
    hear(other);
    EXPECT_EQ(open().size(), 1U);
}

TEST_F(LifeOfAWarning, ALaunchOfMorePeopleThanAllowedIsProposedAndSaysWhy)
{
    house_.with_people(3);
    auto& then = house_.books->rules.rules.at(0).then;
    then.action = rules::rule_action::launch;
    then.max_recipients = 2;
    principal trusted{"meteo", role::source, true};
    auto const raise = [&](said const& what) {
        auto const told = house_.world.get(house_.engine->proposals.raise(cap(what, "vigilance@example.org"), trusted));
        return boost::json::parse(told.answer).as_object();
    };
    auto const told = raise({"a"});
    ASSERT_EQ(all().size(), 1U);
    EXPECT_EQ(all()[0].state, mobilisation_state::proposed);
    EXPECT_EQ(all()[0].approved_by, "");
    ASSERT_EQ(told.at("notes").as_array().size(), 1U);
    EXPECT_NE(told.at("notes").as_array()[0].as_string().find("3 personnes"), std::string::npos) << told.at("notes");
    EXPECT_EQ(house_.log.count(events::launch_limited), 1);
    auto const few = raise({"b", "Alert", 1, {}, {"FR822"}});
    EXPECT_TRUE(few.at("notes").as_array().empty()) << few.at("notes");
    EXPECT_EQ(all()[0].approved_by, "rule grave") << "nobody lives there";
    then.max_recipients = 1'000'000;
    house_.books->settings.largest_launch = 1;
    raise({"d", "Alert", 2, {}, {"FR821"}, "Severe", "neige", "2; snow-ice"});
    EXPECT_EQ(all()[0].state, mobilisation_state::proposed) << "the house's own limit";
    then.budget = 1;
    raise({"e", "Alert", 2, {}, {"FR821"}, "Severe", "vent", "1; wind"});
    EXPECT_EQ(all()[0].approved_by, "rule grave") << "it asks no more than its budget";
}

TEST_F(LifeOfAWarning, WhatWasToleratedIsTold)
{
    said what{"a"};
    what.severity = "severe";
    auto const told = hear(what);
    ASSERT_EQ(told.at("tolerated").as_array().size(), 1U);
    EXPECT_TRUE(told.at("notes").as_array().empty());
}

TEST_F(LifeOfAWarning, OneThatIsOverIsExpired)
{
    said what{"a"};
    what.expires = "2026-01-10T02:30:00+00:00";
    EXPECT_EQ(hear(what).at("standing").as_string(), "expired");
    EXPECT_TRUE(all().empty());
}

/// What one sender's messages have come to: the standing of each, and the ground that is asked.
struct outcome_of_story {
    std::map<std::string, std::string> standing;
    std::set<std::uint32_t> asked;

    friend bool operator==(outcome_of_story const&, outcome_of_story const&) = default;
};

class AnyOrder : public LifeOfAWarning {
protected:
    outcome_of_story outcome(std::string const& sender)
    {
        outcome_of_story end;
        std::set<alert_id> own;
        auto const known = house_.world.get(house_.kept->alerts(10'000));
        for (auto const& each : *known)
            if (each.identity.sender == sender) {
                end.standing[each.identity.identifier] = std::string{to_string(each.standing)};
                own.insert(each.id);
            }
        for (auto const& each : open()) {
            if (!each.alert || !own.contains(*each.alert))
                continue;
            auto const ground = house_.books->places.resolve(each.request.zone, 0);
            end.asked.insert(ground->communes.begin(), ground->communes.end());
        }
        return end;
    }

    void every_order_ends_alike(std::vector<said> const& story) { EXPECT_EQ(order_that_ends_otherwise(story), ""); }

    /// Every order of arrival, each from a sender of its own.
    std::string order_that_ends_otherwise(std::vector<said> const& story)
    {
        std::string found;
        std::vector<std::size_t> order(story.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::optional<outcome_of_story> first;
        do {
            auto const sender = "s" + std::to_string(++senders_) + "@example.org";
            std::string told;
            for (auto const index : order) {
                hear(story[index], sender);
                told += story[index].identifier + ' ';
            }
            auto const end = outcome(sender);
            if (!first)
                first = end;
            if (end != *first)
                found += told + ": " + std::to_string(end.asked.size()) + " communes, not " + std::to_string(first->asked.size()) + '\n';
            for (auto const& each : open())  // the next sender says the same, and is to be heard by itself
                become(each.id, mobilisation_state::closed);
        } while (std::next_permutation(order.begin(), order.end()));
        return found;
    }

    int senders_ = 0;
};

TEST_F(LifeOfAWarning, WhatWasWithdrawnAndNeverDecidedIsProposedAgainWhenTheWarningRises)
{
    hear({"a"});
    hear({"u", "Update", 5, {"a 0"}, {"FR821"}, "Minor"});
    ASSERT_TRUE(open().empty());
    EXPECT_EQ(all()[0].ended_by, "alert of meteo");
    hear({"v", "Update", 10, {"u 5"}});
    EXPECT_EQ(open().size(), 1U);
    become(open()[0].id, mobilisation_state::cancelled);
    hear({"w", "Update", 15, {"v 10"}});
    EXPECT_TRUE(open().empty()) << "an officer has decided";
}

TEST_F(LifeOfAWarning, GroundThatCameBackIsAskedAgain)
{
    hear({"a", "Alert", 0, {}, {"FR821", "FR823"}});
    hear({"b", "Update", 5, {"a 0"}, {"FR821", "FR822"}});
    hear({"c", "Update", 10, {"b 5"}, {"FR821", "FR823"}});
    ASSERT_EQ(open().size(), 1U);
    EXPECT_EQ(open()[0].request.zone, all().back().request.zone);
}

TEST_F(AnyOrder, OfAnAlertThatGrowsEndsAlike)
{
    every_order_ends_alike({{"a"}, {"u", "Update", 5, {"a 0"}, {"FR821", "FR822"}}, {"v", "Update", 6, {"a 0", "u 5"}, {"FR821", "FR822", "FR823"}}});
}

TEST_F(AnyOrder, OfAnAlertThatShrinksEndsAlike)
{
    every_order_ends_alike({{"a", "Alert", 0, {}, {"FR821", "FR822"}}, {"u", "Update", 5, {"a 0"}, {"FR821"}}, {"v", "Update", 6, {"a 0", "u 5"}, {"FR821", "FR823"}}});
}

TEST_F(AnyOrder, OfAnAlertItsUpdateAndItsCancelEndsAlike)
{
    every_order_ends_alike({{"a"}, {"u", "Update", 5, {"a 0"}, {"FR821", "FR822"}}, {"c", "Cancel", 6, {"u 5"}}, {"b", "Alert", 30, {}, {"FR823"}}});
}

TEST_F(AnyOrder, OfReissuesAndACancelEndsAlike)
{
    every_order_ends_alike({{"a"}, {"b", "Alert", 5, {}, {"FR821", "FR822"}}, {"c", "Cancel", 6, {"b 5"}}});
}

TEST_F(AnyOrder, OfGroundThatIsGivenUpByOneThatNamesOnlyTheOneBeforeEndsAlike)
{
    every_order_ends_alike(
        {{"a", "Alert", 0, {}, {"FR821", "FR822"}}, {"u", "Update", 5, {"a 0"}, {"FR821"}}, {"v", "Update", 6, {"u 5"}, {"FR821"}}}
    );
}

TEST_F(AnyOrder, OfAWarningThatIsKeptEndsAlike)
{
    house_.books->rules.rules[0].keep_while.emplace().severity =
        rules::threshold<severity>{rules::threshold<severity>::sense::at_least, severity::moderate};
    every_order_ends_alike({{"a"}, {"u", "Update", 5, {"a 0"}, {"FR821"}, "Moderate"}, {"v", "Update", 6, {"u 5"}, {"FR821"}, "Moderate"}});
    every_order_ends_alike({{"a"}, {"u", "Update", 5, {"a 0"}, {"FR821"}, "Minor"}, {"v", "Update", 6, {"u 5"}, {"FR821"}, "Moderate"}});
    every_order_ends_alike(
        {{"a", "Alert", 0, {}, {"FR821", "FR822"}},
         {"u", "Update", 5, {"a 0"}, {"FR821"}, "Moderate"},
         {"v", "Update", 6, {"a 0", "u 5"}, {"FR821"}, "Moderate"},
         {"c", "Cancel", 7, {"v 6"}}}
    );
}

TEST_F(AnyOrder, OfAWarningThatIsLoweredEndsAlike)
{
    every_order_ends_alike({{"a"}, {"u", "Update", 5, {"a 0"}, {"FR821"}, "Minor"}, {"v", "Update", 6, {"u 5"}, {"FR821"}, "Minor"}});
}

/// Updates that name the one before, or some of those before, or all; over more ground or less, graver or less grave.
std::vector<said> some_story()
{
    std::vector<said> story;
    auto const count = *rc::gen::inRange<std::size_t>(2, 5);
    bool const ends = *rc::gen::weightedElement<bool>({{3, false}, {1, true}});
    for (std::size_t i = 0; i < count; ++i) {
        said one{std::string(1, static_cast<char>('a' + i)), i == 0 ? "Alert" : "Update", static_cast<int>(i) * 5};
        if (i > 0 && ends && i + 1 == count)
            one.kind = "Cancel";
        for (std::size_t k = 0; k < i; ++k)
            if (k + 1 == i || *rc::gen::arbitrary<bool>())
                one.about.push_back(story[k].identifier + ' ' + std::to_string(story[k].minute));
        one.ground = *rc::gen::elementOf(std::vector<std::vector<std::string>>{{"FR821"}, {"FR821", "FR822"}, {"FR821", "FR823"}});
        one.severity = *rc::gen::element<std::string>("Severe", "Moderate", "Minor");
        story.push_back(std::move(one));
    }
    return story;
}

RC_GTEST_FIXTURE_PROP(AnyOrder, OfWhateverIsSaidEndsAlike, ())
{
    house_.books->rules.rules[0].keep_while.emplace().severity =
        rules::threshold<severity>{rules::threshold<severity>::sense::at_least, severity::moderate};
    auto const story = some_story();
    auto const otherwise = order_that_ends_otherwise(story);
    std::string told;
    for (auto const& each : story) {
        told += each.identifier + " (" + each.kind + ", " + each.severity + ") of";
        for (auto const& code : each.ground)
            told += ' ' + code;
        for (auto const& named : each.about)
            told += ", names " + named;
        told += '\n';
    }
    if (!otherwise.empty())
        RC_FAIL(told + otherwise);
}

}  // namespace
}  // namespace tocsin::dispatcher
