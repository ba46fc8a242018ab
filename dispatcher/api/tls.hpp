// SPDX-License-Identifier: Apache-2.0
// TLS on the TCP door: our certificate, and whose clients' certificates are believed.
#pragma once

#include "dispatcher/settings/outside.hpp"

#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>
#include <vector>

namespace tocsin::dispatcher::api {

/// TLS 1.2 or later, without resumption: each connection shows its certificate anew. A client needs none, but one that
/// it shows must be valid today and signed by `client_ca`. Throws std::runtime_error with what to do.
std::shared_ptr<boost::asio::ssl::context> make_tls_context(tls_settings const& from);

/// By what the verified certificate of a connection names its holder: "dns:…", "uri:…", "email:…" (RFC 5280 section
/// 4.2.1.6, lower case but for URIs), and "cn:…" of its subject. None without a certificate.
std::vector<std::string> certificate_names(SSL* line);

/// Whether this is a certificate or a public key in PEM.
bool holds_public_key(std::string const& pem);

}  // namespace tocsin::dispatcher::api
