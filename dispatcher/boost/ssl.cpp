// SPDX-License-Identifier: Apache-2.0
// The non-template half of Asio's TLS, compiled once.
#include <boost/asio/ssl/impl/src.hpp>
