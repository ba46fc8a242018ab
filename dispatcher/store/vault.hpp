// SPDX-License-Identifier: Apache-2.0
// Personal data as it lies in the database: each field sealed by itself with AES-256-SIV (RFC 5297), with a key that is
// not in the database. A copy of the database tells nobody's name, address, home or words, and a field of which one bit has
// changed does not open.
//
// SIV needs no number that must never come twice: a database that is restored from a backup counts from there once more.
// The same text for the same purpose gives the same bytes, which is what finds a person by an address, and whether it
// opted out, without any other form of it being kept; whatever else is sealed is sealed for the row it stands in, so
// that no two look alike and none can be put in another's place.
#pragma once

#include "channels/port/secret.hpp"
#include "dispatcher/store/sealed.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::dispatcher {

/// For one thread at a time.
class vault {
public:
    /// `key` has 32 bytes or more; others are derived from it (HKDF, RFC 5869). Throws std::logic_error when it has fewer.
    explicit vault(channels::secret const& key);
    ~vault();
    vault(vault const&) = delete;
    vault& operator=(vault const&) = delete;

    /// `about`: the column and, unless it is to be found by what it holds, the row. Adds 16 bytes.
    sealed seal(std::string_view plain, std::string_view about) const;
    /// Nothing when it was changed, or sealed for something else or with another key. What is empty is empty.
    std::optional<std::string> open(sealed const& field, std::string_view about) const;

    /// A normalised phone number or mailbox; the same wherever it stands.
    sealed address(std::string_view plain) const { return seal(plain, "address"); }
    std::optional<std::string> open_address(sealed const& field) const { return open(field, "address"); }

private:
    struct cipher;
    std::unique_ptr<cipher> cipher_;
};

}  // namespace tocsin::dispatcher
