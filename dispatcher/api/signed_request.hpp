// SPDX-License-Identifier: Apache-2.0
// Requests that prove who sent them by a signature: HMAC-SHA256 (RFC 2104) over what is asked, when, and a word that is
// used once. Pure. docs/openapi.yaml and docs/api.md tell it to whoever signs.
//
//   Authorization: Tocsin-HMAC-SHA256 client=NAME, timestamp=UNIX SECONDS, nonce=WORD, signature=HEX
//
// What is signed, each line ended by a line feed (0x0a), the last one too:
//
//   TOCSIN-HMAC-SHA256
//   method, upper case
//   target: path and query as they stand in the request line
//   timestamp
//   nonce
//   Idempotency-Key as sent; empty without one
//   SHA-256 of the body, 64 lower-case hexadecimal digits
#pragma once

#include "rules/words/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::dispatcher::api {

/// What an Authorization header claims; nothing of it has been verified.
struct signature_claim {
    std::string client;
    std::string timestamp;  ///< as written
    wall_time at;
    std::string nonce;
    std::string signature;  ///< as written
};

/// How far the sender's clock may be from ours, either way.
inline constexpr seconds signature_window{300};

/// Whether the header speaks of this scheme at all. The scheme's name has no case (RFC 9110 section 11.1).
bool names_signature_scheme(std::string_view authorization);

/// Nothing when something is missing, twice there, unknown or not as it must be: a nonce is 16 to 128 characters of
/// letters, digits, - and _; a signature is 64 hexadecimal digits.
std::optional<signature_claim> read_signature_claim(std::string_view authorization);

std::string string_to_sign(
    std::string_view method,
    std::string_view target,
    std::string_view timestamp,
    std::string_view nonce,
    std::string_view idempotency_key,
    std::string_view body
);

/// As 64 lower-case hexadecimal digits.
std::string signature_of(std::string_view key, std::string_view text);

/// In a time that does not tell where the two differ.
bool is_same_signature(std::string_view made, std::string_view given);

}  // namespace tocsin::dispatcher::api
