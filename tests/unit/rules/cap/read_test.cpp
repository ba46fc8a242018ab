// SPDX-License-Identifier: Apache-2.0
#include "rules/cap/read.hpp"
#include "where.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace tocsin::rules {
namespace {

std::optional<std::string> sample(std::string const& name)
{
    std::ifstream file{std::string{TOCSIN_CAP_SAMPLES} + "/" + name, std::ios::binary};
    if (!file)
        return std::nullopt;
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
}

#define NEED_SAMPLE(variable, name)                                                                                    \
    auto const variable = sample(name);                                                                                \
    if (!variable)                                                                                                     \
    GTEST_SKIP() << "the real alert " << name << " is not on this machine"

std::string alert_with(std::string const& inside, std::string const& head = "")
{
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + head +
           "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>a-1</identifier>"
           "<sender>s@example.org</sender><sent>2026-11-24T03:00:00+01:00</sent><status>Actual</status>"
           "<msgType>Alert</msgType><scope>Public</scope>" +
           inside + "</alert>";
}

std::string info_with(std::string const& area)
{
    return "<info><category>Met</category><event>crue</event><urgency>Immediate</urgency><severity>Severe</severity>"
           "<certainty>Likely</certainty><area><areaDesc>ici</areaDesc>" +
           area + "</area></info>";
}

cap_failure failure_of(std::string const& bytes)
{
    auto const read = read_cap(bytes);
    EXPECT_TRUE(read.has_error()) << bytes.substr(0, 200);
    return read.has_error() ? read.error().failure() : cap_failure::too_large;
}

TEST(RealAlert, MeteoFranceHasTwoLanguagesAndNutsCodes)
{
    NEED_SAMPLE(bytes, "meteo-france-orages.xml");
    auto const read = read_cap(*bytes);
    ASSERT_TRUE(read) << read.error().sentence().en;
    EXPECT_EQ(read->sender, "vigilance@meteo.fr");
    EXPECT_EQ(read->identifier, "2.49.0.0.250.0.FR.20220810161220.589023");
    EXPECT_EQ(format_instant(read->sent), "2022-08-10T14:12:20Z");
    ASSERT_EQ(read->infos.size(), 2U);
    auto const& french = read->infos[0];
    EXPECT_EQ(french.language, "fr-FR");
    EXPECT_EQ(french.event, "Vigilance jaune orages");
    EXPECT_EQ(french.severity, severity::moderate);
    EXPECT_EQ(format_instant(*french.expires), "2022-08-11T14:00:00Z");
    ASSERT_EQ(french.areas.size(), 4U);
    EXPECT_EQ(french.areas[0].geocodes[0], (named_value{"NUTS3", "FR821"}));
    EXPECT_EQ(french.parameters[1], (named_value{"awareness_type", "3; Thunderstorm"}));
}

TEST(RealAlert, DwdUpdatesAnEarlierOneOverPolygons)
{
    NEED_SAMPLE(bytes, "dwd-update.xml");
    auto const read = read_cap(*bytes);
    ASSERT_TRUE(read) << read.error().sentence().en;
    EXPECT_EQ(read->kind, alert_kind::update);
    ASSERT_EQ(read->references.size(), 1U);
    EXPECT_EQ(read->references[0].sender, "opendata@dwd.de");
    EXPECT_EQ(format_instant(read->references[0].sent), "2022-08-26T19:29:00Z");
    ASSERT_FALSE(read->infos[0].areas.empty());
    EXPECT_FALSE(read->infos[0].areas[0].polygons.empty());
    EXPECT_EQ(read->infos[0].event_codes.size(), 7U);
}

TEST(RealAlert, UsgsIsVersionOneOneWithACircle)
{
    NEED_SAMPLE(bytes, "earthquake.cap");
    auto const read = read_cap(*bytes);
    ASSERT_TRUE(read) << read.error().sentence().en;
    EXPECT_EQ(read->version, "1.1");
    EXPECT_EQ(read->infos[0].urgency, urgency::past);
    ASSERT_EQ(read->infos[0].areas.size(), 1U);
    EXPECT_EQ(read->infos[0].areas[0].circles.size(), 1U);
}

TEST(RealAlert, AnAtomIndexIsNoAlert)
{
    NEED_SAMPLE(bytes, "weather_index.atom");
    EXPECT_EQ(failure_of(*bytes), cap_failure::not_an_alert);
}

TEST(Cap, KnowsAResourceByWhatIsSaidOfItAndNotByWhatItHolds)
{
    auto const read = read_cap(alert_with(
        "<info><category>Met</category><event>crue</event><urgency>Immediate</urgency><severity>Severe</severity>"
        "<certainty>Likely</certainty><resource><resourceDesc>carte des crues</resourceDesc><mimeType>image/png</mimeType>"
        "<uri>https://example.org/carte.png</uri><derefUri>iVBORw0KGgo=</derefUri></resource>"
        "<resource><resourceDesc>bulletin</resourceDesc></resource></info>"
    ));
    ASSERT_TRUE(read) << read.error().sentence().en;
    EXPECT_EQ(
        read->infos.at(0).resources,
        (std::vector<alert_resource>{{"carte des crues", "image/png", "https://example.org/carte.png"}, {"bulletin", "", ""}})
    );
}

TEST(Cap, RefusesWhatIsHostile)
{
    EXPECT_EQ(failure_of(alert_with("", "<!DOCTYPE alert [<!ENTITY a \"b\">]>")), cap_failure::hostile);
    EXPECT_EQ(failure_of(alert_with("", "<!DOCTYPE alert SYSTEM \"http://example.org/x.dtd\">")), cap_failure::hostile);
    std::string deep;
    for (int i = 0; i < 100'000; ++i)
        deep += "<a>";
    EXPECT_EQ(failure_of(deep), cap_failure::hostile);
    EXPECT_EQ(failure_of(std::string(1024 * 1024 + 1, ' ')), cap_failure::too_large);
    EXPECT_EQ(failure_of(alert_with("\xff\xfe")), cap_failure::not_xml);
    EXPECT_EQ(failure_of("<?xml version='1.0' encoding='EBCDIC'?><alert/>"), cap_failure::not_xml);
    EXPECT_EQ(failure_of(std::string{"\xff\xfe<\0\0\xd8", 6}), cap_failure::not_xml);
}

TEST(Cap, RefusesOtherDocuments)
{
    EXPECT_EQ(failure_of(""), cap_failure::not_xml);
    EXPECT_EQ(failure_of("<html><body>502 Bad Gateway</body></html>"), cap_failure::not_an_alert);
    EXPECT_EQ(failure_of("<alert xmlns='urn:example:other'><identifier>x</identifier></alert>"), cap_failure::not_an_alert);
    EXPECT_EQ(failure_of("<alert>"), cap_failure::not_xml);
}

TEST(Cap, NamesTheElementThatIsMissingOrWrong)
{
    auto const missing = read_cap("<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><identifier>a</identifier></alert>");
    ASSERT_TRUE(missing.has_error());
    EXPECT_EQ(missing.error().where(), "alert/sender");
    auto const wrong = read_cap(alert_with(info_with("<polygon>44,6 44,7 45,7</polygon>")));
    ASSERT_FALSE(wrong.has_error()) << wrong.error().sentence().en;  // closed for it
    auto const crossing = read_cap(alert_with(info_with("<polygon>44,6 45,7 44,7 45,6 44,6</polygon>")));
    ASSERT_TRUE(crossing.has_error());
    EXPECT_EQ(crossing.error().where(), "alert/info/area/polygon");
    auto const no_number = read_cap(alert_with(info_with("<circle>44,6 x</circle>")));
    EXPECT_EQ(no_number.error().where(), "alert/info/area/circle");
}

TEST(Cap, SaysEveryRefusalInBothLanguages)
{
    auto const info = [](std::string const& severity) {
        return "<info><category>Met</category><event>crue</event><urgency>Immediate</urgency><severity>" + severity +
               "</severity><certainty>Likely</certainty></info>";
    };
    std::string deep;
    for (int i = 0; i < 40; ++i)
        deep += "<a>";
    std::string const refused[] = {
        std::string(1024 * 1024 + 1, ' '),
        alert_with("", "<!DOCTYPE alert>"),
        deep,
        "<?xml version='1.0' encoding='EBCDIC'?><alert/>",
        "\xff",
        "",
        "<alert>\n<a></b></alert>",
        "<alert>",
        "<html/>",
        "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><identifier>a</identifier></alert>",
        "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><identifier>a b</identifier></alert>",
        alert_with("<references>x</references>"),
        alert_with(info("Sévère")),
        alert_with(info_with("<polygon>44,6 44 7 45,7</polygon>")),
        alert_with(info_with("<polygon>44,6 45,7 44,7 45,6 44,6</polygon>")),
        alert_with(info_with("<circle>44,6 x</circle>")),
    };
    for (auto const& bytes : refused) {
        auto const read = read_cap(bytes);
        ASSERT_TRUE(read.has_error()) << bytes.substr(0, 100);
        EXPECT_FALSE(read.error().why().fr.empty());
        EXPECT_NE(read.error().why().fr, read.error().why().en);
    }
}

TEST(Cap, NamesWhatWasWrittenAndWhatShouldStandThere)
{
    auto const choice = read_cap(alert_with("<info><event>crue</event><urgency>Maintenant</urgency></info>")).error();
    EXPECT_EQ(
        choice.sentence().fr,
        "alert/info/urgency : « Maintenant » n'est pas l'un de Immediate, Expected, Future, Past, Unknown"
    );
    EXPECT_EQ(
        choice.sentence().en,
        "alert/info/urgency: \"Maintenant\" is not one of Immediate, Expected, Future, Past, Unknown"
    );
    auto const broken = read_cap("<alert>\n<a></b></alert>").error();
    EXPECT_EQ(
        broken.sentence().fr, "ce n'est pas du XML bien formé, ligne 2 : une balise de fin ne répond pas à celle du début"
    );
    // A quotation is cut between characters: the sentence stays UTF-8.
    auto const cut = read_cap("<" + std::string(59, 'a') + "é/>").error();
    EXPECT_NE(cut.why().fr.find(std::string(59, 'a') + "…"), std::string::npos);
}

TEST(Cap, ToleratesWhatIssuersReallyWrite)
{
    auto const read = read_cap(alert_with(
        "<references>s@example.org,a-0,2026-11-24T02:00:00Z\n   t@example.org,b-0,2026-11-24T01:00:00-00:00</references>" +
        info_with("<polygon> 44.0,6.0 44.0,6.5 44.5,6.5 44.0,6.0 \n</polygon>")
    ));
    ASSERT_TRUE(read) << read.error().sentence().en;
    EXPECT_EQ(read->references.size(), 2U);
    EXPECT_EQ(read->infos[0].areas[0].polygons[0].ring.size(), 4U);
    auto const cancel = read_cap(
        "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>c</identifier><sender>s@example.org</sender>"
        "<sent>2026-11-24T03:00:00+01:00</sent><status>Actual</status><msgType>Cancel</msgType><scope>Public</scope></alert>"
    );
    ASSERT_TRUE(cancel);
    EXPECT_TRUE(cancel->infos.empty());
}

TEST(Cap, ReadsDeclaredLatinOneAndPrefixedNames)
{
    auto const latin = read_cap(
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><c:alert xmlns:c=\"urn:oasis:names:tc:emergency:cap:1.2\">"
        "<c:identifier>a</c:identifier><c:sender>s</c:sender><c:sent>2026-11-24T03:00:00Z</c:sent><c:status>Exercise</c:status>"
        "<c:msgType>Alert</c:msgType><c:scope>Public</c:scope><c:note>\xe9t\xe9</c:note></c:alert>"
    );
    ASSERT_TRUE(latin) << latin.error().sentence().en;
    EXPECT_EQ(latin->note, "\xc3\xa9t\xc3\xa9");
    EXPECT_EQ(latin->status, alert_status::exercise);
}

}  // namespace
}  // namespace tocsin::rules
