// SPDX-License-Identifier: Apache-2.0
// tocsind --config FILE [--check | --restore BACKUP], or tocsind --audit DATABASE, or tocsind --version
#include "dispatcher/daemon.hpp"
#include "dispatcher/store/audit_file.hpp"

#include <cstdio>
#include <cstring>
#include <string>

int main(int count, char** words)
{
    if (count == 2 && std::strcmp(words[1], "--version") == 0) {
        std::puts("tocsind " TOCSIN_VERSION);
        return 0;
    }
    std::string config;
    std::string database;
    std::string backup;
    bool check_only = false;
    for (int i = 1; i < count; ++i) {
        if (std::strcmp(words[i], "--config") == 0 && i + 1 < count)
            config = words[++i];
        else if (std::strcmp(words[i], "--audit") == 0 && i + 1 < count)
            database = words[++i];
        else if (std::strcmp(words[i], "--restore") == 0 && i + 1 < count)
            backup = words[++i];
        else if (std::strcmp(words[i], "--check") == 0)
            check_only = true;
        else
            config.clear(), database.clear(), i = count;
    }
    if (!database.empty() && config.empty())
        return tocsin::dispatcher::audit_file(database);
    if (config.empty()) {
        std::fputs(
            "usage: tocsind --config FILE [--check | --restore BACKUP]\n       tocsind --audit DATABASE\n       tocsind --version\n",
            stderr
        );
        return 2;
    }
    if (!backup.empty())
        return tocsin::dispatcher::restore(config, backup);
    if (!check_only)
        return tocsin::dispatcher::run(config);
    auto const found = tocsin::dispatcher::check(config);
    for (auto const& each : found.wrong)
        std::fprintf(stderr, "%s\n", to_string(each).c_str());
    for (auto const& each : found.notes)
        std::fprintf(stderr, "note: %s\n", to_string(each).c_str());
    if (found.wrong.empty())
        std::printf("%s: sound\n", config.c_str());
    return found.wrong.empty() ? 0 : 1;
}
