// SPDX-License-Identifier: Apache-2.0
// Hands mails to a relay over a few kept connections (RFC 5321, by libcurl). Each connection has a thread of its own:
// libcurl waits inside its calls for the relay's word on a whole mail and on QUIT, in the multi interface too, and a relay
// that checks content first takes seconds for it. Only bytes cross the border; what a word means is decided on the loop.
#pragma once

#include "channels/port/runtime.hpp"
#include "channels/port/secret.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace tocsin::channels::smtp {

struct relay_settings {
    std::string url;  ///< smtp://host:port, or smtps:// for TLS from the first byte
    bool require_tls = false;  ///< with smtp://: refuse to go on without STARTTLS
    std::string ca_file;  ///< PEM: whom certificates are checked against; empty: the system's list
    std::string username;
    secret password;
    std::size_t connections = 4;
    seconds connect_timeout{10};
    seconds timeout{60};  ///< of one mail
};

struct mail_result {
    mail_result() = default;

    int code = 0;  ///< CURLcode; 0 is CURLE_OK
    std::string error;  ///< libcurl's sentence; holds no mail address and no secret
    long status = 0;  ///< the relay's last reply code; 0 when none came
    std::string refusal_line;  ///< its last line that said no, such as "550 5.1.1 …"; may repeat an address
    bool sender_refused = false;  ///< the word was about our own address, before a recipient was named
    bool begun = false;  ///< the relay had greeted us and let us in
    std::chrono::microseconds took{0};  ///< on the line, without what the mail had waited for one
    bool all_given = false;  ///< the whole mail was handed over: without an answer nobody knows
};

struct order;

class mailer {
public:
    /// Connects when there is a mail. `world` outlives it.
    mailer(runtime& world, relay_settings settings);
    /// Hangs up at once; a relay's goodbye is not waited for.
    ~mailer();
    mailer(mailer const&) = delete;
    mailer& operator=(mailer const&) = delete;

    /// Waits for a free connection and for the relay's word. Cancelled while it waits for a connection it leaves no trace;
    /// afterwards the line is cut and the outcome unknown.
    task<mail_result> deliver(std::string from, std::string to, std::string mail);

    /// Connects where there is no connection, with TLS and password, and says NOOP: whether mail could leave now.
    task<mail_result> greet();

private:
    task<mail_result> follow(std::shared_ptr<order> mail);

    struct body;
    std::unique_ptr<body> body_;
};

}  // namespace tocsin::channels::smtp
