// SPDX-License-Identifier: Apache-2.0
// What an alert means to somebody who must act on it: its hazards, its end, which warning it re-issues.
#pragma once

#include "rules/words/alert.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::rules {

/// Infos of one hazard: translations of one another. Never one mobilisation per language.
struct hazard {
    std::vector<alert_info const*> infos;  ///< into the alert; never empty

    /// In that language: the exact tag, then its primary tag, then French, then the first.
    alert_info const& in(std::string_view language) const;
};

/// Groups infos that differ in language only (CAP 1.2 section 3.2.2): same urgency, severity, certainty, times, areas.
std::vector<hazard> hazards_of(alert const& what);

/// When the hazard ends: `expires`, or the alert's `sent` plus the default life.
wall_time end_of(alert const& what, alert_info const& info, milliseconds default_life);

/// When the last hazard ends; `sent` plus the default life without any.
wall_time end_of(alert const& what, milliseconds default_life);

/// Météo-France gives each re-issue of one warning a new identifier: sender and phenomenon group them.
std::string event_key(alert const& what);

/// The parameter's value; empty when absent. Names are compared without case.
std::string parameter(alert_info const& info, std::string_view name);

}  // namespace tocsin::rules
