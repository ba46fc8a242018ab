// SPDX-License-Identifier: Apache-2.0
// What stands in the default alphabet for a character that is not in it: the policy, as one table.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::channels::sms {

/// The plain form of a character that the default alphabet lacks: its letter without the mark (ê → e, ç → c, ő → ö), what
/// people write instead (œ → oe, ’ → ', … → ..., → ->), or nothing where it shows nothing. Nothing at all where there is
/// none: other scripts, pictures. Signs that need their neighbours (°, º, «, ») are not here; see fit().
std::optional<std::string_view> plain_form(char32_t code);

/// What stands in Latin-1 for a character of the default alphabet that it lacks: EUR for €, for Greek capitals the letter
/// that looks alike. Nothing for all others.
std::optional<std::string_view> latin1_form(char32_t code);

/// Letters written as base and mark (as some systems do) become the one character that phones know.
std::u32string composed(std::u32string_view codes);

}  // namespace tocsin::channels::sms
