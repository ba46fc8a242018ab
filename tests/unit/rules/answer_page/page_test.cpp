// SPDX-License-Identifier: Apache-2.0
#include "rules/answer_page/page.hpp"

#include "rules/reply/read.hpp"

#include <gtest/gtest.h>

#include <set>

namespace tocsin::rules {
namespace {

constexpr local_time evening{local_day{std::chrono::year{2026} / 11 / 24} + hours{18}};

page_view some_page(std::string_view language = "fr")
{
    page_view seen;
    seen.in = page_words_for(language);
    seen.instance = "Préfecture 04";
    seen.house_language = "fr";
    seen.first_name = "Lou";
    seen.event = "Crue de la Bléone";
    seen.at = "Gymnase, 2 rue des Prés & Digne";
    seen.by = evening;
    seen.now = evening - hours{3};
    seen.once = "once-value";
    for (int i = 0; i < 96; ++i)
        seen.times.push_back({1'700'000'000 + i * 1800, evening + minutes{30 * i}});
    return seen;
}

bool says(std::string const& page, std::string_view what) { return page.find(what) != std::string::npos; }

bool offers(std::string const& page, std::string_view wish)
{
    return says(page, "name=\"answer\" value=\"" + std::string{wish} + '"');
}

std::vector<std::string_view> sentences(page_words const& in)
{
    std::vector<std::string_view> all{
        in.tag, in.name, in.question, in.for_you, in.what, in.where, in.when, in.directions, in.yes, in.later, in.no,
        in.arrival, in.choose, in.confirm, in.wait_for_us, in.change, in.other_answers, in.expected, in.reserve,
        in.declined, in.being_read, in.withdrawn, in.over, in.cancelled, in.retracted, in.you_said, in.again,
        in.unsubscribe, in.unsubscribe_question, in.unsubscribe_button, in.unsubscribed, in.keep, in.languages,
        in.exercise, in.no_such_page, in.too_often, in.not_now, in.on_day, in.at_day};
    all.insert(all.end(), in.weekdays.begin(), in.weekdays.end());
    all.insert(all.end(), in.months.begin(), in.months.end());
    return all;
}

TEST(AnswerPage, SpeaksEightLanguagesWholly)
{
    ASSERT_EQ(all_page_words().size(), 8U);
    for (auto const& in : all_page_words()) {
        for (auto const each : sentences(in))
            EXPECT_FALSE(each.empty()) << in.tag;
        EXPECT_TRUE(says(std::string{in.question}, "{instance}") && says(std::string{in.for_you}, "{name}")) << in.tag;
        EXPECT_TRUE(says(std::string{in.confirm}, "{answer}") && says(std::string{in.you_said}, "{time}")) << in.tag;
        // Nothing that is said twice was copied into the wrong place.
        std::set<std::string_view> const different{in.expected, in.reserve, in.declined, in.being_read, in.withdrawn,
                                                   in.over, in.cancelled, in.retracted, in.unsubscribed, in.again};
        EXPECT_EQ(different.size(), 10U) << in.tag;
    }
}

TEST(AnswerPage, NothingIsLeftUnfilledAndNothingIsTooLarge)
{
    for (auto const& in : all_page_words())
        for (auto const person :
             {solicitation_state::asked, solicitation_state::confirmed, solicitation_state::reserve, solicitation_state::declined})
            for (auto const wish : {page_wish::nothing, page_wish::yes, page_wish::later, page_wish::no, page_wish::stop}) {
                auto seen = some_page(in.tag);
                seen.facts.person = person;
                seen.wish = wish;
                seen.eta = evening;
                seen.again = true;
                seen.exercise = true;
                auto const page = write_page(seen);
                auto const body = page.substr(page.find("</style>"));
                EXPECT_EQ(body.find('{'), std::string::npos) << in.tag << body;
                EXPECT_LT(page.size(), 10U * 1024) << in.tag;  // of 15: 96 times to choose from are in it
            }
}

TEST(AnswerPage, WhatOthersWroteStaysText)
{
    auto seen = some_page();
    for (auto* const field : {&seen.event, &seen.at, &seen.first_name, &seen.instance, &seen.house_language})
        *field = "\"><script>alert(1)</script>\n<b>";
    auto const page = write_page(seen);
    EXPECT_FALSE(says(page, "<script") || says(page, "<b>") || says(page, "\"><s"));
}

TEST(AnswerPage, HasThreeButtonsAndTouchedInAMailOnlyThatOne)
{
    auto seen = some_page();
    auto const open = write_page(seen);
    EXPECT_TRUE(offers(open, "yes") && offers(open, "later") && offers(open, "no") && !offers(open, "stop"));
    for (auto const wish : {page_wish::yes, page_wish::later, page_wish::no, page_wish::stop}) {
        seen.wish = wish;
        auto const page = write_page(seen);
        for (auto const each : {page_wish::yes, page_wish::later, page_wish::no, page_wish::stop})
            EXPECT_EQ(offers(page, to_string(each)), each == wish) << to_string(wish) << ' ' << to_string(each);
    }
}

TEST(AnswerPage, AsksNobodyWhoIsNotAsked)
{
    auto seen = some_page();
    EXPECT_TRUE(says(write_page(seen), "<h1>Préfecture 04 : pouvez-vous venir ?</h1>"));
    seen.facts.mobilisation = mobilisation_state::cancelled;
    EXPECT_TRUE(says(write_page(seen), "<h1>Préfecture 04</h1>"));
    EXPECT_FALSE(says(write_page(seen), "pouvez-vous venir"));
}

TEST(AnswerPage, LeadsToThePlaceWithoutAskingAnybody)
{
    auto seen = some_page();
    EXPECT_TRUE(says(write_page(seen), "href=\"geo:0,0?q=Gymnase%2C%202%20rue%20des%20Pr%C3%A9s%20%26%20Digne\""));
    EXPECT_FALSE(says(write_page(seen), "http"));
    seen.maps_by_apple = true;
    EXPECT_TRUE(says(write_page(seen), "href=\"https://maps.apple.com/?q=Gymnase"));
    seen.at.clear();
    EXPECT_FALSE(says(write_page(seen), "maps.apple"));
}

struct told {
    request_facts facts;
    standing expected;
    offered_answers offered;
};

request_facts facts(mobilisation_state of, solicitation_state person)
{
    request_facts made;
    made.mobilisation = of;
    made.person = person;
    return made;
}

TEST(AnswerPage, TellsHowThingsStandAndOffersWhatIsKept)
{
    using of = mobilisation_state;
    using person = solicitation_state;
    auto late = facts(of::closed, person::confirmed);
    late.still_needed = false;
    auto taken = facts(of::running, person::asked);
    taken.taken = true;
    auto read = facts(of::running, person::confirmed);
    read.waits_for_person = true;
    auto wrong = facts(of::closed, person::confirmed);
    wrong.retracted = true;
    auto gone = facts(of::running, person::declined);
    gone.opted_out = true;
    told const cases[] = {
        {facts(of::running, person::asked), standing::asked, {true, true, true}},
        {facts(of::paused, person::silent), standing::asked, {true, true, true}},
        {facts(of::running, person::unreachable), standing::asked, {true, true, true}},
        {facts(of::filled, person::confirmed), standing::expected, {false, true, true}},
        {facts(of::filled, person::reserve), standing::reserve, {false, false, true}},
        {facts(of::running, person::declined), standing::declined, {true, true, false}},
        {facts(of::closed, person::confirmed), standing::expected, {false, false, true}},
        {late, standing::over, {}},
        {facts(of::closed, person::reserve), standing::over, {}},
        {facts(of::closed, person::asked), standing::over, {}},
        {facts(of::cancelled, person::confirmed), standing::cancelled, {}},
        {taken, standing::withdrawn, {}},
        {read, standing::being_read, {true, false, true}},
        {wrong, standing::retracted, {}},
        {gone, standing::declined, {}},
    };
    for (auto const& each : cases) {
        EXPECT_EQ(standing_of(each.facts), each.expected);
        EXPECT_EQ(answers_for(each.facts), each.offered) << static_cast<int>(each.expected);
    }
}

TEST(AnswerPage, TimesAreTheNextHalfHoursBeforeTheEnd)
{
    wall_time const now = *parse_instant("2026-11-24T03:10:00Z");
    auto const times = arrival_times(now, now + hours{3}, now + hours{7});
    ASSERT_FALSE(times.empty());
    EXPECT_EQ(format_instant(times.front()), "2026-11-24T03:30:00Z");
    EXPECT_EQ(format_instant(times.back()), "2026-11-24T10:00:00Z");
    EXPECT_EQ(times.size(), 14U);
    // Far away: around when people are needed, not two days of nothing.
    auto const far = arrival_times(now, now + hours{72}, now + hours{78});
    EXPECT_EQ(far.front(), *parse_instant("2026-11-27T01:30:00Z"));
    EXPECT_EQ(arrival_times(now, now, now + hours{1000}).size(), 96U);
    EXPECT_TRUE(arrival_times(now, now, now).empty());
}

TEST(AnswerPage, ATimeOfThePageIsReadAsAYesWithATime)
{
    for (int half_hour = 0; half_hour < 48; ++half_hour) {
        auto const said = said_arrival(evening - hours{18} + minutes{30 * half_hour});
        auto const read = read_reply(said);
        EXPECT_EQ(read.meaning, reply_meaning::yes) << said;
        EXPECT_EQ(read.how, firmness::timed) << said;
        EXPECT_TRUE(read.when) << said;
    }
}

TEST(AnswerPage, DatesAreAsPeopleWriteThem)
{
    EXPECT_EQ(said_day(*page_words_for("fr"), evening), "mardi 24 novembre, 18:00");
    EXPECT_EQ(said_day(*page_words_for("de"), evening), "Dienstag, 24. November, 18:00 Uhr");
    EXPECT_EQ(said_day(*page_words_for("pt"), evening), "terça-feira, 24 de novembro, 18:00");
    EXPECT_EQ(said_time(*page_words_for("fr"), evening, evening - hours{2}), "18:00");
    EXPECT_EQ(said_time(*page_words_for("fr"), evening, evening - hours{20}), "mardi 18:00");
}

TEST(AnswerPage, LanguagesAreChosenByWeight)
{
    auto const chosen = [](std::string_view accepted) {
        auto const* const words = page_words_accepted(accepted);
        return words == nullptr ? std::string_view{"none"} : words->tag;
    };
    EXPECT_EQ(chosen("it-IT,it;q=0.9,en;q=0.8"), "it");
    EXPECT_EQ(chosen("ja, en;q=0.2, DE-at; q=0.7"), "de");
    EXPECT_EQ(chosen("en;q=0, ja"), "none");
    EXPECT_EQ(chosen(""), "none");
    EXPECT_EQ(chosen(";;q=,,=,uk"), "uk");
    EXPECT_EQ(page_words_for("pt-BR")->tag, "pt");
    EXPECT_EQ(page_words_for("p"), nullptr);
}

TEST(AnswerPage, ANoticeSaysNothingOfAnybody)
{
    for (auto const& in : all_page_words()) {
        std::set<std::string> different;
        for (auto const what : {page_notice::no_such_page, page_notice::too_often, page_notice::not_now})
            different.insert(write_notice(what, in));
        EXPECT_EQ(different.size(), 3U);
    }
}

}  // namespace
}  // namespace tocsin::rules
