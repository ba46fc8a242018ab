// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/unanswered.hpp"

#include "dispatcher/store/mobilisations.hpp"

#include <vector>

namespace tocsin::dispatcher::tables {
namespace {

constexpr minutes still_fresh{10};
// That the house itself begins what was approved is nobody's to be answered.
constexpr auto select_started =
    "SELECT DISTINCT mobilisation FROM journal WHERE number > ?1 AND at <= ?2 AND kind IN ('raised', 'state') "
    "AND json_extract(what, '$.state') IN ('approved', 'running') "
    "AND coalesce(json_extract(what, '$.from'), '') <> 'approved' ORDER BY mobilisation";
constexpr auto reason = "started in the moment of a break, and nobody was told: resume or cancel it";

std::vector<mobilisation_id> started_beyond(database& db, journal_head const& kept, wall_time until)
{
    std::vector<mobilisation_id> found;
    auto row = db.query(select_started, kept.number, until);
    while (row.next())
        found.push_back(row.id<mobilisation_id>(0));
    return found;
}

}  // namespace

int hold_unanswered(database& db, journal_head const& kept, wall_time now)
{
    int held = 0;
    for (auto const which : started_beyond(db, kept, now - still_fresh)) {
        state_change change;
        change.id = which;
        change.from = {mobilisation_state::approved, mobilisation_state::running, mobilisation_state::filled};
        change.to = mobilisation_state::paused;
        change.by = "tocsind";
        change.reason = reason;
        change.at = now;
        held += change_state(db, change) == change_result::done ? 1 : 0;
    }
    return held;
}

}  // namespace tocsin::dispatcher::tables
