// SPDX-License-Identifier: Apache-2.0
#include "channels/registry.hpp"

#include "channels/http_sms/http_sms_channel.hpp"
#include "channels/sandbox/sandbox_channel.hpp"
#include "channels/smtp/smtp_channel.hpp"
#include "channels/yaml.hpp"

#include <algorithm>
#include <stdexcept>

namespace tocsin::channels {
namespace {

bool is_name(std::string const& text)
{
    return !text.empty() && text.size() <= 40 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

channel_settings common(yaml_map& map)
{
    channel_settings read;
    map.require("name", "a name of lower-case letters, digits and dashes");
    map.require("type", "sandbox, smtp or http_sms");
    map.require("medium", "sms or email");
    map.require("rate", "how many a second the provider allows, as rate: {per_second: 30}");
    read.name = map.text("name").value_or("");
    if (!is_name(read.name))
        map.problem("name", "write lower-case letters, digits and dashes only");
    read.type = map.text("type").value_or("");
    auto const over = map.text("medium").value_or("sms");
    if (auto const known = parse_medium(over))
        read.medium = *known;
    else
        map.problem("medium", "\"" + over + "\" is no medium; write sms or email");
    auto rate = map.map("rate");
    rate.require("per_second", "a number, as per_second: 30");
    read.per_second = rate.number("per_second", 0.001, 10'000).value_or(1);
    rate.finish();
    read.price = map.number("price", 0, 100).value_or(0);
    read.sender = map.text("sender");
    return read;
}

std::unique_ptr<channel> build_sandbox(yaml_map& map, channel_settings const& settings, surroundings const& around)
{
    sandbox::sandbox_settings read;
    read.medium = settings.medium;
    map.require("directory", "the folder that sent.jsonl grows in");
    read.directory = map.text("directory").value_or("");
    read.window = static_cast<std::size_t>(map.whole("window", 1, 1000).value_or(50));
    if (map.has("people")) {
        auto people = map.map("people");
        sandbox::people share;
        share.yes = people.number("yes", 0, 1).value_or(share.yes);
        share.no = people.number("no", 0, 1).value_or(share.no);
        share.stop = people.number("stop", 0, 1).value_or(share.stop);
        share.odd = people.number("odd", 0, 1).value_or(share.odd);
        share.undelivered = people.number("undelivered", 0, 1).value_or(share.undelivered);
        share.speed = people.number("speed", 0.01, 10'000).value_or(share.speed);
        if (share.yes + share.no + share.stop + share.odd > 1)
            map.problem("people", "yes, no, stop and odd together are more than everyone (1)");
        people.finish();
        read.people = share;
    }
    if (read.directory.empty())
        return nullptr;
    return sandbox::make_sandbox_channel(around.world, std::move(read));
}

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

std::unique_ptr<channel> build_smtp(yaml_map& map, channel_settings const& settings, surroundings const& around)
{
    smtp::smtp_settings read;
    if (settings.medium != medium::email)
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
    return smtp::make_smtp_channel(around.world, std::move(read));
}

/// The provider's profile below, the channel's own keys above; maps are merged key by key. Keys keep their lines.
YAML::Node merged(YAML::Node const& below, YAML::Node const& above)
{
    if (!below.IsMap() || !above.IsMap())
        return above;
    YAML::Node result{YAML::NodeType::Map};
    for (auto const& entry : below)
        if (!above[entry.first.Scalar()])
            result.force_insert(entry.first, entry.second);
    for (auto const& entry : above) {
        auto const& shared = below[entry.first.Scalar()];
        result.force_insert(entry.first, shared ? merged(shared, entry.second) : entry.second);
    }
    return result;
}

/// Whether this key, written as a path ("receipts.map.1"), stands in the profile and not in the channel's own map.
bool stands_in_profile(YAML::Node own, YAML::Node below, std::string_view path)
{
    while (below.IsMap() && !path.empty()) {
        auto const dot = path.find('.');
        std::string const key{path.substr(0, dot)};
        path.remove_prefix(dot == std::string_view::npos ? path.size() : dot + 1);
        if (!below[key])
            return false;
        if (!own.IsMap() || !own[key])
            return true;
        own.reset(own[key]);
        below.reset(below[key]);
    }
    return false;
}

struct provider_profile {
    YAML::Node node{YAML::NodeType::Map};
    std::string file;
};

provider_profile read_profile(YAML::Node const& node, std::string const& file, surroundings const& around, problems& found)
{
    provider_profile read;
    if (!node.IsMap() || !node["profile"])
        return read;
    auto const line = node["profile"].Mark().line + 1;
    auto const name = node["profile"].IsScalar() ? node["profile"].Scalar() : std::string{};
    if (!is_name(name)) {
        found.emplace_back(file, line, "profile", "write the name of a file in " + around.gateways.string() + ", without .yaml");
        return read;
    }
    read.file = (around.gateways / (name + ".yaml")).string();
    try {
        auto const profile = YAML::LoadFile(read.file);
        if (profile.IsMap())
            read.node.reset(profile);
        else
            found.emplace_back(read.file, 1, "", "expected a map of keys: request, success, receipts, replies");
    } catch (YAML::BadFile const&) {
        found.emplace_back(file, line, "profile", "there is no " + read.file + "; write the name of a file of that folder");
    } catch (YAML::Exception const& failure) {
        found.emplace_back(read.file, failure.mark.line + 1, "", "is not YAML: " + failure.msg);
    }
    return read;
}

bool is_plain_token(std::string const& text)
{
    return text.size() >= 16 && http_sms::percent_encoded(text) == text;
}

std::unique_ptr<channel> build_http_sms(yaml_map& map, channel_settings const& settings, surroundings const& around)
{
    if (settings.medium != medium::sms)
        map.problem("medium", "an http_sms channel carries sms");
    http_sms::http_sms_settings read;
    read.name = settings.name;
    read.sender = settings.sender.value_or("");
    read.public_url = map.text("callback_url").value_or(around.public_url);
    map.text("profile");
    if (auto const token = map.credential("callback_token", around.credentials)) {
        read.callback_token = *token;
        if (!is_plain_token(token->reveal()))
            map.problem("callback_token", "stands in addresses: at least 16 letters, digits, - and _, such as `openssl rand -hex 16` gives");
    }
    read.window = static_cast<std::size_t>(map.whole("window", 1, 64).value_or(8));
    read.idempotent = map.truth("idempotent").value_or(false);
    read.timeout = seconds{map.whole("timeout", 1, 300).value_or(30)};
    read.profile = http_sms::profile::read(map, around.credentials);
    bool const is_called = read.profile.has_receipts() || read.profile.has_replies();
    if (is_called && !map.has("callback_token"))
        map.problem("callback_token", "is missing: the provider calls us with it; write {credential: NAME}");
    if (is_called && read.public_url.empty())
        map.problem("callback_url", "is missing: how the provider reaches us; write it here, or http: {public_url: …}");
    return http_sms::make_http_sms_channel(around.world, std::move(read));
}

}  // namespace

boost::system::result<built_channel, problems>
build_channel(YAML::Node const& node, std::string const& file, surroundings const& around)
{
    problems found;
    auto const profile = read_profile(node, file, around, found);
    auto const whole = merged(profile.node, node);
    yaml_map map{whole, "", file, found};
    built_channel built;
    built.settings = common(map);
    try {
        if (built.settings.type == "sandbox")
            built.adapter = build_sandbox(map, built.settings, around);
        else if (built.settings.type == "smtp")
            built.adapter = build_smtp(map, built.settings, around);
        else if (built.settings.type == "http_sms")
            built.adapter = build_http_sms(map, built.settings, around);
        else if (built.settings.type == "smpp" || built.settings.type == "exec")
            map.problem("type", built.settings.type + " is not in this version; there are sandbox, smtp and http_sms");
        else
            map.problem("type", "\"" + built.settings.type + "\" is no type of channel; there are sandbox, smtp and http_sms");
    } catch (std::runtime_error const& failure) {
        map.problem("type", failure.what());
    }
    if (built.adapter)
        map.finish();
    for (auto& each : found)
        if (each.file == file && stands_in_profile(node, profile.node, each.key))
            each.file = profile.file;
    if (!found.empty())
        return found;
    return built;
}

}  // namespace tocsin::channels
