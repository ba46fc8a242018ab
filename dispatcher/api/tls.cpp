// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/tls.hpp"

#include "rules/words/spelling.hpp"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <stdexcept>

namespace tocsin::dispatcher::api {
namespace {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

void must_be_able_to(error_code error, std::string const& what)
{
    if (error)
        throw std::runtime_error{"http.tls: " + what + " cannot be used: " + error.message()};
}

struct free_certificate {
    void operator()(X509* certificate) const { X509_free(certificate); }
};

struct free_bytes {
    void operator()(BIO* bytes) const { BIO_free(bytes); }
};

struct free_key {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

struct free_names {
    void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), ascii_lower);
    return text;
}

/// Empty when it holds what no name does, such as a NUL that would end it early for somebody else.
std::string text_of_asn1(ASN1_STRING const* written)
{
    std::string text{
        reinterpret_cast<char const*>(ASN1_STRING_get0_data(written)), static_cast<std::size_t>(ASN1_STRING_length(written))};
    bool const clean = std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    return clean ? text : std::string{};
}

void add(std::vector<std::string>& names, std::string const& kind, std::string const& name)
{
    if (!name.empty())
        names.push_back(kind + name);
}

}  // namespace

std::shared_ptr<ssl::context> make_tls_context(tls_settings const& from)
{
    auto made = std::make_shared<ssl::context>(ssl::context::tls_server);
    error_code error;
    auto* const native = made->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(native, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_num_tickets(native, 0);
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
    made->use_certificate_chain_file(from.certificate.string(), error);
    must_be_able_to(error, from.certificate.string());
    made->use_private_key(boost::asio::buffer(from.key.reveal()), ssl::context::pem, error);
    must_be_able_to(error, "its key");
    if (from.client_ca.empty())
        return made;
    made->load_verify_file(from.client_ca.string(), error);
    must_be_able_to(error, from.client_ca.string());
    SSL_CTX_set_client_CA_list(native, SSL_load_client_CA_file(from.client_ca.c_str()));
    made->set_verify_mode(ssl::verify_peer, error);
    must_be_able_to(error, from.client_ca.string());
    return made;
}

std::vector<std::string> certificate_names(SSL* line)
{
    std::vector<std::string> names;
    std::unique_ptr<X509, free_certificate> const shown{SSL_get1_peer_certificate(line)};
    if (!shown || SSL_get_verify_result(line) != X509_V_OK)
        return names;
    std::unique_ptr<GENERAL_NAMES, free_names> const others{
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(shown.get(), NID_subject_alt_name, nullptr, nullptr))};
    for (int i = 0; others && i < sk_GENERAL_NAME_num(others.get()); ++i) {
        auto const* const each = sk_GENERAL_NAME_value(others.get(), i);
        if (each->type == GEN_DNS)
            add(names, "dns:", lower(text_of_asn1(each->d.dNSName)));
        else if (each->type == GEN_URI)
            add(names, "uri:", text_of_asn1(each->d.uniformResourceIdentifier));
        else if (each->type == GEN_EMAIL)
            add(names, "email:", lower(text_of_asn1(each->d.rfc822Name)));
    }
    auto* const subject = X509_get_subject_name(shown.get());
    int const at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    if (at >= 0)
        add(names, "cn:", lower(text_of_asn1(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)))));
    return names;
}

bool holds_public_key(std::string const& pem)
{
    std::unique_ptr<BIO, free_bytes> const certificate{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
    std::unique_ptr<X509, free_certificate> const read{PEM_read_bio_X509(certificate.get(), nullptr, nullptr, nullptr)};
    std::unique_ptr<BIO, free_bytes> const bare{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
    std::unique_ptr<EVP_PKEY, free_key> const key{PEM_read_bio_PUBKEY(bare.get(), nullptr, nullptr, nullptr)};
    return read || key;
}

}  // namespace tocsin::dispatcher::api
