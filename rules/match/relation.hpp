// SPDX-License-Identifier: Apache-2.0
// What an incoming alert does to those on record, and they to it. Every order of arrival ends in the same state: an
// alert is cancelled if any Cancel names it, else superseded if any Update does, else active.
#pragma once

#include "rules/words/alert.hpp"

#include <vector>

namespace tocsin::rules {

/// An alert on record that has to do with the incoming one.
struct neighbour {
    alert_identity identity;
    alert_kind kind = alert_kind::alert;
    std::vector<alert_identity> references;
};

enum class life { active, superseded, cancelled };

struct relation {
    life standing = life::active;  ///< of the incoming alert, from what already references it
    std::vector<alert_identity> supersedes;
    std::vector<alert_identity> cancels;
};

/// Only the same sender's messages count: nobody updates or cancels another's alert.
relation relate(alert const& incoming, std::vector<neighbour> const& on_record);

}  // namespace tocsin::rules
