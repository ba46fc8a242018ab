// SPDX-License-Identifier: Apache-2.0
#include "channels/http_sms/digest.hpp"

#include "channels/http_sms/encoding.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <utility>

namespace tocsin::channels::http_sms {
namespace {

constexpr std::array<std::pair<std::string_view, hashing>, 5> hashings{{
    {"none", hashing::none}, {"md5", hashing::md5}, {"sha1", hashing::sha1}, {"sha256", hashing::sha256}, {"sha512", hashing::sha512},
}};

constexpr std::array<std::pair<std::string_view, spelling>, 4> spellings{{
    {"hex", spelling::hex}, {"HEX", spelling::upper_hex}, {"base64", spelling::base64}, {"base64url", spelling::base64url},
}};

template <class Table>
auto find_in(Table const& table, std::string_view text) -> std::optional<decltype(table[0].second)>
{
    for (auto const& [name, value] : table)
        if (name == text)
            return value;
    return std::nullopt;
}

EVP_MD const* algorithm(hashing how)
{
    switch (how) {
    case hashing::none: break;
    case hashing::md5: return EVP_md5();
    case hashing::sha1: return EVP_sha1();
    case hashing::sha256: return EVP_sha256();
    case hashing::sha512: return EVP_sha512();
    }
    return nullptr;
}

}  // namespace

std::optional<hashing> parse_hashing(std::string_view text) { return find_in(hashings, text); }
std::optional<spelling> parse_spelling(std::string_view text) { return find_in(spellings, text); }

std::string digest(hashing how, std::optional<std::string_view> key, std::string_view text)
{
    auto const* const with = algorithm(how);
    if (with == nullptr)
        return std::string{text};
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned length = 0;
    auto const* const bytes = reinterpret_cast<unsigned char const*>(text.data());
    bool const done =
        key ? HMAC(with, key->data(), static_cast<int>(key->size()), bytes, text.size(), out.data(), &length) != nullptr
            : EVP_Digest(bytes, text.size(), out.data(), &length, with, nullptr) == 1;
    return done ? std::string{reinterpret_cast<char const*>(out.data()), length} : std::string{};
}

std::string spelled(std::string_view bytes, spelling how)
{
    switch (how) {
    case spelling::hex: return hex(bytes);
    case spelling::upper_hex: {
        auto text = hex(bytes);
        for (auto& c : text)
            c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
        return text;
    }
    case spelling::base64: return base64(bytes);
    case spelling::base64url: return base64(bytes, base64_alphabet::url);
    }
    return {};
}

bool is_same_secret(std::string_view one, std::string_view other)
{
    return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace tocsin::channels::http_sms
