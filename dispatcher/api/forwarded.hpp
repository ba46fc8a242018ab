// SPDX-License-Identifier: Apache-2.0
// Who is behind a reverse proxy. The word of whoever connects is taken only where the settings name them, and of what they
// hand on only the end: each proxy adds the address that came to it, and all before that may be the caller's own invention.
// Pure.
#pragma once

#include "dispatcher/settings/board.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::dispatcher::api {

/// Whether this is an address that the settings name, however either is written: 127.0.0.1 connects as ::ffff:127.0.0.1
/// where one socket serves both.
bool is_one_of(std::string_view address, std::vector<std::string> const& named);

/// The IP address of the nearest hop that is no trusted proxy, read from the end of `Forwarded` (RFC 7239, section 4) or of a
/// list as `X-Forwarded-For` has it; several fields of that name are one list (RFC 9110, section 5.3). `peer`, where it is
/// not trusted, where nothing was handed on, or what was cannot be read: then the hop that handed it on answers for it.
std::string caller_of(std::string_view peer, std::vector<std::pair<std::string, std::string>> const& headers, forwarding const& by);

/// Those who are likely one: an IPv4 address, also where it is written as IPv6, or an IPv6 network of 64 bits, which is what
/// a single customer has. What is no address is itself.
std::string neighbourhood(std::string_view address);

}  // namespace tocsin::dispatcher::api
