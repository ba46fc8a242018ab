// SPDX-License-Identifier: Apache-2.0
// One request and its answer, as the handlers see them: no sockets, no HTTP library.
#pragma once

#include "channels/port/runtime.hpp"
#include "dispatcher/api/language.hpp"
#include "dispatcher/api/signed_request.hpp"
#include "dispatcher/api/target.hpp"
#include "dispatcher/engine/principal.hpp"
#include "dispatcher/store/store.hpp"

#include <boost/system/result.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::dispatcher::api {

struct route;
class client_account;

/// Why the rest of a body did not come.
enum class body_failure { broken, too_slow, too_large };

/// A request's body as it arrives.
class body_source {
public:
    virtual ~body_source() = default;
    /// The next bytes; empty at the end. The peer is read no faster than this is called.
    virtual task<boost::system::result<std::string, body_failure>> next() = 0;
};

struct request {
    std::string method;  ///< upper case
    api::target target;
    std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
    std::string body;                                          ///< whole, unless the route streams it
    body_source* stream = nullptr;                             ///< set when the route streams the body
    api::language language = language::fr;
    std::string from;  ///< the IP address that the connection comes from; empty on the Unix socket
    std::optional<principal> peer;  ///< known from the connection itself: the Unix socket's caller
    std::vector<std::string> certificate_names;  ///< of a certificate that the connection verified
    std::optional<principal> by;    ///< who asks, once admitted; nobody on open routes
    std::shared_ptr<client_account> account;  ///< of a client that `tocsin clients` added
    std::optional<signature_claim> claim;     ///< to be verified with the body, before anything is done
    route const* chosen = nullptr;
    std::vector<std::string> captured;  ///< what stands for `{…}` in the route's pattern

    std::string_view header(std::string_view name) const
    {
        for (auto const& [key, value] : headers)
            if (key == name)
                return value;
        return {};
    }

    bool asks(std::string_view flag) const
    {
        auto const value = target.value_of(flag);
        return value && *value != "0" && *value != "false";
    }
};

/// The rest of an answer, made as fast as the peer takes it.
class answer_stream {
public:
    virtual ~answer_stream() = default;
    /// The next bytes; empty at the end. After an error the connection is cut, so that nobody takes a part for the
    /// whole.
    virtual task<stored<std::string>> next() = 0;
};

struct answer {
    answer() = default;

    answer(int status, std::string type, std::string body)
        : status(status), type(std::move(type)), body(std::move(body))
    {}

    int status = 500;
    std::string type;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    std::unique_ptr<answer_stream> rest;  ///< follows the body, when set
    bool live = false;  ///< `rest` tells of what happens as it happens: whoever does not keep up is let go soon
};

/// How much of a body a route reads: none, 64 KiB, 1 MiB, or all of it as it comes.
enum class body_kind { none, small, whole, streamed };

constexpr std::size_t body_limit(body_kind kind)
{
    switch (kind) {
    case body_kind::none:
        return 0;
    case body_kind::small:
        return 64 * 1024;
    case body_kind::whole:
        return 1024 * 1024;
    case body_kind::streamed:
        break;
    }
    return SIZE_MAX;
}

/// Whoever stands behind the doors: judges a request by its head, and answers the whole one.
class desk {
public:
    virtual ~desk() = default;

    struct admission {
        admission() = default;
        explicit admission(body_kind body) : body(body) {}
        explicit admission(answer no) : refusal(std::move(no)) {}

        body_kind body = body_kind::none;
        std::optional<answer> refusal;
    };

    /// Fills in `chosen`, `captured`, `by` and `language`. The body has not been read.
    virtual admission admit(request& head) = 0;
    /// Waits as the handler does. The request outlives the task.
    virtual task<answer> serve(request& whole) = 0;
    /// For what goes wrong outside of the desk: the HTTP itself, the body's arrival. `accept_language` may be empty.
    virtual answer excuse(int status, std::string_view accept_language) const = 0;
};

}  // namespace tocsin::dispatcher::api
