// SPDX-License-Identifier: Apache-2.0
// The conversation with one client (RFC 5321), as the recipient's name wants it.
#pragma once

#include "tests/fakes/fake_smtp/envelope.hpp"
#include "tests/fakes/fake_smtp/people.hpp"

#include <openssl/ssl.h>

#include <chrono>
#include <string>

namespace tocsin::fakes {

using std::chrono::milliseconds;

struct options {
    unsigned short port = 0;
    std::string log;
    std::string maildir;
    std::string tls = "none";  ///< none, starttls, implicit
    std::string certificate = "good";  ///< good, expired, other-name
    std::string ca_file;
    std::string user;
    std::string mechanisms = "PLAIN LOGIN";  ///< of AUTH
    std::string password;
    milliseconds late{3000};
    milliseconds answer{0};  ///< before the word on each mail
    milliseconds reply_delay{200};
};

/// What all conversations share.
struct relay {
    explicit relay(options what) : asked(std::move(what)), log(asked.log), behind(asked.maildir, asked.reply_delay) {}

    options asked;
    witness log;
    people behind;
};

/// Speaks until the client goes, or a fate ends it; closes the socket. `context` may be null without TLS.
void serve(int socket, SSL_CTX* context, int number, relay& whole);

}  // namespace tocsin::fakes
