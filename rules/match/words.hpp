// SPDX-License-Identifier: Apache-2.0
// A rule's own words with fields of the alert in them: "{{headline}} Rendez-vous à {{area}}."
#pragma once

#include "rules/words/alert.hpp"
#include "rules/words/bilingual.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::rules {

/// {{event}} {{headline}} {{description}} {{instruction}} {{area}} {{sender}} {{severity}} {{starts}} {{expires}} {{web}}
/// {{contact}} {{parameter.NAME}}: what stands in `text` that is none of these, as written; empty when all is well.
std::string unknown_field(std::string_view text);

/// Every {{field}} in it.
std::vector<std::string> fields_in(std::string_view text);

struct filled_text {
    std::string text;
    std::vector<bilingual> left_out;  ///< fields that were not put in, and why
};

/// Puts the fields in: each on one line, cut after 200 bytes. One that the alert lacks is left out; so is one that says
/// STOP, which would turn the text into marketing. `clock` is the house's.
filled_text fill(
    std::string_view text, alert const& what, alert_info const& info, std::string_view language,
    std::function<local_time(wall_time)> const& clock
);

}  // namespace tocsin::rules
