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

/// Without the spaces, tabs and line ends around it.
constexpr std::string_view stripped(std::string_view text)
{
    constexpr std::string_view blank = " \t\r\n";
    auto const from = text.find_first_not_of(blank);
    return from == text.npos ? std::string_view{} : text.substr(from, text.find_last_not_of(blank) - from + 1);
}

}  // namespace tocsin
