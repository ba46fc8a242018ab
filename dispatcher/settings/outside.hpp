// SPDX-License-Identifier: Apache-2.0
// What an administrator sets about those outside: TLS on the TCP door, who is told of what happens, and whose word
// on who looks at the board is taken.
#pragma once

#include "dispatcher/settings/board.hpp"
#include "dispatcher/settings/settings.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::dispatcher {

struct tls_settings {
    std::filesystem::path certificate;  ///< PEM, with the certificates between it and its authority
    channels::secret key;  ///< PEM
    std::filesystem::path client_ca;  ///< PEM: who signs clients' certificates; empty: none is asked for
};

/// Somebody who is told when a mobilisation changes, by a signed POST.
struct webhook_settings {
    std::string name;
    std::string url;
    channels::secret secret;
    std::vector<std::string> events;  ///< patterns of notice types; none: all
    std::filesystem::path ca_file;  ///< PEM: whom its certificate is checked against; empty: the system's list
    seconds timeout{10};
};

struct outside_settings {
    std::optional<tls_settings> tls;
    std::vector<webhook_settings> webhooks;  ///< in file order
    board_proxy proxy;
};

/// The same file once more, for the keys `http.tls`, `webhooks` and `board`; all their problems at once.
boost::system::result<outside_settings, problems> load_outside(settings const& house);
boost::system::result<outside_settings, problems> read_outside(std::string const& text, settings const& house);

}  // namespace tocsin::dispatcher
