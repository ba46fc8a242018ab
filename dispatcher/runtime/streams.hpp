// SPDX-License-Identifier: Apache-2.0
// Lines to peers over the system's sockets: TCP, and TLS by OpenSSL.
#pragma once

#include "channels/port/byte_stream.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace tocsin::dispatcher {

/// See channels::runtime::connect. Every address of the name is tried in turn.
task<channels::streamed<std::unique_ptr<channels::byte_stream>>>
open_stream(boost::asio::any_io_executor executor, channels::endpoint where);

}  // namespace tocsin::dispatcher
