// SPDX-License-Identifier: Apache-2.0
// What a source of alerts may speak of: whose words it brings, about what, where, and how far they go without a person.
// Pure.
#pragma once

#include "rules/words/alert.hpp"
#include "rules/words/bilingual.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tocsin::rules {

struct source_policy {
    std::vector<std::string> senders;  ///< patterns of CAP's `sender`; none: anybody's
    std::vector<std::string> events;  ///< patterns, against all by which people name a hazard; none: any
    std::vector<std::string> zones;  ///< expressions that its calls are cut to; a rule's radius around them still holds. None: anywhere
    std::optional<int> largest_launch;  ///< people that a launch reaches at most without a person
    std::string certificate;  ///< PEM: whose XML signature its alerts must carry; empty: signatures are ignored

    friend bool operator==(source_policy const&, source_policy const&) = default;
};

/// Why an alert of this source is not taken at all: its sender, or none of its hazards, is the source's to speak of.
/// A message without hazards (a Cancel) is judged by its sender alone.
std::optional<bilingual> unwelcome(alert const& what, source_policy const& policy);

/// The names, in `language`, of those hazards that the source may speak of.
std::set<std::string> own_events(alert const& what, source_policy const& policy, std::string const& language);

/// Why nobody is called for this hazard although a rule says so.
bilingual not_its_event(std::string const& event);
bilingual not_its_zone(source_policy const& policy);

}  // namespace tocsin::rules
