// SPDX-License-Identifier: Apache-2.0
// The number of a fate (tests/fakes/README.md): its last two digits.
#pragma once

#include <string>

namespace tocsin::integration {

inline std::string number(int fate) { return "+336399800" + std::string{fate < 10 ? "0" : ""} + std::to_string(fate); }

}  // namespace tocsin::integration
