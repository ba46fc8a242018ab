// SPDX-License-Identifier: Apache-2.0
// What a mail server's codes mean for us: reply codes (RFC 5321 section 4.2) and enhanced status codes (RFC 3463, and the
// registry of RFC 5248). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::channels::mail {

enum class meaning {
    for_now,  ///< 4yz: the same mail may pass later
    for_good,  ///< 5yz: it will not
    ours,  ///< speaks of our connection or credentials, not of the recipient: may be mended before the next try
    slower,  ///< the server wants fewer mails
};

struct server_word {
    int reply = 0;  ///< 450; 0 when there is none
    std::string enhanced;  ///< "4.7.1"; empty when there is none
    std::string text;  ///< the rest of the line; may repeat an address

    /// "550 5.1.1", for people and for the record.
    std::string code() const;
};

/// Reads "550 5.1.1 <zoe@…>: User unknown". Nothing when the line does not begin with a reply code.
std::optional<server_word> read_reply(std::string_view line);

/// The first enhanced code in a text, such as "5.1.1" in "smtp; 550 5.1.1 …" or "5.1.1 (User unknown)"; empty when none.
std::string enhanced_code_in(std::string_view text);

/// Of a word that is no acceptance. The enhanced code rules where it says more than the reply code's class.
meaning meaning_of(server_word const& word);

}  // namespace tocsin::channels::mail
