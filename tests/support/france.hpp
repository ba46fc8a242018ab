// SPDX-License-Identifier: Apache-2.0
// The gazetteer as it is shipped, read once.
#pragma once

#include "rules/geo/gazetteer.hpp"
#include "where.hpp"

#include <fstream>
#include <iterator>
#include <string>

namespace tocsin::support {

inline std::string gazetteer_file(std::string const& name)
{
    std::ifstream in{std::string{TOCSIN_SOURCE_DIR} + "/config/gazetteer/" + name, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

inline rules::gazetteer const& france()
{
    static rules::gazetteer const known = [] {
        auto const communes = gazetteer_file("communes.tsv");
        auto const groups = gazetteer_file("groups.tsv");
        auto const geocodes = gazetteer_file("geocodes.tsv");
        return rules::gazetteer::read({communes, groups, geocodes}, "config/gazetteer").value();
    }();
    return known;
}

}  // namespace tocsin::support
