// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/report_figures.hpp"
#include "dispatcher/api/report_sums.hpp"
#include "dispatcher/api/report_words.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <algorithm>

namespace tocsin::dispatcher::api {
namespace {

wall_time at(int second) { return from_millis(1'764'000'000'000) + seconds{second}; }

sent_message sent(message_state state, std::string code = "")
{
    sent_message one;
    one.channel = "sms-main";
    one.masked = "+33639****42";
    one.state = state;
    one.code = std::move(code);
    one.accepted = at(10);
    one.ended = at(20);
    return one;
}

asked_story person(std::string id, std::vector<sent_message> messages)
{
    asked_story one;
    one.who.external_id = std::move(id);
    one.who.asked = at(0);
    one.who.commune = "04070";
    one.wave = wave_id{1};
    one.sent = std::move(messages);
    return one;
}

TEST(ReportFigures, CountEachMessageOnItsChannelAndEachPersonInTheirWave)
{
    figure_counter counter;
    auto confirmed = person("v1", {sent(message_state::delivered), sent(message_state::delivered)});
    confirmed.sent[1].purpose = purpose::confirm;
    confirmed.sent[1].parts = 2;
    confirmed.sent[1].possible_duplicate = true;
    confirmed.who.state = solicitation_state::confirmed;
    counter.add(confirmed);
    auto lost = person("v2", {sent(message_state::refused, "550 5.1.1")});
    lost.sent[0].accepted.reset();
    lost.who.state = solicitation_state::unreachable;
    counter.add(lost);
    auto const found = counter.counted();
    auto const& sms = found.channels.at("sms-main");
    EXPECT_EQ(sms.messages, 3);
    EXPECT_EQ(sms.states.at(message_state::delivered), 2);
    EXPECT_EQ(sms.states.at(message_state::refused), 1);
    EXPECT_EQ(sms.reasons.at({message_state::refused, "550 5.1.1"}), 1);
    EXPECT_EQ(sms.possible_duplicates, 1);
    EXPECT_EQ(sms.paid_parts, 3) << "what was refused is not paid for";
    EXPECT_EQ(found.waves.at(wave_id{1}).at(solicitation_state::confirmed), 1);
    EXPECT_EQ(found.confirmed_by_commune.at("04070"), 1);
    ASSERT_EQ(found.delivered.size(), 1U) << "a confirmation that arrives is no question that does";
    EXPECT_EQ(found.delivered[0].count, 1);
}

TEST(ReportFigures, DelaysBeginWhenTheQuestionLeft)
{
    figure_counter counter;
    for (int i = 1; i <= 10; ++i) {
        auto one = person("v" + std::to_string(i), {sent(message_state::delivered)});
        one.who.answered = at(10 + i * 60);
        counter.add(one);
    }
    counter.add(person("silent", {sent(message_state::delivered)}));
    auto const found = counter.counted();
    EXPECT_EQ(found.all.answers, 10);
    EXPECT_EQ(found.all.median, seconds{300});
    EXPECT_EQ(found.all.ninety, seconds{540});
    EXPECT_EQ(found.by_medium.at(medium::sms).answers, 10);
    EXPECT_FALSE(found.by_medium.contains(medium::email));
}

TEST(ReportFigures, AnAddressIsToBeCorrectedWhenNothingArrivedThere)
{
    EXPECT_TRUE(corrections_of(person("v", {sent(message_state::delivered)})).empty());
    EXPECT_TRUE(corrections_of(person("v", {sent(message_state::expired)})).empty()) << "a phone that was off is right";
    EXPECT_TRUE(corrections_of(person("v", {sent(message_state::delivered), sent(message_state::unreachable)})).empty());
    auto two = person("v9", {sent(message_state::refused, "550"), sent(message_state::delivered)});
    two.sent[1].medium = medium::email;
    auto const found = corrections_of(two);
    ASSERT_EQ(found.size(), 1U) << "the mail arrives, the number is wrong all the same";
    EXPECT_EQ(found[0].external_id, "v9");
    EXPECT_EQ(found[0].medium, medium::sms);
    EXPECT_EQ(found[0].code, "550");
    EXPECT_EQ(found[0].masked, "+33639****42");
}

journal_line told(std::int64_t number, std::string kind, std::string what)
{
    journal_line one;
    one.number = number;
    one.at = at(static_cast<int>(number));
    one.kind = std::move(kind);
    one.by = "alice";
    one.what = std::move(what);
    one.link = "link-" + std::to_string(number);
    return one;
}

TEST(ReportJournal, TellsAWaveOnceAndFollowsThePlaces)
{
    journal_counter counter;
    counter.add(told(1, "raised", R"({"state":"proposed","event":"crue","need":2,"zone":["04","05"]})"));
    counter.add(told(2, "asked", R"({"wave":"W1","people":[1,2,3],"decision":{"why":"x"},"last":false})"));
    counter.add(told(3, "asked", R"({"wave":"W1","people":[4],"last":true})"));
    counter.add(told(4, "reply", R"({"solicitation":"S1","state":"confirmed","place":1})"));
    counter.add(told(5, "reply", R"({"solicitation":"S1","state":"confirmed"})"));
    counter.add(told(6, "reply", R"({"solicitation":"S2","state":"reserve"})"));
    counter.add(told(7, "reply", R"({"solicitation":"S1","state":"declined"})"));
    counter.add(told(8, "moved-up", R"({"solicitation":"S2","place":1})"));
    counter.add(told(9, "state", R"({"from":"running","state":"paused","reason":"wait"})"));
    auto const found = counter.counted();
    ASSERT_EQ(found.timeline.size(), 3U);
    EXPECT_EQ(boost::json::parse(found.timeline[1].what).at("people").as_int64(), 4);
    std::vector<int> places;
    for (auto const& each : found.confirmed)
        places.push_back(each.count);
    EXPECT_EQ(places, (std::vector<int>{1, 0, 1}));
    EXPECT_EQ(found.answers, 5);
    EXPECT_EQ(found.lines.size(), 4U);
    EXPECT_EQ(found.lines[1].what.find("why"), std::string::npos) << "the extract tells how many, not all of them";
    EXPECT_EQ(found.last->link, "link-9");
    report_facts facts;
    facts.local = [](wall_time) { return "18:00"; };
    EXPECT_EQ(sentence(found.timeline[0], facts, language::fr), "Demandée : crue, besoin de 2");
    EXPECT_EQ(sentence(found.timeline[1], facts, language::en), "Wave: 4 people asked");
    EXPECT_EQ(sentence(found.timeline[2], facts, language::fr), "Mise en pause : wait");
    auto of_one = found.timeline[1];
    of_one.what = R"({"people":1})";
    EXPECT_EQ(sentence(of_one, facts, language::fr), "Vague : 1 personne sollicitée");
}

TEST(ReportJournal, KeepsAThousandLinesAndCountsTheRest)
{
    journal_counter counter;
    for (int i = 1; i <= 1005; ++i)
        counter.add(told(i, "order-lost", R"({"solicitation":"S1"})"));
    EXPECT_EQ(counter.counted().lines.size(), 1000U);
    EXPECT_EQ(counter.counted().left_out, 5);
    EXPECT_TRUE(counter.counted().timeline.empty());
}

TEST(ReportWords, CompareWhatWasBelievedWithWhatCame)
{
    report_facts facts;
    facts.what.started = at(0);
    facts.what.ended = at(7200);
    facts.what.state = mobilisation_state::closed;
    facts.told.confirmed = {{at(100), 5}, {at(1800), 20}, {at(3700), 30}};
    stored_wave wave;
    wave.at = at(0);
    wave.decision = R"({"expected":{"low":10,"middle":18,"high":33,"fills":0.5},"horizon":")" + format_instant(at(3600)) + "\"}";
    auto const belief = belief_of(wave, facts);
    ASSERT_TRUE(belief);
    EXPECT_EQ(belief->low, 10);
    EXPECT_EQ(belief->high, 33);
    EXPECT_EQ(belief->came, 20) << "at the horizon, not at the end";
    EXPECT_FALSE(belief_of(stored_wave{}, facts));
}

TEST(ReportWords, TheCourseEndsWithWhatIsTrueEvenIfSomebodyWasErased)
{
    report_facts facts;
    facts.what.started = at(0);
    facts.what.ended = at(7200);
    facts.what.state = mobilisation_state::closed;
    facts.told.confirmed = {{at(100), 5}};
    facts.counts.confirmed = 4;
    auto const course = course_of(facts);
    EXPECT_EQ(course.confirmed.back().count, 4);
    EXPECT_EQ(course.to, at(7200));
    EXPECT_FALSE(course.now);
}

TEST(ReportWords, PricesAreThoseOfTodayAndSayWhenOneIsMissing)
{
    report_facts facts;
    facts.counted.channels["sms"].paid_parts = 10;
    facts.prices["sms"] = 0.05;
    EXPECT_DOUBLE_EQ(cost_of(facts).euros, 0.5);
    EXPECT_TRUE(cost_of(facts).complete);
    facts.counted.channels["gone"].paid_parts = 1;
    EXPECT_FALSE(cost_of(facts).complete);
    EXPECT_EQ(euros(1234.5, language::fr), "1234,50\u00a0€");
    EXPECT_EQ(span(seconds{59}), "59\u00a0s");
    EXPECT_EQ(span(seconds{3600 + 240}), "1\u00a0h\u00a004");
}

TEST(ReportWords, TheFunnelIsTheFirstWaves)
{
    report_facts facts;
    stored_wave first;
    first.funnel = R"({"population":100,"candidates":20,"outside_zone":70,"opted_out":0,"under_age":10})";
    facts.waves = {first, stored_wave{}};
    auto const told = funnel_of(facts);
    EXPECT_EQ(told.population, 100);
    EXPECT_EQ(told.candidates, 20);
    ASSERT_EQ(told.left_out.size(), 2U);
    EXPECT_EQ(told.left_out[0].reason, "outside_zone");
    EXPECT_EQ(say("under_age", language::fr), "trop jeunes");
}

}  // namespace
}  // namespace tocsin::dispatcher::api
