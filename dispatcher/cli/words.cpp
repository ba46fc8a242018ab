// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/words.hpp"

#include <algorithm>
#include <iterator>

namespace tocsin::cli {
namespace {

struct word {
    std::string_view code;
    std::string_view fr;
    std::string_view en;
};

constexpr word states[] = {
    // of mobilisations
    {"proposed", "proposée", "proposed"},
    {"approved", "approuvée", "approved"},
    {"running", "en cours", "running"},
    {"paused", "en pause", "paused"},
    {"filled", "pourvue", "filled"},
    {"closed", "close", "closed"},
    {"cancelled", "annulée", "cancelled"},
    // of the people asked
    {"asked", "sollicitées", "asked"},
    {"waiting", "pas encore répondu", "yet to answer"},
    {"conditional", "dont oui sous condition", "of them yes on a condition"},
    {"confirmed", "confirmées", "confirmed"},
    {"reserve", "en réserve", "in reserve"},
    {"declined", "refus", "declined"},
    {"silent", "sans réponse", "silent"},
    {"unreachable", "injoignables", "unreachable"},
    {"released", "libérées", "released"},
    // of alerts
    {"active", "active", "active"},
    {"superseded", "remplacée", "superseded"},
    {"expired", "expirée", "expired"},
    {"logged", "notée seulement", "logged only"},
};

constexpr word message_states[] = {
    {"queued", "à envoyer", "to be sent"},
    {"sending", "en cours d'envoi", "being sent"},
    {"accepted", "acceptés", "accepted"},
    {"delivered", "remis", "delivered"},
    {"refused", "refusés", "refused"},
    {"expired", "périmés", "expired"},
    {"unreachable", "non remis", "not delivered"},
    {"cancelled", "annulés", "cancelled"},
    {"suppressed", "retenus", "suppressed"},
};

constexpr word reasons[] = {
    // why somebody is not asked
    {"outside_zone", "hors de la zone", "outside of the zone"},
    {"opted_out", "ne veulent plus être contactées", "do not want to be contacted"},
    {"not_reachable", "sans adresse ou sans consentement", "without an address or consent"},
    {"under_age", "trop jeunes", "too young"},
    {"not_available", "pas disponibles", "not available"},
    {"lacks_skill", "sans la compétence", "without the skill"},
    {"too_far", "au-delà de leur propre rayon", "farther than they go"},
    {"asked_already", "déjà sollicitées", "asked already"},
    {"said_yes_elsewhere", "déjà retenues ailleurs", "said yes elsewhere"},
    {"asked_elsewhere", "sollicitées ailleurs, réponse attendue", "asked elsewhere, answer awaited"},
    {"over_day_budget", "déjà assez sollicitées depuis 24 h", "asked often enough within 24 h"},
    {"over_month_budget", "déjà assez sollicitées depuis 30 jours", "asked often enough within 30 days"},
    // why a reply needs a person
    {"unclear", "réponse peu claire", "unclear answer"},
    {"unknown-sender", "expéditeur inconnu", "unknown sender"},
    {"no-open-request", "aucune demande en cours", "no open request"},
    {"conditional", "oui sous condition", "yes on a condition"},
    {"which-request", "plusieurs demandes en cours", "several open requests"},
    {"restricted", "personne à laisser tranquille (restriction)", "a person to be left alone (restricted)"},
    {"too-many", "trop de réponses automatiques", "too many automatic answers"},
    {"unknown-reference", "référence inconnue", "unknown reference"},
    {"other-person", "écrit par quelqu'un d'autre", "written by somebody else"},
    {"opted-out", "avait dit STOP", "had said STOP"},
    // why a channel does not do
    {"link-down", "liaison coupée", "link down"},
    {"errors", "rien que des erreurs", "nothing but errors"},
    {"silent", "ne répond pas", "no answer"},
    {"failing", "trop d'envois échouent", "too many messages fail"},
    {"throttled", "l'opérateur freine", "the provider slows us down"},
    {"slow", "lent", "slow"},
    {"no-receipts", "ne dit plus ce qui arrive", "no longer says what arrives"},
    {"quota", "quota du jour épuisé", "the day's quota is used up"},
    {"recovering", "se remet", "recovering"},
    // why a reply needs a person, too
    {"order-lost", "a une place et n'a pas reçu l'ordre de venir : appelez", "has a place and did not get the order to come: call"},
};

// Columns of the register, with the names that `volunteers rectify` takes.
constexpr word fields[] = {
    {"first_name", "prénom", "first name"},
    {"last_name", "nom", "last name"},
    {"commune", "commune (INSEE)", "commune (INSEE)"},
    {"postcode", "code postal", "postcode"},
    {"language", "langue", "language"},
    {"birth_date", "né(e) le", "born on"},
    {"radius_km", "rayon (km)", "radius (km)"},
    {"skills", "compétences", "skills"},
    {"availability", "disponibilités", "availability"},
    {"consent_sms", "consent au SMS", "consents to SMS"},
    {"consent_email", "consent au courriel", "consents to e-mail"},
    {"drill", "exercices", "drills"},
    {"opted_out", "ne veut plus être contacté(e) depuis", "opted out since"},
    {"restricted", "à laisser tranquille depuis", "to be left alone since"},
};

constexpr word actions[] = {
    {"none", "aucune règle ne s'applique", "no rule applies"},
    {"ignore", "à ignorer", "to be ignored"},
    {"propose", "à proposer", "to be proposed"},
    {"launch", "à lancer sans attendre", "to be launched at once"},
};

constexpr word defects[] = {
    {"altered", "ligne modifiée", "line altered"},
    {"missing", "ligne manquante", "line missing"},
    {"cut", "fin coupée", "end cut off"},
    {"other-history", "autre histoire que la tête conservée", "another history than the head that was kept"},
    {"unexplained", "état que le journal n'explique pas", "state that the journal does not explain"},
};

constexpr word lines[] = {
    {"client-added", "client ajouté", "client added"},
    {"client-revoked", "client révoqué", "client revoked"},
    {"begun", "début", "begun"},
    {"started", "démarrage", "started"},
    {"alert", "alerte", "alert"},
    {"raised", "demande", "raised"},
    {"state", "état", "state"},
    {"asked", "sollicités", "asked"},
    {"withdrawn", "demandes retirées", "requests withdrawn"},
    {"reply", "réponse", "reply"},
    {"moved-up", "place reprise", "place handed on"},
    {"order-lost", "ordre non reçu", "order not received"},
    {"settled", "réponse traitée", "reply settled"},
    {"imported", "import", "imported"},
    {"opted-out", "retrait", "opted out"},
    {"opt-out-proof", "preuve d'un retrait", "proof of an opt-out"},
    {"opted-in", "retour", "opted in"},
    {"rectified", "rectification", "put right"},
    {"restricted", "restriction", "restricted"},
    {"released", "restriction levée", "restriction lifted"},
    {"purged", "oubli à échéance", "forgotten in time"},
    {"erased", "effacement", "erased"},
    {"plan", "plan figé", "plan frozen"},
    {"assent", "accord", "yes"},
    {"break-glass", "décision d'urgence", "glass broken"},
    {"changed", "modifiée", "changed"},
    {"retracted", "rectificatif", "retracted"},
    {"corrected", "rectificatif envoyé", "corrected"},
    {"found", "écart constaté", "found"},
    {"accepted", "écart accepté", "accepted"},
    {"backup", "sauvegarde remise", "backup handed out"},
    {"message-made", "message préparé", "message made"},
    {"attempt", "essai d'envoi", "attempt"},
    {"message-accepted", "pris par l'opérateur", "taken by the provider"},
    {"message-ended", "issue du message", "end of the message"},
    {"reply-came", "réponse reçue", "reply came"},
    {"reply-settled", "réponse traitée", "reply settled"},
    {"alert-called", "mobilisation demandée", "called for"},
    {"person-asked", "personne sollicitée", "person asked"},
};

constexpr word media[] = {
    {"sms", "SMS", "SMS"},
    {"email", "courriel", "e-mail"},
};

template <std::size_t Size>
std::string look_up(word const (&table)[Size], std::string_view code, language in)
{
    auto const found =
        std::find_if(std::begin(table), std::end(table), [&](word const& entry) { return entry.code == code; });
    if (found == std::end(table))
        return std::string{code};
    return std::string{in == language::fr ? found->fr : found->en};
}

}  // namespace

std::string state_word(std::string_view state, language in) { return look_up(states, state, in); }

std::string message_word(std::string_view state, language in) { return look_up(message_states, state, in); }

std::string reason_word(std::string_view reason, language in) { return look_up(reasons, reason, in); }

std::string action_word(std::string_view action, language in) { return look_up(actions, action, in); }

std::string defect_word(std::string_view defect, language in) { return look_up(defects, defect, in); }

std::string line_word(std::string_view kind, language in) { return look_up(lines, kind, in); }

std::string field_word(std::string_view field, language in) { return look_up(fields, field, in); }

std::string medium_word(std::string_view medium, language in) { return look_up(media, medium, in); }

std::string with_letter(char letter, std::string_view id)
{
    bool const digits_only =
        !id.empty() && std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (digits_only)
        return letter + std::string{id};
    std::string written{id};
    if (!written.empty() && written.front() == letter + ('a' - 'A'))
        written.front() = letter;
    return written;
}

}  // namespace tocsin::cli
