// SPDX-License-Identifier: Apache-2.0
// How HTTP writes text down. Pure, total.
#pragma once

#include "rules/words/percent.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::channels::http_sms {

/// application/x-www-form-urlencoded (WHATWG URL, section 5), a plus is a blank; what it undoes is in rules/words/percent.hpp.
std::string percent_decoded(std::string_view text);

using parameter_list = std::vector<std::pair<std::string, std::string>>;

/// The parameters of a query or a form, decoded, in order; at most 200.
parameter_list parameters(std::string_view text);

enum class base64_alphabet { standard, url };

/// RFC 4648: section 4 with padding, or section 5 (`url`) without.
std::string base64(std::string_view bytes, base64_alphabet with = base64_alphabet::standard);

/// Either alphabet, with padding or without; nothing when something else stands in it.
std::optional<std::string> from_base64(std::string_view text);

/// Lower case.
std::string hex(std::string_view bytes);

/// Providers' texts are UTF-8, or else ISO 8859-1: then every byte is a character of its own.
std::string as_utf8(std::string text);

}  // namespace tocsin::channels::http_sms
