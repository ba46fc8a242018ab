// SPDX-License-Identifier: Apache-2.0
// What a look at the whole configuration brings: what must be mended, and what somebody should know before it bites.
#pragma once

#include "rules/words/problem.hpp"

#include <utility>

namespace tocsin::dispatcher {

struct findings {
    findings() = default;
    explicit findings(problems wrong, problems notes = {}) : wrong(std::move(wrong)), notes(std::move(notes)) {}

    problems wrong;  ///< empty: the daemon starts with it
    problems notes;  ///< it starts all the same
};

}  // namespace tocsin::dispatcher
