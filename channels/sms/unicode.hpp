// SPDX-License-Identifier: Apache-2.0
// UTF-8 (RFC 3629) to code points and back: never past the end, never a broken character out.
#pragma once

#include <string>
#include <string_view>

namespace tocsin::channels::sms {

/// Stands where a character is broken or unknown.
inline constexpr char32_t replacement = U'\ufffd';

/// U+FFFD for each byte where no well-formed UTF-8 starts (section 4: no overlong form, no surrogate).
std::u32string code_points(std::string_view utf8);

/// U+FFFD in place of what no UTF-8 can hold: surrogates and what lies above U+10FFFF.
void append_utf8(std::string& out, char32_t code);

}  // namespace tocsin::channels::sms
