// SPDX-License-Identifier: Apache-2.0
// Asio's non-template half, compiled once.
#include <boost/asio/impl/src.hpp>
