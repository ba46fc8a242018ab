// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4), as 64 hexadecimal digits.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tocsin::dispatcher {

/// Two lower-case hexadecimal digits for each.
std::string hex_of(std::span<unsigned char const> bytes);

std::string sha256_of(std::string_view bytes);

}  // namespace tocsin::dispatcher
