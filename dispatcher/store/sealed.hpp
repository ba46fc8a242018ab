// SPDX-License-Identifier: Apache-2.0
// A personal field as it lies in the database. What opens it is a vault.
#pragma once

#include <string>
#include <utility>

namespace tocsin::dispatcher {

/// Equal when, and only when, what was sealed is equal.
class sealed {
public:
    sealed() = default;
    explicit sealed(std::string bytes) : bytes_(std::move(bytes)) {}

    std::string const& bytes() const { return bytes_; }
    /// What somebody erased leaves.
    bool empty() const { return bytes_.empty(); }

    friend bool operator==(sealed const&, sealed const&) = default;

private:
    std::string bytes_;
};

}  // namespace tocsin::dispatcher
