// SPDX-License-Identifier: Apache-2.0
// Phones as people write them → E.164, after Google's numbering metadata. Metropolitan, overseas, foreign; mobile or not.
#pragma once

#include "rules/words/bilingual.hpp"
#include "rules/words/contact.hpp"

#include <boost/system/result.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace tocsin::rules {

enum class line_kind { mobile, fixed, other };

class parsed_phone {
public:
    parsed_phone(tocsin::phone number, line_kind line, std::string region)
        : number(std::move(number)), line(line), region(std::move(region))
    {
    }

    tocsin::phone number;
    line_kind line;
    std::string region;  ///< ISO 3166-1 alpha-2: "FR", "RE" …
};

/// Reads national and international notation: blanks, dots, dashes, parentheses, 0033, +33 (0)6. National numbers belong
/// to `region`; a French national number that is no mainland number is tried in the overseas territories, whose numbers
/// people write alike. The error says what is wrong without repeating the number.
///
/// ARCEP's fictional mobile range (06 39 98, decision 2018-0881) counts as mobile although no operator has it.
boost::system::result<parsed_phone, bilingual> parse_phone(std::string_view text, std::string_view region);

/// The region whose national numbers somebody with that French postcode writes: 974 → "RE"; "FR" for the mainland.
std::string region_of_postcode(std::string_view postcode);

}  // namespace tocsin::rules
