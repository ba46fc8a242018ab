// SPDX-License-Identifier: Apache-2.0
// What an incoming alert does to those on record, and they to it. Every order of arrival ends in the same state: what a
// message has become follows from the set of messages alone.
#pragma once

#include "rules/cap/meaning.hpp"
#include "rules/words/alert.hpp"

#include <vector>

namespace tocsin::rules {

/// An alert on record that has to do with the incoming one, however many messages lie between.
struct neighbour {
    neighbour() = default;
    neighbour(alert_identity identity, alert_kind kind, std::vector<alert_identity> references)
        : identity(std::move(identity)), kind(kind), references(std::move(references))
    {
    }

    alert_identity identity;
    alert_kind kind = alert_kind::alert;
    std::vector<alert_identity> references;
    alert_status status = alert_status::actual;
    alert_profile about;
};

/// Cancelled: a Cancel names the alert, or names an Update of it (issuers often reference their latest message only: what
/// it had replaced is over as well). Superseded: an Update names it. Active otherwise. A re-issue counts as an Update.
enum class life { active, superseded, cancelled };

struct relation {
    life standing = life::active;  ///< of the incoming alert
    std::vector<alert_identity> supersedes;  ///< on record or not yet; each stands in one list only
    std::vector<alert_identity> cancels;
};

/// What is known once `incoming` is on record too. Only messages of the same sender and status count: nobody updates or
/// cancels another's alert, and no test or exercise a real one. References that run in a circle end nothing by themselves.
relation relate(neighbour const& incoming, std::vector<neighbour> const& on_record);

/// The same sender's warning of the same thing under another identifier, without a reference (Météo-France gives each
/// re-issue a new one): exclusive keys, times that overlap, and all of the former's ground.
bool reissues(neighbour const& later, neighbour const& former);

/// Whether they are about one event in a looser sense: a key in common, and times that overlap. Messages that share no more
/// than the key of translations have to be in different languages, and sent within ten minutes.
bool about_one_event(neighbour const& left, neighbour const& right);

/// Whether another sender warns of the same phenomenon about the same time; where, is for the zones to say. Neither ends the
/// other.
bool says_another(neighbour const& left, neighbour const& right);

/// Those of `on_record` that are the incoming message's own earlier or later selves: by references in either direction, by
/// re-issue, as translations, and so on from each to the next. Indices, ascending.
std::vector<std::size_t> same_warning(neighbour const& incoming, std::vector<neighbour> const& on_record);

}  // namespace tocsin::rules
