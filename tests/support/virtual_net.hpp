// SPDX-License-Identifier: Apache-2.0
// Lines in memory that split, merge, delay and cut what travels over them, in virtual time.
#pragma once

#include "channels/port/runtime.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace tocsin::support {

/// How one direction of a line behaves.
struct line_habits {
    std::size_t largest_piece = std::numeric_limits<std::size_t>::max();  ///< what one read gives at most
    milliseconds delay{0};
    std::optional<std::size_t> stalls_after;  ///< the write that comes so far waits until it is cancelled; later ones go on
    std::optional<std::size_t> cut_after;  ///< the line breaks, both ways, when so many bytes have arrived
};

class virtual_net {
public:
    using line = std::unique_ptr<channels::byte_stream>;
    using acceptor = std::function<void(line)>;

    explicit virtual_net(channels::runtime& world) : world_(world) {}

    /// From now on somebody answers at this port, on every host. What is given is the answering end.
    void listen(std::uint16_t port, acceptor answer) { listening_[port] = std::move(answer); }
    void stop_listening(std::uint16_t port) { listening_.erase(port); }

    channels::streamed<line> connect(channels::endpoint const& where);

    /// For lines opened afterwards; "server" is whoever listens.
    line_habits towards_server;
    line_habits towards_client;
    int opened = 0;  ///< lines so far

private:
    channels::runtime& world_;
    std::map<std::uint16_t, acceptor> listening_;
};

}  // namespace tocsin::support
