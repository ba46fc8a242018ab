// SPDX-License-Identifier: Apache-2.0
// One HTTP/1.1 exchange with the daemon over its Unix socket. It waits as long as the daemon works, within a limit.
#pragma once

#include <boost/system/result.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::cli {

struct request {
    std::string method = "GET";
    std::string target;
    std::string content_type;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
};

struct answer {
    int status = 0;
    std::string content_type;
    std::string time_zone;  ///< the house's own, as Europe/Paris; empty when it does not say
    std::string body;

    bool is_good() const { return status >= 200 && status < 300; }
};

enum class link_failure {
    absent,     ///< there is no such socket, or nobody listens at it
    forbidden,  ///< this user may not open it
    silent,     ///< nothing came within the limit
    broken,     ///< the daemon ended in the middle, or does not speak HTTP
};

class link_error {
public:
    link_error() = default;
    explicit link_error(link_failure failure) : failure_(failure) {}
    link_failure failure() const { return failure_; }

private:
    link_failure failure_ = link_failure::broken;
};

template <class T>
using reached = boost::system::result<T, link_error>;

class client {
public:
    virtual ~client() = default;

    virtual reached<answer> send(request const& what) = 0;

    /// Sends a body piece by piece, as `next` hands it out (nothing: the end), so that its size does not matter.
    virtual reached<answer> upload(request const& what, std::function<std::optional<std::string>()> const& next) = 0;

    /// Hands a good answer's body on piece by piece; any other answer comes back whole.
    virtual reached<answer> download(request const& what, std::function<void(std::string_view)> const& take) = 0;
};

/// `patience` is how long the daemon may be silent.
std::unique_ptr<client> connect_over(std::string socket_path, std::chrono::seconds patience);

/// Percent-encodes what is not unreserved (RFC 3986 section 2.3).
std::string percent_encoded(std::string_view text);

}  // namespace tocsin::cli
