// SPDX-License-Identifier: Apache-2.0
// Text as people compare it: without accents, case or typographic variants.
#pragma once

#include <string>
#include <string_view>

namespace tocsin::rules {

/// Lower case, Latin letters without their accents, ligatures spelt out (œ → oe), typographic quotes and dashes made
/// plain, every kind of space made one space. Other characters stay. Invalid UTF-8 bytes become '?'.
std::string fold(std::string_view text);

/// fold(), then only letters and digits: how place names are compared.
std::string fold_name(std::string_view text);

/// `*` matches any run of characters, both sides folded: "*inondation*" against "Vigilance INONDATION".
bool matches_pattern(std::string_view pattern, std::string_view text);

}  // namespace tocsin::rules
