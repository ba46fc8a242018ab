// SPDX-License-Identifier: Apache-2.0
// An invented register: people spread over communes by population, with ARCEP's fictional numbers and example.org.
#pragma once

#include "rules/geo/gazetteer.hpp"

#include <cstdint>
#include <iosfwd>
#include <string>

namespace tocsin::support {

/// Writes `count` people of a département ("" for all of France) as CSV in the house's own columns; same seed, same
/// bytes. Mobiles are unique while the 10,000 fictional numbers last; after that people have e-mail only.
void write_register(
    std::ostream& out, rules::gazetteer const& places, std::string const& departement, int count, std::uint64_t seed
);

}  // namespace tocsin::support
