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

/// What tells whether two messages are about one event.
struct alert_profile {
    /// By phenomenon, sender and status; the first is the first hazard's. Messages of one event share one. One that begins
    /// with '!' is exclusive: its issuer has one warning at a time for a phenomenon and an area (Meteoalarm's
    /// awareness_type), so that a later one over the same ground stands in the place of the former. One that begins with
    /// '=' is shared by messages in several languages, if the phenomenon has no code; one that begins with '~' names the
    /// phenomenon alone and is shared with other senders.
    std::vector<std::string> keys;
    std::vector<std::string> languages;  ///< primary tags, lower case, ascending
    std::vector<std::string> ground;  ///< a word for each geocode, polygon and circle; ascending
    wall_time starts;
    wall_time ends;
    tocsin::severity gravest = severity::unknown;

    friend bool operator==(alert_profile const&, alert_profile const&) = default;
};

/// Empty but for its times when there is no info.
alert_profile profile_of(alert const& what, milliseconds default_life);

/// The parameter's value; empty when absent. Names are compared without case.
std::string parameter(alert_info const& info, std::string_view name);

}  // namespace tocsin::rules
