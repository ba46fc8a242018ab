// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/house.hpp"

namespace tocsin::dispatcher {
namespace {

std::vector<std::string> channel_names(route_table const& routes)
{
    std::vector<std::string> names;
    for (auto const& [name, channel] : routes.channels())
        names.push_back(name);
    return names;
}

ledgers ledgers_of(route_table const& routes, boost::asio::any_io_executor const& executor, bells& ring)
{
    ledgers all;
    for (auto const& name : channel_names(routes))
        all.emplace(name, std::make_unique<ledger>(executor, ring.sender(name)));
    return all;
}

}  // namespace

house::house(channels::runtime& world, store& kept, rulebooks const& books, route_table& routes, event_log& log)
    : ring(world.executor(), channel_names(routes))
    , ledgers(ledgers_of(routes, world.executor(), ring))
    , who(books)
    , learnt(world, kept, books.settings.timezone)
    , contacts(world, kept)
    , chooser(world, kept, who, books, routes, learnt, contacts, links)
    , proposals(world, kept, books, chooser, ring, log)
    , decisions(world, kept, chooser, books, ring, log)
    , receipts(world, ledgers, routes)
    , replies(world, kept, who, ring, log, books.settings.timezone, books.places)
    , registrar(kept, who, books, ring, log, books.settings.language)
    , audit(world, kept, ring, log)
    , world_(world)
    , store_(kept)
    , log_(log)
    , waves_(world, kept, chooser, learnt, who, ring, log)
    , closing_(world, kept, ring, log, books.settings.close_after_filled)
    , routing_(world, kept, routes, ring, log, books.settings.timezone)
    , escalating_(world, kept, routes, ring, log)
    , routes_(routes)
    , steps_(world.executor())
{
    for (auto& [name, channel] : routes.channels()) {
        inboxes_.push_back(std::make_unique<channel_inbox>(world, channel, receipts, replies, ring, log));
        senders_.push_back(std::make_unique<sender>(
            world, kept, channel, *ledgers.at(name), links, ring, log, books.settings.timezone
        ));
    }
}

void house::start()
{
    std::size_t i = 0;
    for (auto& [name, channel] : routes_.channels())
        steps_.spawn(channel.adapter->run(*inboxes_[i++]));
    for (auto& each : senders_)
        steps_.spawn(each->run());
    steps_.spawn(routing_.run());
    steps_.spawn(escalating_.run());
    steps_.spawn(waves_.run());
    steps_.spawn(closing_.run());
    steps_.spawn(audit.run());
    steps_.spawn(fill_memory());
    ring.ring_all();
}

task<void> house::drain(mono_time until)
{
    channels::task_group leaving{world_.executor()};
    for (auto& each : senders_)
        leaving.spawn(each->drain(until));
    co_await leaving.join();
}

void house::stop() { steps_.cancel(); }

task<void> house::join() { co_await steps_.join(); }

task<void> house::fill_memory()
{
    while (true) {
        auto const read = co_await who.load(store_);
        if (read)
            break;
        co_await world_.sleep_until(world_.mono() + seconds{1});
    }
    log_.report(events::register_loaded, {{"people", who.size()}});
    if (who.damaged() > 0)
        log_.report(events::register_damaged, {{"people", who.damaged()}});
    ring.waves.ring();
    // Read beforehand, so that a trigger does not wait for it.
    while (true) {
        (void)co_await contacts.refresh();
        co_await world_.sleep_until(world_.mono() + minutes{1});
    }
}

}  // namespace tocsin::dispatcher
