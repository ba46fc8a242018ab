// SPDX-License-Identifier: Apache-2.0
// Mail through a relay: what a message is as a mail, and what the relay's words mean (RFC 5321).
#pragma once

#include "channels/port/channel.hpp"
#include "channels/smtp/mailer.hpp"

#include <memory>
#include <string>

namespace tocsin::channels::smtp {

struct smtp_settings {
    relay_settings relay;  ///< its connections are also the window
    std::string from_name;
    std::string from_address;
    std::string reply_to;
};

std::unique_ptr<channel> make_smtp_channel(runtime& world, smtp_settings settings);

}  // namespace tocsin::channels::smtp
