// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

/// Percent-encodes what is not unreserved (RFC 3986 section 2.3).
std::string percent_encoded(std::string_view text);
void append_percent_encoded(std::string& out, std::string_view text);

}  // namespace tocsin
