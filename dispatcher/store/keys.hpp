// SPDX-License-Identifier: Apache-2.0
// How a provider's id is stored.
#pragma once

#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <system_error>
#include <variant>

namespace tocsin::dispatcher {

/// A number where the id is one in hexadecimal digits, which is most often and small. Without leading zeros, as
/// rules::provider_key gives it, no two spell the same number.
using stored_key = std::variant<std::int64_t, std::string>;

inline stored_key key_of(std::string const& provider_key)
{
    std::int64_t number = 0;
    auto const* const end = provider_key.data() + provider_key.size();
    auto const [rest, error] = std::from_chars(provider_key.data(), end, number, 16);
    bool const whole = error == std::errc{} && rest == end && provider_key.front() != '-' && provider_key.front() != '0';
    return whole ? stored_key{number} : stored_key{provider_key};
}

/// The key that is stored as this number.
inline std::string spelled(std::int64_t number)
{
    std::array<char, 24> digits{};
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr};
}

}  // namespace tocsin::dispatcher
