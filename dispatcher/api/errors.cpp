// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/errors.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace tocsin::dispatcher::api {
namespace errors {

error const bad_request{
    "bad-request",
    400,
    {"La requête n'est pas du HTTP/1.1 que le démon comprend.",
     "The request is no HTTP/1.1 that the daemon understands."},
    {"Vérifiez l'adresse et son codage en pour cent.", "Check the target and its percent-encoding."}};
error const unauthorized{
    "unauthorized",
    401,
    {"Rien de valable ne dit qui envoie la requête.", "Nothing valid says who sends the request."},
    {"Envoyez « Authorization: Bearer JETON » avec un jeton de tocsin clients ou de http.tokens.",
     "Send \"Authorization: Bearer TOKEN\" with a token from tocsin clients or http.tokens."}};
error const signature_refused{
    "signature-refused",
    401,
    {"La signature de la requête n'est pas acceptée.", "The signature of the request is not accepted."},
    {"Comparez avec docs/openapi.yaml ce qui est signé ; l'horloge peut différer de cinq minutes au plus.",
     "Compare what is signed with docs/openapi.yaml; the clock may be off by five minutes at most."}};
error const nonce_used{
    "nonce-used",
    401,
    {"Cette requête signée est déjà arrivée.", "This signed request has arrived before."},
    {"Signez-la à nouveau avec un autre nonce ; Idempotency-Key garde d'agir deux fois.",
     "Sign it anew with another nonce; an Idempotency-Key keeps it from acting twice."}};
error const forbidden{
    "forbidden",
    403,
    {"Ce jeton ne permet que d'envoyer des alertes.", "This token only allows sending alerts."},
    {"Utilisez un jeton dont le rôle est staff.", "Use a token whose role is staff."}};
error const socket_only{
    "socket-only",
    403,
    {"Cela ne se décide que sur la machine elle-même.", "That is decided on the machine itself only."},
    {"Utilisez la commande tocsin sur la machine du démon.", "Use the command tocsin on the daemon's machine."}};
error const not_found{
    "not-found",
    404,
    {"Il n'y a rien de tel ici.", "There is no such thing here."},
    {"Vérifiez le numéro ou l'adresse ; docs/openapi.yaml décrit ce qui existe.",
     "Check the id or the address; docs/openapi.yaml describes what exists."}};
error const method_not_allowed{
    "method-not-allowed",
    405,
    {"Cette méthode ne convient pas ici.", "This method does not apply here."},
    {"L'en-tête Allow dit lesquelles conviennent.", "The Allow header says which ones do."}};
error const too_slow{
    "too-slow",
    408,
    {"La requête n'est pas arrivée à temps.", "The request did not arrive in time."},
    {"Renvoyez-la.", "Send it again."}};
error const too_large{
    "too-large",
    413,
    {"Le contenu de la requête est trop grand.", "The body of the request is too large."},
    {"Envoyez au plus 1 Mio (64 Kio pour une décision) ; seul l'import de volontaires n'a pas de limite.",
     "Send at most 1 MiB (64 KiB for a decision); only the import of volunteers has no limit."}};
error const header_too_large{
    "header-too-large",
    431,
    {"Les en-têtes de la requête sont trop grands.", "The headers of the request are too large."},
    {"Envoyez au plus 16 Kio d'en-têtes.", "Send at most 16 KiB of headers."}};
error const bad_order{
    "bad-order",
    422,
    {"La demande ne peut pas être lue telle quelle.", "The order cannot be read as it is."},
    {"Corrigez chaque champ nommé ; rien n'a été enregistré.", "Correct each field named; nothing was recorded."}};
error const bad_json{
    "bad-json",
    400,
    {"Le contenu n'est pas un objet JSON.", "The body is no JSON object."},
    {"Envoyez un objet JSON en UTF-8.", "Send one JSON object in UTF-8."}};
error const bad_address{
    "bad-address",
    422,
    {"Ce n'est ni un numéro de téléphone ni une adresse électronique utilisable.",
     "This is neither a usable phone number nor a usable mail address."},
    {"Écrivez un numéro comme 06 39 98 00 01 ou +33639980001, ou une adresse comme nom@example.org.",
     "Write a number such as 06 39 98 00 01 or +33639980001, or an address such as name@example.org."}};
error const bad_parameter{
    "bad-parameter",
    400,
    {"Un paramètre a une valeur qui ne convient pas.", "A parameter has a value that does not fit."},
    {"docs/openapi.yaml décrit les valeurs possibles.", "docs/openapi.yaml describes the possible values."}};
error const not_an_alert{
    "not-an-alert",
    422,
    {"Ce n'est pas une alerte sur laquelle agir.", "This is no alert that can be acted on."},
    {"Corrigez ce qui est nommé et renvoyez l'alerte.", "Correct what is named and send the alert again."}};
error const conflict{
    "conflict",
    409,
    {"Une alerte de même identité est enregistrée avec un autre contenu.",
     "An alert of the same identity is on record with other content."},
    {"Donnez un nouvel identifiant à l'alerte, ou envoyez une mise à jour.",
     "Give the alert a new identifier, or send an update."}};
error const key_reused{
    "key-reused",
    422,
    {"Cette clé a déjà servi pour une autre requête.", "This key was used for another request already."},
    {"Donnez une clé nouvelle à chaque nouvelle requête.", "Give each new request a key of its own."}};
error const request_running{
    "request-running",
    409,
    {"Cette requête est en train d'être traitée.", "This request is being done."},
    {"Renvoyez-la, avec la même clé, dans quelques secondes.", "Send it again with the same key in a few seconds."}};
error const too_many_requests{
    "too-many-requests",
    429,
    {"Ce client envoie trop de requêtes.", "This client sends too many requests."},
    {"Attendez ce que dit Retry-After ; tocsin clients add --rate règle la limite.",
     "Wait as long as Retry-After says; tocsin clients add --rate sets the limit."}};
error const name_taken{
    "name-taken",
    409,
    {"Ce nom a déjà été donné.", "This name was given before."},
    {"Choisissez-en un autre : un nom n'est jamais redonné, pour que le registre reste vrai.",
     "Choose another: a name is never given again, so that the journal stays true."}};
error const wrong_state{
    "wrong-state",
    409,
    {"L'état de la mobilisation ne le permet pas.", "The state of the mobilisation does not allow it."},
    {"Regardez où elle en est : tocsin status.", "See how it is doing: tocsin status."}};
error const plan_changed{
    "plan-changed",
    409,
    {"Ce qui partirait n'est plus ce qui a été montré.", "What would leave is not what was shown any more."},
    {"Regardez à nouveau avec tocsin preview, puis approuvez.", "Look again with tocsin preview, then approve."}};
error const own_request{
    "own-request",
    403,
    {"Qui a demandé n'approuve pas : il faut d'autres personnes.",
     "Whoever asked for it does not approve it: it takes other people."},
    {"Demandez à deux collègues, chacun avec son compte ; seul et sans délai : --break-glass MOTIF, qui sera inscrit et affiché.",
     "Ask two colleagues, each with their own account; alone and at once: --break-glass REASON, which is recorded and shown."}};
error const superuser{
    "superuser",
    403,
    {"Il faut plusieurs personnes, et root peut être n'importe qui : son accord ne compte pas.",
     "It takes several people, and root may be anybody: its yes does not count."},
    {"Approuvez chacun avec votre compte ; seul et sans délai : --break-glass MOTIF, qui sera inscrit et affiché.",
     "Approve each with your own account; alone and at once: --break-glass REASON, which is recorded and shown."}};
error const confirmation_needed{
    "confirmation-needed",
    409,
    {"Ce canal atteint de vraies personnes.", "This channel reaches real people."},
    {"Ajoutez \"confirm\": true si c'est voulu.", "Add \"confirm\": true if that is meant."}};
error const one_way_sender{
    "one-way-sender",
    409,
    {"Le texte pose une question, et personne ne peut répondre à l'expéditeur de ce canal.",
     "The text asks a question, and nobody can answer the sender of this channel."},
    {"Donnez avec --text un texte qui dit comment répondre autrement (un lien, une adresse, un numéro complet), ou un "
     "canal à double sens avec --channel.",
     "Give with --text a text that tells another way to answer (a link, an address, a number in full), or a two-way "
     "channel with --channel."}};
error const store_unavailable{
    "store-unavailable",
    503,
    {"La base ne peut pas enregistrer pour l'instant ; rien n'a changé.",
     "The database cannot record anything now; nothing was changed."},
    {"Renvoyez la requête ; l'administrateur regarde le disque et le journal.",
     "Send the request again; the administrator looks at the disk and the log."}};
error const store_rejected{
    "store-rejected",
    500,
    {"La base n'accepte pas cette demande telle quelle ; rien n'en a été écrit.",
     "The database does not take this request as it is; nothing of it was written."},
    {"La renvoyer n'y changera rien : donnez la ligne TOC0014 du journal à l'administrateur.",
     "Sending it again changes nothing: give the line TOC0014 of the log to the administrator."}};
error const unfinished{
    "unfinished",
    503,
    {"C'est enregistré, mais la base ne répond plus : la suite n'a pas pu être faite ou lue.",
     "It is recorded, but the database answers no more: what follows could not be done or read."},
    {"Renvoyez la même requête avec la même clé : rien n'est fait deux fois.",
     "Send the same request with the same key again: nothing is done twice."}};
error const register_loading{
    "register-loading",
    503,
    {"Le registre des volontaires est encore en cours de lecture.", "The register of volunteers is still being read."},
    {"Recommencez dans quelques secondes.", "Try again in a few seconds."}};
error const rehearsal_running{
    "rehearsal-running",
    409,
    {"Une autre répétition est en cours : il n'y en a qu'une à la fois.",
     "Another rehearsal is being played: there is one at a time."},
    {"Recommencez dans quelques secondes.", "Try again in a few seconds."}};
error const nothing_to_rehearse{
    "nothing-to-rehearse",
    422,
    {"Il n'y a rien à répéter : cette mobilisation n'a pas commencé, ou n'est pas finie.",
     "There is nothing to rehearse: this mobilisation has not begun, or is not over."},
    {"Voir tocsin status --all, ou tocsin rules try FICHIER.", "See tocsin status --all, or tocsin rules try FILE."}};
error const webhook_refused{
    "webhook-refused",
    400,
    {"L'appel du fournisseur n'est pas accepté.", "The provider's call is not accepted."},
    {"Comparez-le au profil de ce canal.", "Compare it with the profile of this channel."}};
error const stopping{
    "stopping",
    503,
    {"Le démon s'arrête.", "The daemon is stopping."},
    {"Renvoyez la requête quand il sera revenu.", "Send the request again when it is back."}};
error const internal{
    "internal",
    500,
    {"Le démon n'a pas pu répondre.", "The daemon could not answer."},
    {"Regardez son journal.", "See its log."}};

std::span<error const* const> all()
{
    static constexpr std::array list{
        &bad_request,
        &unauthorized,
        &signature_refused,
        &nonce_used,
        &forbidden,
        &socket_only,
        &not_found,
        &method_not_allowed,
        &too_slow,
        &too_large,
        &header_too_large,
        &bad_order,
        &bad_json,
        &bad_address,
        &bad_parameter,
        &not_an_alert,
        &conflict,
        &key_reused,
        &request_running,
        &too_many_requests,
        &name_taken,
        &wrong_state,
        &plan_changed,
        &own_request,
        &superuser,
        &confirmation_needed,
        &one_way_sender,
        &store_unavailable,
        &store_rejected,
        &unfinished,
        &register_loading,
        &rehearsal_running,
        &nothing_to_rehearse,
        &webhook_refused,
        &stopping,
        &internal};
    return list;
}

}  // namespace errors

namespace {

namespace json = boost::json;

answer made(error const& what, language in, std::string_view why, std::string_view where, int status, json::array problems)
{
    json::object whole;
    whole["type"] = "/errors/" + std::string{what.code};
    whole["title"] = what.what.in(in);
    whole["status"] = status;
    whole["detail"] = why;
    whole["code"] = what.code;
    if (!where.empty())
        whole["where"] = where;
    whole["do"] = what.advice.in(in);
    if (!problems.empty())
        whole["problems"] = std::move(problems);
    answer no{status, "application/problem+json", json::serialize(whole)};
    if (status == 401)
        no.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"tocsin\", Tocsin-HMAC-SHA256");
    if (status == 503)
        no.headers.emplace_back("Retry-After", "5");
    return no;
}

}  // namespace

json::object error_json(error const& what, language in, std::string_view where)
{
    json::object said;
    said["code"] = what.code;
    said["what"] = what.what.in(in);
    if (!where.empty())
        said["where"] = where;
    said["do"] = what.advice.in(in);
    return said;
}

answer fail(error const& what, language in, std::string_view where)
{
    return made(what, in, what.what.in(in), where, what.status, {});
}

answer fail_because(error const& what, language in, std::string why, std::string_view where, std::optional<int> status)
{
    return made(what, in, why.empty() ? what.what.in(in) : why, where, status.value_or(what.status), {});
}

answer fail_with(error const& what, language in, std::vector<field_problem> const& problems)
{
    json::array list;
    for (auto const& each : problems) {
        json::object one;
        one["where"] = each.where;
        one["what"] = each.what;
        if (!each.advice.empty())
            one["do"] = each.advice;
        list.push_back(std::move(one));
    }
    auto const where = problems.size() == 1 ? std::string_view{problems.front().where} : std::string_view{};
    return made(what, in, what.what.in(in), where, what.status, std::move(list));
}

}  // namespace tocsin::dispatcher::api
