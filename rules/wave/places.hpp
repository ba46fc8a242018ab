// SPDX-License-Identifier: Apache-2.0
// Which places are still empty when each person fills one: a maximum flow from people, grouped by the roles they hold,
// to the places of each role and to the places anybody may take.
#pragma once

#include <cstdint>
#include <vector>

namespace tocsin::rules {

/// People who hold the same roles; bit i: role i.
struct holders {
    std::uint32_t roles = 0;
    int count = 0;
};

struct empty_places {
    int total = 0;
    std::vector<int> by_role;  ///< in the order of the roles; the rest of the total is open to anybody
};

/// `needed[i]` of the `need` places ask for role i. Where people can be placed in several ways, as many places as
/// possible are filled, and among those ways as many places of roles.
empty_places places_left(int need, std::vector<int> const& needed, std::vector<holders> const& people);

}  // namespace tocsin::rules
