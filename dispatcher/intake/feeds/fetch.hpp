// SPDX-License-Identifier: Apache-2.0
// One document over HTTP, by libcurl. It waits: it is called on a feed's own thread, where a slow, huge or silent server
// keeps nobody else from anything.
#pragma once

#include "channels/port/secret.hpp"
#include "dispatcher/intake/feeds/entry.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::dispatcher::feeds {

struct fetch_settings {
    seconds connect_timeout{10};
    seconds timeout{20};  ///< of one document, everything included
    std::string ca_file;  ///< PEM: whom certificates are checked against; empty: the system's list
    std::string header;  ///< the name of a header that carries `secret`; empty: none
    channels::secret secret;
};

struct fetch_request {
    std::string url;
    std::string_view accepts;
    std::string etag;  ///< of what is known already; empty: fetch it whatever it is
    std::string last_modified;
    std::size_t largest = 0;  ///< bytes, once unpacked
    bool with_secret = false;
};

struct fetched {
    std::optional<failure> trouble;
    bool gone_silent = false;  ///< the trouble is that nothing came in time
    bool not_modified = false;
    std::string body;
    std::string etag;
    std::string last_modified;
    std::optional<seconds> retry_after;  ///< what a busy server asks for (RFC 9110 section 10.2.3); at most an hour
};

class fetcher {
public:
    virtual ~fetcher() = default;

    /// Waits for the whole of it, for as long as the settings allow.
    virtual fetched get(fetch_request const& asked) = 0;
    /// From any thread: ends the present get and all later ones at once.
    virtual void stop() = 0;
};

/// Certificates are always verified. Redirects are followed thrice at most, never from https to http, and never with a
/// secret. Holds one connection open between calls.
std::unique_ptr<fetcher> make_fetcher(fetch_settings settings);

}  // namespace tocsin::dispatcher::feeds
