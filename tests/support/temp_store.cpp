// SPDX-License-Identifier: Apache-2.0
#include "tests/support/temp_store.hpp"

#include <sqlite3.h>

#include <atomic>

namespace tocsin::support {
namespace {

std::string fresh_uri()
{
    static std::atomic<int> count = 0;
    return "file:/tocsin-test-" + std::to_string(++count) + "?vfs=memdb";
}

}  // namespace

memory_disk::memory_disk() : uri_(fresh_uri()), keeper_(uri_) {}

std::unique_ptr<dispatcher::sqlite_store> memory_disk::open(channels::runtime& world)
{
    dispatcher::sqlite_options options;
    options.path = uri_;
    options.durable = false;
    options.home = dispatcher::writer_home::callers_executor;
    options.house_number = 1;
    return dispatcher::open_store(world, std::move(options));
}

void memory_disk::tamper(std::string const& sql) { keeper_.script(sql); }

/// The file change counter (sqlite.org/fileformat2.html, section 1.3.7).
int memory_disk::commits() const
{
    sqlite3* reader = nullptr;
    sqlite3_open_v2(uri_.c_str(), &reader, SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI, nullptr);
    sqlite3_int64 size = 0;
    auto* const bytes = sqlite3_serialize(reader, "main", &size, 0);
    int count = 0;
    for (int i = 24; bytes != nullptr && i < 28; ++i)
        count = count << 8 | bytes[i];
    sqlite3_free(bytes);
    sqlite3_close(reader);
    return count;
}

}  // namespace tocsin::support
