// SPDX-License-Identifier: Apache-2.0
#include "channels/http_sms/build.hpp"

#include "channels/http_sms/encoding.hpp"
#include "channels/http_sms/http_sms_channel.hpp"
#include "channels/yaml.hpp"

#include <algorithm>

namespace tocsin::channels::http_sms {
namespace {

bool is_plain_token(std::string const& text) { return text.size() >= 16 && percent_encoded(text) == text; }

}  // namespace

std::unique_ptr<channel> build(yaml_map& map, channel_settings const& common, surroundings const& around)
{
    if (common.medium != medium::sms)
        map.problem("medium", "an http_sms channel carries sms");
    http_sms_settings read;
    read.name = common.name;
    read.sender = common.sender.value_or("");
    read.public_url = map.text("callback_url").value_or(around.public_url);
    map.text("profile");
    read.line.ca_file = map.file("ca_file");
    if (auto const token = map.credential("callback_token", around.credentials)) {
        read.callback_token = *token;
        if (!is_plain_token(token->reveal()))
            map.problem("callback_token", "stands in addresses: at least 16 letters, digits, - and _, such as `openssl rand -hex 16` gives");
    }
    read.window = static_cast<std::size_t>(map.whole("window", 1, 512).value_or(8));
    read.idempotent = map.truth("idempotent").value_or(false);
    read.line.timeout = seconds{map.whole("timeout", 1, 300).value_or(30)};
    read.profile = profile::read(map, around.credentials);
    // A name as sender (PREF04) is one-way, and networks show eleven letters of it: 3GPP TS 23.040, 9.1.2.5.
    bool const is_name = std::any_of(read.sender.begin(), read.sender.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    });
    if (is_name && read.sender.size() > 11)
        map.problem("sender", "a name has at most 11 letters and digits");
    read.two_way = map.truth("two_way").value_or((read.profile.has_replies() || read.profile.polls()) && !is_name);
    if (read.two_way && is_name)
        map.problem("two_way", "nobody can answer a name: take a number as sender");
    bool const is_called = read.profile.has_receipts() || read.profile.has_replies();
    if (is_called && !map.has("callback_token"))
        map.problem("callback_token", "is missing: the provider calls us with it; write {credential: NAME}");
    if (is_called && read.public_url.empty())
        map.problem("callback_url", "is missing: how the provider reaches us; write it here, or http: {public_url: …}");
    return make_http_sms_channel(around.world, std::move(read));
}

}  // namespace tocsin::channels::http_sms
