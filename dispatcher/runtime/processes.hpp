// SPDX-License-Identifier: Apache-2.0
// Programs that run beside the daemon: started clean, watched over a pidfd, never left behind.
#pragma once

#include "channels/port/child_process.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace tocsin::dispatcher {

/// See channels::runtime::spawn. From then on this process ignores SIGPIPE: a program may end while it is written to.
channels::streamed<std::unique_ptr<channels::child_process>>
start_program(boost::asio::any_io_executor executor, channels::program const& what);

}  // namespace tocsin::dispatcher
