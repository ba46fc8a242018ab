// SPDX-License-Identifier: Apache-2.0
// Responses of the real shape, and what becomes of them.
#include "dispatcher/intake/feeds/format.hpp"
#include "dispatcher/intake/feeds/message.hpp"
#include "dispatcher/intake/feeds/words.hpp"
#include "rules/cap/read.hpp"
#include "where.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace tocsin::dispatcher::feeds {
namespace {

namespace fs = std::filesystem;

fs::path const here{TOCSIN_SOURCE_DIR};
std::string const address = "https://feeds.example.org/feeds/index";
wall_time const now = *parse_instant("2026-01-10T03:00:00Z");

std::string file(fs::path const& path)
{
    std::ifstream stream{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

std::string recorded(std::string const& name) { return file(here / "tests" / "fuzz" / "corpus" / "feeds" / name); }

table shipped(std::string const& name)
{
    problem_list found{name};
    auto made = read_table(file(here / "config" / "feeds" / (name + ".yaml")), found);
    for (auto const& each : found.take())
        ADD_FAILURE() << to_string(each);
    return made;
}

entry const* find(reading const& all, std::string const& key)
{
    for (auto const& each : all.entries)
        if (each.key == key)
            return &each;
    return nullptr;
}

alert taken(entry const& listed, feed_item const* before = nullptr)
{
    auto const made = next_message(listed, before, now, address);
    EXPECT_TRUE(made);
    auto read = rules::read_cap(made->bytes);
    EXPECT_TRUE(read) << read.error().sentence().en;
    return read.value();
}

TEST(Feeds, VigilanceGivesTheGravestColourOfEachPhenomenonWithItsHours)
{
    auto const read = make_vigilance(shipped("vigilance"), {})->read(recorded("vigilance.json"), address);
    ASSERT_TRUE(read) << read.error().why().en;
    EXPECT_EQ(read->as_of, parse_instant("2026-01-10T02:01:30Z"));
    auto const* const rain = find(*read, "04|2");
    ASSERT_TRUE(rain);
    auto const said = taken(*rain);
    EXPECT_EQ(said.sender, "vigilance.meteofrance.fr");
    EXPECT_EQ(said.identifier, "vigilance-04-2-20260110T020130Z");
    auto const& info = said.infos.at(0);
    EXPECT_EQ(info.event, "Vigilance rouge pluie-inondation");
    EXPECT_EQ(info.severity, severity::extreme);
    EXPECT_EQ(info.onset, parse_instant("2026-01-10T09:00:00Z"));
    EXPECT_EQ(info.expires, parse_instant("2026-01-10T18:00:00Z"));
    EXPECT_EQ(info.areas.at(0).geocodes, (std::vector<named_value>{{"INSEE", "04"}}));
    EXPECT_TRUE(find(*read, "04|1")->calm) << "green says that there is nothing";
    auto const* const avalanches = find(*read, "04|8");
    ASSERT_TRUE(avalanches && avalanches->said) << "tomorrow's too, without hours of its own";
    EXPECT_EQ(avalanches->said->infos.at(0).onset, parse_instant("2026-01-10T23:00:00Z"));
    EXPECT_FALSE(find(*read, "FRA|2")) << "the whole country is nobody's département";
    EXPECT_FALSE(find(*read, "1310|9")) << "a strip of coast counts only when it is named";
}

TEST(Feeds, VigilanceNeverWidensAStripOfCoastToItsDepartement)
{
    auto const read = make_vigilance(shipped("vigilance"), {"1310"})->read(recorded("vigilance.json"), address);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->entries.size(), 1U);
    EXPECT_EQ(read->entries[0].said->infos.at(0).areas.at(0).geocodes.at(0).value, "1310");
}

TEST(Feeds, VigicruesDrawsABandAlongTheRiver)
{
    auto const read = make_vigicrues(shipped("vigicrues"))->read(recorded("vigicrues.geojson"), address);
    ASSERT_TRUE(read) << read.error().why().en;
    EXPECT_EQ(read->skipped, 1);
    auto const said = taken(*find(*read, "AP11"));
    auto const& info = said.infos.at(0);
    EXPECT_EQ(info.event, "Vigilance orange crue, Bléone");
    EXPECT_EQ(info.severity, severity::severe);
    ASSERT_GE(info.areas.at(0).circles.size(), 3U);
    bool digne = false;
    for (auto const& circle : info.areas[0].circles)
        digne |= distance_km(circle.centre, {44.0925, 6.2320}) <= circle.radius_km;
    EXPECT_TRUE(digne) << "the river runs through Digne";
    EXPECT_TRUE(find(*read, "AP12")->calm);
    EXPECT_TRUE(find(*read, "14")->said->infos.at(0).areas.at(0).circles.empty()) << "without a line it has no place";
    EXPECT_EQ(said.sent, now) << "the map carries no hour: it is now";
}

TEST(Feeds, AnEarthquakeBecomesACircleByItsMagnitudeAndDepth)
{
    auto const read = make_earthquakes(shipped("usgs"))->read(recorded("usgs.geojson"), address);
    ASSERT_TRUE(read) << read.error().why().en;
    EXPECT_EQ(read->entries.size(), 3U) << "a quarry blast is none";
    EXPECT_EQ(read->skipped, 1) << "one without a magnitude";
    auto const said = taken(*find(*read, "us7000example"));
    auto const& info = said.infos.at(0);
    EXPECT_EQ(info.event, "Séisme de magnitude 5.6");
    EXPECT_EQ(info.severity, severity::severe);
    ASSERT_EQ(info.areas.at(0).circles.size(), 1U);
    EXPECT_EQ(info.areas[0].circles[0], (geo_circle{{44.47, 6.75}, 39})) << "40 km from a focus 9 km below";
    EXPECT_TRUE(find(*read, "ci37299407")->calm) << "too weak for anybody";
    EXPECT_TRUE(find(*read, "us6000deep")->calm) << "too deep for anybody";
}

TEST(Feeds, EmscWritesTheSameInOtherWords)
{
    auto const read = make_earthquakes(shipped("emsc"))->read(recorded("emsc.json"), address);
    ASSERT_TRUE(read) << read.error().why().en;
    auto const said = taken(*find(*read, "20260110_0000123"));
    EXPECT_EQ(said.sender, "emsc-csem.org");
    EXPECT_EQ(said.infos.at(0).areas.at(0).circles.at(0), (geo_circle{{44.2, 6.5}, 40}));
    EXPECT_EQ(said.infos[0].onset, parse_instant("2026-01-10T02:50:11Z"));
}

TEST(Feeds, GdacsGivesWhatIsGoingOnAndSaysWhatIsOver)
{
    auto const read = make_gdacs(shipped("gdacs"))->read(recorded("gdacs.rss"), address);
    ASSERT_TRUE(read) << read.error().why().en;
    EXPECT_EQ(read->skipped, 1);
    auto const said = taken(*find(*read, "EQ1440001"));
    EXPECT_EQ(said.infos.at(0).severity, severity::extreme);
    EXPECT_EQ(said.infos[0].categories, std::vector<std::string>{"Geo"});
    EXPECT_EQ(said.infos[0].areas.at(0).circles.at(0), (geo_circle{{44.2, 6.5}, 60}));
    EXPECT_TRUE(find(*read, "FL4339")->calm);
}

TEST(Feeds, AnIndexLeadsToItsDocuments)
{
    auto const index = make_cap_index();
    auto const atom = index->read(recorded("meteoalarm.atom"), address);
    ASSERT_TRUE(atom) << atom.error().why().en;
    ASSERT_EQ(atom->entries.size(), 1U);
    EXPECT_EQ(atom->skipped, 1) << "an entry that says there is none";
    EXPECT_EQ(
        atom->entries[0].link,
        "https://feeds.example.org/api/v1/warnings/feeds-france/11111111-2222-3333-4444-555555555555"
    ) << "the link that says it is CAP, made whole";
    EXPECT_EQ(atom->as_of, parse_instant("2026-01-10T02:00:00Z"));
    auto const rss = index->read(recorded("national.rss"), address);
    ASSERT_TRUE(rss) << rss.error().why().en;
    ASSERT_EQ(rss->entries.size(), 2U);
    EXPECT_EQ(rss->entries[0].link, "https://alerts.example.org/cap/7.xml");
    EXPECT_EQ(rss->entries[1].link, "https://alerts.example.org/cap/8.xml");
    auto const nws = index->read(recorded("nws.atom"), address);
    ASSERT_TRUE(nws) << nws.error().why().en;
    EXPECT_EQ(nws->entries.size(), 2U);
}

TEST(Feeds, WhatIsNoFeedSaysSo)
{
    std::unique_ptr<format> all[] = {
        make_cap_index(), make_vigilance(shipped("vigilance"), {}), make_vigicrues(shipped("vigicrues")),
        make_earthquakes(shipped("usgs")), make_gdacs(shipped("gdacs"))};
    for (auto const& each : all)
        for (auto const* const name : {"page.html", "cut.json", "cut.atom"}) {
            auto const read = each->read(recorded(name), address);
            ASSERT_FALSE(read) << name;
            EXPECT_FALSE(read.error().why().fr.empty() || read.error().why().en.empty());
        }
    EXPECT_NE(make_cap_index()->read(recorded("page.html"), address).error().why().en.find("web page"), std::string::npos);
    EXPECT_FALSE(make_vigilance(shipped("vigilance"), {})->read(recorded("usgs.geojson"), address)) << "another root";
    EXPECT_FALSE(make_gdacs(shipped("gdacs"))->read(recorded("meteoalarm.atom"), address));
}

TEST(Feeds, DatesOfMail)
{
    EXPECT_EQ(parse_mail_date("Sat, 10 Jan 2026 03:50:00 +0100"), parse_instant("2026-01-10T02:50:00Z"));
    EXPECT_EQ(parse_mail_date("10 Jan 2026 02:50 GMT"), parse_instant("2026-01-10T02:50:00Z"));
    EXPECT_EQ(parse_mail_date("Fri, 9 Jan 2026 21:50:00 EST"), parse_instant("2026-01-10T02:50:00Z"));
    for (auto const* const wrong : {"", "Sat", "31 Feb 2026 02:50 GMT", "10 Jan 2026 25:00 GMT", "10 Jan 2026 02:50", "10 Jan 2026 02:50 GMT x"})
        EXPECT_FALSE(parse_mail_date(wrong)) << wrong;
}

/// What a feed says of one thing, as it goes on.
class ThingOfAFeed : public testing::Test {
protected:
    entry at(std::string const& hour, std::string const& level) const
    {
        entry listed;
        listed.key = "us1";
        listed.version = level;
        auto const when = *parse_instant("2026-01-10T" + hour + ":00Z");
        if (level == "calm") {
            listed.calm = when;
            return listed;
        }
        auto const rated = table_.rate("2", level);
        auto said = table_.begin("thing-us1", when, *rated, {});
        said.infos[0].expires = *parse_instant("2026-01-10T12:00:00Z");
        listed.said = std::move(said);
        return listed;
    }

    /// Takes it, if there is something to take.
    std::optional<alert> take(entry const& listed, std::string const& hour = "03:00")
    {
        auto const made =
            next_message(listed, known_ ? &*known_ : nullptr, *parse_instant("2026-01-10T" + hour + ":00Z"), address);
        if (!made)
            return std::nullopt;
        known_ = made->becomes;
        return rules::read_cap(made->bytes).value();
    }

    table table_ = shipped("vigilance");
    std::optional<feed_item> known_;
};

TEST_F(ThingOfAFeed, IsAnAlertThenAnUpdateThenACancel)
{
    auto const first = take(at("02:00", "3"));
    ASSERT_TRUE(first);
    EXPECT_EQ(first->kind, alert_kind::alert);
    EXPECT_FALSE(take(at("02:10", "3"))) << "the same again is nothing new, whenever it was written";
    auto const second = take(at("02:20", "4"));
    ASSERT_TRUE(second);
    EXPECT_EQ(second->kind, alert_kind::update);
    EXPECT_EQ(second->references, std::vector<alert_identity>{first->identity()});
    auto const over = take(at("02:30", "calm"));
    ASSERT_TRUE(over);
    EXPECT_EQ(over->kind, alert_kind::cancel);
    EXPECT_EQ(over->references, std::vector<alert_identity>{second->identity()});
    EXPECT_FALSE(take(at("02:40", "calm")));
    auto const again = take(at("02:50", "3"));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->kind, alert_kind::alert) << "what begins anew refers to nothing";
}

TEST_F(ThingOfAFeed, NeverGoesBackToAnOlderWord)
{
    ASSERT_TRUE(take(at("02:20", "4")));
    EXPECT_FALSE(take(at("02:00", "3"))) << "a cache that was left behind";
    EXPECT_FALSE(take(at("02:00", "calm")));
}

TEST_F(ThingOfAFeed, ThatEndsByItselfIsNotCancelled)
{
    ASSERT_TRUE(take(at("02:00", "3")));
    EXPECT_FALSE(take(at("12:30", "calm"), "12:30"));
}

TEST_F(ThingOfAFeed, ThatIsLongOverIsNotTaken) { EXPECT_FALSE(take(at("02:00", "3"), "13:00")); }

TEST_F(ThingOfAFeed, ThatWasNeverOnIsNoNewsWhenItIsCalm) { EXPECT_FALSE(take(at("02:00", "calm"))); }

TEST_F(ThingOfAFeed, WithAClockAheadIsDatedNow)
{
    auto const said = take(at("09:00", "3"));
    ASSERT_TRUE(said);
    EXPECT_EQ(said->sent, now);
}

}  // namespace
}  // namespace tocsin::dispatcher::feeds
