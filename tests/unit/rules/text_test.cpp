// SPDX-License-Identifier: Apache-2.0
#include "rules/text.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

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

text_facts some_facts()
{
    text_facts facts;
    facts.instance = "Prefecture 04";
    facts.event = "Vigilance rouge orages";
    facts.zone = "Alpes-de-Haute-Provence";
    facts.at = "Digne, gymnase";
    facts.by = "18h";
    facts.need = 40;
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
        "Prefecture 04: Vigilance rouge orages. Pouvez-vous aider à Digne, gymnase, 18h ? Répondez OUI ou NON. Ne partez pas "
        "sans confirmation."
    );
    auto const mail = known->render("default", purpose::ask, medium::email, "fr", some_facts());
    EXPECT_EQ(mail.subject, "Prefecture 04 : Vigilance rouge orages - pouvez-vous aider ?");
    EXPECT_NE(mail.html.find("<p>"), std::string::npos);
}

TEST(Templates, NeverSayStopInAnSms)
{
    for (auto const& [path, content] : shipped()) {
        if (path.ends_with(".sms")) {
            EXPECT_EQ(content.find("STOP"), std::string::npos) << path;
        }
    }
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

}  // namespace
}  // namespace tocsin::rules
