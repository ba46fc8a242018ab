// SPDX-License-Identifier: Apache-2.0
// What the board keeps from one request to the next.
#pragma once

#include "dispatcher/api/authority.hpp"
#include "dispatcher/api/board/live.hpp"
#include "dispatcher/api/board/sessions.hpp"

#include <utility>

namespace tocsin::dispatcher::api::board {

struct room {
    /// Everything referred to outlives it.
    room(
        channels::runtime& world, store& kept, lookout& sights, rulebooks const& books, route_table const& routes,
        authority who, board_proxy proxy
    )
        : signed_in(world), screens(world, kept, sights, books, routes), who(std::move(who)), proxy(std::move(proxy))
    {}

    sessions signed_in;
    attempts tries;
    live screens;
    authority who;
    board_proxy proxy;
};

}  // namespace tocsin::dispatcher::api::board
