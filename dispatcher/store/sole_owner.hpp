// SPDX-License-Identifier: Apache-2.0
// Holds the database for one process: a second tocsind on the same file would send everything twice.
#pragma once

#include <string>

namespace tocsin::dispatcher {

class sole_owner {
public:
    /// Throws std::runtime_error with what to do when another process holds it, or the folder forbids it.
    explicit sole_owner(std::string const& path);
    ~sole_owner();
    sole_owner(sole_owner const&) = delete;
    sole_owner& operator=(sole_owner const&) = delete;

private:
    int descriptor_;
};

}  // namespace tocsin::dispatcher
