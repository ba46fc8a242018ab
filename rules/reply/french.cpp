// SPDX-License-Identifier: Apache-2.0
#include "rules/reply/lexicon.hpp"

namespace tocsin::rules::reply {
namespace {

constexpr entry french_words[] = {
    {sense::yes,
     "oui, allez oui, ouais, ui, voui, si si, affirmatif, en route, deja sur place, comptez sur moi, compte sur moi, "
     "compter sur moi, comptez sur nous, compter sur nous, compter sur ma presence, comptez moi, comptez nous, "
     "comptez sur ma presence, disponibilite confirmee, ma disponibilite est confirmee, presence confirmee, "
     "reponds present, reponds presente, inscrivez moi, pouvez me compter, des votres, reponse positive, "
     "reponse favorable, reponds favorablement, reponds positivement, favorable, presence assuree, a l appel, en chemin, "
     "je manquerai pas, je y manquerai pas, j y manquerai pas, a votre disposition, a disposition, "
     "c est toujours oui, c est un oui, "
     "notez moi, mettez moi sur la liste, marquez moi, vous pouvez m inscrire, me noter present, me noter presente, sisi, "
     "a votre service, a votre entiere disposition, a votre entiere service, a vos cotes, je suis a vous, "
     "reponse est oui, reponse est positive, mission acceptee, disponibilite validee, presence validee, "
     "mettez moi dans l equipe, ajoutez moi, ajoutez moi a la liste, a votre disposition ce soir, "
     "je me tiens a votre disposition, me tiens a votre disposition, me tiens a disposition"},
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
     "sans aucun probleme, sans aucun souci, "
     "valide pour moi, accord pour moi, c est valide, c est confirme, confirme pour moi, ca me pose pas de probleme, "
     "ca pose pas de probleme, ca me derange pas, dacodac, entendu j arrive, c est oui"},
    {sense::able,
     "vas y je viens, vas y j arrive, allez y je viens, allez y j arrive, j serai la, je serait la, je me rends, je me rend, je fonce, je suis parti, je suis partie, je suis sur la route, "
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
     "je serai au gymnase, je serai au rendez vous, je serai au point de rendez vous, j y cours, je valide, je m inscris, je leve la main, je suis candidat, je suis candidate, je me leve et j arrive, je me leve j arrive, "
     "serai la, serai present, serai presente, serai au rendez vous, serai sur place, serai au gymnase, "
     "serai des votres, je serais present, je serais presente, je reviens aider, je reviens vous aider, "
     "je peux pas refuser je viens, je vous rejoint, je rejoins le gymnase, deja au gymnase, deja en route, "
     "deja en chemin, on vient aider, je souhaite aider, je souhaite vous aider, je souhaite venir, "
     "je souhaite participer, je viens direct, je vais vous aider, je viendrai vous aider, je viendrai aider, "
     "j interviens"},
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
     "je suis loin, "
     "peux helas pas, mon employeur refuse, mon patron refuse, mon chef refuse, "
     "ma sante me permet pas, ma sante me permet plus, sante me le permet pas, sante me le permet plus, "
     "etat de sante me permet pas, age me permet plus, age me le permet plus, me permet pas de participer, "
     "me permet pas de venir, me permet plus de, je peux helas, je peux malheureusement, veut pas me liberer, "
     "j arrive pas a me liberer, arrive pas a me liberer, peux pas me liberer, bien voulu mais, voulu vous aider mais, "
     "bien aime mais, aime vous aider mais, voulu aider mais, aime venir mais, voulu venir mais, pas de nounou, "
     "pas de garde pour les enfants, personne pour garder les enfants, je conduis plus, pas de moyen de transport, "
     "pas de moyen de locomotion, plus l age, trop vieux, trop vieille, trop age, trop agee, je suis alite, "
     "je suis alitee, je suis en arret, suis en arret maladie, je suis souffrant, je suis souffrante, "
     "je suis hospitalise, je suis hospitalisee, suis au lit, j ai la grippe, j ai le covid, j ai une gastro"},
    {sense::sorry,
     "desole, desolee, desoles, navre, navree, toutes mes excuses, malheureusement, helas"},
    {sense::excuse,
     "je travaille, je travail, travaille, travaillons, je bosse, bosse, taf, je taf, au travail, au boulot, boulot, au taf, "
     "en vacances, vacances, en vac, en conges, en conge, en deplacement, hospitalise, hospitalisee, a l hopital, malade, "
     "souffrant, souffrante, fatigue, fatiguee, epuise, epuisee, bourre, de garde, grippe, grippee, blesse, blessee, "
     "grimace, coince, coincee, nase, opere, operee, je dors, jdors, en weekend, cloue, "
     "absence, "
     "alite, alitee, claque, en arret maladie, "
     "gastro, covid, lumbago, fievre, angine, bronchite, migraine, entorse, fracture, sciatique, platre, platree, "
     "en arret, arret maladie, arret de travail, en arret de travail, en convalescence, convalescent, "
     "convalescente, accoucher, enceinte, d accoucher, me suis casse, me suis cassee, me suis blesse, me suis blessee, "
     "me suis fait mal, me suis foule, mal au dos, mal au genou, genou, poignet, cheville, dos, epaule, hanche, "
     "operation, de la fievre, je taff, taff, travaillerai, j ai repris le travail, repris le travail, "
     "reprends le travail, en poste, de service, en formation, en cours, en examen, en reunion, en stage, en seminaire, "
     "deja mobilise, deja mobilisee, deja engage, deja engagee, du monde ce soir, recois du monde, "
     "on recoit, on recoit du monde, on recoit du monde ce soir, invites, des invites, je garde, "
     "garde mes petits enfants, mes petits enfants, petits enfants, les petits, le petit, la petite, mon bebe, bebe, "
     "nourrisson, un mariage, mariage, enterrement, obseques, deuil, train, le train, je prends le train, l avion, "
     "je prends l avion, aeroport"},
    {sense::negation,
     "pas, plus, jamais, rien, aucun, aucune, ni, nullement, guere, "
     "absolument pas, vraiment pas, certainement pas, "
     "malheureusement pas, malheureusement plus, helas pas, helas plus, toujours pas, decidement pas"},
    {sense::unsure,
     "allez y, vas y, pas confirme, j arrive pas, on arrive pas, pas sur, pas certain, pas certaine, pas encore, sais pas, pas non, pas impossible, "
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
     "garage, chambre, logement, terrain, magasin, personnel, famille, monde, "
     "lampe frontale, frontale, frontales, torche, lampe torche, benne, bennes, bache, baches, tractopelle, pelleteuse, "
     "mini pelle, minipelle, telescopique, manitou, chargeur, godet, treuil, generateur, rallonge, rallonges, "
     "karcher, nettoyeur, aspirateur a eau, aspirateur, seau, seaux, balai, balais, pioche, hache, "
     "masse, barre a mine, sangles, sangle, elingue, bidon, bidons, jerrican, jerricans, citerne, cuve, minibus, bus, "
     "fourgon 9 places, monospace, 4 4, pick up, pickup, kangoo, berlingo, jumpy, "
     "suv, camping caravane, barnum, tentes, lits de camp, "
     "couverture, duvets, duvet, vetements, habits, chiens, trousse, trousse de secours, defibrillateur, talkies, "
     "talkie walkie, frigo, glaciere, combinaison, impermeable, veste, gyrophare, canot, boue, neige"},
    {sense::closing,
     "cordialement, bien cordialement, bien a vous, sincerement, salutations, respectueusement, amicalement, envoye de, "
     "envoye depuis, envoye a partir, envoye par, obtenez outlook, telecharger outlook"},
    {sense::harmless,
     // how people greet, thank and part
     "apporte du cafe, amene du cafe, bonjour, bonsoir, salut, coucou, rebonjour, re bonjour, madame, monsieur, mesdames, messieurs, svp, stp, "
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
     "equipier, equipiere, equipiers, mme, mr, envoyez moi l adresse, m envoyer l adresse, sinistres, sur zone, servir, manteau, "
     "a la retraite, retraite, retraitee, jeune retraite, ancien, ancienne, sapeur, sapeurs, sapeur pompier, "
     "infirmier liberal, infirmiere liberale, liberal, liberale, aide soignant, aide soignante, aide soignants, "
     "auxiliaire de vie, kine, pharmacien, pharmacienne, ambulancier, ambulanciere, sage femme, veterinaire, "
     "psychologue, assistante sociale, assistant social, educateur, educatrice, animateur, animatrice, enseignant, "
     "enseignante, professeur, etudiant, etudiante, lyceen, lyceenne, agriculteur, agricultrice, eleveur, eleveuse, "
     "berger, bergere, bucheron, paysan, paysanne, maraicher, apiculteur, viticulteur, forestier, moniteur de ski, "
     "monitrice de ski, moniteur, monitrice, maitre nageur, guide, accompagnateur, pisteur, plongeur, routier, cariste, "
     "grutier, conducteur d engins, conducteur de bus, mecanicien, menuisier, charpentier, couvreur, soudeur, "
     "paysagiste, boulanger, boulangere, cuisiniere, traiteur, militaire, ancien militaire, gendarme, ancien gendarme, "
     "policier, ancien policier, reserviste, reservistes, reserve civique, reserve communale, benevoles, membre, "
     "adherent, adherente, elu, elue, conseiller municipal, conseillere municipale, adjoint, adjointe, docteur, dr, "
     "mlle, radioamateur, interprete, traducteur, traductrice, secourisme, brevet de secourisme, brevet, formation, "
     "formation faite, formation premiers secours, premiers secours, psc, afgsu, a jour, permis c, permis d, permis be, "
     "permis bateau, permis remorque, caces a jour, de repos, en repos, jour de repos, en rtt, rtt, je travaille pas, "
     "je travaille pas aujourd hui, je bosse pas, je bosse pas aujourd hui, je travaille pas ce soir, rien de prevu, "
     "rien de prevu ce soir, j ai rien de prevu, j ai rien de prevu ce soir, rien d autre de prevu, j ai pas ecole, "
     "j ai pas cours, pas ecole, pas cours, je suis rentre de vacances, je suis rentree de vacances, "
     "rentre de vacances, rentree de vacances, retour de vacances, fini le travail, j ai fini ma journee, "
     "j ai fini ma tournee, j ai fini mon service, j ai fini le travail, j ai fini de travailler, j ai fini le boulot, "
     "tournee finie, journee finie, service fini, tournee terminee, journee terminee, service termine, "
     "je me suis libere, je me suis liberee, me suis libere, me suis liberee, me suis arrange, me suis arrangee, "
     "mon employeur est d accord, mon patron est d accord, mon chef est d accord, ma cheffe est d accord, "
     "mon employeur est prevenu, mon patron est prevenu, mon chef me libere, mon patron me libere, "
     "mon employeur me libere, mon sac est pret, mes affaires sont pretes, sac pret, j annule mon rendez vous, "
     "j annule mes rendez vous, j annule mon rdv, je suis gueri, je suis guerie, gueri, guerie, de nouveau, a nouveau, "
     "c est normal, c est tout a fait normal, c est la moindre des choses, la moindre des choses, normal, "
     "c est mon devoir, heureux de, heureuse de, heureux d, heureuse d, hate de, hate d, content de, contente de, "
     "content d, contente d, ravi de, ravie de, ravi d, ravie d, fier de, fiere de, pouvoir, pouvoir aider, etre utile, "
     "utile, me rendre utile, premiere mission, ma premiere mission, comme l an dernier, "
     "comme l annee derniere, merci de penser a moi, merci d avoir pense a moi, merci pour votre confiance, "
     "merci de votre confiance, merci pour la confiance, bises, biz, bisous, yo, wesh, wsh, hop, zou, "
     "peuchere, fan de chichourle, peuchere les pauvres gens, les pauvres gens, en attente de vos consignes, "
     "en attente de vos instructions, en attente de votre appel, en attente de consignes, en attendant, "
     "j attends vos consignes, attends les consignes, dites moi ou me presenter, dites moi ce que je dois apporter, "
     "dites moi ou aller, dites moi quoi apporter, des que vous donnez le feu vert, je vous fais signe en arrivant, "
     "je vous appelle en arrivant, j appelle en arrivant, a ce numero, ce numero, numero, "
     "sur ce numero, au numero, vous pouvez me joindre, me joindre, joindre, sur mon portable, mon portable, portable, "
     "telephone, je garde mon telephone, appelez moi sur ce numero, pour les consignes, les consignes, consignes, "
     "vos consignes, instructions, tout ce qu il faut, tout ce qu il faut faire, pour tout, "
     "n importe ou, ce que vous voulez, ce que vous voudrez, la ou vous voulez, ou vous voulez, ou que ce soit, "
     "commune, commune de, hameau, hameau de, quartier de, vous informe, j informe, suite a votre sms, "
     "suite a votre appel de ce soir, monsieur le prefet, madame la prefete, monsieur le maire, madame le maire, "
     "madame la maire, avec mes respects, respects, mes respects, j ai l honneur de, de vous faire connaitre, "
     "faire savoir, vous faire savoir, le temps d enfiler, "
     "le temps d enfiler un cire, le temps de m habiller, le temps de me preparer, le temps de me changer, "
     "le temps d arriver, le temps de la route, le temps de prendre mes affaires, le temps de mettre mes bottes, "
     "le temps de faire la route, a l aise, forme psc1, a fond, a fond plat, je m organise, "
     "m organise, je previens ma femme, je previens mon mari, personnes agees, des personnes agees, "
     "accueil des sinistres, mon mari et moi, ma femme et moi, mon epoux et moi, mon epouse et moi, mon fils et moi, "
     "ma fille et moi, moi et mon mari, moi et ma femme, moi et mon fils, mon frere et moi, ma soeur et moi, "
     "mon voisin et moi, ma compagne et moi, mon compagnon et moi, mon conjoint et moi, mon copain et moi, "
     "ma copine et moi, moi et mon frere, moi et ma compagne, moi et mon compagnon, salutations distinguees, "
     "qu oui, qu il faut, mais la forme, mais motive, mais motivee, premiere fois, premiere fois pour moi"},
    {sense::filler,
     "euh, heu, ne, n, vraiment, tres, donc, alors, du tout, actuellement, franchement, "
     "sincerement desole, toutefois, ben, bah, eh bien, voila, enfin"},
};

constexpr marking french_marks[] = {
    {mark::negates_within, "pas, plus, aucun, aucune, aucunement, jamais, que, personne, rien"},
    {mark::comes_soon, "a tout de suite, a tout a l heure, a toute a l heure, a tout, a toute"},
    {mark::perhaps, "peut etre, probablement, sans doute, eventuellement"},
    {mark::but, "mais"},
    {mark::if_so, "si, s il, s ils"},
    {mark::after_all, "si"},
    {mark::third_person, "peut, pourra, vient, viendra, sera, est, arrive"},
    {mark::free, "travaille pas, bosse pas, rien de prevu"},
    {mark::place_follows, "a, de, depuis, vers, sur"},
};

constexpr spelling french_spellings[] = {
    {"avc", "avec"}, {"vehicul", "vehicule"}, {"vsy", "vas y"}, {"tou", "tout"}, {"js", "je"}, {"suos", "suis"}, {"vuens", "viens"},
    {"acord", "accord"}, {"repond", "reponds"}, {"precense", "presence"}, {"rejoin", "rejoins"}, {"suitte", "suite"}, {"taff", "taf"}, {"jtaff", "je taf"},
    {"cmort", "c est mort"}, {"biens", "bien"}, {"voitur", "voiture"}, {"dispnible", "disponible"},
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
    french_marks,
    french_spellings,
    "dispo, disponible, disponibles, presente, present, volontaire, volontiers, plaisir, probleme, soucis, arrive, arrivons, partant, "
    "partante, confirme, comptez, compter, presence, affirmatif, negatif, impossible, indisponible, malheureusement, possible, "
    "desole, desolee, absent, absente, cordialement, bonjour, bonsoir, demain, seulement, immediatement",
    "stop, stopp, stope, stops, arret, arreter, arretez, arretes, desabo, desabonner, desabonnement, desabonnez moi, desinscription, "
    "desinscrire, desinscrivez moi, me desinscrire, me desabonner, stopsms, stop sms",
    "sms, au, a, svp, stp, merci, bien, d avance, beaucoup, les, des, s il vous plait, bonjour, pub",
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
    "votre message a bien ete recu, avons bien recu votre message, "
    "prendrai connaissance de votre message, prendrai connaissance de vos messages, ne consulterai pas mes messages, "
    "ne sera pas lu, n est pas joignable actuellement, votre correspondant, n est pas attribue, ne recoit pas de sms, "
    "service sms n est pas disponible, non distribuable, echec de la remise, je suis actuellement absent, "
    "je suis actuellement absente, je suis actuellement en conge, en conges jusqu, en conge jusqu, actuellement en conges, "
    "en conge maternite, en cas d urgence contactez, en cas d urgence merci de contacter, mode ne pas deranger",
    "je conduis, ne pas deranger, peux pas repondre pour, peux pas vous repondre pour, peux pas repondre maintenant, "
    "peux pas repondre je, peux pas parler pour, peux pas parler maintenant, peux pas parler actuellement, peux pas repondre actuellement, "
    "j ai bien recu votre message et, puis je vous rappeler, je suis en reunion je vous rappelle, vous rappelle plus tard",
};

}  // namespace

language const& french() { return in_french; }

}  // namespace tocsin::rules::reply
