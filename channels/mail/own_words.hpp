// SPDX-License-Identifier: Apache-2.0
// What the person wrote, without what their mail program put around it: the quoted original, signatures, footers, HTML.
// When in doubt it leaves a line in: too many words are unclear and go to a person, too few could turn an answer. Pure.
#pragma once

#include <string>
#include <string_view>

namespace tocsin::channels::mail {

/// HTML as lines of text. What Gmail, Outlook, Yahoo, Proton and Thunderbird mark as quotation or signature is left out,
/// and so is every <blockquote>.
std::string plain_text(std::string_view html);

/// The lines that are the person's own, trimmed: nothing quoted with ">", nothing below "-----Original Message-----", a
/// header block ("De : … Envoyé : …") or a signature mark (RFC 3676 section 4.3), no "Le … a écrit :", no "Envoyé de mon …".
std::string own_words(std::string_view text);

}  // namespace tocsin::channels::mail
