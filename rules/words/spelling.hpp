// SPDX-License-Identifier: Apache-2.0
// One table per enumeration, used for printing and for reading (any case). The first spelling of a value is printed.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace tocsin {

template <class Enum>
struct spelling {
    Enum value;
    std::string_view text;
};

constexpr char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr bool equal_ignoring_case(std::string_view left, std::string_view right)
{
    if (left.size() != right.size())
        return false;
    for (std::size_t i = 0; i < left.size(); ++i)
        if (ascii_lower(left[i]) != ascii_lower(right[i]))
            return false;
    return true;
}

template <class Enum, std::size_t Size>
constexpr std::string_view spell(std::array<spelling<Enum>, Size> const& table, Enum value)
{
    for (auto const& entry : table)
        if (entry.value == value)
            return entry.text;
    return "?";
}

template <class Enum, std::size_t Size>
constexpr std::optional<Enum> read_spelling(std::array<spelling<Enum>, Size> const& table, std::string_view text)
{
    for (auto const& entry : table)
        if (equal_ignoring_case(entry.text, text))
            return entry.value;
    return std::nullopt;
}

}  // namespace tocsin
