// SPDX-License-Identifier: Apache-2.0
// Mail through a relay (RFC 5321), by libcurl: connections are kept and reused.
#pragma once

#include "channels/port/channel.hpp"
#include "channels/port/secret.hpp"

#include <memory>
#include <optional>
#include <string>

namespace tocsin::channels::smtp {

struct smtp_settings {
    std::string url;  ///< smtp://host:port, or smtps:// for TLS from the first byte
    std::string from_name;
    std::string from_address;
    std::string reply_to;
    bool require_tls = false;  ///< with smtp://: refuse to go on without STARTTLS
    std::string username;
    secret password;
    std::size_t connections = 4;  ///< to the relay at once; also the window
    seconds connect_timeout{10};
    seconds timeout{60};  ///< of one mail
};

std::unique_ptr<channel> make_smtp_channel(runtime& world, smtp_settings settings);

}  // namespace tocsin::channels::smtp
