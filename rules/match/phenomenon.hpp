// SPDX-License-Identifier: Apache-2.0
// What a warning is of, whoever gives it: so that two services that warn of one thing are heard as one.
#pragma once

#include "rules/words/alert.hpp"

#include <string_view>
#include <vector>

namespace tocsin::rules {

/// Words as "flood", "rain", "wind"; several where the warning is of several, none where it is of nothing that is known.
/// By Meteoalarm's awareness_type where there is one, otherwise by the words of the event (French, English).
std::vector<std::string_view> phenomena_of(alert_info const& info);

}  // namespace tocsin::rules
