// SPDX-License-Identifier: Apache-2.0
#include "rules/reply/arrival.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>
#include <string>
#include <vector>

namespace tocsin::rules::reply {
namespace {

std::vector<std::string> words(std::string const& text)
{
    std::istringstream in{text};
    std::vector<std::string> list;
    for (std::string word; in >> word;)
        list.push_back(word);
    return list;
}

void means(std::string const& text, time_sense sense, arrival when = {})
{
    auto const said = words(text);
    auto const heard = hear_time(said);
    EXPECT_EQ(heard.means, sense) << text;
    EXPECT_EQ(heard.words, sense == time_sense::none ? 0U : said.size()) << text;
    if (sense == time_sense::arrival) {
        EXPECT_TRUE(heard.when == when) << text << ": " << heard.when.at.count();
    }
}

void in(int wanted, std::string const& text) { means(text, time_sense::arrival, {false, minutes{wanted}}); }
void at(int hour, int minute, std::string const& text) { means(text, time_sense::arrival, {true, minutes{hour * 60 + minute}}); }

TEST(Arrival, SoLongFromNow)
{
    in(30, "dans 30 min");
    in(30, "dans une demi heure");
    in(90, "dans 1h30");
    in(90, "in an hour and a half");
    in(120, "d ici deux heures");
    in(20, "a 20 minutes");
    in(60, "1h de route");
    in(22, "dans vingt deux minutes");
    in(21, "dans vingt et un minutes");
    in(15, "within 15 min");
    in(45, "trois quarts d heure");
}

TEST(Arrival, AtATimeOfDay)
{
    at(18, 0, "a 18h");
    at(18, 30, "vers 18h30");
    at(18, 30, "18 h 30");
    at(18, 0, "at 6pm");
    at(18, 30, "6h30pm");
    at(0, 0, "a minuit");
    at(20, 0, "8h du soir");
    at(6, 0, "6h du matin");
    at(20, 0, "d ici 20h");
    at(19, 0, "a partir de 19h");
    at(12, 0, "12pm");
    at(0, 0, "12am");
}

TEST(Arrival, WhatIsNoArrival)
{
    for (auto const* text : {"jusqu a 22h", "apres 20h", "de 18h", "entre 18h", "pendant 2h", "2h", "pour 2h"})
        means(text, time_sense::limit);
    means("avant 20h", time_sense::before);
    means("depuis 5 min", time_sense::past);
    for (auto const* text : {"", "18", "h", "dans", "27h", "18h75", "13pm", "0639980000", "k42", "demain", "dans minuit"})
        means(text, time_sense::none);
}

TEST(Arrival, ATimeOfDayIsTheNextOneThatComes)
{
    auto const now = local_time{std::chrono::local_days{std::chrono::year{2026} / 3 / 10} + hours{14}};
    EXPECT_EQ(when_meant({true, hours{18}}, now), now + hours{4});
    EXPECT_EQ(when_meant({true, hours{14}}, now), now);
    EXPECT_EQ(when_meant({true, hours{6}}, now), now + hours{16});
    EXPECT_EQ(when_meant({false, minutes{30}}, now), now + minutes{30});
}

RC_GTEST_PROP(Arrival, TakesNoMoreWordsThanThereAreAndLiesWithinADay, ())
{
    auto const said = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(std::vector<std::string>{
        "dans", "a", "18h", "2h30", "30", "min", "heure", "une", "demi", "et", "demie", "pm", "du", "soir", "jusqu", "vingt", "quart", "d"}));
    auto const heard = hear_time(said);
    RC_ASSERT(heard.words <= said.size());
    if (heard.when.on_the_clock)
        RC_ASSERT(heard.when.at < hours{24} && heard.when.at >= minutes{0});
}

}  // namespace
}  // namespace tocsin::rules::reply
