// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/intake/feeds/desk.hpp"

namespace tocsin::dispatcher::feeds {

desk::desk(
    channels::runtime& world, store& kept, raise_function raise, event_log& log, std::vector<plan> plans,
    std::function<elsewhere(channels::runtime&)> thread
)
    : watching_(world.executor())
{
    for (auto& each : plans)
        all_.push_back(std::make_unique<poller>(world, kept, raise, log, std::move(each.settings), std::move(each.from), thread(world)));
}

void desk::start()
{
    for (auto const& each : all_)
        watching_.spawn(each->run());
}

void desk::stop() { watching_.cancel(); }

task<void> desk::join() { co_await watching_.join(); }

poller* desk::find(std::string const& name) const
{
    for (auto const& each : all_)
        if (each->settings().name == name)
            return each.get();
    return nullptr;
}

}  // namespace tocsin::dispatcher::feeds
