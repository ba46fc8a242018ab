// SPDX-License-Identifier: Apache-2.0
// What goes out: CSV that no spreadsheet runs, HTML that no browser runs, errors that repeat nothing, counters.
#include "dispatcher/api/csv.hpp"
#include "dispatcher/api/errors.hpp"
#include "dispatcher/api/metrics.hpp"
#include "dispatcher/api/report.hpp"
#include "rules/csv.hpp"
#include "tests/support/event_recorder.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace tocsin::dispatcher::api {
namespace {

std::vector<std::string> read_back(std::string const& line)
{
    std::vector<std::string> fields;
    rules::csv_reader reader{[&](rules::csv_record record) { fields = std::move(record.fields); }};
    reader.feed(line);
    reader.finish();
    return fields;
}

TEST(CsvCell, NeverBeginsLikeAFormula)
{
    EXPECT_EQ(csv_cell("=1+1"), "'=1+1");
    EXPECT_EQ(csv_cell("+33639980001"), "'+33639980001");
    EXPECT_EQ(csv_cell("-2"), "'-2");
    EXPECT_EQ(csv_cell("@sum"), "'@sum");
    EXPECT_EQ(csv_cell("\tx"), "'\tx");
    EXPECT_EQ(csv_cell("=HYPERLINK(\"x\",1)"), "\"'=HYPERLINK(\"\"x\"\",1)\"");
    EXPECT_EQ(csv_cell(std::string_view{"\0x", 2}), std::string("'\0x", 3));
    EXPECT_EQ(csv_cell("Digne-les-Bains"), "Digne-les-Bains");
    EXPECT_EQ(csv_cell(""), "");
}

RC_GTEST_PROP(CsvCell, ComesBackFromAReaderAndIsNoFormula, (std::string const& any))
{
    auto text = any;
    std::erase(text, '\0');
    std::erase(text, '\r');
    auto const fields = read_back("first," + csv_cell(text) + ",last\n");
    RC_ASSERT(fields.size() == 3U);
    auto const& cell = fields[1];
    bool const changed = !text.empty() && std::string{"=+-@\t"}.find(text.front()) != std::string::npos;
    RC_ASSERT(cell == (changed ? "'" + text : text));
    bool const harmless = cell.empty() || std::string{"=+-@\t"}.find(cell.front()) == std::string::npos;
    RC_ASSERT(harmless);
}

volunteer camille()
{
    volunteer who;
    who.external_id = "=7";
    who.first_name = "Camille";
    who.last_name = "Martin, dit \"Le Grand\"";
    who.mobile = phone::from_e164("+33639980001");
    who.email = mailbox::parse("camille@example.org");
    who.postcode = "04000";
    who.commune = "04070";
    who.position = geo_point{44.09, -6.23};
    who.skills = {"boat", "psc1"};
    who.availability = "Mo-Fr 18:00-22:00; Sa,Su 08:00-20:00";
    who.consent_sms = true;
    return who;
}

TEST(RegisterCsv, HasTheImportsColumnsAndProtectsTextsButNotNumbers)
{
    auto const header = read_back(register_header());
    auto const row = read_back(register_row(camille()));
    ASSERT_EQ(header.size(), 17U);
    ASSERT_EQ(row.size(), 17U);
    EXPECT_EQ(header[5], "mobile");
    EXPECT_EQ(row[0], "'=7");
    EXPECT_EQ(row[2], "Martin, dit \"Le Grand\"");
    EXPECT_EQ(row[5], "'+33639980001");
    EXPECT_EQ(row[10], "-6.23");
    EXPECT_EQ(row[12], "boat|psc1");
    EXPECT_EQ(row[13], "Mo-Fr 18:00-22:00; Sa,Su 08:00-20:00");
    EXPECT_EQ(row[14], "yes");
    EXPECT_EQ(row[15], "no");
    EXPECT_EQ(header[16], "drill");
    EXPECT_EQ(row[16], "no");
}

report_facts facts()
{
    report_facts told;
    told.what.id = mobilisation_id{7};
    told.what.state = mobilisation_state::closed;
    told.what.request.event = "crue <b>&</b>";
    told.what.request.need = 2;
    told.what.origin = "alice (uid 1000)";
    told.counts.asked = 1;
    told.counts.confirmed = 1;
    told.house = "Préf 04";
    told.local = [](wall_time) { return "24/11/2026 18:00"; };
    told.clock = [](wall_time at) { return local_time{std::chrono::floor<minutes>(at.time_since_epoch())}; };
    return told;
}

asked_story row(std::string answer)
{
    asked_story told;
    auto& one = told.who;
    one.solicitation = solicitation_id{1};
    one.external_id = "v1";
    one.first_name = "<script>alert(1)</script>";
    one.last_name = "Martin";
    one.state = solicitation_state::confirmed;
    one.message = message_state::delivered;
    one.asked = from_millis(0);
    one.answer = std::move(answer);
    return told;
}

std::string whole(std::string_view format, std::vector<asked_story> const& rows, language in = language::fr)
{
    auto const writer = make_report_writer(format, report_part::people, facts(), in);
    auto text = writer->head();
    for (auto piece = writer->more(); !piece.empty(); piece = writer->more())
        text += piece;
    for (auto const& each : rows)
        text += writer->row(each);
    return text + writer->foot();
}

TEST(Report, JsonTellsManyCorrectionsSomeAtATime)
{
    auto many = facts();
    many.counted.corrections.resize(1201);
    auto const writer = make_report_writer("json", report_part::people, std::move(many), language::fr);
    auto text = writer->head();
    int pieces = 0;
    for (auto piece = writer->more(); !piece.empty(); piece = writer->more(), ++pieces)
        text += piece;
    EXPECT_EQ(pieces, 4) << "three of corrections, one of the journal";
    auto const parsed = boost::json::parse(text + writer->foot());
    EXPECT_EQ(parsed.at("corrections").as_array().size(), 1201U);
    EXPECT_TRUE(parsed.at("people").as_array().empty());
}

TEST(Report, JsonIsOneSoundObjectWhateverTheNumberOfRows)
{
    for (std::size_t count : {0U, 1U, 3U}) {
        auto const parsed = boost::json::parse(whole("json", std::vector(count, row("OUI \"j'arrive\"\n"))));
        EXPECT_EQ(parsed.at("people").as_array().size(), count);
        EXPECT_EQ(parsed.at("mobilisation").at("id").as_string(), "M7");
    }
}

TEST(Report, HtmlRunsNothingThatPeopleWrote)
{
    auto const page = whole("html", {row("\"><img src=x onerror=alert(1)>")});
    EXPECT_EQ(page.find("<script"), std::string::npos);
    EXPECT_EQ(page.find("<img"), std::string::npos);
    EXPECT_NE(page.find("&lt;script&gt;"), std::string::npos);
    EXPECT_NE(page.find("crue &lt;b&gt;&amp;&lt;/b&gt;"), std::string::npos);
}

TEST(Report, CsvProtectsWhatPeopleAnswered)
{
    EXPECT_NE(whole("csv", {row("=cmd|' /C calc'!A0")}).find(",'=cmd|"), std::string::npos);
}

TEST(Report, ACsvRowHasAsManyCellsAsItsHead)
{
    auto one = row("oui 18h");
    one.who.place = 7;
    one.who.eta = from_millis(0);
    auto const text = whole("csv", {one});
    auto const head = text.substr(0, text.find('\n'));
    auto const line = text.substr(head.size() + 1);
    EXPECT_EQ(std::count(head.begin(), head.end(), ','), std::count(line.begin(), line.end(), ','));
    EXPECT_NE(line.find(",7,1970-01-01T00:00:00Z\r\n"), std::string::npos) << line;
}

TEST(Report, TextSpeaksTheLanguageAskedFor)
{
    EXPECT_NE(whole("text", {row("OUI")}).find("a confirmé"), std::string::npos);
    EXPECT_NE(whole("text", {row("OUI")}, language::en).find("confirmed"), std::string::npos);
    EXPECT_EQ(make_report_writer("pdf", report_part::people, facts(), language::fr), nullptr);
}

TEST(Errors, AreJsonWithAStableCodeAndAdviceInBothLanguages)
{
    for (auto const* const each : errors::all())
        for (auto const in : {language::fr, language::en}) {
            auto const no = fail(*each, in, "field");
            EXPECT_EQ(no.status, each->status);
            EXPECT_EQ(no.type, "application/problem+json");
            auto const inside = boost::json::parse(no.body);
            EXPECT_EQ(inside.at("type").as_string(), "/errors/" + std::string{each->code});
            EXPECT_EQ(inside.at("status").as_int64(), each->status);
            EXPECT_EQ(inside.at("code").as_string(), each->code);
            EXPECT_EQ(inside.at("title").as_string(), each->what.in(in));
            EXPECT_EQ(inside.at("detail").as_string(), each->what.in(in));
            EXPECT_EQ(inside.at("do").as_string(), each->advice.in(in));
            EXPECT_EQ(inside.at("where").as_string(), "field");
            EXPECT_GE(each->status, 400);
        }
}

TEST(Errors, FrenchAndEnglishAreNotTheSame)
{
    for (auto const* const each : errors::all()) {
        EXPECT_NE(each->what.fr, each->what.en);
        EXPECT_NE(each->advice.fr, each->advice.en);
    }
}

TEST(Language, FollowsTheHeadersWeights)
{
    EXPECT_EQ(choose_language("", "fr"), language::fr);
    EXPECT_EQ(choose_language("", "en"), language::en);
    EXPECT_EQ(choose_language("en-GB,en;q=0.8", "fr"), language::en);
    EXPECT_EQ(choose_language("de, fr;q=0.5, en;q=0.7", "fr"), language::en);
    EXPECT_EQ(choose_language("en;q=0, fr;q=0.1", "en"), language::fr);
    EXPECT_EQ(choose_language("de,*", "en"), language::en);
    EXPECT_EQ(choose_language("en;q=banana", "fr"), language::en);
    EXPECT_EQ(choose_language(";;;,,=", "fr"), language::fr);
}

TEST(Metrics, CountWhatTheLogHearsAndPassItOn)
{
    event_recorder below;
    event_counter counted{below};
    counted.report(events::alert_accepted, {{"alert", std::string{"A1"}}});
    counted.report(events::alert_accepted, {{"alert", std::string{"A2"}}});
    EXPECT_EQ(below.count(events::alert_accepted), 2);
    EXPECT_EQ(below.last(events::alert_accepted, "alert"), "A2");
    gauges now;
    now.messages["sms-main"][message_state::queued] = 12;
    channel_gauges main;
    main.up = false;
    main.open = true;
    main.unread = true;
    main.pace = 12.5;
    main.parts_left = 400;
    now.channels = {{"mail", channel_gauges{}}, {"sms-main", main}};
    auto const text = write_metrics(now, counted);
    EXPECT_NE(text.find("\ntocsin_alerts_total{outcome=\"accepted\"} 2\n"), std::string::npos);
    EXPECT_NE(text.find("\ntocsin_messages{channel=\"sms-main\",state=\"queued\"} 12\n"), std::string::npos);
    EXPECT_NE(text.find("\ntocsin_channel_up{channel=\"sms-main\"} 0\n"), std::string::npos);
    EXPECT_NE(text.find("\ntocsin_channel_breaker_open{channel=\"sms-main\"} 1\n"), std::string::npos);
    EXPECT_NE(text.find("\ntocsin_channel_replaced{channel=\"sms-main\"} 0\n"), std::string::npos);
    EXPECT_NE(text.find("\ntocsin_channel_replies_unread{channel=\"sms-main\"} 1\n"), std::string::npos);
    EXPECT_NE(text.find("\ntocsin_channel_replies_unread{channel=\"mail\"} 0\n"), std::string::npos);
    EXPECT_NE(text.find("\ntocsin_channel_pace{channel=\"sms-main\"} 12.5\n"), std::string::npos);
    EXPECT_NE(text.find("\ntocsin_channel_parts_left{channel=\"sms-main\"} 400\n"), std::string::npos);
    EXPECT_EQ(text.find("tocsin_channel_parts_left{channel=\"mail\"}"), std::string::npos);
    EXPECT_NE(text.find("\ntocsin_channel_switches_total{kind=\"leave\"} 0\n"), std::string::npos);
    EXPECT_NE(text.find("\ntocsin_alerts_total{outcome=\"refused\"} 0\n"), std::string::npos);
}

TEST(Metrics, EveryFamilyIsDeclaredOnceAndBeforeItsSamples)
{
    event_recorder below;
    event_counter const counted{below};
    std::istringstream lines{write_metrics(gauges{}, counted)};
    std::map<std::string, int> declared;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("# TYPE ")) {
            ++declared[line.substr(7, line.find(' ', 7) - 7)];
        } else if (!line.starts_with('#')) {
            EXPECT_EQ(declared[line.substr(0, line.find_first_of(" {"))], 1) << line;
        }
    }
    for (auto const& [name, count] : declared)
        EXPECT_EQ(count, 1) << name;
}

TEST(Metrics, AFullDiskIsRememberedUntilItTakesWritesAgain)
{
    event_recorder below;
    event_counter counted{below};
    EXPECT_TRUE(counted.store_takes_writes());
    counted.report(events::store_full, {});
    EXPECT_FALSE(counted.store_takes_writes());
    counted.report(events::alert_repeated, {});
    EXPECT_FALSE(counted.store_takes_writes());
    counted.report(events::store_recovered, {});
    EXPECT_TRUE(counted.store_takes_writes());
    counted.report(events::store_busy, {});
    EXPECT_EQ(counted.store(), store_state::busy);
}

}  // namespace
}  // namespace tocsin::dispatcher::api
