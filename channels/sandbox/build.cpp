// SPDX-License-Identifier: Apache-2.0
#include "channels/sandbox/build.hpp"

#include "channels/sandbox/sandbox_channel.hpp"
#include "channels/yaml.hpp"

namespace tocsin::channels::sandbox {

std::unique_ptr<channel> build(yaml_map& map, channel_settings const& common, surroundings const& around)
{
    sandbox_settings read;
    read.medium = common.medium;
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
    return make_sandbox_channel(around.world, std::move(read));
}

}  // namespace tocsin::channels::sandbox
