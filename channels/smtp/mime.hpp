// SPDX-License-Identifier: Apache-2.0
// A mail as bytes: RFC 5322 (format), 2045-2047 (MIME), 3834 (automatic mail), 2369 (List-Unsubscribe). Pure.
#pragma once

#include "rules/words/time.hpp"

#include <string>
#include <string_view>

namespace tocsin::channels::smtp {

/// What write_mail() turns into bytes.
struct outgoing_mail {
    std::string from_name;
    std::string from_address;
    std::string reply_to;  ///< empty: answers go to `from_address`
    std::string to_name;
    std::string to_address;
    std::string subject;
    std::string text;
    std::string html;
    std::string message_id;  ///< without angle brackets; the same at every attempt
    wall_time date;
};

/// CRLF line ends, lines of 78 characters at most where they can be folded, no byte above 127. Line breaks and control
/// characters in names, addresses and subject become blanks: nothing can smuggle in a header.
std::string write_mail(outgoing_mail const& what);

/// A page's buttons, written `href="answer:OUI"`, as links that open a mail to `address` with the answer in its subject and
/// body (RFC 6068).
std::string with_answer_links(std::string_view html, std::string_view address);

/// RFC 5322 section 3.3, in UTC: "Tue, 24 Nov 2026 03:00:00 +0000".
std::string mail_date(wall_time when);

/// RFC 2047 encoded words (UTF-8, B) when the text is not short plain ASCII, cut between characters and folded.
std::string encoded_words(std::string_view text);

/// RFC 2045 section 6.7.
std::string quoted_printable(std::string_view text);

}  // namespace tocsin::channels::smtp
