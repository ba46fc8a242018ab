// SPDX-License-Identifier: Apache-2.0
// A password or token. It has no stream or format operator: showing it takes an explicit call.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tocsin::channels {

class secret {
public:
    secret() = default;
    explicit secret(std::string value) : value_(std::move(value)) {}

    std::string const& reveal() const { return value_; }
    bool empty() const { return value_.empty(); }

    /// Compares in a time that does not depend on where the two differ.
    bool matches(std::string_view guess) const
    {
        unsigned char difference = value_.size() == guess.size() ? 0 : 1;
        for (std::size_t i = 0; i < guess.size(); ++i)
            difference |= static_cast<unsigned char>(guess[i] ^ (value_.empty() ? '\0' : value_[i % value_.size()]));
        return difference == 0 && !value_.empty();
    }

private:
    std::string value_;
};

/// Finds a secret by its credential name (a file handed over by systemd's LoadCredential=); nothing when there is none.
using credential_source = std::function<std::optional<secret>(std::string const& name)>;

}  // namespace tocsin::channels
