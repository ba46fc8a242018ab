// SPDX-License-Identifier: Apache-2.0
// What an incoming alert does to those on record, and they to it. Every order of arrival ends in the same state.
#pragma once

#include "rules/words/alert.hpp"

#include <vector>

namespace tocsin::rules {

/// An alert on record that has to do with the incoming one, however many references lie between.
struct neighbour {
    alert_identity identity;
    alert_kind kind = alert_kind::alert;
    std::vector<alert_identity> references;
};

/// Cancelled: a Cancel names the alert, or names an Update of it (issuers often reference their latest message only: what
/// it had replaced is over as well). Superseded: an Update names it. Active otherwise.
enum class life { active, superseded, cancelled };

struct relation {
    life standing = life::active;  ///< of the incoming alert
    std::vector<alert_identity> supersedes;  ///< on record or not yet; each stands in one list only
    std::vector<alert_identity> cancels;
};

/// What is known once `incoming` is on record too. Only the same sender's messages count: nobody updates or cancels
/// another's alert. References that run in a circle end nothing by themselves.
relation relate(alert const& incoming, std::vector<neighbour> const& on_record);

}  // namespace tocsin::rules
