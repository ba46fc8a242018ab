// SPDX-License-Identifier: Apache-2.0
// What signatures are made of. OpenSSL's hashes, spelled as providers spell them. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::channels::http_sms {

enum class hashing { none, md5, sha1, sha256, sha512 };
enum class spelling { hex, upper_hex, base64, base64url };

std::optional<hashing> parse_hashing(std::string_view text);
std::optional<spelling> parse_spelling(std::string_view text);

/// The hash of `text`, or its HMAC (RFC 2104) when there is a key; `none` leaves it as it is.
std::string digest(hashing how, std::optional<std::string_view> key, std::string_view text);

std::string spelled(std::string_view bytes, spelling how);

/// In a time that does not tell where the two differ.
bool is_same_secret(std::string_view one, std::string_view other);

}  // namespace tocsin::channels::http_sms
