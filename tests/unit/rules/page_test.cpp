// SPDX-License-Identifier: Apache-2.0
#include "rules/page.hpp"

#include "rules/text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tocsin::rules {
namespace {

constexpr auto text = "Bonjour <vous>,\nune ligne\n\n[Oui, je \"viens\"](OUI)\n[Non](NON)\n\nMerci";

TEST(Page, ButtonsAnswerWithAWordThatIsUnderstood)
{
    auto const read = read_button("[Oui, je viens](OUI)");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->label, "Oui, je viens");
    EXPECT_EQ(read->word, "OUI");
    for (auto const* none : {"", "[Oui]", "[](OUI)", "[Oui]()", "[Oui](bateau)", "[Oui](OUI NON)", "[a](https://example.org)", " [Oui](OUI)"})
        EXPECT_FALSE(read_button(none)) << none;
}

TEST(Page, TextLeavesButtonsOut)
{
    EXPECT_EQ(without_buttons(text), "Bonjour <vous>,\nune ligne\n\nMerci");
    EXPECT_EQ(without_buttons("a\n\nb"), "a\n\nb");
}

TEST(Page, ShowsParagraphsAndButtons)
{
    auto const page = as_page(text, "fr");
    EXPECT_NE(page.find("<p>Bonjour &lt;vous&gt;,<br>une ligne</p>"), std::string::npos) << page;
    EXPECT_NE(page.find("<a href=\"answer:OUI\""), std::string::npos);
    EXPECT_NE(page.find(">Oui, je &quot;viens&quot;</a>"), std::string::npos);
    EXPECT_NE(page.find("<a href=\"answer:NON\""), std::string::npos);
    EXPECT_NE(page.find("<p>Merci</p>"), std::string::npos);
}

TEST(Page, ButtonsLeadToTheAnswerPageWhereThereIsOne)
{
    std::string const link = "https://example.org/r/x";
    std::string const mail = "[Oui](OUI)\n[Plus tard](HEURE)\n[Non](NON)\n[Assez](STOP)\nPage : " + link + "\n";
    auto const page = as_page(mail, "fr", link);
    for (auto const* const wish : {"yes", "later", "no", "stop"})
        EXPECT_NE(page.find("<a href=\"https://example.org/r/x?a=" + std::string{wish} + '"'), std::string::npos) << page;
    EXPECT_NE(page.find("Page : <a href=\"https://example.org/r/x\">https://example.org/r/x</a>"), std::string::npos) << page;
    EXPECT_EQ(page.find("answer:"), std::string::npos);
    // Only the page can ask for a time.
    auto const without = as_page(mail, "fr");
    EXPECT_EQ(without.find("Plus tard"), std::string::npos);
    EXPECT_NE(without.find("answer:STOP"), std::string::npos);
    EXPECT_EQ(without_buttons(mail), "Page : " + link);
}

TEST(Page, ATemplateWithAButtonNobodyUnderstandsIsRefused)
{
    auto const complaint = [](std::string const& path, std::string const& content) {
        auto const read = template_set::read({{path, content}}, "templates");
        for (auto const& each : read.error())
            if (each.what.find("button") != std::string::npos)
                return each.line;
        return 0;
    };
    EXPECT_EQ(complaint("a/fr/ask.mail", "Subject: a\n\n[Oui](OUI)\n[Bateau](BATEAU)\n"), 4);
    EXPECT_EQ(complaint("a/fr/ask.sms", "[Oui](OUI)"), 1);
}

}  // namespace
}  // namespace tocsin::rules
