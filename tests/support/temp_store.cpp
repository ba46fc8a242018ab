// SPDX-License-Identifier: Apache-2.0
#include "tests/support/temp_store.hpp"

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

}  // namespace tocsin::support
