// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace tocsin {

/// Without the spaces and tabs around it.
constexpr std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

}  // namespace tocsin
