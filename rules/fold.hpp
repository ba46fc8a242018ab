// SPDX-License-Identifier: Apache-2.0
// Text as people compare it: without accents, case or typographic variants.
#pragma once

#include <string>
#include <string_view>

namespace tocsin::rules {

/// Lower case, Latin letters and figures without accents and in no other dress (Ｏ, 𝓞, ⓞ → o; ⑫ → 12; rules/fold_table.inc says
/// after which Unicode), ligatures spelt out (œ → oe), typographic quotes and dashes made plain, every kind of space made one
/// space. Other characters stay, and so do "№", "1½" and "2º", which would say something else. Invalid UTF-8 bytes become '?'.
std::string fold(std::string_view text);

/// fold(), then only letters and digits: how place names are compared.
std::string fold_name(std::string_view text);

/// `*` matches any run of characters, both sides folded: "*inondation*" against "Vigilance INONDATION".
bool matches_pattern(std::string_view pattern, std::string_view text);

}  // namespace tocsin::rules
