// SPDX-License-Identifier: Apache-2.0
// Words that change what their neighbours mean: a negation, a thing, a companion, a signature, a time.
#pragma once

#include "rules/reply/hear.hpp"

#include <vector>

namespace tocsin::rules::reply {

/// The same items, where "je peux" and "pas" are one no, "avec mon frère" is harmless, "ma remorque est libre" says nothing
/// of a person, names below "cordialement" are a signature, and "je serai au gymnase à 19h" is a yes by its time.
std::vector<item> taken_together(std::vector<item> list);

}  // namespace tocsin::rules::reply
