// SPDX-License-Identifier: Apache-2.0
#include "rules/picture/axis.hpp"
#include "rules/picture/curve.hpp"

#include <gtest/gtest.h>
#include <pugixml.hpp>
#include <rapidcheck/gtest.h>

#include <set>

namespace tocsin::rules::picture {
namespace {

wall_time at(std::string_view text) { return *parse_instant(text); }

/// Paris in winter, and from 29 March 2026, 01:00 UTC, in summer.
local_time paris(wall_time instant)
{
    auto const ahead = instant >= at("2026-03-29T01:00:00Z") && instant < at("2026-10-25T01:00:00Z") ? hours{2} : hours{1};
    return local_time{std::chrono::floor<minutes>(instant.time_since_epoch() + ahead)};
}

drawing french() { return {paris, "fr"}; }

course a_night()
{
    course what;
    what.from = at("2026-11-24T20:00:00Z");
    what.to = at("2026-11-25T02:00:00Z");
    what.now = at("2026-11-24T22:00:00Z");
    what.asked = {{at("2026-11-24T20:00:00Z"), 120}, {at("2026-11-24T20:30:00Z"), 1300}};
    what.delivered = {{at("2026-11-24T20:01:00Z"), 100}, {at("2026-11-24T20:31:00Z"), 1250}};
    what.confirmed = {{at("2026-11-24T20:10:00Z"), 12}, {at("2026-11-24T20:40:00Z"), 33}, {at("2026-11-24T21:00:00Z"), 32}};
    what.need = 40;
    what.deadline = at("2026-11-25T01:00:00Z");
    what.forecast = {{at("2026-11-24T22:00:00Z"), 32, 32}, {at("2026-11-25T01:00:00Z"), 36, 47}};
    return what;
}

std::vector<std::string> texts(pugi::xml_document const& page)
{
    std::vector<std::string> all;
    for (auto const& each : page.select_nodes("//text"))
        all.emplace_back(each.node().text().get());
    return all;
}

pugi::xml_document read(std::string const& svg)
{
    pugi::xml_document page;
    EXPECT_TRUE(page.load_string(svg.c_str())) << svg;
    return page;
}

std::string path(pugi::xml_document const& page, std::string const& name)
{
    std::string last;  // the legend's sample comes before
    for (auto const& each : page.select_nodes(("//path[@class='course-" + name + "']").c_str()))
        last = each.node().attribute("d").value();
    return last;
}

TEST(Picture, SaysWhatItShowsToWhoeverDoesNotSeeIt)
{
    auto const page = read(draw(a_night(), french()));
    auto const svg = page.child("svg");
    EXPECT_STREQ(svg.attribute("role").value(), "img");
    EXPECT_STREQ(svg.attribute("aria-labelledby").value(), "course-title course-desc");
    EXPECT_STREQ(svg.child("title").attribute("id").value(), "course-title");
    EXPECT_STREQ(
        svg.child("desc").text().get(),
        "À 23:00 : 32 confirmés pour un besoin de 40 ; 1\u00a0300 sollicités, 1\u00a0250 messages remis. Échéance 02:00. "
        "Prévision pour 02:00 : entre 36 et 47."
    );
    auto how = french();
    how.language = "en";
    EXPECT_STREQ(
        read(draw(a_night(), how)).child("svg").child("desc").text().get(),
        "At 23:00: 32 confirmed, needed 40; 1,300 asked, 1,250 messages delivered. Deadline 02:00. "
        "Forecast for 02:00: between 36 and 47."
    );
}

TEST(Picture, HoldsToTheStrictestPolicyOfAPage)
{
    auto const svg = draw(a_night(), french());
    for (auto const* none : {"style", "<script", "href", "url(", "onload", "<image", "#", "<foreignObject"})
        EXPECT_EQ(svg.find(none), std::string::npos) << none;
}

TEST(Picture, TellsLinesApartWithoutColour)
{
    auto const page = read(draw(a_night(), french()));
    std::set<std::string> looks;
    for (auto const* name : {"confirmed", "need", "asked", "delivered", "deadline", "now"}) {
        auto const found = page.select_node((std::string{"//path[@class='course-"} + name + "']").c_str()).node();
        ASSERT_TRUE(found) << name;
        looks.insert(std::string{found.attribute("stroke-width").value()} + '/' + found.attribute("stroke-dasharray").value());
    }
    EXPECT_EQ(looks.size(), 6U);
}

TEST(Picture, StepsWhereACountChangesAndEndsNow)
{
    auto what = a_night();
    what.confirmed = {{at("2026-11-24T21:00:00Z"), 25}, {at("2026-11-24T23:30:00Z"), 40}};
    auto how = french();
    how.width = 52 + 24 + 600;  // a hundred for each hour
    auto const drawn = path(read(draw(what, how)), "confirmed");
    EXPECT_EQ(drawn.substr(0, 4), "M52 ");
    auto const corner = drawn.find("H152V");
    ASSERT_NE(corner, std::string::npos) << drawn;
    auto const ends = drawn.substr(drawn.rfind('H'));
    EXPECT_EQ(ends, "H252") << "nothing is known of what comes after now: " << drawn;
    EXPECT_EQ(std::count(drawn.begin(), drawn.end(), 'V'), 1);
}

TEST(Picture, NamesTheHoursOfTheClockAndTheDayWhereItBegins)
{
    auto const said = texts(read(draw(a_night(), french())));
    for (auto const* each : {"21:00", "00:00", "24/11", "25/11", "échéance 02:00", "confirmés 32", "besoin 40", "prévision 36-47",
                             "sollicités 1\u00a0300", "remis 1\u00a0250"})
        EXPECT_EQ(std::count(said.begin(), said.end(), each), 1) << each;
}

TEST(Picture, DrawsNoForecastNorDeadlineWhereThereIsNone)
{
    auto what = a_night();
    what.forecast.clear();
    what.deadline.reset();
    what.now.reset();
    auto const page = read(draw(what, french()));
    EXPECT_FALSE(page.select_node("//*[@class='course-forecast']"));
    EXPECT_FALSE(page.select_node("//*[@class='course-deadline']"));
    EXPECT_FALSE(page.select_node("//*[@class='course-now']"));
}

TEST(Picture, StandsWhenNothingHappenedYet)
{
    course what;
    what.from = what.to = at("2026-11-24T20:00:00Z");
    auto const page = read(draw(what, french()));
    EXPECT_EQ(path(page, "confirmed").substr(0, 1), "M");
}

TEST(Picture, OfAMillionIsAsLongAsOfAThousand)
{
    auto what = a_night();
    what.asked.clear();
    for (int i = 0; i < 100'000; ++i)
        what.asked.push_back({what.from + milliseconds{i * 70}, i});
    EXPECT_LT(draw(what, french()).size(), 30'000U);
}

RC_GTEST_PROP(Picture, StaysWithinItsBox, (std::vector<std::pair<std::uint16_t, std::int16_t>> const& raw, bool small))
{
    course what = a_night();
    what.confirmed.clear();
    auto when = what.from - hours{2};
    for (auto const& [later, count] : raw)
        what.confirmed.push_back({when += seconds{later % 4000}, count});
    what.forecast.push_back({what.to + hours{1}, -5, 4'000'000});
    auto how = french();
    how.width = small ? 340 : 720;
    auto const page = read(draw(what, how));
    for (auto const& each : page.select_nodes("//path|//polygon")) {
        std::string numbers = each.node().attribute("d").value();
        numbers += each.node().attribute("points").value();
        for (auto& c : numbers)
            if (c == 'M' || c == 'H' || c == 'V' || c == 'L' || c == ',')
                c = ' ';
        char const* rest = numbers.c_str();
        for (char* end = nullptr;; rest = end) {
            auto const value = std::strtod(rest, &end);
            if (end == rest)
                break;
            RC_ASSERT(value >= 0.0);
            RC_ASSERT(value <= static_cast<double>(std::max(how.width, how.height)));
        }
    }
}

TEST(Curve, FromAfarShowsWhoComesAndTheNeedWithFewMarks)
{
    auto how = french();
    how.width = 194;
    how.height = 126;
    how.far = true;
    auto const page = read(draw(a_night(), how));
    EXPECT_EQ(texts(page), (std::vector<std::string>{"confirmés", "besoin", "prévision", "0", "20", "40", "60", "échéance 02:00", "00:00"}));
    EXPECT_TRUE(page.select_nodes("//path[@class='course-asked']").empty());
    EXPECT_FALSE(page.select_nodes("//path[@class='course-confirmed']").empty());
}

TEST(Axis, MarksRoundHoursThroughTheNightOfTheChange)
{
    auto const marks = time_marks(at("2026-03-28T22:30:00Z"), at("2026-03-29T04:30:00Z"), 8, paris, "fr");
    std::string said;
    for (auto const& each : marks)
        said += each.hour + (each.day.empty() ? "" : " " + each.day) + ", ";
    EXPECT_EQ(said, "00:00 29/03, 01:00, 03:00, 04:00, 05:00, 06:00, ");
}

TEST(Axis, MarksMinutesOfAnHourAndDaysOfAWeek)
{
    auto const hour = time_marks(at("2026-11-24T20:02:00Z"), at("2026-11-24T20:58:00Z"), 6, paris, "en");
    ASSERT_EQ(hour.size(), 5U);
    EXPECT_EQ(hour.front().hour, "21:10");
    EXPECT_EQ(hour.front().day, "24 Nov");
    auto const week = time_marks(at("2026-11-24T20:00:00Z"), at("2026-12-01T20:00:00Z"), 8, paris, "fr");
    ASSERT_EQ(week.size(), 7U);
    EXPECT_EQ(week.front().hour, "");
    EXPECT_EQ(week.front().day, "25/11");
    EXPECT_EQ(week.back().day, "01/12");
}

RC_GTEST_PROP(Axis, NeverHasMoreMarksThanThereIsRoomFor, ())
{
    auto const most = *rc::gen::inRange(2, 12);
    auto const from = at("2026-01-01T00:00:00Z") + minutes{*rc::gen::inRange(0, 525'600)};
    auto const to = from + minutes{*rc::gen::inRange(1, 100'000)};
    RC_ASSERT(static_cast<int>(time_marks(from, to, most, paris, "fr").size()) <= most + 1);
}

TEST(Axis, CountsInRoundNumbers)
{
    EXPECT_EQ(count_marks(0, 4), (std::vector<int>{0, 1}));
    EXPECT_EQ(count_marks(4, 4), (std::vector<int>{0, 1, 2, 3, 4}));
    EXPECT_EQ(count_marks(40, 5), (std::vector<int>{0, 10, 20, 30, 40}));
    EXPECT_EQ(count_marks(1234, 3), (std::vector<int>{0, 500, 1000, 1500}));
    EXPECT_EQ(count_marks(2'000'000'000, 4).back(), 2'000'000'000);
    EXPECT_EQ(grouped(1234567, "en"), "1,234,567");
    EXPECT_EQ(grouped(-1234, "en"), "-1,234");
    EXPECT_EQ(grouped(999, "fr"), "999");
}

}  // namespace
}  // namespace tocsin::rules::picture
