// SPDX-License-Identifier: Apache-2.0
#include "rules/reply.hpp"

#include "rules/fold.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace tocsin::rules {
namespace {

void all_mean(reply_meaning expected, std::vector<std::string_view> const& texts)
{
    for (auto const text : texts)
        EXPECT_EQ(to_string(read_reply(text).meaning), to_string(expected)) << text;
}

std::vector<std::string> const& plain_yes()
{
    static std::vector<std::string> const all{
        "OUI", "oui", "Oui.", "oui ", "OUI !", "Ouiiii", "ok", "OK j'arrive", "Oui dispo", "dispo", "Je viens", "présent",
        "Oui, a 20h", "dispo 18h", "👍", "👍🏽", "yes", "D’accord", "o", "O merci", "Oui merci", "Je suis là", "Volontiers",
        "pas de problème j'arrive", "Pas de souci", "arrivee a 20h30 ok", "oui😊", "j arrive", "Oui n'hésitez pas",
        "I'm in", "Oui, je ne suis pas loin", "dacc oui", "PRÉSENTE", "oui\n", "«oui»", "je suis plus que partant"};
    return all;
}

std::vector<std::string> const& plain_no()
{
    static std::vector<std::string> const all{
        "NON", "non", "Non merci", "non désolé", "pas dispo", "Pas disponible", "indispo", "Je ne suis pas disponible",
        "non, pas avant demain a 18h", "Desole pas la, retour a 11h", "je ne peux pas", "👎", "no", "n", "N merci",
        "impossible", "pas dispo ce soir désolée", "plus dispo", "je viens pas", "Je ne viens pas", "jpeux pas",
        "Je ne peux malheureusement pas", "je peux plus", "Je ne suis pas du tout disponible", "pas possible pour moi",
        "I'm not coming", "I can't", "cannot come", "Non, je ne suis pas dispo", "je ne serai pas là", "non dispo", "trop loin",
        "nooon", "je ne pourrai pas", "pas ce soir", "Non désolé, vous avez assez de monde ?"};
    return all;
}

TEST(Reply, Yes)
{
    for (auto const& text : plain_yes())
        all_mean(reply_meaning::yes, {text});
}

TEST(Reply, No)
{
    for (auto const& text : plain_no())
        all_mean(reply_meaning::no, {text});
}

TEST(Reply, StopOnlyAsTheWholeMessage)
{
    all_mean(reply_meaning::stop, {"STOP", "Stop.", "stop sms", "STOP 38123", "Arrêt", "ARRET", "désinscription", "Stop SVP",
                                   "Stop au 38123", "DESABO", "stop !!!"});
    all_mean(reply_meaning::unclear, {"stop moi si je me trompe", "oui mais stop les messages", "je voudrais arreter de fumer",
                                      "oui stop", "arrêt de bus fermé, je fais comment"});
}

TEST(Reply, WhatIsNotPlainGoesToAPerson)
{
    all_mean(reply_meaning::unclear, {"", "c'est où ?", "oui mais seulement après 20h", "oui si on vient me chercher",
                                      "oui non", "peut-être", "oui peut être", "A12", "qui êtes-vous ?", "oui ?", "je réfléchis",
                                      "merci", "1", "bien reçu", "dispo demain", "oui samedi", "dispo ?", "non sauf si urgence",
                                      "je sais pas", "oui après 20h", "à partir de 19h oui", "je ne suis plus bénévole"});
}

TEST(Reply, ANegationNobodyUnderstoodIsNeverAYes)
{
    all_mean(reply_meaning::unclear, {"oui, pas avant 20h", "je ne dis pas oui", "je ne dis pas non", "pas impossible",
                                      "je ne suis pas absent", "oui je n'ai pas de voiture",
                                      "je ne pourrai pas forcément venir, dispo quand meme mais tard",
                                      "je ne pourrai hélas pas venir vous aider, disponible demain"});
}

TEST(Reply, OneLetterAnswersOnlyWhenItStandsAlone)
{
    all_mean(reply_meaning::unclear, {"il y a du monde", "Y a t il un parking", "n'est-ce pas", "o rage o desespoir", "c'est n 12"});
}

TEST(Reply, MachinesAreRecognised)
{
    for (auto const* text :
         {"Je conduis, je vous réponds plus tard", "Réponse automatique : absent du bureau", "I'm driving right now",
          "Out of Office", "Je conduis en ayant activé Ne pas déranger au volant. Je verrai votre message à mon arrivée.",
          "Désolé, je ne peux pas répondre pour le moment.", "Automatic reply: yes, I am out of the office until Monday"}) {
        EXPECT_TRUE(read_reply(text).automatic) << text;
        EXPECT_EQ(read_reply(text).meaning, reply_meaning::unclear) << text;
    }
    EXPECT_FALSE(read_reply("oui").automatic);
}

TEST(Reply, APersonWhoDrivesIsNotTakenForAMachine)
{
    EXPECT_FALSE(read_reply("j'arrive, je conduis le fourgon").automatic);
    EXPECT_FALSE(read_reply("Je conduis. Je vous rappelle dès que je suis disponible").automatic);
    EXPECT_EQ(read_reply("Je conduis. Je vous rappelle dès que je suis disponible").meaning, reply_meaning::unclear);
    EXPECT_EQ(read_reply("Non je conduis un car").meaning, reply_meaning::no);
}

RC_GTEST_PROP(Reply, CaseAccentsAndPunctuationAroundChangeNothing, ())
{
    auto const& all = *rc::gen::elementOf(std::vector{plain_yes(), plain_no()});
    auto text = *rc::gen::elementOf(all);
    auto const expected = read_reply(text).meaning;
    auto dressed = fold(text);
    for (auto& c : dressed)
        if (c >= 'a' && c <= 'z' && *rc::gen::arbitrary<bool>())
            c = static_cast<char>(c - 'a' + 'A');
    auto const noise = rc::gen::container<std::string>(rc::gen::elementOf(std::string{" .!,;:\n\t-"}));
    RC_ASSERT(read_reply(*noise + dressed + *noise).meaning == expected);
}

RC_GTEST_PROP(Reply, AYesBesideANoIsNeverReadAsAYes, ())
{
    auto const yes = *rc::gen::elementOf(plain_yes());
    auto const no = *rc::gen::elementOf(plain_no());
    RC_PRE(no != "n" && no != "N merci");  // a letter says no only when it stands alone
    auto const between = *rc::gen::elementOf(std::vector<std::string>{" ", ", ", ". ", "\n"});
    RC_ASSERT(read_reply(yes + between + no).meaning != reply_meaning::yes);
    RC_ASSERT(read_reply(no + between + yes).meaning != reply_meaning::yes);
}

RC_GTEST_PROP(Reply, AnyBytesAreReadWithoutAnOptOutThatNobodyAsked, (std::string text))
{
    auto const folded = fold(text);
    bool const could_mean_it = folded.find("stop") != std::string::npos || folded.find("arret") != std::string::npos ||
                               folded.find("desabo") != std::string::npos || folded.find("desinscri") != std::string::npos ||
                               folded.find("unsub") != std::string::npos;
    RC_ASSERT((could_mean_it || read_reply(text).meaning != reply_meaning::stop));
}

}  // namespace
}  // namespace tocsin::rules
