// SPDX-License-Identifier: Apache-2.0
// CAP bytes → alert. OASIS CAP 1.2 (1.1 and 1.0 as far as they agree). The bytes are foreign: nothing in them is trusted.
#pragma once

#include "rules/words/alert.hpp"
#include "rules/words/bilingual.hpp"

#include <boost/system/result.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::rules {

enum class cap_failure {
    too_large,  ///< more than 1 MiB
    hostile,  ///< a DTD, an entity declaration, more than 32 levels
    not_xml,  ///< not well-formed, or in an encoding that is not known
    not_an_alert,  ///< well-formed, but another kind of document: an HTML error page, a feed
    missing_element,
    bad_value,
};

std::string_view to_string(cap_failure value);

class cap_error {
public:
    cap_error() = default;

    cap_error(cap_failure failure, std::string where, bilingual why)
        : failure_(failure), where_(std::move(where)), why_(std::move(why))
    {
    }

    cap_failure failure() const { return failure_; }
    std::string const& where() const { return where_; }  ///< element path: "alert/info[2]/area[1]/polygon[1]"
    bilingual const& why() const { return why_; }  ///< one sentence for the one who sent it
    bilingual sentence() const;  ///< the same with its place before it

private:
    cap_failure failure_ = cap_failure::not_xml;
    std::string where_;
    bilingual why_;
};

[[noreturn]] void throw_exception_from_error(cap_error const& error, boost::source_location const& where);

/// Reads one alert, or says why it is none. Strict about meaning: a bad polygon or circle refuses the whole alert, so that a
/// missing area can never be taken for "everywhere"; an instant without its offset, a level that is none, are refused.
/// Tolerant about form: other encodings, prefixes and cases, envelopes, blanks, decimal commas, rings that do not close.
boost::system::result<alert, cap_error> read_cap(std::string_view bytes);

struct cap_reading {
    alert what;
    std::vector<bilingual> tolerated;  ///< what was read in spite of how it was written, with its place
};

/// The same, and what was tolerated on the way.
boost::system::result<cap_reading, cap_error> read_cap_with_notes(std::string_view bytes);

}  // namespace tocsin::rules
