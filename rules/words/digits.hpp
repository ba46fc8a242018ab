// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace tocsin {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Also of nothing at all.
constexpr bool all_digits(std::string_view text)
{
    for (char const c : text)
        if (!is_digit(c))
            return false;
    return true;
}

}  // namespace tocsin
