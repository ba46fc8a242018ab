// SPDX-License-Identifier: Apache-2.0
// UTF-8 to what an SMS carries and back. 3GPP TS 23.038: section 6.2.1 the GSM 7-bit default alphabet and its extension
// table, 6.1.2.1 the packing of septets, 6.2.3 UCS-2 (carried as UTF-16BE, as phones do); ISO 8859-1. Total functions:
// any bytes are read without harm.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::channels::sms {

/// What a text is written in. Ours leave in gsm7 or ucs2; latin1 is what some networks bring replies in.
enum class alphabet { gsm7, ucs2, latin1 };

using octets = std::vector<std::uint8_t>;

/// Septets that a character takes: 1, or 2 with its escape; 0: it is not in the alphabet.
int septets_of(char32_t code);

/// One septet a byte, an escape pair for the extension table. Nothing when a character is not in the alphabet.
std::optional<octets> to_gsm7(std::string_view utf8);

/// One septet a byte. An escape before a septet that the extension table lacks leaves that septet's own character, and an
/// escape before an escape, or at the very end, is a blank (6.2.1, 6.2.1.1); bytes above 0x7f become U+FFFD.
std::string from_gsm7(std::span<std::uint8_t const> septets);

/// Eight septets in seven octets, the first after `fill_bits` zero bits (0 to 6; what a user data header asks for: see
/// TS 23.040, 9.2.3.24). The last octet is filled with zeros.
octets pack_septets(std::span<std::uint8_t const> septets, int fill_bits = 0);

/// `count` septets, or as many as there are: the octets alone do not tell whether seven last zero bits are an '@'.
octets unpack_septets(std::span<std::uint8_t const> packed, std::size_t count, int fill_bits = 0);

/// Nothing when a character is above U+00FF.
std::optional<octets> to_latin1(std::string_view utf8);
std::string from_latin1(std::span<std::uint8_t const> bytes);

/// UTF-16BE.
octets to_ucs2(std::string_view utf8);

/// UTF-16BE; a surrogate without its other half, and an odd last octet, become U+FFFD.
std::string from_ucs2(std::span<std::uint8_t const> bytes);

/// One of the three above.
std::string decode(alphabet written_in, std::span<std::uint8_t const> bytes);

}  // namespace tocsin::channels::sms
