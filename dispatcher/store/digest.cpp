// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/digest.hpp"

#include <openssl/evp.h>

#include <array>

namespace tocsin::dispatcher {

std::string hex_of(std::span<unsigned char const> bytes)
{
    std::string text;
    text.reserve(bytes.size() * 2);
    for (auto const byte : bytes) {
        text += "0123456789abcdef"[byte >> 4U];
        text += "0123456789abcdef"[byte & 15U];
    }
    return text;
}

std::string sha256_of(std::string_view bytes)
{
    std::array<unsigned char, 32> sum{};
    unsigned int size = 0;
    EVP_Digest(bytes.data(), bytes.size(), sum.data(), &size, EVP_sha256(), nullptr);
    return hex_of(sum);
}

}  // namespace tocsin::dispatcher
