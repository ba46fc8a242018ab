// SPDX-License-Identifier: Apache-2.0
// What an IMAP server says (RFC 3501, section 7): lines with literals in them, out of a stream of bytes. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::channels::mail {

/// One response. A literal's place in the text is marked "{}".
struct imap_response {
    std::string text;
    std::vector<std::string> literals;

    /// "* 3 FETCH …": whether it is that kind of untagged response.
    bool is(std::string_view kind) const;
};

/// Cuts the stream. A line or a literal beyond the limits breaks it: the connection is of no more use.
class imap_reader {
public:
    explicit imap_reader(std::size_t most_bytes) : most_bytes_(most_bytes) {}

    void feed(std::string_view bytes) { waiting_ += bytes; }
    /// Nothing while a response is not complete, or broken.
    std::optional<imap_response> next();
    bool broken() const { return broken_; }

private:
    std::string waiting_;
    std::size_t most_bytes_;
    bool broken_ = false;
};

enum class imap_status { ok, no, bad };

/// Of "TAG OK …"; nothing when the response is not that command's last.
std::optional<imap_status> completion_of(imap_response const& response, std::string_view tag);

/// "* SEARCH 4 8 15": the numbers; at most a million.
std::vector<std::uint32_t> found_numbers(imap_response const& response);

/// The number behind a word: "UIDVALIDITY" in "* OK [UIDVALIDITY 7] …", "UID" in "* 3 FETCH (UID 12 …)".
std::optional<std::uint32_t> number_behind(imap_response const& response, std::string_view word);

/// Of "* 3 FETCH (… BODY[]<0> …)": the bytes, written as a literal, a quoted string or NIL (section 9, nstring). Nothing
/// when it tells of no body.
std::optional<std::string> body_of(imap_response const& response);

/// RFC 3501 section 4.3: a quoted string. Line breaks are left out.
std::string quoted(std::string_view text);

}  // namespace tocsin::channels::mail
