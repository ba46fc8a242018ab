// SPDX-License-Identifier: Apache-2.0
// The one file that knows the system's clock and dice; its sockets are in streams.cpp, its programs in processes.cpp.
#pragma once

#include "channels/port/runtime.hpp"

#include <memory>

namespace tocsin::dispatcher {

/// The real world, on the given executor. Chance comes from the kernel (getrandom), fit for tokens.
std::unique_ptr<channels::runtime> make_asio_runtime(boost::asio::any_io_executor executor);

}  // namespace tocsin::dispatcher
