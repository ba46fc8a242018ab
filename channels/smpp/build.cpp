// SPDX-License-Identifier: Apache-2.0
#include "channels/smpp/build.hpp"

#include "channels/smpp/smpp_channel.hpp"
#include "channels/smpp/submission.hpp"
#include "channels/yaml.hpp"

#include <array>

namespace tocsin::channels::smpp {
namespace {

template <class Enum>
struct choice {
    std::string_view word;
    Enum value;
};

template <class Enum, std::size_t Size>
Enum chosen(yaml_map& map, std::string const& key, std::array<choice<Enum>, Size> const& choices)
{
    auto const text = map.text(key);
    if (!text)
        return choices.front().value;
    std::string list;
    for (auto const& each : choices) {
        if (each.word == *text)
            return each.value;
        list += (list.empty() ? "" : ", ") + std::string{each.word};
    }
    map.problem(key, "\"" + *text + "\" is none of " + list);
    return choices.front().value;
}

constexpr std::array<choice<bind_mode>, 3> modes{
    {{"transceiver", bind_mode::transceiver}, {"separate", bind_mode::separate}, {"transmitter", bind_mode::transmitter}}};
constexpr std::array<choice<long_texts>, 3> ways{
    {{"udh", long_texts::udh}, {"sar", long_texts::sar}, {"payload", long_texts::payload}}};
constexpr std::array<choice<default_alphabet>, 3> alphabets{
    {{"gsm7", default_alphabet::gsm7}, {"gsm7-packed", default_alphabet::gsm7_packed}, {"latin1", default_alphabet::latin1}}};
constexpr std::array<choice<validity_form>, 2> forms{
    {{"relative", validity_form::relative}, {"absolute", validity_form::absolute}}};
constexpr std::array<choice<traffic_class>, 2> classes{
    {{"alert", traffic_class::alert}, {"marketing", traffic_class::marketing}}};

std::string limited(yaml_map& map, std::string const& key, std::size_t most)
{
    auto text = map.text(key).value_or("");
    if (text.size() > most)
        map.problem(key, "is longer than the " + std::to_string(most) + " characters that SMPP has room for");
    return text;
}

std::uint8_t octet(yaml_map& map, std::string const& key, std::uint8_t otherwise)
{
    return static_cast<std::uint8_t>(map.whole(key, 0, 255).value_or(otherwise));
}

std::optional<numbering> read_numbering(yaml_map& map, std::string const& key)
{
    if (!map.has(key))
        return std::nullopt;
    auto inner = map.map(key);
    inner.require("ton", "the type of number, 0 to 6");
    inner.require("npi", "the numbering plan, 0 to 18");
    numbering read{octet(inner, "ton", 0), octet(inner, "npi", 0)};
    inner.finish();
    return read;
}

std::optional<tls_trust> read_tls(yaml_map& map)
{
    if (!map.has("tls"))
        return std::nullopt;
    auto inner = map.map("tls");
    tls_trust read{inner.text("server_name").value_or(""), inner.file("ca_file")};
    inner.finish();
    return read;
}

std::vector<std::uint32_t> codes(yaml_map& map, std::string const& key)
{
    std::vector<std::uint32_t> read;
    for (int const code : map.wholes(key))
        read.push_back(static_cast<std::uint32_t>(code));
    return read;
}

status_overrides read_statuses(yaml_map& map)
{
    status_overrides read;
    if (!map.has("statuses"))
        return read;
    auto inner = map.map("statuses");
    read.transient = codes(inner, "transient");
    read.permanent = codes(inner, "permanent");
    read.throttled = codes(inner, "throttled");
    inner.finish();
    return read;
}

line_limits read_limits(yaml_map& map)
{
    line_limits read;
    read.window = static_cast<std::size_t>(map.whole("window", 1, 10'000).value_or(10));
    if (!map.has("timeouts"))
        return read;
    auto inner = map.map("timeouts");
    auto const set = [&inner](std::string const& key, seconds& into) {
        into = seconds{inner.whole(key, 1, 3'600).value_or(static_cast<int>(into.count()))};
    };
    set("connect", read.connect_within);
    set("bind", read.bind_within);
    set("answer", read.answer_within);
    set("enquire_after", read.enquire_after);
    set("enquire", read.enquire_within);
    set("goodbye", read.goodbye_within);
    set("reconnect_first", read.reconnect_first);
    set("reconnect_longest", read.reconnect_longest);
    inner.finish();
    if (read.reconnect_longest < read.reconnect_first)
        map.problem("timeouts", "reconnect_longest is shorter than reconnect_first");
    return read;
}

}  // namespace

std::unique_ptr<channel> build(yaml_map& map, channel_settings const& common, surroundings const& around)
{
    smpp_settings read;
    if (common.medium != medium::sms)
        map.problem("medium", "an smpp channel carries sms");
    map.require("host", "the message centre's name or address");
    map.require("port", "the message centre's port, as port: 2775");
    map.require("system_id", "the account's name");
    map.require("password", "the account's password, as password: {credential: NAME}");
    map.require("sender", "what people see and answer to, as sender: \"38123\"");
    read.where.host = map.text("host").value_or("");
    read.where.port = static_cast<std::uint16_t>(map.whole("port", 1, 65'535).value_or(0));
    read.where.tls = read_tls(map);
    read.system_id = limited(map, "system_id", 15);
    if (auto const password = map.credential("password", around.credentials)) {
        read.password = *password;
        if (password->reveal().size() > 8)
            map.problem("password", "is longer than the 8 characters that SMPP has room for");
    }
    read.system_type = limited(map, "system_type", 12);
    read.service_type = limited(map, "service_type", 5);
    read.mode = chosen(map, "bind", modes);
    read.binds = static_cast<std::size_t>(map.whole("binds", 1, 16).value_or(1));
    read.limits = read_limits(map);

    read.sender = common.sender.value_or("");
    if (read.sender.size() > 20)
        map.problem("sender", "is longer than the 20 characters that SMPP has room for");
    bool const has_letters = numbering_of(read.sender).ton == 5;
    if (has_letters && read.sender.size() > 11)
        map.problem("sender", "a sender with letters has at most 11 characters");
    read.source = read_numbering(map, "source");
    read.destination = read_numbering(map, "destination");
    // Nobody can answer a name.
    read.two_way = map.truth("two_way").value_or(!has_letters);
    read.traffic = chosen(map, "traffic", classes);

    read.alphabet = chosen(map, "alphabet", alphabets);
    if (map.has("data_coding")) {
        auto inner = map.map("data_coding");
        read.default_coding = octet(inner, "default", read.default_coding);
        read.ucs2_coding = octet(inner, "ucs2", read.ucs2_coding);
        inner.finish();
    }
    read.long_ones = chosen(map, "long_texts", ways);
    read.receipts = map.truth("receipts").value_or(true);
    read.validity = chosen(map, "validity", forms);
    read.statuses = read_statuses(map);
    if (read.where.host.empty() || read.where.port == 0)
        return nullptr;
    return make_smpp_channel(around.world, std::move(read));
}

}  // namespace tocsin::channels::smpp
