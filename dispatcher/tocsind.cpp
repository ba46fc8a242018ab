// SPDX-License-Identifier: Apache-2.0
// tocsind --config FILE [--check]
#include "dispatcher/daemon.hpp"

#include <cstdio>
#include <cstring>
#include <string>

int main(int count, char** words)
{
    std::string config;
    bool check_only = false;
    for (int i = 1; i < count; ++i) {
        if (std::strcmp(words[i], "--config") == 0 && i + 1 < count)
            config = words[++i];
        else if (std::strcmp(words[i], "--check") == 0)
            check_only = true;
        else
            config.clear(), i = count;
    }
    if (config.empty()) {
        std::fprintf(stderr, "usage: tocsind --config FILE [--check]\n");
        return 2;
    }
    if (!check_only)
        return tocsin::dispatcher::run(config);
    auto const found = tocsin::dispatcher::check(config);
    for (auto const& each : found)
        std::fprintf(stderr, "%s\n", to_string(each).c_str());
    if (found.empty())
        std::printf("%s: sound\n", config.c_str());
    return found.empty() ? 0 : 1;
}
