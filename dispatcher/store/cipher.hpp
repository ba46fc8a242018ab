// SPDX-License-Identifier: Apache-2.0
// What all that the store seals asks of OpenSSL.
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tocsin::dispatcher {

constexpr int tag_size = 16;  ///< in bytes; of AES-GCM and of AES-SIV

struct free_cipher {
    void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
};
using cipher_context = std::unique_ptr<EVP_CIPHER_CTX, free_cipher>;

inline unsigned char const* data_of(std::string_view text) { return reinterpret_cast<unsigned char const*>(text.data()); }
inline unsigned char* data_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

/// A failure of the library itself: there is nothing to go on with. Throws std::runtime_error.
inline void must(bool done)
{
    if (!done)
        throw std::runtime_error{"OpenSSL cannot encrypt: reinstall libssl3"};
}

}  // namespace tocsin::dispatcher
