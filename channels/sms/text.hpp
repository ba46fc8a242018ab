// SPDX-License-Identifier: Apache-2.0
// What a phone will show, in which alphabet, in how many parts. 3GPP TS 23.038 (GSM 7-bit default alphabet, UCS-2).
#pragma once

#include "channels/sms/alphabet.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::channels::sms {

/// Whether a text may leave the default alphabet. It holds any character then, and parts of 70 instead of 160.
enum class unicode { refused, allowed };

struct fitted {
    std::string text;  ///< UTF-8, exactly what arrives
    alphabet written_in = alphabet::gsm7;
    int units = 0;  ///< septets, or UTF-16 units
    int parts = 1;
    std::vector<std::string> left_out;  ///< characters that the text had and the phone will not show
};

/// Counts a text as it stands: GSM 7-bit when every character is in it, UCS-2 otherwise. Parts hold 160 septets or
/// 70 units alone, 153 or 67 in a row; an escape pair or a surrogate pair is never cut.
fitted measure(std::string_view text);

/// The characters that have no plain form, each once, in order; bytes that are no UTF-8 count as U+FFFD.
std::vector<std::string> without_plain_form(std::string_view text);

/// Replaces what would cost UCS-2 and has a good plain form (ê → e, ç → c, ’ → ', œ → oe, … → ..., « » → ", n° → no),
/// then measures. A text with anything that has none goes out untouched in UCS-2 where that is allowed; where it is not,
/// those characters are left out, and named: never a silent '?'. Whoever can say no to such a text does so before.
fitted fit(std::string_view text, unicode beyond);

/// A text of the default alphabet for a centre that writes it in Latin-1: `euro` for €, which it lacks, and for Greek
/// capitals the letters that look alike.
std::string in_latin1_letters(std::string_view text, std::string_view euro = "EUR");

}  // namespace tocsin::channels::sms
