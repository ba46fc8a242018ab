// SPDX-License-Identifier: Apache-2.0
#include "channels/registry.hpp"

#include "channels/exec/build.hpp"
#include "channels/http_sms/build.hpp"
#include "channels/profile_file.hpp"
#include "channels/sandbox/build.hpp"
#include "channels/smpp/build.hpp"
#include "channels/smtp/build.hpp"
#include "channels/yaml.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace tocsin::channels {
namespace {

struct adapter {
    std::string_view type;
    channel_builder build;
};

/// A new adapter is one line here.
constexpr auto adapters = std::to_array<adapter>({
    {"exec", exec::build},
    {"http_sms", http_sms::build},
    {"sandbox", sandbox::build},
    {"smpp", smpp::build},
    {"smtp", smtp::build},
});

/// "http_sms, sandbox or smtp".
std::string known_types()
{
    std::string list;
    for (std::size_t i = 0; i < adapters.size(); ++i)
        list += std::string{i == 0 ? "" : i + 1 == adapters.size() ? " or " : ", "} + std::string{adapters[i].type};
    return list;
}

void read_account(yaml_map& map, channel_settings& read)
{
    if (!map.has("provider"))
        return;
    auto account = map.map("provider");
    account.require("account", "a name that every channel of this account repeats, as account: ovh");
    account.require("per_second", "what the provider allows all of them together, as per_second: 60");
    read.account = account.text("account").value_or("");
    read.account_per_second = account.number("per_second", 0.001, 10'000).value_or(1);
    account.finish();
}

void read_day(yaml_map& map, channel_settings& read)
{
    read.day.price = read.price;
    auto quota = map.map("quota");
    if (auto const parts = quota.whole("per_day", 1, 1'000'000'000))
        read.day.parts = *parts;
    quota.finish();
    auto spend = map.map("spend");
    read.day.spend = spend.number("per_day", 0.01, 1'000'000);
    spend.finish();
    if (read.day.spend && read.price <= 0)
        map.problem("spend", "needs the price of a part: add price: 0.05");
}

void read_breaker(yaml_map& map, channel_settings& read)
{
    auto breaker = map.map("breaker");
    auto& into = read.breaker;
    into.errors_in_a_row = breaker.whole("errors", 1, 1000).value_or(into.errors_in_a_row);
    auto span = [&breaker](char const* key, int least, int most, seconds& value) {
        value = seconds{breaker.whole(key, least, most).value_or(static_cast<int>(value.count()))};
    };
    span("silence", 1, 600, into.silence);
    span("slow", 1, 600, into.slow);
    span("receipts_within", 10, 86'400, into.receipts_within);
    span("probe_every", 1, 600, into.probe_every);
    breaker.finish();
}

channel_settings common(yaml_map& map)
{
    channel_settings read;
    map.require("name", "a name of lower-case letters, digits and dashes");
    map.require("type", known_types());
    map.require("medium", "sms or email");
    map.require("rate", "how many a second the provider allows, as rate: {per_second: 30}");
    read.name = map.text("name").value_or("");
    if (!is_plain_name(read.name))
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
    read_account(map, read);
    read_day(map, read);
    read_breaker(map, read);
    return read;
}

}  // namespace

std::vector<std::string_view> adapter_types()
{
    std::vector<std::string_view> all;
    for (auto const& each : adapters)
        all.push_back(each.type);
    return all;
}

boost::system::result<built_channel, problems>
build_channel(YAML::Node const& node, std::string const& file, surroundings const& around)
{
    problems found;
    auto const profile = read_profile(node, file, around.gateways, found);
    auto const whole = merged(profile.node, node);
    yaml_map map{whole, "", file, found};
    built_channel built;
    built.settings = common(map);
    auto const* const kind = std::find_if(adapters.begin(), adapters.end(), [&built](adapter const& each) {
        return each.type == built.settings.type;
    });
    try {
        if (kind != adapters.end())
            built.adapter = kind->build(map, built.settings, around);
        else if (!built.settings.type.empty())
            map.problem("type", "\"" + built.settings.type + "\" is no type of channel; write " + known_types());
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
