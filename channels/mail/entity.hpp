// SPDX-License-Identifier: Apache-2.0
// A mail's bytes as a tree: header fields and parts (RFC 5322, 2045, 2046). Lenient, as mail programs are; bounded in
// depth and number, whatever the bytes. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::channels::mail {

/// Views into the bytes it was read from: those must outlive it.
struct entity {
    std::vector<std::pair<std::string, std::string>> fields;  ///< name in lower case, value unfolded and not decoded
    std::string type = "text/plain";  ///< in lower case
    std::vector<std::pair<std::string, std::string>> parameters;  ///< of Content-Type; names in lower case
    std::string_view body;  ///< as it came
    std::vector<entity> parts;  ///< of a multipart/*; the one message in a message/rfc822

    /// The first field of that name (in lower case); empty when there is none.
    std::string_view field(std::string_view name) const;
    std::string_view parameter(std::string_view name) const;
    bool has(std::string_view name) const;
};

/// At most eight levels and a hundred parts are opened; what is beyond stays closed in `body`.
entity read_entity(std::string_view bytes);

/// Header fields alone, up to the first empty line: of a text/rfc822-headers or a message/delivery-status.
std::vector<std::pair<std::string, std::string>> read_fields(std::string_view bytes);

/// The body with its transfer encoding taken off.
std::string content_of(entity const& part);

/// The body as text: UTF-8, lines ended by \n.
std::string text_of(entity const& part);

/// Every address in a field such as To: or Return-Path:, without names and comments, in lower case.
std::vector<std::string> addresses_in(std::string_view value);

}  // namespace tocsin::channels::mail
