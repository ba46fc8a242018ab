// SPDX-License-Identifier: Apache-2.0
// What mail wraps text in, taken off again: base64, quoted-printable (RFC 2045), encoded words (RFC 2047), character sets.
// Whatever the bytes, what comes out is valid UTF-8 where it says so. Pure.
#pragma once

#include <string>
#include <string_view>

namespace tocsin::channels::mail {

/// RFC 2045 section 6.8: what is not of the alphabet is skipped, "=" ends it.
std::string from_base64(std::string_view text);

/// RFC 2045 section 6.7; what is no sound escape stays as it stands.
std::string from_quoted_printable(std::string_view text);

/// Valid UTF-8 for any bytes. UTF-8, ASCII, ISO-8859-1 and -15 and Windows-1252 are known. ISO-8859-1 is read as
/// Windows-1252, and so is text that says UTF-8 and is not: so mail programs mean it (https://encoding.spec.whatwg.org).
/// In any other set every byte above 127 becomes U+FFFD: unclear, and for a person.
std::string to_utf8(std::string_view bytes, std::string_view charset);

/// A header field's value with its encoded words read, in UTF-8.
std::string decoded_words(std::string_view value);

bool is_utf8(std::string_view bytes);

}  // namespace tocsin::channels::mail
