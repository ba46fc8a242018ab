// SPDX-License-Identifier: Apache-2.0
#include "rules/reply/lexicon.hpp"

namespace tocsin::rules::reply {
namespace {

constexpr entry french_words[] = {
    {sense::yes,
     "oui, ouais, ui, voui, si si, affirmatif, en route, deja sur place, comptez sur moi, compte sur moi, "
     "compter sur moi, comptez sur nous, compter sur nous, compter sur ma presence, comptez moi, comptez nous, "
     "comptez sur ma presence, disponibilite confirmee, ma disponibilite est confirmee, presence confirmee, "
     "reponds present, reponds presente, inscrivez moi, pouvez me compter, des votres, reponse positive, "
     "reponse favorable, reponds favorablement, reponds positivement, favorable, presence assuree, a l appel, en chemin, "
     "je manquerai pas, je y manquerai pas, j y manquerai pas, a votre disposition, a disposition, "
     "c est toujours oui, c est un oui, "
     "notez moi, mettez moi sur la liste, marquez moi, vous pouvez m inscrire, me noter present, me noter presente, sisi"},
    {sense::refusal,
     "non, negatif, niet, que nenni"},
    {sense::agreed,
     "ok, okay, oki, okey, d accord, bien sur, bien sur que oui, bien entendu, evidemment, volontiers, avec plaisir, "
     "avec joie, sans probleme, sans souci, sans soucis, sans hesiter, pas de probleme, pas de problemes, pas de souci, "
     "pas de soucis, aucun probleme, aucun souci, pas d inquietude, y a pas de probleme, y a pas de souci, ca marche, "
     "ca roule, ca me va, ca va pour moi, ca joue, c est bon, c est ok, c est bon pour moi, c est d accord, c est parti, "
     "go, banco, tout a fait, absolument, certainement, carrement, of course, "
     "naturellement, pas d souci, pas d soucis, pas d probleme, il y a pas de probleme, il y a pas de souci, y a aucun souci, y a aucun probleme, "
     "j accepte, nous acceptons, sans hesitation, aucune hesitation, sans tarder, avec grand plaisir, "
     "sans aucun probleme, sans aucun souci"},
    {sense::able,
     "j serai la, je serait la, je me rends, je me rend, je fonce, je suis parti, je suis partie, je suis sur la route, "
     "on est partis, j y suis, on y est, on s y met, vous pouvez compter, je vais y aller, j vais y aller, je me libere, "
     "je me tiens pret, je me tiens prete, je me tiens a disposition, je me deplace, je vous rejoins, je me joins, "
     "je me joins a vous, je descends, je monte, j accours, je peux, je peu, je peus, je peut, je peux venir, "
     "je peux aider, je peux etre la, on peut, on peut venir, nous pouvons, je pourrai, je pourrai venir, nous pourrons, "
     "on pourra, je peux me liberer, je peux me rendre, je vais venir, on va venir, nous allons venir, je veux bien, "
     "je veux venir, je veux aider, nous voulons aider, j arrive, j arrives, on arrive, nous arrivons, arrivons, "
     "je viens, je vien, je vient, on vient, nous venons, je viendrai, nous viendrons, on viendra, j y vais, on y va, "
     "j y serai, on y sera, je serai la, je serais la, je serai present, je serai presente, nous serons la, "
     "nous serons presents, on sera la, je suis la, nous sommes la, on est la, je pars, je pars tout de suite, "
     "nous partons, je me mets en route, je prends la route, je suis sur place, je confirme, nous confirmons, "
     "je vous confirme, je participe, je participerai, nous participons, je m engage, je reponds present, "
     "je reponds presente, je me porte volontaire, je suis des votres, je suis de la partie, je suis dedans, je rejoins, "
     "je passe vous aider, "
     "je demarre, je suis op, j y serait, j arrive pas de souci, j arrive pas de probleme, j arrive pas d inquietude, allez j arrive, allez je viens, je saute dans mes bottes, "
     "je vous attends, je file, je saute dans ma voiture, je m equipe, "
     "je serai au gymnase, je serai au rendez vous, je serai au point de rendez vous, j y cours, je valide, je m inscris, je leve la main, je suis candidat, je suis candidate, je me leve et j arrive, je me leve j arrive"},
    {sense::verb,
     "peux, peut, peus, pouvons, pourrai, pourra, pourrons, viens, vient, venons, viendrai, viendra, viendrons, serai, "
     "sera, serons, suis, sommes, participe, participerai, vais, irai, arriverai, reussirai, ferai"},
    {sense::state,
     "dispo, dispos, disponible, disponibles, present, presente, presents, presentes, partant, partante, partants, "
     "volontaire, volontaires, pret, prete, prets, pretes, libre, libres, motive, motivee, chaud, chaude, preneur, "
     "operationnel, operationnelle, joignable, "
     "mobilisable, mobilisables, "
     "apte, aptes, "
     "ope"},
    {sense::no,
     "indispo, indispos, indisponible, indisponibles, absent, absente, absents, impossible, sans moi, sans nous, "
     "pas pour moi, pas pour nous, pas moi, pas nous, pas cette fois, pas cette fois ci, pas ce soir, pas ce coup ci, "
     "pas aujourd hui, pas maintenant, pas cette nuit, pas possible, pas etre possible, pas de dispo, pas de dispos, "
     "pas de disponibilite, pas de disponibilites, pas l envie, pas envie, pas le temps, pas la, pas des votres, "
     "pas en mesure, pas en etat, pas bon, pas apte, pas dans la region, pas dans le departement, pas sur place, "
     "pas en capacite, trop loin, trop tard, a l etranger, je suis malade, suis malade, je refuse, dois refuser, "
     "reponse negative, reponds negativement, defavorable, je me retire, annulez, annuler ma venue, je renonce, "
     "je laisse ma place, pas rendre disponible, pas me rendre disponible, je decline, decliner, je passe mon tour, "
     "je me desiste, me desister, desistement, j annule, aucune disponibilite, aucune dispo, "
     "aucune possibilite, personne de disponible, personne de dispo, c est mort, mort pour moi, jamais de la vie, "
     "hors de question, pas question, au regret, a mon grand regret, pas pouvoir, dans l impossibilite, "
     "dans l incapacite, incapable, empechement, empeche, empechee, une autre fois, une prochaine fois, "
     "la prochaine fois, prochaine fois, comptez pas sur moi, compte pas sur moi, compter pas sur moi, plus possible, "
     "non disponible, pourrais pas, pourrais plus, viendrais pas, serais pas, pourrait pas, pourrions pas, devrais pas, "
     "je reste chez moi, je reste a la maison, reponse est negative, pas moyen, en aucun cas, pas compter sur moi, pas etre des votres, "
     "est pas possible, m est impossible, je suis pas en france, est pas envisageable, aucune chance, plus en etat, plus en mesure, impo, "
     "je suis loin"},
    {sense::sorry,
     "desole, desolee, desoles, navre, navree, toutes mes excuses, malheureusement, helas"},
    {sense::excuse,
     "je travaille, je travail, travaille, travaillons, je bosse, bosse, taf, je taf, au travail, au boulot, boulot, au taf, "
     "en vacances, vacances, en vac, en conges, en conge, en deplacement, hospitalise, hospitalisee, a l hopital, malade, "
     "souffrant, souffrante, fatigue, fatiguee, epuise, epuisee, bourre, de garde, grippe, grippee, blesse, blessee, "
     "grimace, coince, coincee, nase, opere, operee, je dors, jdors, en weekend, cloue, "
     "absence, "
     "alite, alitee, claque, en arret maladie"},
    {sense::negation,
     "pas, plus, jamais, rien, aucun, aucune, ni, nullement, guere, "
     "absolument pas, vraiment pas, certainement pas, "
     "malheureusement pas, malheureusement plus, helas pas, helas plus, toujours pas, decidement pas"},
    {sense::unsure,
     "j arrive pas, on arrive pas, pas sur, pas certain, pas certaine, pas encore, sais pas, pas non, pas impossible, "
     "pas indisponible, pas absent, pas absente, pas oui, pas contre, pas de refus, pas tout de suite, pas forcement, "
     "pas toujours, pas trop, pas tellement, pas completement, pourquoi pas, pense pas, crois pas, dis pas, dirais pas, "
     "comprends pas, compris, au chaud, bof, mouais, moui, sinon, souhaite plus, veux plus, souhaite pas, veux pas, "
     "plus etre contacte, plus etre contactee, plus recevoir, plus ou moins, a moitie, ou pas, ou non, trompez de numero, "
     "erreur de numero, mauvais numero, faux numero, dites moi, rappelez moi, appelez moi, appelle moi, rappelle moi, "
     "je vous dis, je vous redis, je vous rappelle, je te rappelle, je rappelle, tiens au courant, reviens vers vous, "
     "je reflechis, je regarde, attendez, attends, un instant, une minute, deux minutes, m attendez pas, pas la peine, "
     "est pas moi, est pas, etait pas, pas d aide, besoin d aide, "
     "pas sure, pas surs, c est pas moi, pas pas venir, pas pas aider, oui c est moi, oui moi meme, "
     "pas chaud, pas chaude, mon non, mon oui, pas toi, c est pas toi, ah d accord, ah ok, ah bon, oh d accord, oh ok, "
     "etais, etait, etions, "
     "plus volontaire, plus benevole, efface, effacer, annuler, oh no"},
    {sense::speech,
     "dire, vous dire, te dire, garantir, vous garantir, promettre, vous promettre, confirmer, vous confirmer, assurer, "
     "dit, repondu, savoir, repondre, vous repondre, lire, ouvrir, parler, refuser, m engager, me prononcer, decider, prevoir"},
    {sense::condition,
     "mais, si, s il, s ils, seulement, uniquement, juste, que si, a condition, sous reserve, sous condition, peut etre, "
     "normalement, en principe, en theorie, a priori, je pense, je crois, je suppose, j espere, probablement, surement, "
     "sans doute, eventuellement, theoriquement, plutot, ca depend, depend, dependra, en fonction, selon, a voir, "
     "je vais voir, on verra, je verrai, demain, apres demain, lendemain, ce soir, cet aprem, cet apres midi, en soiree, "
     "dans la soiree, dans la nuit, dans la journee, dans l apres midi, demain matin, en fin de journee, fin de journee, "
     "lundi, mardi, mercredi, jeudi, vendredi, samedi, dimanche, weekend, week end, prochain, prochaine, semaine, "
     "semaines, mois, plus tard, bientot, des que, quand, lorsque, le temps de, le temps que, apres, jusqu, jusque, "
     "entre, imprevu, en dernier recours, au besoin, si besoin, en cas de besoin, au cas ou, pourrais, pourrait, "
     "pourrions, je pourrais, je devrais, devrais, aimerais, voudrais, essaie, essaye, essayer, essaierai, tenter, tente, "
     "pas de permis, pas le permis, pas motorise, a distance, si possible, je dois, on doit, "
     "dois, faut que, d abord, au plus tot, reserve, pas longtemps, plus longtemps, moitie, faut, en dehors, covoiturage, "
     "loin, "
     "il me faut, fin de matinee, en fin de matinee, dans la matinee, en fin d apres midi, "
     "pas trop longtemps, pas toute la nuit, pour l instant"},
    {sense::reservation,
     "sauf, a moins, excepte, hormis"},
    {sense::before,
     "avant"},
    {sense::other,
     "est, sont, mari, femme, epouse, epoux, conjoint, conjointe, compagnon, compagne, fils, fille, pere, mere, frere, "
     "soeur, voisin, voisine, voisins, collegue, collegues, ami, amie, amis, copain, copine, copains, cousin, cousine, "
     "beau frere, beau pere, enfant, enfants, il, elle, ils, elles, lui, quelqu un, parents, gendre, neveu, niece, chien, "
     "a ca place, a la place de, a ma place, a leur place"},
    {sense::company,
     "avec, accompagne de, accompagnee de"},
    {sense::asks,
     "qui, quoi, ou, combien, comment, quel, quelle, quels, quelles, pourquoi, lequel, laquelle, est ce que, est ce, "
     "puis je, faut il, y a t il, avez vous, avez besoin, c est qui, c est ou"},
    {sense::mockery,
     "lol, mdr, ptdr, xd, haha, hahaha, hihi, ah ah, ha ha, c est ca, c est cela, ben voyons, et puis quoi encore, "
     "quoi encore, dans tes reves, dans vos reves, les poules, saint glinglin, quatre jeudis, compte la dessus, "
     "que ca a faire, quelle idee, bonne idee, bien chef bien, "
     "comptez la dessus, "
     "bien sur bien sur"},
    {sense::received,
     "merci, merci bien, merci beaucoup, grand merci, recu, bien recu, message recu, note, bien note, c est note, vu, "
     "bien vu, lu, bien lu, entendu, compris merci, pris note, prends note, recu 5 sur 5, remercie, "
     "bonne journee, bonne soiree"},
    {sense::praise,
     "parfait, super, top, cool, nickel, impeccable, genial, excellent, formidable, "
     "reveille, reveillee, debout, "
     "a vos ordres, bonne nuit, "
     "a plus tard, bon courage, courage, bonne chance, "
     "ah, oh, comme toujours, comme d habitude"},
    {sense::thing,
     "voiture, vehicule, camion, camionnette, fourgon, fourgonnette, utilitaire, 4x4, remorque, tracteur, tronconneuse, "
     "tronconneuses, pompe, pompes, bottes, gants, pelle, pelles, gilet, materiel, outils, lampe, lampes, "
     "groupe electrogene, couvertures, camions, voitures, remorques, vehicules, 4x4s, quad, caisse, caisses, cordes, "
     "corde, echelle, sac, sacs, sable, brouette, talkie, radio, drone, kayak, canoe, waders, cuissardes, casque, "
     "chasuble, couteau, nourriture, eau, bateau, barque, velo, scooter, moto, gymnase, mairie, caserne, salle, equipe, "
     "equipes, renfort, renforts, place, places, aide, sms, lieu, point, presence, participation, matelas, lits, repas, "
     "remorque bateau, matos, sableuse, motopompe, chaussures, cires, cire, sono, zodiac, maison, local, hangar, grange, "
     "garage, chambre, logement, terrain, magasin, personnel, famille, monde"},
    {sense::closing,
     "cordialement, bien cordialement, bien a vous, sincerement, salutations, respectueusement, amicalement, envoye de, "
     "envoye depuis, envoye a partir, envoye par, obtenez outlook, telecharger outlook"},
    {sense::harmless,
     // how people greet, thank and part
     "bonjour, bonsoir, salut, coucou, rebonjour, re bonjour, madame, monsieur, mesdames, messieurs, svp, stp, "
     "s il vous plait, s il te plait, "
     "bonne reception, a bientot, a tout de suite, a tout a l heure, a toute a l heure, a tout, a toute, "
     "a ce soir, a tous, a toutes, a vous, a toi, de rien, chef, mon general, capitaine, prefecture, "
     // small words
     "je, j, me, m, moi, nous, on, vous, te, t, le, la, les, l, un, une, des, de, du, d, au, aux, a, en, y, et, pour, "
     "par, sur, chez, dans, ce, cet, cette, ces, mon, ma, mes, notre, nos, votre, vos, c est, c, ca, ai, avons, as, qu, "
     "que, bien, tout, toute, tous, toutes, la dessus, aussi, deja, meme, meme si, meme s il, je suis, je serai, "
     "nous sommes, on est, on sera, etre, je vais, allons, nous serons, de ce pas, suite a, "
     "suite a votre appel, suite a votre message, suite a votre demande, pouvez, toujours, partir, dedans, reponds, "
     // now, here, and how willingly
     "ici, sur place, direct, directement, maintenant, immediatement, de suite, tout de suite, vite, au plus vite, "
     "le plus vite possible, rapidement, des maintenant, aujourd hui, jour, journee, nuit, toute la nuit, "
     "toute la journee, toute la soiree, toute la duree, la duree, tout le temps, tout le temps necessaire, "
     "toute la matinee, toute l apres midi, 24h 24, 24 24, soiree, matinee, apres midi, proche, pres, a cote, "
     "juste a cote, pas loin, pas tres loin, tout pres, plus pres, disposition, finalement, effectivement, en effet, "
     "entierement, completement, totalement, parfaitement, clairement, personnellement, de mon cote, pour ma part, "
     "sans faute, plus que, comme prevu, du coup, "
     // what one comes to do and what one brings
     "venir, aider, vous aider, arrivee, arrivee prevue, prevue, participer, intervenir, distribution, evacuation, "
     "nettoyage, deblaiement, accueil, logistique, cuisine, ravitaillement, surveillance, nuit, venue, disponibilite, "
     "ma disponibilite, alerte, prevenu, de m avoir prevenu, d avoir prevenu, de bon coeur, bon coeur, "
     "a deux pas, deux pas, mtn, minute, dans la minute, dans les minutes, quelques minutes, "
     "dans quelques minutes, dans un instant, ce week end la, rejoindre, filer, donner, prete main forte, main forte, "
     "coup de main, un coup de main, la main, mission, rdv, rendez vous, appel, l appel, message, demande, ma presence, "
     "mon aide, enfile, mets, chausse, charge, permis, permis b, permis poids lourd, poids lourd, caces, psc1, "
     "pse1, pse2, sst, forme, formee, secouriste, secouristes, infirmier, infirmiere, medecin, pompier, benevole, "
     "chauffeur, cuisinier, electricien, plombier, macon, pied, prends, apporte, amene, ramene, previens, prepare, "
     "m habille, me prepare, je me prepare, habite, j habite, employeur, patron, affaires, le necessaire, km, kilometres, "
     "route, trajet, msieur, mec, gars, les gars, les amis, l ami, camarades, grand, un grand, mille fois, reponse est, "
     "mot, a deux, a trois, a plusieurs, personnes, pers, personne, le temps, seul, pas seul, pas seule, les mains vides, "
     "pas les mains vides, hesitez pas, hesite pas, t inquiete, t inquiete pas, inquietez pas, me derangez pas, choisis, "
     "je choisis, les deux, reponse, ma reponse, ici present, fais, y compris, sans attendre, attend, attends vous, "
     "non pas de probleme, non pas de souci, non pas de soucis, non non pas de souci, non aucun souci, non aucun probleme, attends votre accord, attends votre confirmation, attends votre appel, attends votre feu vert, attends votre retour, attends vos instructions, attends vos consignes, attends la confirmation, attends l accord, attends votre message, des que vous confirmez, des confirmation, quand vous confirmez, quand vous le dites, quand vous me le dites, apres votre accord, apres votre confirmation, apres confirmation, des votre accord, des votre feu vert, des votre confirmation, des que vous le dites, des que j ai votre accord, des que j ai votre confirmation, sous reserve de votre confirmation, meme si c est loin, c est pas loin, pas loin de chez moi, a l heure, village, quartier, secteur, d astreinte, astreinte, comptez, compter, virgule, a la ligne, point final, point d exclamation, bon, en tenue, equipement, depeche, me depeche, diplome, diplomee, pret a partir, tenue, habille, habillee, equipee, pour dire que, pour vous dire que, veuillez agreer, "
     "attends le feu vert, j attends le feu vert, des fetes, ecoutez, au revoir, prevenez moi, sans limite de temps, a chaque fois, comme a chaque fois, remplir, preter main forte, vous preter main forte, sur la liste, a la mission, "
     "equipier, equipiere, equipiers, mme, mr, envoyez moi l adresse, m envoyer l adresse, sinistres, sur zone, servir, manteau"},
    {sense::filler,
     "euh, heu, ne, n, vraiment, tres, donc, alors, du tout, actuellement, franchement, "
     "sincerement desole, toutefois, ben, bah, eh bien, voila, enfin"},
};

constexpr spelling french_spellings[] = {
    {"iui", "oui"}, {"ouu", "oui"}, {"oyi", "oui"}, {"oii", "oui"}, {"ouk", "oui"}, {"ouj", "oui"}, {"ouio", "oui"}, {"pui", "oui"},
    {"okj", "ok"}, {"nin", "non"}, {"nonb", "non"}, {"nob", "non"}, {"vein", "viens"}, {"vienx", "viens"}, {"viends", "viens"},
    {"jvi1", "je viens"}, {"vi1", "viens"}, {"bi1", "bien"}, {"dsuite", "de suite"}, {"srai", "serai"}, {"jserait", "je serai"},
    {"tjrs", "toujours"}, {"tjr", "toujours"}, {"tjs", "toujours"}, {"vnir", "venir"}, {"dja", "deja"}, {"tro", "trop"}, {"plu", "plus"},
    {"dsle", "desole"}, {"jpourai", "je pourrai"}, {"jpourrai", "je pourrai"}, {"pourai", "pourrai"}, {"jtaf", "je taf"},
    {"jbosse", "je bosse"}, {"dmin", "demain"}, {"goo", "go"}, {"cho", "chaud"}, {"daccor", "d accord"}, {"accor", "accord"},
    {"accrod", "accord"}, {"suit", "suis"}, {"conter", "compter"}, {"jarrivve", "j arrive"}, {"vins", "viens"}, {"veins", "viens"}, {"viiens", "viens"}, {"vines", "viens"}, {"suus", "suis"}, {"acoord", "accord"}, {"accordd", "accord"},
    {"venire", "venir"}, {"noj", "non"}, {"nonh", "non"}, {"ouis", "oui"}, {"bj", "bonjour"}, {"oe", "ouais"}, {"indispoo", "indispo"},
    {"lgtps", "longtemps"}, {"jdescend", "je descends"}, {"direk", "direct"}, {"frr", "frere"}, {"oim", "moi"}, {"pourais", "pourrais"},
    {"pdp", "pas de probleme"}, {"jmet", "je mets"}, {"jmhabille", "je m habille"}, {"jpar", "je pars"}, {"np", "no problem"},
    {"jme", "je me"}, {"jvs", "je vous"}, {"jte", "je te"}, {"bn", "bien"}, {"ac", "avec"}, {"acc", "accord"},
    {"ttes", "toutes"}, {"tte", "toute"}, {"sere", "serai"}, {"mersi", "merci"}, {"mtn", "maintenant"},
    {"vazy", "vas y"}, {"jve", "je vais"}, {"aps", "pas"}, {"jarrive", "j arrive"}, {"jarive", "j arrive"},
    {"jariv", "j arrive"}, {"jarriv", "j arrive"}, {"jarrives", "j arrive"}, {"arive", "arrive"}, {"jvien", "je viens"},
    {"jviens", "je viens"}, {"vien", "viens"}, {"jpeux", "je peux"}, {"jpeu", "je peux"}, {"jpe", "je peux"},
    {"jpx", "je peux"}, {"jpeut", "je peux"}, {"jepeux", "je peux"}, {"jene", "je"}, {"jsuis", "je suis"},
    {"jsui", "je suis"}, {"chui", "je suis"}, {"chuis", "je suis"}, {"jss", "je suis"}, {"jesuis", "je suis"},
    {"sui", "suis"}, {"jserai", "je serai"}, {"jserais", "je serais"}, {"jy", "j y"}, {"jvais", "je vais"},
    {"jv", "je vais"}, {"v", "vais"}, {"jdois", "je dois"}, {"jai", "j ai"}, {"g", "j ai"}, {"jhabite", "j habite"},
    {"pa", "pas"}, {"po", "pas"}, {"dsl", "desole"}, {"desoler", "desole"}, {"dsole", "desole"}, {"nn", "non"},
    {"nan", "non"}, {"nop", "non"}, {"ojd", "aujourd hui"}, {"auj", "aujourd hui"}, {"ajd", "aujourd hui"},
    {"aujourdhui", "aujourd hui"}, {"vs", "vous"}, {"pr", "pour"}, {"ds", "dans"}, {"av", "avec"}, {"ss", "sans"},
    {"pb", "probleme"}, {"pbs", "probleme"}, {"prob", "probleme"}, {"mm", "meme"}, {"tt", "tout"}, {"qd", "quand"},
    {"koi", "quoi"}, {"ki", "qui"}, {"tkt", "t inquiete"}, {"bjr", "bonjour"}, {"bsr", "bonsoir"}, {"slt", "salut"},
    {"cc", "coucou"}, {"cdt", "cordialement"}, {"cdlt", "cordialement"}, {"dac", "d accord"}, {"dacc", "d accord"},
    {"dak", "d accord"}, {"daccord", "d accord"}, {"dacord", "d accord"}, {"wi", "oui"}, {"oue", "ouais"},
    {"ouai", "ouais"}, {"ouaip", "ouais"}, {"ouep", "ouais"}, {"oiu", "oui"}, {"ouo", "oui"}, {"uoi", "oui"},
    {"oi", "oui"}, {"tps", "temps"}, {"peutetre", "peut etre"}, {"pe", "peux"}, {"jsp", "je sais pas"},
    {"biensur", "bien sur"}, {"aucuns", "aucun"}, {"san", "sans"}, {"cest", "c est"}, {"c", "c est"}, {"sa", "ca"},
    {"dispoo", "dispo"}, {"indisp", "indispo"}, {"bcp", "beaucoup"}, {"mci", "merci"}, {"mrc", "merci"},
    {"mrci", "merci"}, {"nickel", "parfait"}, {"weekends", "weekend"}, {"wk", "weekend"}, {"apm", "apres midi"},
    {"aprem", "apres midi"},
};

constexpr language in_french{
    french_words,
    french_spellings,
    "dispo, disponible, disponibles, presente, present, volontaire, volontiers, plaisir, probleme, soucis, arrive, arrivons, partant, "
    "partante, confirme, comptez, compter, presence, affirmatif, negatif, impossible, indisponible, malheureusement, possible, "
    "desole, desolee, absent, absente, cordialement, bonjour, bonsoir, demain, seulement, immediatement",
    "stop, stopp, stope, stops, arret, arreter, arretez, arretes, desabo, desabonner, desabonnement, desabonnez moi, desinscription, "
    "desinscrire, desinscrivez moi, me desinscrire, me desabonner, stopsms, stop sms",
    "sms, au, a, svp, stp, merci, beaucoup, les, des, s il vous plait, bonjour, pub",
    "absence re, non lu, non delivre, non attribue, non distribuable, reponse est automatique, sms automatique, sms auto, repondeur automatique, "
    "traiterai votre message, accusons reception, a ete enregistree sous, a ete transmis a, pas pu etre distribue, pas ete remis, "
    "echec d envoi, votre message a ete lu, sans etre lu, notifications sont desactivees, desactive ses notifications, "
    "mails ne sont pas consultes, adresse n est plus consultee, connaissance de votre mail, "
    "repondrai a votre message, repondrai a vos messages, repondrai des, acces a ma messagerie, acces a mes mails, acces a mes messages, "
    "message d absence, non remis, mode conduite, accuse de lecture, accuse de reception, repondeur sms, auto en, "
    "reponse automatique, message automatique, genere automatiquement, non distribue, message automatise, envoye automatiquement, "
    "repondrai a mon retour, repondrai des mon retour, recontacterai a mon retour, "
     "en train de conduire, bien sur la messagerie, reviendrons vers vous, pu etre remis, destinataire est, je suis occupe je vous rappelle, "
     "je suis actuellement en deplacement, traiterons votre demande, prendra contact avec vous, "
     "reponse auto, absence du bureau, absent du bureau, absente du bureau, "
    "en ayant active ne pas deranger, je ne recois pas de notifications, message vocal, boite vocale, messagerie vocale, "
    "messagerie pleine, boite pleine, ne pas repondre a ce message, ne pas y repondre, pas relevee, n est plus utilisee, "
    "votre message a bien ete recu, avons bien recu votre message, j ai bien recu votre message et, "
    "prendrai connaissance de votre message, prendrai connaissance de vos messages, ne consulterai pas mes messages, "
    "ne sera pas lu, n est pas joignable actuellement, votre correspondant, n est pas attribue, ne recoit pas de sms, "
    "service sms n est pas disponible, non distribuable, echec de la remise, je suis actuellement absent, "
    "je suis actuellement absente, je suis actuellement en conge, en conges jusqu, en conge jusqu, actuellement en conges, "
    "en conge maternite, en cas d urgence contactez, en cas d urgence merci de contacter, mode ne pas deranger",
    "je conduis, ne pas deranger, peux pas repondre pour, peux pas vous repondre pour, peux pas repondre maintenant, "
    "peux pas repondre je, peux pas parler pour, peux pas parler maintenant, peux pas parler actuellement, peux pas repondre actuellement, "
    "puis je vous rappeler, je suis en reunion je vous rappelle, vous rappelle plus tard",
};

}  // namespace

language const& french() { return in_french; }

}  // namespace tocsin::rules::reply
