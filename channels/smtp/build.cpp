// SPDX-License-Identifier: Apache-2.0
#include "channels/smtp/build.hpp"

#include "channels/smtp/smtp_channel.hpp"
#include "channels/yaml.hpp"

namespace tocsin::channels::smtp {
namespace {

/// "Préfecture <alerte@example.org>" or a bare address.
bool read_mailbox(std::string const& text, std::string& name, std::string& address)
{
    auto const open = text.rfind('<');
    auto const close = text.rfind('>');
    address = open != std::string::npos && close != std::string::npos && open < close ? text.substr(open + 1, close - open - 1) : text;
    name = open != std::string::npos ? text.substr(0, open) : "";
    while (!name.empty() && name.back() == ' ')
        name.pop_back();
    return mailbox::parse(address).has_value();
}

}  // namespace

std::unique_ptr<channel> build(yaml_map& map, channel_settings const& common, surroundings const& around)
{
    smtp_settings read;
    if (common.medium != medium::email)
        map.problem("medium", "an smtp channel carries email");
    map.require("url", "the relay, as url: \"smtp://127.0.0.1:25\"");
    map.require("from", "the sender, as from: \"Prefecture <alerte@example.org>\"");
    read.relay.url = map.text("url").value_or("");
    if (!read.relay.url.starts_with("smtp://") && !read.relay.url.starts_with("smtps://"))
        map.problem("url", "write smtp://HOST:PORT or smtps://HOST:PORT");
    if (auto const from = map.text("from"); from && !read_mailbox(*from, read.from_name, read.from_address))
        map.problem("from", "is no mail address; write \"Prefecture <alerte@example.org>\"");
    if (auto const reply_to = map.text("reply_to")) {
        std::string name;
        if (!read_mailbox(*reply_to, name, read.reply_to))
            map.problem("reply_to", "is no mail address");
    }
    read.relay.require_tls = map.truth("require_tls").value_or(false);
    read.relay.username = map.text("username").value_or("");
    if (auto const password = map.credential("password", around.credentials))
        read.relay.password = *password;
    auto const window = map.whole("window", 1, 64);
    read.relay.connections = static_cast<std::size_t>(map.whole("connections", 1, 64).value_or(window.value_or(4)));
    read.relay.timeout = seconds{map.whole("timeout", 1, 600).value_or(60)};
    if (read.from_address.find('@') == std::string::npos)
        return nullptr;
    return make_smtp_channel(around.world, std::move(read));
}

}  // namespace tocsin::channels::smtp
