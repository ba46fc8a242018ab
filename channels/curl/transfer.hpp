// SPDX-License-Identifier: Apache-2.0
// libcurl's multi interface on the event loop: one awaitable a transfer, connections kept and reused. For HTTP: with
// other protocols libcurl waits inside its own calls and would stop the loop (see channels/smtp/mailer.hpp).
#pragma once

#include "channels/port/runtime.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

typedef void CURL;

namespace tocsin::channels::curl {

struct transfer_result {
    transfer_result() = default;

    int code = 0;  ///< CURLcode; 0 is CURLE_OK
    std::string error;  ///< libcurl's sentence, when the code is not 0; holds no address and no secret
    long status = 0;  ///< HTTP status; 0 when none came
    bool begun = false;  ///< a connection stood and the request went its way; before that nothing can have left
    std::string body;  ///< its beginning, at most as long as the pool allows
    std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
};

/// A set of connections shared by the transfers of one channel. libcurl's own sockets are the one exception to the rule
/// that sockets come from the runtime; its timers come from there.
class pool {
public:
    /// At most `connections` at once; more transfers wait inside libcurl. `prepare` sets what all transfers share, once on each
    /// easy handle: they are used again, and making or clearing one costs as much as a request.
    pool(runtime& world, std::size_t connections, std::function<void(CURL*)> prepare, std::size_t largest_body = 64 * 1024);
    ~pool();
    pool(pool const&) = delete;
    pool& operator=(pool const&) = delete;

    /// Sets `configure`'s options, performs, and returns. They are set over those of the transfer before: each `configure` of a
    /// pool sets the same ones. Everything that it points libcurl at must live until then. A request leaves at most once: libcurl's own second try over a fresh connection is
    /// refused. Cancelling aborts the transfer at once; whether its bytes left is then unknown.
    task<transfer_result> perform(std::function<void(CURL*)> configure);

private:
    struct body;
    std::unique_ptr<body> body_;
};

}  // namespace tocsin::channels::curl
