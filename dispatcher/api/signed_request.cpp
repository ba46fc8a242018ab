// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/signed_request.hpp"

#include "dispatcher/store/digest.hpp"
#include "rules/words/spelling.hpp"
#include "rules/words/trimmed.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace tocsin::dispatcher::api {
namespace {

constexpr std::string_view scheme = "Tocsin-HMAC-SHA256";
constexpr std::string_view first_line = "TOCSIN-HMAC-SHA256";
constexpr std::size_t longest_header = 1024;

bool is_word_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool is_nonce(std::string_view text)
{
    return text.size() >= 16 && text.size() <= 128 && std::all_of(text.begin(), text.end(), is_word_character);
}

bool is_hex(std::string_view text)
{
    return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    });
}

std::optional<wall_time> instant_of(std::string_view text)
{
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    bool const whole = error == std::errc{} && end == text.data() + text.size();
    if (!whole || number < 0 || number > 100'000'000'000)
        return std::nullopt;
    return from_millis(number * 1000);
}

/// Puts one `name=value` in its place; false when it has none there.
bool take_part(std::string_view part, signature_claim& into)
{
    auto const equals = part.find('=');
    if (equals == std::string_view::npos)
        return false;
    auto const name = trimmed(part.substr(0, equals));
    auto const value = trimmed(part.substr(equals + 1));
    std::string* const place = name == "client"      ? &into.client
                               : name == "timestamp" ? &into.timestamp
                               : name == "nonce"     ? &into.nonce
                               : name == "signature" ? &into.signature
                                                     : nullptr;
    if (place == nullptr || !place->empty() || value.empty())
        return false;
    *place = value;
    return true;
}

}  // namespace

bool names_signature_scheme(std::string_view authorization)
{
    return authorization.size() > scheme.size() && authorization[scheme.size()] == ' ' &&
           equal_ignoring_case(authorization.substr(0, scheme.size()), scheme);
}

std::optional<signature_claim> read_signature_claim(std::string_view authorization)
{
    if (!names_signature_scheme(authorization) || authorization.size() > longest_header)
        return std::nullopt;
    std::optional<signature_claim> claim{std::in_place};  // g++ 12 misreads the move of one (GCC bug 105562)
    auto rest = authorization.substr(scheme.size());
    for (bool more = true; more;) {
        auto const comma = rest.find(',');
        more = comma != std::string_view::npos;
        if (!take_part(trimmed(rest.substr(0, comma)), *claim))
            return std::nullopt;
        rest.remove_prefix(more ? comma + 1 : rest.size());
    }
    auto const at = instant_of(claim->timestamp);
    if (claim->client.empty() || !at || !is_nonce(claim->nonce) || !is_hex(claim->signature))
        return std::nullopt;
    claim->at = *at;
    return claim;
}

std::string string_to_sign(
    std::string_view method,
    std::string_view target,
    std::string_view timestamp,
    std::string_view nonce,
    std::string_view idempotency_key,
    std::string_view body
)
{
    std::string text{first_line};
    text += '\n';
    for (auto const line : {method, target, timestamp, nonce, idempotency_key}) {
        text += line;
        text += '\n';
    }
    text += sha256_of(body);
    text += '\n';
    return text;
}

std::string signature_of(std::string_view key, std::string_view text)
{
    std::array<unsigned char, 32> sum{};
    unsigned int size = 0;
    HMAC(
        EVP_sha256(),
        key.data(),
        static_cast<int>(key.size()),
        reinterpret_cast<unsigned char const*>(text.data()),
        text.size(),
        sum.data(),
        &size
    );
    return hex_of(sum);
}

bool is_same_signature(std::string_view made, std::string_view given)
{
    std::string lower{given};
    std::transform(lower.begin(), lower.end(), lower.begin(), ascii_lower);
    return made.size() == lower.size() && CRYPTO_memcmp(made.data(), lower.data(), made.size()) == 0;
}

}  // namespace tocsin::dispatcher::api
