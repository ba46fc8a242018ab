// SPDX-License-Identifier: Apache-2.0
#include "channels/sender_note.hpp"

#include "rules/numbering.hpp"

#include <algorithm>
#include <string>

namespace tocsin::channels {
namespace {

/// Some providers want an international number without its +.
std::string with_plus(std::string_view sender)
{
    bool const digits = std::all_of(sender.begin(), sender.end(), [](char c) { return c >= '0' && c <= '9'; });
    bool const is_whole = digits && sender.size() > 10 && sender.front() != '0';
    return (is_whole ? "+" : "") + std::string{sender};
}

bool is_french_mobile(std::string_view sender)
{
    auto const read = rules::parse_phone(with_plus(sender), "FR");
    return read && read->line == rules::line_kind::mobile && read->region == "FR";
}

}  // namespace

// ARCEP's decision 2022-1583 keeps 06 and 07 for what people write to each other, since 1 January 2023. No mistake here:
// whether a text passes all the same is for the provider to say, and tests have no other numbers.
std::optional<bilingual> note_on_sender(std::string_view sender)
{
    if (!is_french_mobile(sender))
        return std::nullopt;
    return bilingual{
        "est un numéro mobile français (06, 07) : depuis 2023 les réseaux refusent les SMS qu'un programme envoie sous un tel "
        "numéro (ARCEP, décision 2022-1583) ; prenez le numéro court du fournisseur (38xxx : on peut y répondre) ou un nom de 11 "
        "lettres au plus (sans réponse), ou faites confirmer par écrit que ce numéro passe",
        "is a French mobile number (06, 07): since 2023 networks refuse texts that a program sends under such a number (ARCEP, "
        "decision 2022-1583); take your provider's short code (38xxx: people can answer) or a name of at most 11 letters (nobody "
        "can), or have it confirmed in writing that this number passes"};
}

}  // namespace tocsin::channels
