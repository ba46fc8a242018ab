// SPDX-License-Identifier: Apache-2.0
// Who sees the situation board without a token: those whom a proxy in front has signed in.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace tocsin::dispatcher {

/// What somebody sees on the board: everything, or everything but people's names and words.
enum class board_view { nothing, counts, names };

struct board_proxy {
    std::string header;             ///< in lower case; empty: no proxy is believed
    std::vector<std::string> from;  ///< addresses of proxies, as they connect; nobody else's header is looked at
    std::map<std::string, board_view> people;  ///< by what the header says
    board_view others = board_view::nothing;   ///< whoever else it names
};

}  // namespace tocsin::dispatcher
