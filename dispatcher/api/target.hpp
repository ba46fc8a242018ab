// SPDX-License-Identifier: Apache-2.0
// What a request asks for, read from its target. Pure: no sockets, no house.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::dispatcher::api {

struct target {
    std::string path;                                        ///< as it came, without the query
    std::string query_text;                                  ///< as it came, without '?'
    std::vector<std::string> segments;                       ///< of the path, decoded
    std::vector<std::pair<std::string, std::string>> query;  ///< decoded, in order; empty when not `query_is_text`
    /// No bad percent-encoding, control characters or bytes that are not UTF-8. A person's answer that a provider puts
    /// in a query has line breaks, or another alphabet: its reader takes `query_text`.
    bool query_is_text = true;

    /// The first value of a name; nothing when it is not there.
    std::optional<std::string> value_of(std::string_view name) const;
};

/// Reads an origin-form target (RFC 9112 section 3.2.1). Nothing when it is not one: bad percent-encoding (RFC 3986
/// section 2.1), control characters or what is not UTF-8 in the path, or more than 8 KiB.
std::optional<target> read_target(std::string_view text);

/// The segments that stand for `{…}` in a pattern such as `/v1/alerts/{id}/raw`; nothing when the path is another one.
std::optional<std::vector<std::string>> match_pattern(std::string_view pattern, std::span<std::string const> segments);

/// How many segments a pattern spells out: of two that match, the one with more of them is meant.
int literal_segments(std::string_view pattern);

bool is_utf8(std::string_view text);

}  // namespace tocsin::dispatcher::api
