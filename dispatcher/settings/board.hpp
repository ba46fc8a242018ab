// SPDX-License-Identifier: Apache-2.0
// What a proxy in front may say of those who look at the situation board: who they are, and where they come from.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace tocsin::dispatcher {

/// What somebody sees on the board: everything, or everything but people's names and words.
enum class board_view { nothing, counts, names };

/// How proxies say whom they hand on, each adding the address that came to it.
struct forwarding {
    std::string header;             ///< in lower case, "forwarded" or a list of addresses as x-forwarded-for; empty: nobody is believed
    std::vector<std::string> from;  ///< addresses of proxies, as they connect or stand in the list
};

/// Who sees it without a token: those whom a proxy has signed in.
struct board_proxy {
    std::string header;             ///< in lower case; empty: no proxy is believed
    std::vector<std::string> from;  ///< addresses of proxies, as they connect; nobody else's header is looked at
    std::map<std::string, board_view> people;  ///< by what the header says
    board_view others = board_view::nothing;   ///< whoever else it names
    forwarding callers;
};

}  // namespace tocsin::dispatcher
