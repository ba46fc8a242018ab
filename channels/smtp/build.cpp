// SPDX-License-Identifier: Apache-2.0
#include "channels/smtp/build.hpp"

#include "channels/smtp/smtp_channel.hpp"
#include "channels/yaml.hpp"

#include <filesystem>

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

std::unique_ptr<letter_box> read_maildir(yaml_map& map)
{
    auto const path = map.path("maildir").value_or("");
    if (std::filesystem::is_directory(path / "new") && std::filesystem::is_directory(path / "cur"))
        return make_maildir(path);
    map.problem("maildir", path.string() + " is no maildir: it lacks the folders new and cur; make them, owned by the mail server's user");
    return nullptr;
}

std::unique_ptr<letter_box> read_imap(yaml_map& map, surroundings const& around)
{
    imap_settings read;
    read.url = map.text("imap").value_or("");
    if (!read.url.starts_with("imap://") && !read.url.starts_with("imaps://"))
        map.problem("imap", "write imaps://HOST:PORT, or imap://HOST:PORT for STARTTLS");
    map.require("username", "who reads the mailbox");
    map.require("password", "as {credential: NAME}");
    read.username = map.text("username").value_or("");
    if (auto const password = map.credential("password", around.credentials))
        read.password = *password;
    read.require_tls = map.truth("require_tls").value_or(true);
    read.ca_file = map.file("ca_file");
    read.folder = map.text("folder").value_or("INBOX");
    read.move_to = map.text("move_to").value_or("");
    read.timeout = seconds{map.whole("timeout", 1, 300).value_or(30)};
    return make_imap_box(around.world, std::move(read));
}

void read_box(yaml_map map, smtp_settings& into, surroundings const& around)
{
    if (map.has("imap") == map.has("maildir"))
        map.problem("", "write either imap: \"imaps://HOST\" or maildir: PATH");
    else
        into.box = map.has("imap") ? read_imap(map, around) : read_maildir(map);
    into.poll = seconds{map.whole("poll", 1, 3600).value_or(10)};
    into.delimiter = map.text("delimiter").value_or("+");
    if (into.delimiter.size() > 1)
        map.problem("delimiter", "is one character, as the mail server's recipient_delimiter, or \"\" when it has none");
    map.finish();
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
    read.relay.ca_file = map.file("ca_file");
    read.relay.username = map.text("username").value_or("");
    read.relay.require_tls = map.truth("require_tls").value_or(!read.relay.username.empty());
    if (auto const password = map.credential("password", around.credentials))
        read.relay.password = *password;
    auto const window = map.whole("window", 1, 64);
    read.relay.connections = static_cast<std::size_t>(map.whole("connections", 1, 64).value_or(window.value_or(4)));
    read.relay.timeout = seconds{map.whole("timeout", 1, 600).value_or(60)};
    if (map.has("inbox"))
        read_box(map.map("inbox"), read, around);
    if (read.from_address.find('@') == std::string::npos)
        return nullptr;
    return make_smtp_channel(around.world, std::move(read));
}

}  // namespace tocsin::channels::smtp
