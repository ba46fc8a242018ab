// SPDX-License-Identifier: Apache-2.0
// libcurl's multi interface on the event loop: one awaitable a transfer, connections kept and reused.
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
    std::string error;  ///< libcurl's sentence; holds no address and no secret
    long status = 0;  ///< the protocol's last response code: HTTP status, SMTP reply
    bool connected = false;  ///< a connection was there: bytes may have left
    std::string body;  ///< at most 64 KiB
    std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
    std::string last_line;  ///< of the server, for SMTP: "550 5.1.1 …"
};

/// A set of connections shared by the transfers of one channel. libcurl's own sockets are the one exception to the rule
/// that sockets come from the runtime; its timers come from there.
class pool {
public:
    /// At most `connections` at once; more transfers wait inside libcurl.
    pool(runtime& world, std::size_t connections);
    ~pool();
    pool(pool const&) = delete;
    pool& operator=(pool const&) = delete;

    /// Sets `configure`'s options on a fresh easy handle, performs, and returns. Everything that `configure` points
    /// libcurl at must live until then. Cancelling aborts the transfer at once; whether its bytes left is then unknown.
    task<transfer_result> perform(std::function<void(CURL*)> configure);

private:
    struct body;
    std::unique_ptr<body> body_;
};

}  // namespace tocsin::channels::curl
