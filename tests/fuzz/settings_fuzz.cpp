// SPDX-License-Identifier: Apache-2.0
// Any bytes as the settings file: settings or problems, each with a key or a sentence, never anything else.
#include "dispatcher/settings/settings.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string const text{reinterpret_cast<char const*>(data), size};
    auto const loaded = tocsin::dispatcher::read_settings(text, "/etc/tocsin/tocsin.yaml", std::nullopt);
    if (loaded) {
        if (loaded->settings.instance.empty() || loaded->channels.empty())
            std::abort();
        return 0;
    }
    if (loaded.error().empty())
        std::abort();
    for (auto const& found : loaded.error())
        if (found.what.empty() || found.line < 0)
            std::abort();
    return 0;
}
