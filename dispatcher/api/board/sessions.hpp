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

/// How often tokens may be tried. Wrong ones count against where they come from and against all wrong ones together; right ones
/// against whose they are: whoever guesses, from wherever, keeps nobody out. What keeps a guess from being right is the token's
/// length; this bounds what guessing costs.
class attempts {
public:
    /// Counts one wrong token from this neighbourhood. False: too often, and whoever tries is told that instead.
    bool may_guess(std::string const& from, mono_time now);
    /// Counts one sign-in of this client. False: too often.
    bool may_enter(std::string const& who, mono_time now);

private:
    using rates = std::map<std::string, request_rate>;

    static bool take(rates& of, std::string const& whose, mono_time now);

    rates by_neighbourhood_;
    rates by_client_;
    request_rate all_{300};
};

}  // namespace tocsin::dispatcher::api::board
