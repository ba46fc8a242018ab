// SPDX-License-Identifier: Apache-2.0
// What readers of feeds share: dates, sentences, and single values in foreign JSON. Pure and total.
#pragma once

#include "dispatcher/intake/feeds/entry.hpp"

#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::dispatcher::feeds {

/// RFC 5322 section 3.3, as RSS has it: "Sat, 12 Mar 2016 04:00:27 GMT", "12 Mar 2016 04:00 +0100".
std::optional<wall_time> parse_mail_date(std::string_view text);

/// Either of the two ways in which feeds write an instant.
std::optional<wall_time> parse_any_date(std::string_view text);

/// "20261126T060000Z": an instant as part of an identifier.
std::string compact(wall_time instant);

/// Only what may stand in a CAP identifier; the rest becomes '-'.
std::string as_identifier(std::string_view text);

/// Decimal, in the C locale; nothing for anything else, infinities included.
std::optional<double> parse_number(std::string_view text);

/// WGS 84, in degrees.
bool on_earth(double latitude, double longitude);

/// JSON of at most 32 levels (RFC 8259).
maybe<boost::json::value> parse_json(std::string_view bytes);

/// A document whose `features` are a list (RFC 7946, section 3.3); otherwise "it is …, not …" with these names for it.
maybe<boost::json::value> parse_features(std::string_view bytes, std::string const& fr, std::string const& en);

/// A member of an object; null for everything else.
boost::json::value const& member(boost::json::value const& whole, std::string_view name);
/// Its text; a whole number counts as text. Empty for everything else.
std::string text_of(boost::json::value const& whole, std::string_view name);
std::optional<double> number_of(boost::json::value const& whole, std::string_view name);
std::optional<wall_time> instant_of(boost::json::value const& whole, std::string_view name);
/// An empty list for everything else.
boost::json::array const& list_of(boost::json::value const& whole, std::string_view name);

/// "it is …, not …": the document is of another kind.
failure not_the_kind(std::string const& fr, std::string const& en);

}  // namespace tocsin::dispatcher::feeds
