// SPDX-License-Identifier: Apache-2.0
// Single values in foreign JSON, by pointer (RFC 6901). Pure, total.
#pragma once

#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::channels::http_sms {

/// Nothing when it is not JSON, or nested deeper than 32.
std::optional<boost::json::value> parsed_json(std::string_view text);

/// A string, number or truth as text; empty for anything else, and where nothing is.
std::string text_at(boost::json::value const& whole, std::string const& pointer);

}  // namespace tocsin::channels::http_sms
