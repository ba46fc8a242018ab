// SPDX-License-Identifier: Apache-2.0
// Strict about meaning, tolerant about form: odd shapes read as the plain one does, each with its note; what would change
// the meaning is refused.
#include "rules/cap/read.hpp"
#include "where.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

namespace tocsin::rules {
namespace {

std::string plain()
{
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
           "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>a-1</identifier><sender>s@example.org</sender>"
           "<sent>2026-11-24T03:00:00+01:00</sent><status>Actual</status><msgType>Update</msgType><scope>Public</scope>"
           "<references>s@example.org,a-0,2026-11-24T02:00:00+01:00</references>"
           "<info><language>fr-FR</language><category>Met</category><event>Crue à Digne</event><urgency>Immediate</urgency>"
           "<severity>Severe</severity><certainty>Likely</certainty><expires>2026-11-24T23:00:00+01:00</expires>"
           "<area><areaDesc>ici</areaDesc><polygon>44.0,6.0 44.0,6.5 44.5,6.5 44.0,6.0</polygon><circle>44.1,6.2 20.5</circle></area>"
           "</info></alert>";
}

std::string with(std::string const& what, std::string const& instead)
{
    auto text = plain();
    auto const at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), instead);
}

std::string as_utf16(std::string const& latin, bool big, bool marked)
{
    std::string out = !marked ? "" : big ? "\xfe\xff" : "\xff\xfe";
    for (char const c : latin) {
        if (big)
            out += '\0';
        out += c;
        if (!big)
            out += '\0';
    }
    return out;
}

std::string latin()
{
    auto text = plain();
    text.replace(text.find("à"), std::string{"à"}.size(), "\xe0");
    return text.replace(text.find("UTF-8"), 5, "UTF-16");
}

struct odd {
    char const* what;
    std::string bytes;
};

TEST(Tolerance, OddShapesReadAsThePlainOneAndAreNamed)
{
    auto const wanted = read_cap_with_notes(plain());
    ASSERT_TRUE(wanted);
    EXPECT_TRUE(wanted->tolerated.empty()) << wanted->tolerated.front().en;
    auto windows = plain();
    windows.replace(windows.find("à"), std::string{"à"}.size(), "\xe0").replace(windows.find("UTF-8"), 5, "windows-1252");
    odd const shapes[] = {
        {"byte order mark", "\xef\xbb\xbf" + plain()},
        {"blanks in front", "\r\n  " + plain()},
        {"UTF-16, little, marked", as_utf16(latin(), false, true)},
        {"UTF-16, big, marked", as_utf16(latin(), true, true)},
        {"UTF-16, little, bare", as_utf16(latin(), false, false)},
        {"UTF-16, big, bare", as_utf16(latin(), true, false)},
        {"UTF-16 declared, UTF-8 written", with("UTF-8", "utf-16")},
        {"Windows-1252", windows},
        {"lower case", with("<severity>Severe", "<severity>severe")},
        {"upper case", with("<status>Actual", "<status>ACTUAL")},
        {"underscore in the language", with("fr-FR", "fr_FR")},
        {"Z", with("03:00:00+01:00", "02:00:00Z")},
        {"UTC", with("T03:00:00+01:00", " 02:00:00 UTC")},
        {"no colon in the offset", with("03:00:00+01:00", "03:00:00+0100")},
        {"hours only in the offset", with("03:00:00+01:00", "03:00:00+01")},
        {"no seconds", with("T03:00:00+01:00", "T03:00+01:00")},
        {"blank for the T", with("24T23", "24 23")},
        {"blanks in the references", with("s@example.org,a-0,", "s@example.org, a-0, ")},
        {"ring not closed", with("44.5,6.5 44.0,6.0<", "44.5,6.5<")},
        {"decimal commas", with("44.0,6.0 44.0,6.5 44.5,6.5 44.0,6.0", "44,0,6,0 44,0;6,5 44,5,6,5 44.0;6.0")},
        {"blanks within pairs", with("44.0,6.0 44.0,6.5", "44.0, 6.0 44.0 ,6.5")},
        {"decimal comma in the radius", with("6.2 20.5", "6.2 20,5")},
        {"namespace in upper case", with("urn:oasis:names:tc:emergency:cap:1.2", "URN:OASIS:names:tc:emergency:cap:1.2/")},
        {"no namespace", with(" xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"", "")},
        {"in an EDXL envelope",
         with("<alert", "<EDXLDistribution xmlns=\"urn:oasis:names:tc:emergency:EDXL:DE:1.0\"><contentObject><xmlContent><embeddedXMLContent><alert") +
             "</embeddedXMLContent></xmlContent></contentObject></EDXLDistribution>"},
    };
    for (auto const& [what, bytes] : shapes) {
        auto const read = read_cap_with_notes(bytes);
        ASSERT_TRUE(read) << what << ": " << read.error().sentence().en;
        EXPECT_EQ(read->what, wanted->what) << what;
        EXPECT_FALSE(read->tolerated.empty()) << what;
        for (auto const& note : read->tolerated)
            EXPECT_NE(note.fr, note.en) << what;
    }
}

TEST(Tolerance, AnyPrefixIsPlainCap)
{
    auto text = plain();
    std::string prefixed;
    for (std::size_t at = 0; at < text.size(); ++at) {
        prefixed += text[at];
        if (text[at] == '<' && text[at + 1] != '?')
            prefixed += text[at + 1] == '/' ? (++at, "/cap:") : "cap:";
    }
    prefixed.replace(prefixed.find("xmlns="), 6, "xmlns:cap=");
    auto const read = read_cap_with_notes(prefixed);
    ASSERT_TRUE(read) << read.error().sentence().en;
    EXPECT_TRUE(read->tolerated.empty());
    EXPECT_EQ(read->what, read_cap(plain()).value());
}

TEST(Tolerance, CapOneOneIsCap)
{
    auto const read = read_cap_with_notes(with("cap:1.2", "cap:1.1"));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->what.version, "1.1");
    EXPECT_TRUE(read->tolerated.empty());
}

TEST(Tolerance, WhatMayBeMissingIsNamedAndLeftOut)
{
    auto const nameless = read_cap_with_notes(with("<areaDesc>ici</areaDesc>", ""));
    ASSERT_TRUE(nameless);
    ASSERT_EQ(nameless->tolerated.size(), 1U);
    EXPECT_EQ(nameless->tolerated[0].en, "alert/info/area/areaDesc: is missing");
    auto const unsorted = read_cap_with_notes(with("<category>Met</category>", ""));
    ASSERT_TRUE(unsorted);
    EXPECT_EQ(unsorted->tolerated[0].fr, "alert/info/category : manque");
}

TEST(Tolerance, BlanksInNamesStayFindableByReferences)
{
    auto const read = read_cap_with_notes(with("s@example.org,a-0,2026-11-24T02:00:00+01:00", "NWS Boise,KBOI 12,2026-11-24T02:00:00+01:00 s@example.org,a-0,2026-11-24T01:00:00+01:00"));
    ASSERT_TRUE(read) << read.error().sentence().en;
    ASSERT_EQ(read->what.references.size(), 2U);
    EXPECT_EQ(read->what.references[0].sender, "NWS Boise");
    EXPECT_EQ(read->what.references[0].identifier, "KBOI 12");
    EXPECT_EQ(read_cap(with("<sender>s@example.org", "<sender>NWS  Boise")).value().sender, "NWS Boise");
}

TEST(Tolerance, WhatWouldChangeTheMeaningIsRefused)
{
    odd const shapes[] = {
        {"an instant without its offset", with("03:00:00+01:00", "03:00:00")},
        {"a level that is none", with("<severity>Severe", "<severity>High")},
        {"no severity", with("<severity>Severe</severity>", "")},
        {"no scope", with("<scope>Public</scope>", "")},
        {"points that may be read in two ways", with("44.0,6.0 44.0,6.5", "44,0,6 44.0,6.5")},
        {"a comma in the sender", with("<sender>s@", "<sender>s,t@")},
        {"Windows-1252 that is none", with("UTF-8", "windows-1252").replace(60, 1, "\x81")},
        {"UTF-8 that is none", with("à", "\xe0")},
        {"two alerts in one envelope", "<alerts>" + plain().substr(38) + plain().substr(38) + "</alerts>"},
        {"another namespace", with("urn:oasis:names:tc:emergency:cap:1.2", "urn:example:cap")},
    };
    for (auto const& [what, bytes] : shapes)
        EXPECT_TRUE(read_cap(bytes).has_error()) << what;
}

TEST(Tolerance, EveryRealAlertIsReadAndWhatItTakesIsNamed)
{
    namespace fs = std::filesystem;
    if (!fs::is_directory(TOCSIN_CAP_SAMPLES))
        GTEST_SKIP() << "the real alerts are not on this machine";
    int read_so_far = 0;
    for (auto const& file : fs::directory_iterator{TOCSIN_CAP_SAMPLES}) {
        auto const kind = file.path().extension();
        if (kind != ".xml" && kind != ".cap")
            continue;
        std::ifstream in{file.path(), std::ios::binary};
        std::ostringstream bytes;
        bytes << in.rdbuf();
        auto const read = read_cap_with_notes(bytes.str());
        ASSERT_TRUE(read) << file.path() << ": " << read.error().sentence().en;
        ++read_so_far;
    }
    EXPECT_GE(read_so_far, 3);
}

}  // namespace
}  // namespace tocsin::rules
