// SPDX-License-Identifier: Apache-2.0
#include "rules/csv.hpp"
#include "rules/roster.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tocsin::rules {
namespace {

std::vector<csv_record> records(std::string_view text, std::size_t chunk = 1000)
{
    std::vector<csv_record> found;
    csv_reader reader{[&found](csv_record record) { found.push_back(std::move(record)); }};
    for (std::size_t at = 0; at < text.size(); at += chunk)
        reader.feed(text.substr(at, chunk));
    reader.finish();
    return found;
}

using fields = std::vector<std::string>;

TEST(Csv, ReadsQuotesLineEndsAndEitherSeparator)
{
    auto const found = records("\xef\xbb\xbfid;nom\r\n1;\"du Pont; \"\"Lou\"\"\"\r\n\r\n2;\"deux\nlignes\"\n3;x");
    ASSERT_EQ(found.size(), 4U);
    EXPECT_EQ(found[0].fields, (fields{"id", "nom"}));
    EXPECT_EQ(found[1].fields, (fields{"1", "du Pont; \"Lou\""}));
    EXPECT_EQ(found[2].fields, (fields{"2", "deux\nlignes"}));
    EXPECT_EQ(found[2].line, 4);
    EXPECT_EQ(found[3].line, 6);
}

RC_GTEST_PROP(Csv, WhereTheBytesAreCutDoesNotMatter, ())
{
    auto const text = *rc::gen::container<std::string>(rc::gen::element('a', ',', ';', '"', '\n', '\r', '\0', 'b'));
    auto const whole = records(text, text.size() + 1);
    auto const cut = records(text, static_cast<std::size_t>(*rc::gen::inRange(1, 5)));
    RC_ASSERT(whole.size() == cut.size());
    for (std::size_t i = 0; i < whole.size(); ++i) {
        RC_ASSERT(whole[i].fields == cut[i].fields);
        RC_ASSERT(whole[i].line == cut[i].line);
    }
}

TEST(Csv, AnOpenQuoteDoesNotSwallowTheFileForEver)
{
    auto const found = records("id,name\n1,\"open\n" + std::string(100'000, 'x') + "\n2,fine\n3,fine\n");
    ASSERT_GE(found.size(), 3U);
    EXPECT_FALSE(found[1].defect.empty());
    EXPECT_EQ(found.back().fields, (fields{"3", "fine"}));
}

place_lookup some_places()
{
    place_lookup places;
    places.by_code = [](std::string_view code) { return code == "04070" || code == "04071" ? std::string{"04070"} : std::string{}; };
    places.by_postcode = [](std::string_view postcode) {
        return postcode == "04000" ? std::vector<std::string>{"04070"} : std::vector<std::string>{};
    };
    places.by_name = [](std::string_view name) {
        return name == "Digne-les-Bains" ? std::vector<std::string>{"04070"} : std::vector<std::string>{};
    };
    return places;
}

roster_line line(fields const& header, fields const& values)
{
    auto const reader = roster_reader::from_header(header, some_places(), "fr");
    EXPECT_TRUE(reader) << reader.error().en;
    return reader->read(values);
}

fields const own{"id", "first_name", "last_name", "language", "birth_date", "mobile", "email", "postcode", "commune", "latitude",
                 "longitude", "radius_km", "skills", "availability", "consent_sms", "consent_email"};

TEST(Roster, ReadsTheHousesOwnColumns)
{
    auto const read = line(own, {"v1", "Camille", "Martin", "fr", "1984-05-17", "06 39 98 00 01", "Camille@example.org", "4000", "",
                                 "44.1", "6.2", "25", "PSE 2|Permis B", "Mo-Fr 18:00-22:00", "yes", "no"});
    ASSERT_TRUE(read.who);
    EXPECT_TRUE(read.remarks.empty());
    EXPECT_EQ(read.who->mobile->e164(), "+33639980001");
    EXPECT_TRUE(read.who->mobile_takes_sms);
    EXPECT_EQ(read.who->email->address(), "camille@example.org");
    EXPECT_EQ(read.who->commune, "04070");
    EXPECT_EQ(read.who->postcode, "04000");
    EXPECT_EQ(read.who->skills, (fields{"permis_b", "psc1", "pse1", "pse2"}));
    EXPECT_TRUE(read.who->consent_sms);
    EXPECT_FALSE(read.who->consent_email);
    EXPECT_EQ(*read.who->radius_km, 25);
}

TEST(Roster, ReadsThePlatformsExport)
{
    auto const plain = line({"id", "prenom", "email", "code_postal"}, {"12", "Lou", "lou@example.org", "04000"});
    ASSERT_TRUE(plain.who);
    EXPECT_EQ(plain.who->commune, "04070");
    EXPECT_FALSE(plain.who->consent_sms);  // nobody agreed to crisis messages by signing up
    auto const rich = line(
        {"id", "PRENOM", "SMS", "CODE_POSTAL", "VILLE", "DISPONIBILITES", "CERTIFICATIONS", "ETAT", "CONSENT_CRISE_SMS"},
        {"13", "Ana", "+33639980002", "04000", "Digne-les-Bains", "[\"soiree\",\"weekend\"]", "psc1", "validated", "2026-01-03"}
    );
    ASSERT_TRUE(rich.who);
    EXPECT_TRUE(rich.who->consent_sms);
    EXPECT_EQ(rich.who->skills, fields{"psc1"});
    auto const archived = line({"id", "email", "etat"}, {"14", "x@example.org", "archived"});
    EXPECT_FALSE(archived.who);
}

TEST(Roster, RejectsOnlyWhoCannotBeReachedAndSaysWhatItDropped)
{
    auto const unreachable = line({"id", "mobile", "email"}, {"1", "pas de portable", "nulle part"});
    EXPECT_FALSE(unreachable.who);
    EXPECT_EQ(unreachable.remarks.size(), 3U + 1U);
    auto const partly = line({"id", "mobile", "email", "availability", "consent_email"}, {"2", "123", "a@example.org", "le mardi", "peut-être"});
    ASSERT_TRUE(partly.who);
    EXPECT_FALSE(partly.who->mobile);
    EXPECT_TRUE(partly.who->availability.empty());
    EXPECT_FALSE(partly.who->consent_email);
    for (auto const& each : partly.remarks)
        for (auto const& said : {each.reason.fr, each.reason.en}) {
            EXPECT_FALSE(said.empty()) << each.column;
            EXPECT_EQ(said.find("mardi"), std::string::npos) << said;
        }
    EXPECT_EQ(unreachable.remarks.back().reason.fr, "ni mobile ni adresse électronique utilisable : personne ne pourrait la joindre");
    EXPECT_FALSE(line({"id", "email"}, {"", "a@example.org"}).who);
    EXPECT_FALSE(line({"id", "email"}, {"1"}).who);
}

TEST(Roster, AHeaderWithoutWhatIsNeededIsRefused)
{
    EXPECT_TRUE(roster_reader::from_header({"name", "town"}, some_places(), "fr").has_error());
}

}  // namespace
}  // namespace tocsin::rules
