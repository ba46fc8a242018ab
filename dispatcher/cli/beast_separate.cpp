// SPDX-License-Identifier: Apache-2.0
// Asio and Beast, compiled once for the command line, which links none of the daemon's floors.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
