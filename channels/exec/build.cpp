// SPDX-License-Identifier: Apache-2.0
#include "channels/exec/build.hpp"

#include "channels/exec/exec_channel.hpp"
#include "channels/yaml.hpp"

#include <unistd.h>

namespace tocsin::channels::exec {
namespace {

void read_command(yaml_map& map, program& read)
{
    map.require("command", "the program and its arguments, as command: [/usr/local/lib/tocsin/modem.py]");
    read.words = map.texts("command");
    if (read.words.empty())
        return;
    auto const& file = read.words.front();
    if (!file.starts_with('/'))
        map.problem("command", "write where the program is from / on; no search path is used");
    else if (::access(file.c_str(), X_OK) != 0)
        map.problem("command", "there is no program " + file + " that may be run; mind its mode (chmod 755) and its folder's");
}

/// What the program may know of the house's environment: where programs are and how text is written.
void read_environment(yaml_map& map, program& read)
{
    auto given = map.map("environment");
    for (auto const& name : given.keys())
        read.environment.emplace_back(name, given.text(name).value_or(""));
    given.finish();
    for (auto const& [name, value] : {std::pair{"PATH", "/usr/local/bin:/usr/bin:/bin"}, std::pair{"LANG", "C.UTF-8"}})
        if (!given.has(name))
            read.environment.emplace_back(name, value);
}

void read_settings(yaml_map& map, introduction& read, credential_source const& credentials)
{
    credential_source const remembered = [&read, &credentials](std::string const& name) {
        auto found = credentials(name);
        if (found)
            read.secrets.push_back(*found);
        return found;
    };
    auto given = map.map("settings");
    for (auto const& name : given.keys())
        if (auto const value = given.text_or_credential(name, remembered))
            read.settings.emplace_back(name, *value);
    given.finish();
}

}  // namespace

std::unique_ptr<channel> build(yaml_map& map, channel_settings const& common, surroundings const& around)
{
    exec_settings read;
    read_command(map, read.what);
    read_environment(map, read.what);
    read.what.directory = map.text("directory").value_or("/");
    read.ours.channel = common.name;
    read.ours.instance = around.instance;
    read.ours.medium = common.medium;
    read.ours.sender = common.sender.value_or("");
    read.ours.window = static_cast<std::size_t>(map.whole("window", 1, 1000).value_or(8));
    read_settings(map, read.ours, around.credentials);
    read.timeout = seconds{map.whole("timeout", 1, 600).value_or(30)};
    read.grace = seconds{map.whole("grace", 1, 60).value_or(5)};
    if (read.what.words.empty())
        return nullptr;
    return make_exec_channel(around.world, std::move(read));
}

}  // namespace tocsin::channels::exec
