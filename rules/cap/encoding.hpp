// SPDX-License-Identifier: Apache-2.0
// The bytes of an XML document in whatever encoding they are declared → UTF-8.
#pragma once

#include "rules/words/bilingual.hpp"

#include <boost/system/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::rules {

/// Why bytes are no text: one sentence.
class encoding_error {
public:
    encoding_error() = default;
    explicit encoding_error(bilingual why) : why_(std::move(why)) {}

    bilingual const& why() const { return why_; }

private:
    bilingual why_;
};

[[noreturn]] void throw_exception_from_error(encoding_error const& error, boost::source_location const& where);

/// UTF-8 without a byte order mark and without what stands before the first '<'. Reads UTF-8, UTF-16, ISO-8859-1,
/// ISO-8859-15 and Windows-1252, as declared or marked; `tolerated` gathers what was read in spite of how it was written.
/// Bytes that are not what they are declared to be are refused, not guessed.
boost::system::result<std::string, encoding_error> as_utf8(std::string_view bytes, std::vector<bilingual>& tolerated);

/// Cut between characters, with an ellipsis, so that a sentence that quotes it stays UTF-8.
std::string shortened(std::string_view text, std::size_t most);

}  // namespace tocsin::rules
