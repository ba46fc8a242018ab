// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/fake_smtp/certificate.hpp"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>

namespace tocsin::fakes {
namespace {

constexpr long day = 24 * 3600;

template <class T>
T must(T made)
{
    if (made)
        return made;
    std::fprintf(stderr, "OpenSSL cannot make a certificate\n");
    std::exit(1);
}

void extend(X509* certificate, int what, char const* value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* const extension = must(X509V3_EXT_conf_nid(nullptr, &context, what, value));
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

}  // namespace

SSL_CTX* make_context(std::string const& which, std::string const& ca_file)
{
    EVP_PKEY* const key = must(EVP_EC_gen("P-256"));
    X509* const certificate = must(X509_new());
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -10 * day);
    X509_gmtime_adj(X509_getm_notAfter(certificate), which == "expired" ? -day : 10 * day);
    X509_set_pubkey(certificate, key);
    X509_NAME* const name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<unsigned char const*>("relay.example.org"), -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    extend(certificate, NID_basic_constraints, "critical,CA:TRUE");
    extend(certificate, NID_subject_alt_name, which == "other-name" ? "DNS:other.example.org" : "IP:127.0.0.1,DNS:localhost");
    must(X509_sign(certificate, key, EVP_sha256()));

    if (!ca_file.empty()) {
        std::FILE* const file = must(std::fopen(ca_file.c_str(), "w"));
        must(PEM_write_X509(file, certificate));
        std::fclose(file);
    }
    SSL_CTX* const context = must(SSL_CTX_new(TLS_server_method()));
    must(SSL_CTX_use_certificate(context, certificate));
    must(SSL_CTX_use_PrivateKey(context, key));
    return context;
}

}  // namespace tocsin::fakes
