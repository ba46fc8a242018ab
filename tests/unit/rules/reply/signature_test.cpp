// SPDX-License-Identifier: Apache-2.0
// Whoever signs says nothing more; whoever names somebody else may answer for them.
#include "rules/reply/read.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::rules {
namespace {

reply::known_words known_of_robert()
{
    return {{"Robert", "Silve"}, {"Digne-les-Bains", "Les Mées", "La Javie", "Oraison", "Estoublon", "Château-Arnoux-Saint-Auban", "Annot", "Mézel"}};
}

reading read_by(reply::known_words const& known, std::string_view text) { return read_replies(text, {}, known).front(); }

void all_firm(reply::known_words const& known, std::vector<std::string_view> const& texts)
{
    for (auto const text : texts) {
        auto const read = read_by(known, text);
        EXPECT_TRUE(read.meaning == reply_meaning::yes && read.how == firmness::firm) << text << "\n" << read.why;
    }
}

void none_firm(reply::known_words const& known, std::vector<std::string_view> const& texts)
{
    for (auto const text : texts) {
        auto const read = read_by(known, text);
        EXPECT_FALSE(read.meaning == reply_meaning::yes && read.how != firmness::conditional) << text << "\n" << read.why;
    }
}

TEST(Signature, OfTheWriterChangesNothing)
{
    all_firm(known_of_robert(), {"OUI ROBERT", "Oui. Robert Silve", "Robert, oui je viens", "oui c'est Robert je serai là", "Présent, R. Silve",
                                 "Oui Robert S.", "Oui, M. Silve", "oui\nrobert", "Ok pour moi, Robert", "oui robert silve 04000",
                                 "Oui - Robert - 06 39 98 00 00", "Oui, 06.39.98.00.00"});
    all_firm({{"Jean-Paul", "Gérard"}, {}}, {"oui c'est jean paul", "Oui. JEAN-PAUL GERARD", "Présent, J.-P. Gérard", "Oui, Jean"});
    all_firm({{"Aurélien", "Tourniaire"}, {}}, {"Oui, Aurélien T."});
    EXPECT_EQ(read_by(known_of_robert(), "Non. Robert Silve").meaning, reply_meaning::no);
    EXPECT_EQ(read_by(known_of_robert(), "STOP - R. Silve").meaning, reply_meaning::stop);
}

TEST(Evening, IsFromSixToTheMidnightThatComesNext)
{
    wall_time const midnight{hours{24 * 20'000}};
    auto const said = midnight - hours{10};
    EXPECT_TRUE(reply::is_this_evening(midnight - hours{6}, said, midnight));
    EXPECT_TRUE(reply::is_this_evening(midnight - milliseconds{1}, said, midnight));
    EXPECT_FALSE(reply::is_this_evening(midnight - hours{6} - milliseconds{1}, said, midnight));
    EXPECT_FALSE(reply::is_this_evening(midnight, said, midnight));
    EXPECT_FALSE(reply::is_this_evening(midnight - hours{6}, midnight - hours{25}, midnight)) << "of tomorrow";
}

TEST(Signature, OfAnybodyElseIsNone)
{
    none_firm(known_of_robert(), {"Oui pour Martine", "Oui Martine", "Martine oui", "Oui, Paul Silve", "Oui pour M. Silve", "Oui pour Mme Silve",
                                  "Robert vient", "Oui Robert viendra", "Oui, Robert et Martine", "oui mon robert", "Oui. Jojo", "pas Robert"});
    none_firm({}, {"OUI ROBERT", "Oui. Robert Silve", "Oui, Digne"});
    for (auto const* const text : {"Gilles ne pourra pas", "Léa peut, pas moi"})
        EXPECT_EQ(read_by(known_of_robert(), text).meaning, reply_meaning::unclear) << text;
}

TEST(Signature, LeavesWordsOfTheGrammarTheirMeaning)
{
    reply::known_words const odd{{"Non", "Stop"}, {"Oui", "Allons"}};
    EXPECT_EQ(read_by(odd, "non").meaning, reply_meaning::no);
    EXPECT_EQ(read_by(odd, "STOP").meaning, reply_meaning::stop);
    none_firm(odd, {"Oui. M. Non", "Oui, Stop", "Allons"});
    none_firm({{"Peut-être", "Demain"}, {}}, {"Peut-être", "Oui demain", "oui peut être"});
    none_firm({{"Marc", "Midi"}, {}}, {"Oui de midi à 14h"});
    EXPECT_EQ(read_by({{"Marc", "Midi"}, {}}, "Oui à midi").how, firmness::timed);
    none_firm({{"Ok", "Oui"}, {}}, {"Ok ?", "oui non"});
    none_firm({{"Louis", "Petit"}, {}}, {"Oui mon petit", "Le petit est malade oui"});
    all_firm({{"Claire", "Noël"}, {}}, {"Oui. Claire Noël", "Oui Noël"});
    all_firm({{"Pascal", "Sure"}, {}}, {"Oui Pascal", "Oui. Pascal Sure"});
}

TEST(Signature, PlacesAround)
{
    all_firm(known_of_robert(), {"Oui, Digne", "Digne oui", "OK pour Digne", "J'arrive de Mézel", "Oui, je suis à Digne", "Présent, Robert Silve, Les Mées",
                                 "Dispo. Oraison", "OUI St Auban", "oui la javie", "Oui je viens d'Annot", "Oui (Estoublon)", "oui depuis Château-Arnoux"});
    none_firm(known_of_robert(), {"Oui mais pas à Digne", "Oui sauf Digne", "Digne ?", "Oui je suis à Paris", "Digne", "Robert", "Oui si c'est à Digne",
                                  "Je travaille à Digne", "Je suis à Digne"});
}

TEST(Signature, AnEveningThatIsMeantSetsNoLimit)
{
    reply::known_words tonight;
    tonight.tonight = true;
    all_firm(tonight, {"Oui pour ce soir", "Présent ce soir", "C'est bon pour ce soir", "Oui ce soir", "Je viendrai ce soir", "yes, this evening"});
    for (auto const* text : {"Oui pour ce soir", "Présent ce soir"})
        EXPECT_EQ(read_by({}, text).how, firmness::conditional) << text;
    none_firm(tonight, {"Oui mais pas ce soir", "pas ce soir", "Oui demain, ce soir non", "Oui seulement ce soir", "Oui sauf ce soir", "Oui après ce soir",
                        "Je travaille ce soir", "Oui jusqu'à ce soir", "ce soir", "Ce soir ?", "plus dispo ce soir", "Oui demain, pas dispo ce soir"});
    EXPECT_EQ(read_by(tonight, "Présent à 8h ce soir").when, (reply::arrival{true, minutes{20 * 60}}));
    EXPECT_EQ(read_by(tonight, "Pas dispo ce soir").meaning, reply_meaning::no);
    EXPECT_EQ(read_by(tonight, "Je travaille ce soir, désolé").meaning, reply_meaning::no);
}

TEST(Signature, IsToldByNoReason)
{
    for (auto const* text : {"Oui. Robert Silve", "Robert Silve", "Robert Silve, de Digne, demain", "non Robert"}) {
        auto const why = read_by(known_of_robert(), text).why;
        for (auto const* name : {"robert", "silve", "digne"})
            EXPECT_EQ(why.find(name), std::string::npos) << why;
    }
}

TEST(Signature, StandsBesideACode)
{
    std::vector<std::string> const issued{"K42", "R77"};
    auto const read = read_replies("Oui K42. Robert", issued, known_of_robert());
    ASSERT_EQ(read.size(), 1U);
    EXPECT_EQ(read.front().code, "K42");
    EXPECT_EQ(read.front().meaning, reply_meaning::yes);
}

RC_GTEST_PROP(Signature, MakesNoYesOfWhatIsNone, ())
{
    auto const words = std::vector<std::string>{"oui", "non", "pas", "robert", "silve", "digne", "demain", "vient", "martine", "si", "stop", "je", "viens"};
    auto const said = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(words));
    std::string text;
    std::string without;
    for (auto const& word : said) {
        text += word + ' ';
        if (word != "robert" && word != "silve" && word != "digne")
            without += word + ' ';
    }
    auto const read = read_by(known_of_robert(), text);
    if (read.meaning == reply_meaning::yes)
        RC_ASSERT(read_reply(without).meaning == reply_meaning::yes);
}

}  // namespace
}  // namespace tocsin::rules
