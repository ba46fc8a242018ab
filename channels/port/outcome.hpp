// SPDX-License-Identifier: Apache-2.0
// What came of handing one message to a provider: four equal faces, none of them an error branch.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tocsin::channels {

/// Bytes may have left and no usable answer came: nobody can say. First, so that a default-made outcome is honest.
struct unknown {
    unknown() = default;
    explicit unknown(std::string why) : why(std::move(why)) {}
    std::string why;
};

/// The provider took responsibility.
struct accepted {
    accepted() = default;
    explicit accepted(std::string provider_id) : provider_id(std::move(provider_id)) {}
    std::string provider_id;  ///< as the provider spells it; empty when it gives none
    /// How long the provider itself took, where the message had waited for a free line before; else all of the call counts.
    std::optional<std::chrono::microseconds> took;
    /// When the provider took the message in several parts, each with an id and a receipt of its own: all their ids. The
    /// message is delivered when every part is, and undeliverable when one is.
    std::vector<std::string> part_ids;
};

enum class permanence { transient, permanent };

/// The provider, or the adapter before the first byte left, said no.
struct refused {
    refused() = default;
    refused(tocsin::channels::permanence permanence, std::string code, std::string why)
        : permanence(permanence), code(std::move(code)), why(std::move(why))
    {
    }
    tocsin::channels::permanence permanence = permanence::transient;
    std::string code;  ///< the protocol's own: "550 5.1.1", "HTTP 403", "connect"
    std::string why;  ///< for people; never an address
};

/// Too fast. Nothing was taken; the whole channel should slow down.
struct throttled {
    throttled() = default;
    explicit throttled(std::optional<std::chrono::milliseconds> retry_after) : retry_after(retry_after) {}
    std::optional<std::chrono::milliseconds> retry_after;
};

using outcome = std::variant<unknown, accepted, refused, throttled>;

}  // namespace tocsin::channels
