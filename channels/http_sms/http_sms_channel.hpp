// SPDX-License-Identifier: Apache-2.0
// SMS through any HTTP provider that a profile describes; receipts and replies come back as its calls, or replies are asked for.
#pragma once

#include "channels/http_sms/line.hpp"
#include "channels/http_sms/profile.hpp"
#include "channels/port/channel.hpp"

#include <memory>
#include <string>

namespace tocsin::channels::http_sms {

struct http_sms_settings {
    std::string name;
    std::string sender;
    std::string public_url;  ///< of the daemon; empty: the provider cannot call us
    secret callback_token;  ///< the provider sends it back with each call; none: calls are refused
    http_sms::profile profile;
    std::size_t window = 8;  ///< connections at once
    bool two_way = false;  ///< people can answer the sender
    bool idempotent = false;  ///< the provider sends the same reference once
    line_settings line;
};

std::unique_ptr<channel> make_http_sms_channel(runtime& world, http_sms_settings settings);

}  // namespace tocsin::channels::http_sms
