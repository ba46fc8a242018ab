// SPDX-License-Identifier: Apache-2.0
// What a warning asks for, as it follows from all of its messages, whatever came last.
#pragma once

#include "rules/match/match.hpp"

#include <string>
#include <vector>

namespace tocsin::rules {

/// A call, and what led to it.
struct asked_call {
    hazard_outcome outcome;  ///< without its calls
    called call;
};

struct message_in_turn {
    alert const* what = nullptr;
    wall_time heard{};  ///< it is judged as of then
};

struct asked_in_turn {
    std::vector<asked_call> calls;  ///< their hours count from the context's now
    bool held = false;  ///< a person has to place its area
};

/// Messages of one warning in the order in which they were sent; each is judged with what the one before it asked for, and
/// asks for what is returned at its place. Where it only keeps a call (`keep_while`), that is the call as it was first made.
/// Pure.
std::vector<asked_in_turn>
in_turn(std::vector<message_in_turn> const& messages, rulebook const& book, match_context context);

}  // namespace tocsin::rules
