// SPDX-License-Identifier: Apache-2.0
// A decision in words, for the report and for whoever watches: what was done, what was believed, what is expected, and
// what could be done when it will not be enough.
#pragma once

#include "rules/select/people_index.hpp"
#include "rules/wave/plan.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::rules {

/// One line; `language` is "fr" or anything else for English. `roles`: their names, by number.
std::string explain(wave_decision const& what, std::string_view language, std::vector<std::string> const& roles = {});

/// The roles that `at_most` speaks of, as people read them: "boat, driver"; empty when it speaks of everybody.
std::string short_of(wave_decision const& what, std::vector<std::string> const& roles);

/// What to try when the pool will not do.
enum class next_step { widen_radius, fewer_skills, another_channel };

std::string_view to_string(next_step value);

struct offer {
    next_step what = next_step::widen_radius;
    int people = 0;  ///< that it would bring at most
    int kilometres = 0;  ///< by which the radius is widened
};

/// The steps that might bring anybody, the most people first; from the selection that made the pool.
std::vector<offer> offers(selection const& made);

/// One line with all of them; empty when there are none.
std::string explain(std::vector<offer> const& all, std::string_view language);

}  // namespace tocsin::rules
