// SPDX-License-Identifier: Apache-2.0
// Strong identifiers: a row number that knows what it numbers. Printed with a letter (M7), read with or without it.
#pragma once

#include <charconv>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

template <char Letter>
class id {
public:
    static constexpr char letter = Letter;

    constexpr id() = default;
    constexpr explicit id(std::int64_t value) : value_(value) {}

    /// The row number; 0 means "none yet".
    constexpr std::int64_t value() const { return value_; }
    constexpr explicit operator bool() const { return value_ != 0; }
    friend constexpr auto operator<=>(id, id) = default;

private:
    std::int64_t value_ = 0;
};

using alert_id = id<'A'>;
using mobilisation_id = id<'M'>;
using wave_id = id<'W'>;
using solicitation_id = id<'S'>;
using message_id = id<'T'>;
using attempt_id = id<'P'>;
using volunteer_id = id<'V'>;
using reply_id = id<'R'>;

template <char Letter>
std::string to_string(id<Letter> which)
{
    return Letter + std::to_string(which.value());
}

/// Reads "M7", "m7" or "7"; nothing for anything else, zero and negatives included.
template <class Id>
std::optional<Id> parse_id(std::string_view text)
{
    if (!text.empty() && (text.front() == Id::letter || text.front() == Id::letter + ('a' - 'A')))
        text.remove_prefix(1);
    std::int64_t value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value <= 0)
        return std::nullopt;
    return Id{value};
}

}  // namespace tocsin

template <char Letter>
struct std::hash<tocsin::id<Letter>> {
    std::size_t operator()(tocsin::id<Letter> which) const noexcept
    {
        return std::hash<std::int64_t>{}(which.value());
    }
};
