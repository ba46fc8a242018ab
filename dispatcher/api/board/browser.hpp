// SPDX-License-Identifier: Apache-2.0
// What a browser says of itself in a request's fields. Pure.
#pragma once

#include <string_view>

namespace tocsin::dispatcher::api::board {

/// The value of a cookie in a Cookie field (RFC 6265 section 4.2.1); empty when it is not there.
std::string_view cookie_in(std::string_view field, std::string_view name);

/// Whether a form was sent from our own page: what the browser says of where it stood (Fetch Metadata), else its Origin
/// against the Host it was sent to and the house's own address. A client that says neither is no browser that could be misled.
bool is_own_form(std::string_view fetch_site, std::string_view origin, std::string_view host, std::string_view public_url);

}  // namespace tocsin::dispatcher::api::board
