// SPDX-License-Identifier: Apache-2.0
// Mail through a relay: what a message is as a mail, and what the relay's words mean (RFC 5321). Where answers and bounces
// come back to a letter box, each message has addresses of its own (RFC 5233): they tell which message a mail is about.
#pragma once

#include "channels/port/channel.hpp"
#include "channels/smtp/letter_box.hpp"
#include "channels/smtp/mailer.hpp"

#include <memory>
#include <string>

namespace tocsin::channels::smtp {

struct smtp_settings {
    relay_settings relay;  ///< the window is twice its connections
    std::string from_name;
    std::string from_address;
    std::string reply_to;  ///< empty: `from_address`
    std::unique_ptr<letter_box> box;  ///< null: people of the house read the answers
    std::string delimiter = "+";  ///< between the box's name and a message's reference; empty: the server knows none
    seconds poll{10};  ///< of the box
};

std::unique_ptr<channel> make_smtp_channel(runtime& world, smtp_settings settings);

}  // namespace tocsin::channels::smtp
