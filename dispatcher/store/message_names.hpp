// SPDX-License-Identifier: Apache-2.0
// What a message is called outside: HOUSE-NUMBER-CHECK. The check is a keyed digest of the number, so that whoever knows one
// name cannot make the next: an answer to alerte+NAME@… is believed for the name alone.
#pragma once

#include "rules/words/ids.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::dispatcher {

/// SipHash-2-4 of one 64-bit word in little-endian order (Aumasson and Bernstein, 2012).
std::uint64_t siphash(std::array<std::uint64_t, 2> const& key, std::uint64_t word);

class message_names {
public:
    message_names() = default;
    message_names(std::string house, std::array<std::uint64_t, 2> key) : house_(std::move(house)), key_(key) {}

    /// Lower-case letters, digits and dashes; at most 38 characters. Always the same for a message.
    std::string of(message_id which) const;
    /// Nothing for any name that this house did not give.
    std::optional<message_id> read(std::string_view name) const;

private:
    std::string house_;
    std::array<std::uint64_t, 2> key_{};
};

}  // namespace tocsin::dispatcher
