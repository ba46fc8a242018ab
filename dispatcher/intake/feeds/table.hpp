// SPDX-License-Identifier: Apache-2.0
// How a service's own words become CAP's: phenomenon and colour (or magnitude) → event, severity, urgency, certainty.
// Data: config/feeds/*.yaml.
#pragma once

#include "dispatcher/settings/reader.hpp"
#include "rules/words/alert.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dispatcher::feeds {

struct phenomenon {
    std::string word;
    std::string category;  ///< CAP's: Met, Geo, …; empty: the table's
    double radius_km = 0;  ///< of what is known as a point only; 0: the level's
};

struct level {
    std::string key;  ///< as the service writes it; for magnitudes the least of them
    std::string word;
    tocsin::severity severity = severity::unknown;
    tocsin::urgency urgency = urgency::unknown;
    tocsin::certainty certainty = certainty::unknown;
    double radius_km = 0;
};

/// What stands in the place of `{level}`, `{phenomenon}`, `{place}` and `{magnitude}`.
struct named_parts {
    std::string level;
    std::string phenomenon;
    std::string place;
    std::string magnitude;
};

struct table {
    std::string sender;  ///< of the alerts made; a word of CAP, without blanks or commas
    std::string sender_name;
    std::string language = "fr-FR";
    std::string category = "Met";
    std::string web;
    std::string event;  ///< a pattern, see named_parts
    std::string headline;  ///< likewise; empty: the event
    std::string instruction;
    milliseconds life{hours{24}};  ///< of what does not say when it ends
    std::map<std::string, phenomenon> phenomena;  ///< by the service's key; empty: any
    std::vector<level> levels;  ///< gravest first; what is not here is nothing to warn of

    struct exception {
        std::string phenomenon;
        std::string level;
        feeds::level instead;
    };
    std::vector<exception> exceptions;

    /// How the table rates it; nothing: the service warns of nothing, or of what this house does not heed.
    std::optional<feeds::level> rate(std::string const& phenomenon_key, std::string const& level_key) const;
    /// The first level whose magnitude is reached and whose radius is beyond the depth.
    std::optional<feeds::level> rate(double magnitude, double depth_km) const;

    /// An alert of the table's sender with one info, not yet placed.
    alert begin(std::string identifier, wall_time sent, feeds::level const& at, named_parts const& parts) const;
};

/// Reads one table; what is wrong goes to `found`.
table read_table(std::string const& text, problem_list& found);

}  // namespace tocsin::dispatcher::feeds
