// SPDX-License-Identifier: Apache-2.0
// What the handlers may use. Everything in it outlives the API.
#pragma once

#include "dispatcher/api/client_book.hpp"
#include "dispatcher/api/metrics.hpp"
#include "dispatcher/api/visit_rates.hpp"
#include "dispatcher/engine/house.hpp"
#include "dispatcher/rehearsal/rehearsals.hpp"
#include "dispatcher/store/backup.hpp"
#include "dispatcher/store/inspection.hpp"
#include "dispatcher/store/past.hpp"
#include "dispatcher/store/rights_store.hpp"
#include "dispatcher/store/tales.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace tocsin::dispatcher::feeds {
class desk;
}

namespace tocsin::dispatcher::api::board {
struct room;
}

namespace tocsin::dispatcher::api {

struct api_house {
    api_house(
        channels::runtime& world,
        store& kept,
        teller& tales,
        historian& past,
        outside_store& outside,
        rights_store& rights,
        client_book& clients,
        house& engine,
        rulebooks const& books,
        route_table& routes,
        dispatcher::feeds::desk& feeds,
        event_counter& log,
        std::function<problems()> check_config
    )
        : world(world)
        , kept(kept)
        , tales(tales)
        , past(past)
        , outside(outside)
        , rights(rights)
        , clients(clients)
        , engine(engine)
        , books(books)
        , routes(routes)
        , feeds(feeds)
        , log(log)
        , check_config(std::move(check_config))
        , rehearsals(books)
        , rehearsal_begun(world.executor())
        , rectifying(world.executor())
        , backups(books.settings.database, world.executor())
        , inspector(books.settings.database, world.executor())
        , life(std::to_string(world.random()))
    {}

    channels::runtime& world;
    wall_time started = world.wall();
    store& kept;
    teller& tales;
    historian& past;
    outside_store& outside;
    rights_store& rights;
    client_book& clients;
    house& engine;
    rulebooks const& books;
    route_table& routes;
    dispatcher::feeds::desk& feeds;
    event_counter& log;
    /// Reads the configuration again, with everything it points at, the channels' own keys included.
    std::function<problems()> check_config;
    dispatcher::rehearsals rehearsals;
    channels::bell rehearsal_begun;
    channels::turnstile rectifying;
    dispatcher::backups backups;
    dispatcher::inspector inspector;
    visit_rates visits;
    /// The last backup: asked of the journal once in a life, for everyone after it is made here.
    struct backup_known {
        bool looked = false;
        std::optional<wall_time> at;
    } last_backup;
    std::shared_ptr<board::room> board;  ///< null: there is no board
    std::string life;  ///< of this process: tells a request that is being done from one that a former life left
    /// Owners and keys of requests that were answered, which the store could not take: they look as if they were being done.
    std::set<std::pair<std::string, std::string>> unsettled;
};

}  // namespace tocsin::dispatcher::api
