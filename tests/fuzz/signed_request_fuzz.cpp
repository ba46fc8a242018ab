// SPDX-License-Identifier: Apache-2.0
// What somebody without any right can write into an Authorization header.
#include "dispatcher/api/signed_request.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    using namespace tocsin::dispatcher::api;
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    auto const claim = read_signature_claim(text);
    if (!claim)
        return 0;
    if (!names_signature_scheme(text) || claim->client.empty() || claim->signature.size() != 64 || claim->nonce.size() < 16)
        std::abort();
    // Nothing in it ends a line of what is signed, so that two claims never sign the same text.
    for (auto const* part : {&claim->nonce, &claim->timestamp})
        if (part->find_first_of("\r\n") != std::string::npos)
            std::abort();
    auto const signed_text = string_to_sign("POST", "/v1/alerts", claim->timestamp, claim->nonce, "", text);
    if (is_same_signature(signature_of("key", signed_text), claim->signature))
        std::abort();
    return 0;
}
