// SPDX-License-Identifier: Apache-2.0
// Who has signed in to the board with a browser. Kept in memory: whoever sees the board signs in again after a restart.
// What the browser shows opens the board and nothing else of the API.
#pragma once

#include "dispatcher/api/client_book.hpp"
#include "dispatcher/api/request_rate.hpp"
#include "dispatcher/settings/board.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::dispatcher::api::board {

/// Somebody who may see the board, whatever let them in.
struct visitor {
    std::string name;
    board_view how = board_view::nothing;
    std::shared_ptr<client_account const> account;  ///< of a client that `tocsin clients` added; null: there is none to revoke
};

class sessions {
public:
    static constexpr hours idle{12};   ///< without a page or a live line
    static constexpr hours longest{24 * 7};
    static constexpr std::size_t most = 1000;

    explicit sessions(channels::runtime& world) : world_(world) {}

    /// The value of the cookie: 256 bits of chance. With too many, whoever was away for longest is signed out.
    std::string begin(visitor who);
    /// Nobody: unknown, over, or their client was revoked. Counts as use.
    std::optional<visitor> find(std::string_view cookie);
    void end(std::string_view cookie);
    std::size_t size() const { return open_.size(); }

private:
    struct session {
        visitor who;
        mono_time begun;
        mono_time used;
    };

    bool is_over(session const& one) const;

    channels::runtime& world_;
    std::map<std::string, session> open_;  ///< by the digest of the cookie's value
};

/// How often somebody may try a token: each address for itself, and all of them together.
class attempts {
public:
    /// Counts one try. False: too often.
    bool may_try(std::string const& from, mono_time now);

private:
    std::map<std::string, request_rate> by_address_;
    request_rate all_{300};
};

}  // namespace tocsin::dispatcher::api::board
