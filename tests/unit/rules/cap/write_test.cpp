// SPDX-License-Identifier: Apache-2.0
#include "rules/cap/write.hpp"

#include "rules/cap/read.hpp"
#include "where.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace tocsin::rules {
namespace {

alert everything()
{
    alert what;
    what.identifier = "earthquake-1";
    what.sender = "earthquake.example.org";
    what.sent = from_millis(1'768'013'640'000);
    what.status = alert_status::exercise;
    what.kind = alert_kind::update;
    what.source = "a & b";
    what.scope = alert_scope::addressed;
    what.restriction = "staff";
    what.addresses = {"one@example.org", "two words"};
    what.codes = {"IPAWSv1.0"};
    what.note = "<note>";
    what.references = {{"earthquake.example.org", "earthquake-0", from_millis(1'768'010'000'000)}};
    what.incidents = {"flood 7"};
    alert_info info;
    info.language = "fr-FR";
    info.categories = {"Geo", "Safety"};
    info.event = "Séisme";
    info.response_types = {"Shelter"};
    info.urgency = urgency::immediate;
    info.severity = severity::severe;
    info.certainty = certainty::observed;
    info.audience = "tous";
    info.event_codes = {{"SAME", "EQW"}};
    info.effective = what.sent;
    info.onset = from_millis(1'768'013'100'000);
    info.expires = from_millis(1'768'100'000'000);
    info.sender_name = "Institut";
    info.headline = "Séisme de magnitude 5,6";
    info.description = "ligne 1\nligne 2";
    info.instruction = "Restez dehors";
    info.web = "https://example.org/?a=1&b=2";
    info.contact = "salle";
    info.parameters = {{"magnitude", "5.6"}};
    info.resources = {{"carte", "image/png", "https://example.org/carte.png"}, {"bulletin", "", ""}};
    alert_area area;
    area.description = "Ubaye";
    area.polygons = {{{{44.1, 6.1}, {44.2, 6.1}, {44.2, 6.25}, {44.1, 6.1}}}};
    area.circles = {{{44.47, 6.75}, 39.5}};
    area.geocodes = {{"INSEE", "04"}};
    area.altitude_feet = 100;
    area.ceiling_feet = 2000.5;
    info.areas = {area};
    what.infos = {info};
    return what;
}

TEST(WriteCap, WhatIsWrittenReadsTheSame)
{
    auto const read = read_cap(write_cap(everything()));
    ASSERT_TRUE(read) << read.error().sentence().en;
    EXPECT_EQ(*read, everything());
}

TEST(WriteCap, KeepsTheOriginalWithTheFirstInfo)
{
    cap_original const original{"as published", "application/json", "https://example.org/feed", "{\"mag\": 5.6}"};
    auto const bytes = write_cap(everything(), original);
    EXPECT_NE(bytes.find("<derefUri>eyJtYWciOiA1LjZ9</derefUri>"), std::string::npos) << bytes;
    EXPECT_NE(bytes.find("<size>12</size>"), std::string::npos);
    auto const read = read_cap(bytes);
    ASSERT_TRUE(read);
    auto expected = everything();
    expected.infos[0].resources.push_back({original.description, original.mime_type, original.uri});
    EXPECT_EQ(*read, expected);
}

TEST(WriteCap, LeavesOutWhatXmlCannotHold)
{
    auto what = everything();
    what.note = std::string{"a\x01"
                            "b\x1f"};
    auto const read = read_cap(write_cap(what));
    ASSERT_TRUE(read) << read.error().sentence().en;
    EXPECT_EQ(read->note, "ab");
}

TEST(WriteCap, RealAlertsComeBackAsTheyWere)
{
    std::error_code trouble;
    for (auto const& file : std::filesystem::directory_iterator{TOCSIN_CAP_SAMPLES, trouble}) {
        if (file.path().extension() != ".xml")
            continue;
        std::ifstream stream{file.path(), std::ios::binary};
        auto read = read_cap(std::string{std::istreambuf_iterator<char>{stream}, {}});
        if (!read)
            continue;
        auto const again = read_cap(write_cap(*read));
        ASSERT_TRUE(again) << file.path() << again.error().sentence().en;
        read->version = "1.2";
        EXPECT_EQ(*again, *read) << file.path();
    }
}

RC_GTEST_PROP(WriteCap, PlacesComeBackToTheLastDigit, ())
{
    auto what = everything();
    auto const millionths = *rc::gen::inRange(-90'000'000, 90'000'001);
    auto const radius = *rc::gen::inRange(0, 20'000'000);
    what.infos.front().areas.front().circles = {{{millionths / 1e6, 2.0 * millionths / 1e6}, radius / 1000.0}};
    auto const read = read_cap(write_cap(what));
    RC_ASSERT(read.has_value());
    RC_ASSERT(bool{*read == what});
}

}  // namespace
}  // namespace tocsin::rules
