// SPDX-License-Identifier: Apache-2.0
// What the phone shows, and how a phone's answer travels: the witness's own GSM 03.38, Latin-1 and UCS-2.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace smsc {

/// As UTF-8, for the log; what cannot be read becomes U+FFFD, and binary (data_coding 4) is given in hexadecimal.
std::string shown(std::string_view bytes, std::uint8_t data_coding);

enum class spelling { gsm, packed, latin1, ucs2 };

/// `text` is UTF-8 and within the alphabet asked for (the fakes' own sentences are).
std::string spelled(std::string_view text, spelling how);
/// The data_coding that goes with it.
std::uint8_t coding_of(spelling how);

}  // namespace smsc
