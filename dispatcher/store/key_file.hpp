// SPDX-License-Identifier: Apache-2.0
// The key of what must be read again but must not lie open in the database: kept in a file beside it, or given by systemd,
// so that a copy of the database alone gives nothing away. What few secrets of clients are sealed: AES-256-GCM (NIST SP
// 800-38D); people's data: vault.hpp.
#pragma once

#include "channels/port/secret.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::dispatcher {

class sealing {
public:
    /// `chance` gives 64 unpredictable bits.
    sealing(channels::secret key, std::function<std::uint64_t()> chance);

    /// Hexadecimal; `about` has to be the same when it is opened: what it is sealed for.
    std::string seal(std::string_view plain, std::string_view about) const;
    /// Nothing when it was sealed with another key, for something else, or was changed.
    std::optional<channels::secret> open(std::string_view sealed, std::string_view about) const;

private:
    channels::secret key_;
    std::function<std::uint64_t()> chance_;
};

/// A key as 64 hexadecimal digits: `openssl rand -hex 32`. Nothing when it is none.
std::optional<channels::secret> key_from(std::string_view digits);

/// The key in the file, which is made, readable by its owner only, when there is none. Throws std::runtime_error with
/// what to do when it cannot be read, or holds no key.
channels::secret key_in(std::string const& path, std::function<std::uint64_t()> const& chance);

}  // namespace tocsin::dispatcher
