// SPDX-License-Identifier: Apache-2.0
// The limit: the outbox's own statements and the same SMPP on the wire in one loop around sqlite3.h and a socket.
#pragma once

#include "channels/port/secret.hpp"

#include <string>

namespace tocsin::bench {

struct bare_result {
    double queued_seconds = 0;
    int delivered = 0;
};

enum class bare_threads {
    one,
    two,  ///< the statements on one of their own, as whoever has more to do than to wait for the disk must have them
};

/// Asks everybody on record in `file`, a store's database without a mobilisation, through the centre at `port`, every
/// state durable. `key`: what its addresses are sealed with.
bare_result bare_fanout(std::string const& file, channels::secret const& key, int people, int port, int window, bare_threads threads);

}  // namespace tocsin::bench
