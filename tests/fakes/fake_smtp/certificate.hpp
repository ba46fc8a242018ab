// SPDX-License-Identifier: Apache-2.0
// A server certificate made on the spot, so that no key is kept in the repository and none runs out.
#pragma once

#include <openssl/ssl.h>

#include <string>

namespace tocsin::fakes {

/// `which` is good (127.0.0.1 and localhost), expired (since yesterday) or other-name. It signs itself; where `ca_file` is
/// named the certificate is written there, for clients to trust. Ends the program when OpenSSL fails.
SSL_CTX* make_context(std::string const& which, std::string const& ca_file);

}  // namespace tocsin::fakes
