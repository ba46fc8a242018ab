// SPDX-License-Identifier: Apache-2.0
#include "rules/reply.hpp"

#include <gtest/gtest.h>

namespace tocsin::rules {
namespace {

void all_mean(reply_meaning expected, std::vector<std::string_view> const& texts)
{
    for (auto const text : texts)
        EXPECT_EQ(to_string(read_reply(text).meaning), to_string(expected)) << text;
}

TEST(Reply, Yes)
{
    all_mean(reply_meaning::yes, {"OUI", "oui", "Oui.", "oui ", "OUI !", "Ouiiii", "ok", "OK j'arrive", "Oui dispo", "dispo",
                                  "Je viens", "présent", "Oui, a 20h", "dispo 18h", "👍", "yes", "D’accord", "o", "Oui merci",
                                  "pas de problème j'arrive", "Je suis là", "Volontiers"});
}

TEST(Reply, No)
{
    all_mean(reply_meaning::no, {"NON", "non", "Non merci", "non désolé", "pas dispo", "Pas disponible", "indispo",
                                 "Je ne suis pas disponible", "non, pas avant demain a 18h", "Desole pas la, retour a 11h",
                                 "je ne peux pas", "👎", "no", "n", "impossible", "pas dispo ce soir désolée", "plus dispo"});
}

TEST(Reply, StopOnlyAsTheWholeMessage)
{
    all_mean(reply_meaning::stop, {"STOP", "Stop.", "stop sms", "STOP 38123", "Arrêt", "ARRET", "désinscription", "Stop SVP"});
    all_mean(reply_meaning::unclear, {"stop moi si je me trompe", "oui mais stop les messages", "je voudrais arreter de fumer"});
}

TEST(Reply, WhatIsNotPlainGoesToAPerson)
{
    all_mean(reply_meaning::unclear, {"", "c'est où ?", "oui mais seulement après 20h", "oui si on vient me chercher",
                                      "oui non", "peut-être", "A12", "qui êtes-vous ?", "oui ?", "je réfléchis", "merci"});
}

TEST(Reply, MachinesAreRecognised)
{
    for (auto const* text : {"Je conduis, je vous réponds plus tard", "Réponse automatique : absent du bureau",
                             "I'm driving right now", "Out of Office"})
        EXPECT_TRUE(read_reply(text).automatic) << text;
    EXPECT_FALSE(read_reply("oui").automatic);
}

}  // namespace
}  // namespace tocsin::rules
