// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/shared_need.hpp"

#include "dispatcher/store/mobilisations.hpp"
#include "rules/answer.hpp"
#include "rules/words/seeded_bug.hpp"

#include <algorithm>
#include <numeric>

namespace tocsin::dispatcher::tables {
namespace {

constexpr auto select_beside =
    "SELECT id FROM mobilisation WHERE id = ?2 AND id <> ?1 AND state <> 'cancelled' UNION ALL "
    "SELECT id FROM mobilisation WHERE extends = ?2 AND alert IS NULL AND id <> ?1 AND state <> 'cancelled'";

/// The call that said how many are needed in all.
mobilisation_id root_of(mobilisation const& of) { return of.extends && !of.alert ? *of.extends : of.id; }

std::vector<rules::holders> taken_beside(database& db, mobilisation const& of)
{
    std::vector<rules::holders> taken;
    for (auto const each : calls_beside(db, of))
        if (auto const other = find_mobilisation(db, each)) {
            auto const there = holders_in(db, *other);
            taken.insert(taken.end(), there.begin(), there.end());
        }
    return taken;
}

int people_in(std::vector<rules::holders> const& all)
{
    return std::accumulate(all.begin(), all.end(), 0, [](int sum, rules::holders const& each) { return sum + each.count; });
}

int need_at_all(database& db, mobilisation const& of)
{
    auto const root = root_of(of);
    if (root == of.id)
        return of.request.need;
    auto const first = find_mobilisation(db, root);
    return first ? first->request.need : of.request.need;
}

}  // namespace

std::vector<mobilisation_id> calls_beside(database& db, mobilisation const& of)
{
    std::vector<mobilisation_id> found;
    if (seeded(bug::wider_call_counts_alone))
        return found;
    auto row = db.query(select_beside, of.id, root_of(of));
    while (row.next())
        found.push_back(row.id<mobilisation_id>(0));
    return found;
}

rules::empty_places places_for(database& db, mobilisation const& of)
{
    auto const taken = taken_beside(db, of);
    if (taken.empty())
        return {of.request.need, places_by_role(of)};
    auto const left = rules::places_left(need_at_all(db, of), places_by_role(of), taken);
    return {std::clamp(left.total, 0, of.request.need), left.by_role};
}

bool has_place(database& db, mobilisation const& of, std::uint32_t roles)
{
    auto taken = holders_in(db, of);
    auto const others = taken_beside(db, of);
    if (others.empty())
        return rules::has_place_for(of.request.need, places_by_role(of), taken, roles);
    if (people_in(taken) >= of.request.need)
        return false;
    taken.insert(taken.end(), others.begin(), others.end());
    return rules::has_place_for(need_at_all(db, of), places_by_role(of), taken, roles);
}

}  // namespace tocsin::dispatcher::tables
