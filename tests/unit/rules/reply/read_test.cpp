// SPDX-License-Identifier: Apache-2.0
// The texts that shaped the grammar. Those that measure it are in tests/corpus/replies and are not read here.
#include "rules/reply/read.hpp"

#include "rules/fold.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace tocsin::rules {
namespace {

std::string_view to_string(firmness value)
{
    switch (value) {
    case firmness::firm: return "firm";
    case firmness::timed: return "timed";
    case firmness::conditional: return "conditional";
    }
    return "";
}

void all_mean(reply_meaning expected, std::vector<std::string_view> const& texts)
{
    for (auto const text : texts) {
        auto const read = read_reply(text);
        EXPECT_EQ(tocsin::to_string(read.meaning), tocsin::to_string(expected)) << text << "\n" << read.why;
        EXPECT_FALSE(read.automatic) << text;
    }
}

void all_agree(firmness expected, std::vector<std::string_view> const& texts)
{
    all_mean(reply_meaning::yes, texts);
    for (auto const text : texts)
        EXPECT_EQ(to_string(read_reply(text).how), to_string(expected)) << text << "\n" << read_reply(text).why;
}

std::vector<std::string> const& plain_yes()
{
    static std::vector<std::string> const all{
        "OUI", "oui", "Oui.", "oui ", "OUI !", "Ouiiii", "ok", "OK j'arrive", "Oui dispo", "dispo", "Je viens", "présent",
        "👍", "👍🏽", "yes", "D’accord", "o", "O merci", "Oui merci", "Je suis là", "Volontiers", "pas de problème j'arrive",
        "Pas de souci", "oui😊", "j arrive", "Oui n'hésitez pas", "I'm in", "Oui, je ne suis pas loin", "dacc oui", "PRÉSENTE",
        "oui\n", "«oui»", "je suis plus que partant", "Oui je viens avec ma voiture", "je viens avec deux amis",
        "Oui, disponnible", "comptez sur nous", "jserai la", "Bonjour, je suis volontaire pour aider. Cordialement, P. Durand",
        "oui\n\nEnvoyé de mon téléphone", "yes I can come", "on my way", "oui, même sans attendre", "O.U.I", "oui toute la nuit"};
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
        "nooon", "je ne pourrai pas", "pas ce soir", "Non désolé, vous avez assez de monde ?", "je ne peux pas à 18h",
        "je ne peux pas, mon fils est malade", "We won't be able to come", "désolé", "mais je ne peux pas"};
    return all;
}

TEST(Reply, Yes)
{
    for (auto const& text : plain_yes())
        all_agree(firmness::firm, {text});
}

TEST(Reply, No)
{
    for (auto const& text : plain_no())
        all_mean(reply_meaning::no, {text});
}

TEST(Reply, StopOnlyAsTheWholeMessage)
{
    all_mean(reply_meaning::stop, {"STOP", "Stop.", "stop sms", "STOP 38123", "Arrêt", "ARRET", "désinscription", "Stop SVP",
                                   "Stop au 38123", "DESABO", "stop !!!", "STOP\n--\nP. Durand"});
    all_mean(reply_meaning::unclear, {"stop moi si je me trompe", "oui mais stop les messages", "je voudrais arreter de fumer",
                                      "oui stop", "arrêt de bus fermé, je fais comment"});
}

TEST(Reply, AYesWithATimeSaysWhen)
{
    std::map<std::string, reply::arrival> const all{
        {"Oui, a 20h", {true, minutes{20 * 60}}}, {"dispo 18h", {true, minutes{18 * 60}}}, {"arrivee a 20h30 ok", {true, minutes{20 * 60 + 30}}},
        {"j'arrive dans 25 minutes", {false, minutes{25}}}, {"à partir de 19h oui", {true, minutes{19 * 60}}}};
    for (auto const& [text, when] : all) {
        all_agree(firmness::timed, {text});
        EXPECT_EQ(read_reply(text).when, when) << text;
    }
}

TEST(Reply, AConditionIsForAPersonToAccept)
{
    all_agree(firmness::conditional, {"oui mais seulement après 20h", "oui si on vient me chercher", "oui peut être", "dispo demain", "oui samedi",
                                      "oui après 20h", "oui sauf si ça monte encore", "oui, pas avant 20h", "yes but late",
                                      "oui de 18h à 22h", "oui 18h, plutôt 19h", "oui 2h", "oui jusqu'à 23h"});
    EXPECT_FALSE(read_reply("oui de 18h à 22h").when);
}

TEST(Reply, WhatIsNotPlainGoesToAPerson)
{
    all_mean(reply_meaning::unclear, {"", "c'est où ?", "oui non", "peut-être", "A12", "qui êtes-vous ?", "oui ?", "je réfléchis",
                                      "merci", "1", "bien reçu", "dispo ?", "non sauf si urgence", "je sais pas", "ok merci",
                                      "je ne suis plus bénévole", "mon mari est disponible", "il peut venir", "18h", "dans 2h"});
}

TEST(Reply, AWordNobodyKnowsMakesNoYes)
{
    all_mean(reply_meaning::unclear, {"oui zygomatique", "ok boomerang", "dispo comme un dauphin", "bien sûr mon coco",
                                      "oui 😂", "Oui 12"});
}

TEST(Reply, ANegationNobodyUnderstoodIsNeverAYes)
{
    all_mean(reply_meaning::unclear, {"je ne dis pas oui", "je ne dis pas non", "pas impossible", "je ne suis pas absent",
                                      "oui je n'ai pas de bottes", "je ne pourrai pas forcément venir, dispo quand meme mais tard",
                                      "je ne pourrai hélas pas venir vous aider, disponible demain", "je ne viens"});
}

TEST(Reply, ANegationOfSomethingElseDoesNotTurnTheAnswerRound)
{
    all_mean(reply_meaning::unclear, {"Je ne fume pas, je viens", "je n'ai pas répondu non", "je ne peux pas ne pas aider", "pas sûre",
                                      "c'est pas moi"});
    all_mean(reply_meaning::no, {"je ne viens absolument pas", "je ne peux vraiment pas", "not coming"});
}

TEST(Reply, WhoPartsUntilSoonMayBeComing)
{
    all_mean(reply_meaning::unclear, {"non, à tout à l'heure", "No, see you there"});
    all_mean(reply_meaning::no, {"non, à bientôt"});
}

TEST(Reply, WaitingForTheWordThatWasPromisedIsNoCondition)
{
    all_agree(firmness::firm, {"Oui, j'attends votre accord", "présente, j'attends votre confirmation", "je viens dès que vous confirmez"});
    all_agree(firmness::conditional, {"je viens dès que je peux"});
    all_mean(reply_meaning::unclear, {"j'attends votre accord"});
}

TEST(Reply, AnExcuseIsANoOnlyBesideARegret)
{
    all_mean(reply_meaning::no, {"désolé je travaille", "dsl jtaf", "je travaille, désolée"});
    all_mean(reply_meaning::unclear, {"je travaille", "désolé, je ne travaille pas", "oui je travaille"});
}

TEST(Reply, QuotedLinesAreSomebodysEarlierWords)
{
    all_mean(reply_meaning::unclear, {"> oui", " > OUI\n> NON"});
    all_agree(firmness::firm, {"oui\n> OUI si vous pouvez venir, NON sinon"});
    all_mean(reply_meaning::no, {"> oui\nnon"});
}

TEST(Reply, AFaceThatDoesNotSmileMakesAYesDoubtful)
{
    all_mean(reply_meaning::unclear, {"oui 😒", "ok 🙃", "Oui 😴", "dispo 🖕", "👍❔"});
    all_agree(firmness::firm, {"oui 🙂", "OK 😊", "j'arrive 🚒"});
    all_mean(reply_meaning::no, {"non 😢", "désolé 😷"});
}

TEST(Reply, ACommaAfterANonEndsIt)
{
    all_mean(reply_meaning::no, {"non disponible", "Non, je travaille"});
    all_mean(reply_meaning::unclear, {"non, disponible", "Non. Disponible !"});
}

TEST(Reply, ANonThatExclaimsOrBelongsToAWordBeforeItIsNoAnswer)
{
    all_mean(reply_meaning::unclear, {"non mais franchement quoi", "Non mais hé", "colis non réclamé", "Pierre : non"});
    all_mean(reply_meaning::no, {"non mais merci", "non mais je travaille", "c'est non", "pour moi ce sera non"});
}

TEST(Reply, ANoThatIsUnsureOrRefusedIsNoNo)
{
    all_mean(reply_meaning::unclear, {"peut-être pas dispo", "je ne décline pas", "impossible de vous dire", "je retire mon non",
                                      "je n'aimerais pas être oublié", "can't you call Bob"});
    all_mean(reply_meaning::no, {"je refuse", "impossible de venir", "ce n'est pas possible"});
}

TEST(Reply, WhatIsPastIsNoAnswer)
{
    all_mean(reply_meaning::unclear, {"je viens de rentrer", "j'étais disponible", "je viens d'aider"});
    all_agree(firmness::firm, {"je viens de suite", "je viens"});
}

TEST(Reply, PoliteGoodbyesDoNotMakeAnOkAYes)
{
    all_mean(reply_meaning::unclear, {"ok bonne nuit", "d'accord, bon courage", "Ok à plus tard", "ah d'accord"});
    all_agree(firmness::firm, {"j'arrive, courage"});
}

TEST(Reply, ARegretASighOrAnotherPersonsPlaceMakesAYesDoubtful)
{
    all_mean(reply_meaning::unclear, {"oui, hélas", "Ah ok", "ah oui", "oui comme d'habitude", "je viens à la place de Paul", "Oh no",
                                      "pas vraisemblablement absent"});
    all_mean(reply_meaning::no, {"hélas je travaille", "je ne peux hélas pas", "je ne viendrai malheureusement pas"});
}

TEST(Reply, LettersInOtherDressAreRead)
{
    all_agree(firmness::firm, {"ＯＵＩ", "𝐎𝐮𝐢 𝐣'𝐚𝐫𝐫𝐢𝐯𝐞", "ⓞⓤⓘ", "𝓓𝓲𝓼𝓹𝓸", "ｏｋ ｊ'ａｒｒｉｖｅ"});
    all_mean(reply_meaning::no, {"ＮＯＮ", "𝗣𝗮𝘀 𝗱𝗶𝘀𝗽𝗼", "ⓝⓞⓝ"});
    all_mean(reply_meaning::stop, {"ＳＴＯＰ"});
    all_mean(reply_meaning::unclear, {"№", "№ 12", "o\xcc\xb6u\xcc\xb6i\xcc\xb6", "ｏｕｉ ？"});
}

TEST(Reply, NoonIsNoNo)
{
    all_agree(firmness::conditional, {"yes but only until noon"});
    all_mean(reply_meaning::no, {"nooon"});
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

// --- Codes ------------------------------------------------------------------------------------------------------------

std::string coded(std::string_view text)
{
    std::vector<std::string> const issued{"K42", "R77"};
    std::string all;
    for (auto const& each : read_replies(text, issued))
        all += (all.empty() ? "" : " ") + (each.code.empty() ? "-" : each.code) + '=' + std::string{tocsin::to_string(each.meaning)};
    return all;
}

TEST(Reply, ACodeSaysWhichRequestIsAnswered)
{
    for (auto const* text : {"oui K42", "K42 oui", "ouik42", "OUI K 42", "k42: oui", "Bonjour, oui pour K42, merci", "K42, j'arrive"})
        EXPECT_EQ(coded(text), "K42=yes") << text;
    for (auto const* text : {"non R77", "R77 pas dispo", "désolé, R77 impossible", "nonR77"})
        EXPECT_EQ(coded(text), "R77=no") << text;
}

TEST(Reply, SeveralCodesMayStandInOneMessage)
{
    for (auto const* text : {"oui K42 non R77", "K42 oui, R77 non", "K42: oui\nR77: non", "OUI K42 / NON R77"})
        EXPECT_EQ(coded(text), "K42=yes R77=no") << text;
    EXPECT_EQ(coded("oui K42 et R77"), "K42=yes R77=yes");
    EXPECT_EQ(coded("K42 et R77 non"), "K42=no R77=no");
    EXPECT_EQ(coded("oui K42, R77 peut-être"), "K42=yes R77=unclear");
    EXPECT_EQ(coded("je ne sais pas, K42 oui, R77 non"), "K42=unclear R77=no");
}

TEST(Reply, WhereOneAnswerHangsOnTheOtherNeitherIsTaken)
{
    for (auto const* text : {"oui K42 ou R77", "OUI K42 ou R77, au choix", "oui K42 si R77 est pris", "oui K42, sinon R77",
                             "yes K42 or R77", "non K42 sauf si R77 manque de monde", "K42 oui plutôt que R77"})
        EXPECT_EQ(coded(text), "-=unclear") << text;
    EXPECT_EQ(coded("oui K42, R77 me plaisait davantage"), "K42=unclear R77=unclear");
    EXPECT_EQ(coded("oui K42, non R77 je travaille"), "K42=yes R77=no");
    EXPECT_EQ(coded("oui K42 si on vient me chercher"), "K42=yes");  // on a condition, of this one alone
    EXPECT_EQ(coded("oui code K42"), "K42=yes");
    EXPECT_EQ(coded("oui Ｋ４２"), "K42=yes");
}

TEST(Reply, ACodeThatWasNotGivenOutBindsToNothing)
{
    for (auto const* text : {"oui K43", "oui B2", "K4 oui", "oui R7", "oui K42 non B22"})
        EXPECT_EQ(coded(text), "-=unclear") << text;
    EXPECT_EQ(coded("oui K42 non K42"), "K42=unclear");
    EXPECT_EQ(coded("oui"), "-=yes");
    EXPECT_EQ(coded("STOP"), "-=stop");
}

// --- Properties -------------------------------------------------------------------------------------------------------

RC_GTEST_PROP(Reply, CaseAccentsAndPunctuationAroundChangeNothing, ())
{
    auto const& all = *rc::gen::elementOf(std::vector{plain_yes(), plain_no()});
    auto text = *rc::gen::elementOf(all);
    auto const expected = read_reply(text).meaning;
    auto dressed = fold(text);
    for (auto& c : dressed)
        if (c >= 'a' && c <= 'z' && *rc::gen::arbitrary<bool>())
            c = static_cast<char>(c - 'a' + 'A');
    auto const noise = rc::gen::container<std::string>(rc::gen::elementOf(std::string{" .!,;:\n\t"}));
    RC_ASSERT(read_reply(*noise + dressed + *noise).meaning == expected);
}

RC_GTEST_PROP(Reply, AYesBesideANoIsNeverReadAsAYes, ())
{
    auto const yes = *rc::gen::elementOf(plain_yes());
    auto const no = *rc::gen::elementOf(plain_no());
    RC_PRE(no != "n" && no != "N merci");  // a letter says no only when it stands alone
    auto const between = *rc::gen::elementOf(std::vector<std::string>{" ", ", ", ". ", "\n"});
    RC_PRE(!fold(yes).starts_with("pas de "));  // "non pas de souci" is one phrase, and agrees
    RC_ASSERT(read_reply(yes + between + no).meaning != reply_meaning::yes);
    RC_ASSERT(read_reply(no + between + yes).meaning != reply_meaning::yes);
}

RC_GTEST_PROP(Reply, AWordNobodyKnowsNeverMakesANoOrAYesOutOfNothing, ())
{
    auto const word = *rc::gen::container<std::string>(rc::gen::inRange('a', 'z'));
    auto const text = "zq" + word + "qz";
    RC_ASSERT(read_reply(text).meaning == reply_meaning::unclear);
    RC_ASSERT(read_reply("oui " + text).meaning == reply_meaning::unclear);
}

RC_GTEST_PROP(Reply, AnyBytesAreReadWithoutAnOptOutThatNobodyAsked, (std::string text))
{
    auto const folded = fold(text);
    bool could_mean_it = false;
    for (auto const* stem : {"stop", "arret", "desabo", "desinscri", "unsub"})
        could_mean_it = could_mean_it || folded.find(stem) != std::string::npos;
    RC_ASSERT((could_mean_it || read_reply(text).meaning != reply_meaning::stop));
}

TEST(ReadReply, TellsWhyTheyCanCome)
{
    all_agree(firmness::firm, {"Oui, infirmière à la retraite, je suis disponible", "Ancien pompier, oui", "En RTT donc oui", "Je finis mon café et j'arrive",
                               "oui je pose les enfants chez ma mère et je viens", "Je sors du boulot, j'arrive", "Oui, je suis en congé, je peux venir",
                               "oui je ne travaille pas aujourd'hui", "Rien de prévu, je viens", "Je n'ai rien de prévu donc oui", "Confirmé", "Oui confirmé",
                               "A votre service", "Mon mari et moi sommes disponibles", "Oui, j'ai un fourgon 9 places", "Serai là", "C'est normal, je viens",
                               "Bonjour, j'ai bien reçu votre message et je vous confirme que je viendrai aider. Cordialement"});
    // Their neighbours, which are none.
    for (auto const* text : {"Je finis mon café", "Je rentre chez moi", "oui je rentre", "En RTT", "Je ne travaille pas", "Je suis en congé", "à confirmer",
                             "pas confirmé", "non confirmé", "Oui, allez-y", "Vas-y", "Oui et je fais le café", "👎 pas de problème j'arrive", "Mon mari et moi ne pouvons pas",
                             "Oui pour mon mari", "je quitte le travail à 19h", "Je finis ma bouteille et j'arrive", "oui je finis ma série",
                             "C'est normal ?", "Oui 9", "J'ai bien reçu votre message et je le traite"}) {
        auto const read = read_reply(text);
        EXPECT_NE(tocsin::to_string(read.meaning), tocsin::to_string(reply_meaning::yes)) << text << "\n" << read.why;
    }
}

TEST(ReadReply, IllnessAndLeaveAreReasonsForANo)
{
    all_mean(reply_meaning::no, {"Je suis en arrêt, je ne peux pas", "En arrêt maladie désolé", "Je suis alité", "J'aurais bien voulu mais je suis à l'hôpital",
                                 "Gastro, désolé", "Mon patron ne veut pas me libérer, désolé", "Je n'ai plus l'âge, désolé"});
    all_mean(reply_meaning::unclear, {"J'aurais bien voulu mais j'arrive", "Je garde les petits", "en arrêt maladie", "Stop en arrêt maladie"});
    all_mean(reply_meaning::stop, {"Bonjour STOP", "Stop. Merci bien", "STOP merci d'avance", "Arrêt"});
}

}  // namespace
}  // namespace tocsin::rules
