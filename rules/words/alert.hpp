// SPDX-License-Identifier: Apache-2.0
// An alert in our own words, after OASIS CAP 1.2 (section 3.2). Values only; reading and writing are in rules/cap/.
#pragma once

#include "rules/words/place.hpp"
#include "rules/words/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

enum class alert_status { actual, exercise, system, test, draft };
enum class alert_kind { alert, update, cancel, ack, error };
enum class alert_scope { everyone, restricted, addressed };

// Ordered from least to most pressing, so that `>=Severe` is a comparison. Unknown is not low: see is_known().
enum class urgency { unknown, past, future, expected, immediate };
enum class severity { unknown, minor, moderate, severe, extreme };
enum class certainty { unknown, unlikely, possible, likely, observed };

// The CAP spellings: "Actual", "Alert", "Public", "Immediate", "Extreme", "Observed" …
std::string_view to_string(alert_status value);
std::string_view to_string(alert_kind value);
std::string_view to_string(alert_scope value);
std::string_view to_string(urgency value);
std::string_view to_string(severity value);
std::string_view to_string(certainty value);
// Exactly the CAP spellings, any case; CAP 1.0's "Very Likely" reads as likely.
std::optional<alert_status> parse_alert_status(std::string_view text);
std::optional<alert_kind> parse_alert_kind(std::string_view text);
std::optional<alert_scope> parse_alert_scope(std::string_view text);
std::optional<urgency> parse_urgency(std::string_view text);
std::optional<severity> parse_severity(std::string_view text);
std::optional<certainty> parse_certainty(std::string_view text);

/// What identifies a CAP message: all three together (CAP 1.2, references).
struct alert_identity {
    std::string sender;
    std::string identifier;
    wall_time sent;

    friend bool operator==(alert_identity const&, alert_identity const&) = default;
    friend auto operator<=>(alert_identity const&, alert_identity const&) = default;
};

/// A `valueName`/`value` pair: a parameter, an event code or a geocode.
struct named_value {
    std::string name;
    std::string value;

    friend bool operator==(named_value const&, named_value const&) = default;
};

struct alert_area {
    std::string description;
    std::vector<geo_polygon> polygons;
    std::vector<geo_circle> circles;
    std::vector<named_value> geocodes;
    std::optional<double> altitude_feet;
    std::optional<double> ceiling_feet;

    friend bool operator==(alert_area const&, alert_area const&) = default;
};

/// What is said of a resource; what it holds is not read.
struct alert_resource {
    std::string description;
    std::string mime_type;
    std::string uri;

    friend bool operator==(alert_resource const&, alert_resource const&) = default;
};

struct alert_info {
    std::string language = "en-US";  ///< the standard's default
    std::vector<std::string> categories;
    std::string event;
    std::vector<std::string> response_types;
    tocsin::urgency urgency = urgency::unknown;
    tocsin::severity severity = severity::unknown;
    tocsin::certainty certainty = certainty::unknown;
    std::string audience;
    std::vector<named_value> event_codes;
    std::optional<wall_time> effective;
    std::optional<wall_time> onset;
    std::optional<wall_time> expires;
    std::string sender_name;
    std::string headline;
    std::string description;
    std::string instruction;
    std::string web;
    std::string contact;
    std::vector<named_value> parameters;
    std::vector<alert_resource> resources;
    std::vector<alert_area> areas;

    friend bool operator==(alert_info const&, alert_info const&) = default;
};

struct alert {
    std::string version = "1.2";  ///< of the namespace it was read from: 1.0, 1.1 or 1.2
    std::string identifier;
    std::string sender;
    wall_time sent;
    alert_status status = alert_status::draft;
    alert_kind kind = alert_kind::error;
    std::string source;
    alert_scope scope = alert_scope::everyone;
    std::string restriction;
    std::vector<std::string> addresses;
    std::vector<std::string> codes;
    std::string note;
    std::vector<alert_identity> references;
    std::vector<std::string> incidents;
    std::vector<alert_info> infos;

    alert_identity identity() const { return {sender, identifier, sent}; }

    friend bool operator==(alert const&, alert const&) = default;
};

}  // namespace tocsin
