// SPDX-License-Identifier: Apache-2.0
// What anyone may ask of the world: the time, a pause, chance, a line to a peer, a program beside us. Production is dispatcher/runtime/asio_runtime;
// tests hand in a virtual one. Nothing else in channels/ or dispatcher/ may name a clock, a timer, a random device, a process or
// (libcurl's own apart) a socket.
#pragma once

#include "channels/port/byte_stream.hpp"
#include "channels/port/child_process.hpp"
#include "rules/words/time.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>

namespace tocsin::channels {

class runtime {
public:
    virtual ~runtime() = default;

    virtual wall_time wall() const = 0;
    virtual mono_time mono() const = 0;
    /// Returns at `instant` or just after; at once when it has passed. Cancelling unwinds with operation_aborted.
    virtual task<void> sleep_until(mono_time instant) = 0;
    /// The next 64 bits of chance: unpredictable in production, seeded in tests.
    virtual std::uint64_t random() = 0;
    /// Opens a line (TCP without Nagle's delay; TLS when asked for, handshake included). Waits as long as the system does:
    /// the caller sets the limit. Cancelling leaves no line behind.
    virtual task<streamed<std::unique_ptr<byte_stream>>> connect(endpoint where) = 0;
    /// Starts a program; says why when it cannot be started.
    virtual streamed<std::unique_ptr<child_process>> spawn(program const& what) = 0;
    /// The one thread that thinks and speaks.
    virtual boost::asio::any_io_executor executor() = 0;

    /// The monotonic instant at which the wall clock, if nobody sets it, shows `instant`.
    mono_time mono_at(wall_time instant) const
    {
        return mono() + std::chrono::duration_cast<mono_clock::duration>(instant - wall());
    }
};

}  // namespace tocsin::channels
