// SPDX-License-Identifier: Apache-2.0
#include "rules/match/relation.hpp"

#include <algorithm>

namespace tocsin::rules {
namespace {

bool names(std::vector<alert_identity> const& references, alert_identity const& which)
{
    return std::find(references.begin(), references.end(), which) != references.end();
}

}  // namespace

relation relate(alert const& incoming, std::vector<neighbour> const& on_record)
{
    relation found;
    auto const own = incoming.identity();
    for (auto const& each : on_record) {
        if (each.identity.sender != own.sender)
            continue;
        if (names(each.references, own)) {
            if (each.kind == alert_kind::cancel)
                found.standing = life::cancelled;
            else if (each.kind == alert_kind::update && found.standing == life::active)
                found.standing = life::superseded;
        }
        if (!names(incoming.references, each.identity))
            continue;
        if (incoming.kind == alert_kind::cancel)
            found.cancels.push_back(each.identity);
        else if (incoming.kind == alert_kind::update)
            found.supersedes.push_back(each.identity);
    }
    return found;
}

}  // namespace tocsin::rules
