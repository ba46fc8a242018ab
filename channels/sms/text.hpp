// SPDX-License-Identifier: Apache-2.0
// What a phone will show, in which alphabet, in how many parts. 3GPP TS 23.038 (GSM 7-bit default alphabet, UCS-2).
#pragma once

#include "channels/sms/alphabet.hpp"

#include <string>
#include <string_view>

namespace tocsin::channels::sms {

struct fitted {
    std::string text;  ///< UTF-8, exactly what arrives
    alphabet written_in = alphabet::gsm7;
    int units = 0;  ///< septets, or UTF-16 units
    int parts = 1;
};

/// Counts a text as it stands: GSM 7-bit when every character is in it, UCS-2 otherwise. Parts hold 160 septets or
/// 70 units alone, 153 or 67 in a row; an escape pair or a surrogate pair is never cut.
fitted measure(std::string_view text);

/// Replaces what would cost UCS-2 and has a good plain form (ê → e, ç → c, ’ → ', œ → oe, … → ..., « » → ", n° → no),
/// then measures. A text with anything that has none goes out untouched, in UCS-2: never a silent '?'.
fitted fit(std::string_view text);

}  // namespace tocsin::channels::sms
