// SPDX-License-Identifier: Apache-2.0
// What a command_status means for the message that it answers.
#pragma once

#include "channels/port/outcome.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tocsin::channels::smpp {

enum class verdict { taken, transient, permanent, throttled };

/// A provider's own word on some codes, its vendor-specific ones above all (0x400 to 0x4ff); it goes before the standard's.
struct status_overrides {
    std::vector<std::uint32_t> transient;
    std::vector<std::uint32_t> permanent;
    std::vector<std::uint32_t> throttled;
};

verdict verdict_of(std::uint32_t status, status_overrides const& own);

/// "ESME_RINVDSTADR (0x0B)"; the number alone when the standard has no name for it.
std::string name_of(std::uint32_t status);
/// The same behind what it means, for people: "the password is wrong, ESME_RINVPASWD (0x0E)".
std::string meaning_of(std::uint32_t status);

/// The outcome of an answer other than `taken`.
outcome outcome_of(std::uint32_t status, status_overrides const& own);

// Those that we give, and those that end a bind for good until a person acts.
constexpr std::uint32_t status_ok = 0x00;
constexpr std::uint32_t status_bad_length = 0x02;
constexpr std::uint32_t status_unknown_command = 0x03;
constexpr std::uint32_t status_bad_password = 0x0e;
constexpr std::uint32_t status_bad_system_id = 0x0f;
constexpr std::uint32_t status_try_again = 0x64;
constexpr std::uint32_t status_not_understood = 0x65;
constexpr std::uint32_t status_not_kept = 0x65;  // permanent: it is not to come again

}  // namespace tocsin::channels::smpp
