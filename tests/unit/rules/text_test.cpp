// SPDX-License-Identifier: Apache-2.0
#include "rules/text.hpp"
#include "where.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <tuple>

namespace tocsin::rules {
namespace {

std::map<std::string, std::string> shipped()
{
    namespace fs = std::filesystem;
    fs::path const root = fs::path{TOCSIN_SOURCE_DIR} / "config/templates";
    std::map<std::string, std::string> files;
    for (auto const& each : fs::recursive_directory_iterator{root}) {
        auto const ending = each.path().extension();
        if (ending != ".sms" && ending != ".mail")
            continue;
        std::ifstream in{each.path()};
        std::ostringstream text;
        text << in.rdbuf();
        files[fs::relative(each.path(), root).string()] = text.str();
    }
    return files;
}

/// Septets of the GSM 7-bit default alphabet (3GPP TS 23.038, table in 6.2.1) once ê, ç, œ and their like are written
/// without their marks, as phones are sent them; nothing when a character has no such form.
std::optional<std::size_t> septets(std::string_view text)
{
    std::string_view const accented = "àèéìòùÉÇñÑöÖäÄüÜåÅæÆøØß£¥§¡¿";
    std::string_view const replaced = "êëâîïôûçœÊÀÂ’«»";
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size();) {
        auto const lead = static_cast<unsigned char>(text[at]);
        std::size_t const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : 3;
        auto const character = text.substr(at, length);
        if (lead < 0x80)
            count += character.find_first_of("[]{}\\^~|") == 0 ? std::size_t{2} : std::size_t{1};
        else if (accented.find(character) != std::string_view::npos)
            ++count;
        else if (replaced.find(character) != std::string_view::npos)
            count += character == "œ" ? std::size_t{2} : std::size_t{1};
        else
            return std::nullopt;
        at += length;
    }
    return count;
}

text_facts some_facts()
{
    text_facts facts;
    facts.instance = "Prefecture 04";
    facts.event = "Vigilance rouge orages";
    facts.zone = "Alpes-de-Haute-Provence";
    facts.at = "Digne, gymnase";
    facts.by = "18h";
    facts.need = 40;
    facts.code = "K42";
    return facts;
}

TEST(Templates, TheShippedOnesLoadAndSpeak)
{
    auto const known = template_set::read(shipped(), "config/templates");
    ASSERT_TRUE(known) << to_string(known.error().front());
    EXPECT_TRUE(known->has("flood"));
    EXPECT_EQ(known->language_for("default", "en-GB"), "en");
    EXPECT_EQ(known->language_for("default", "de"), "fr");
    auto const ask = known->render("default", purpose::ask, medium::sms, "fr", some_facts());
    EXPECT_EQ(
        ask.body,
        "Prefecture 04: Vigilance rouge orages. Pouvez-vous aider à Digne, gymnase pour 18h ? Répondez OUI ou NON et attendez "
        "notre accord."
    );
    auto const mail = known->render("default", purpose::ask, medium::email, "fr", some_facts());
    EXPECT_EQ(mail.subject, "Prefecture 04 : Vigilance rouge orages - pouvez-vous aider ?");
    EXPECT_NE(mail.html.find("<p>"), std::string::npos);
}

TEST(Templates, OrdinaryTextsFillOneSms)
{
    auto const known = template_set::read(shipped(), "config/templates").value();
    auto facts = some_facts();
    facts.event = "Vigilance rouge inondation";
    facts.at = "Digne, palais des congrès";
    for (auto const& [language, by, other_day] :
         {std::tuple{"fr", "18h30", "le 24/11 à 18h30"}, std::tuple{"en", "18:30", "on 24/11 at 18:30"}})
        for (auto const& set : known.names())
            for (auto const why : all_purposes())
                for (auto const* when : {by, other_day}) {
                    facts.by = when;
                    auto const text = known.render(set, why, medium::sms, language, facts).body;
                    auto const size = septets(text);
                    ASSERT_TRUE(size) << text;
                    EXPECT_LE(*size, 160U) << text;
                }
}

TEST(Templates, ReadWellWithoutAPlace)
{
    auto const known = template_set::read(shipped(), "config/templates").value();
    auto facts = some_facts();
    facts.at.clear();
    for (auto const& set : known.names())
        for (auto const why : all_purposes())
            for (auto const over : {medium::sms, medium::email}) {
                auto const text = known.render(set, why, over, "fr", facts).body;
                EXPECT_EQ(text.find(" à ,"), std::string::npos) << text;
                EXPECT_EQ(text.find("  "), std::string::npos) << text;
                EXPECT_EQ(text.find("{{"), std::string::npos) << text;
            }
    EXPECT_EQ(
        known.render("default", purpose::ask, medium::sms, "fr", facts).body,
        "Prefecture 04: Vigilance rouge orages. Pouvez-vous aider pour 18h ? Répondez OUI ou NON et attendez notre accord."
    );
}

TEST(Templates, NeverSayStopInAnSms)
{
    for (auto const* text : {"STOP", "Répondez Stop.", "STOP38123", "dites: stop"})
        EXPECT_TRUE(says_stop(text)) << text;
    for (auto const* text : {"", "non-stoppable", "stopper", "autostop", "Répondez NON"})
        EXPECT_FALSE(says_stop(text)) << text;
    auto files = shipped();
    files["flood/fr/ask.sms"] += " STOP 38123";
    auto const known = template_set::read(files, "templates");
    ASSERT_TRUE(known.has_error());
    EXPECT_EQ(known.error().at(0).file, "templates/flood/fr/ask.sms");
}

TEST(Templates, AnExerciseSaysSoFirst)
{
    auto const known = template_set::read(shipped(), "config/templates").value();
    auto facts = some_facts();
    facts.exercise = true;
    for (auto const why : all_purposes())
        EXPECT_TRUE(known.render("default", why, medium::sms, "fr", facts).body.starts_with("EXERCICE EXERCICE"));
}

TEST(Templates, TheOfficersOwnWordsReplaceTheQuestionAndAreNotMarkup)
{
    auto const known = template_set::read(shipped(), "config/templates").value();
    auto facts = some_facts();
    facts.own_text = "Route coupée & <pont> fermé.";
    EXPECT_NE(known.render("default", purpose::ask, medium::sms, "fr", facts).body.find("Route coupée & <pont> fermé."), std::string::npos);
    EXPECT_NE(known.render("default", purpose::ask, medium::email, "fr", facts).html.find("&lt;pont&gt;"), std::string::npos);
}

TEST(Templates, AnAlertsWordsNeverStartALineOfTheirOwn)
{
    auto const known = template_set::read(shipped(), "config/templates").value();
    auto facts = some_facts();
    facts.event = "Crue\r\nBcc: lou@example.org";
    for (auto const why : all_purposes())
        EXPECT_EQ(known.render("default", why, medium::email, "fr", facts).subject.find_first_of("\r\n"), std::string::npos);
    EXPECT_EQ(known.render("default", purpose::ask, medium::sms, "fr", facts).body.find('\n'), std::string::npos);
}

TEST(Templates, RefuseWhatTheyDoNotKnowWithFileAndLine)
{
    auto files = shipped();
    files["default/fr/ask.sms"] = "Bonjour\n{{prenom}}";
    files.erase("flood/en/late.sms");
    auto const known = template_set::read(files, "templates");
    ASSERT_TRUE(known.has_error());
    ASSERT_EQ(known.error().size(), 2U);
    EXPECT_EQ(known.error()[0].line, 2);
    EXPECT_NE(known.error()[1].what.find("late.sms"), std::string::npos);
}

TEST(AnotherWay, IsALinkAnAddressOrANumberInFull)
{
    for (auto const* text :
         {"Répondez sur https://example.org/r/x", "Voir www.example.org", "Écrivez à pc@example.org", "Appelez le 04 65 71 00 00",
          "Appelez le 04.65.71.00.00 avant 18h", "Call +33465710000", "0465710000"})
        EXPECT_TRUE(tells_another_way(text)) << text;
    for (auto const* text :
         {"Répondez OUI ou NON", "Rendez-vous à 18h30 le 24/11 à Digne (04000)", "38123", "a://", "@", "Appelez le 112 ou le 18",
          "Le 24-11-2026 : 40 personnes", "www.", ""})
        EXPECT_FALSE(tells_another_way(text)) << text;
}

}  // namespace
}  // namespace tocsin::rules
