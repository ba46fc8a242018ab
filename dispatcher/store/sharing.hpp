// SPDX-License-Identifier: Apache-2.0
// SQL of what several mobilisations share: one register. Nobody has two open requests, nobody who said yes is asked
// elsewhere, nobody is asked more often than the limits say; a more urgent mobilisation takes people who are merely asked.
#pragma once

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/store.hpp"

#include <optional>
#include <vector>

namespace tocsin::dispatcher::tables {

engagements engaged_elsewhere(
    database& db, mobilisation_id which, mobilisation_request const& request, wall_time now
);
contact_page contacts_after(database& db, solicitation_id after, wall_time since, int limit);
withdrawals withdrawals_of(database& db, mobilisation_id which);

/// A request of a less urgent mobilisation to somebody who is wanted elsewhere.
struct open_request {
    solicitation_id id;
    mobilisation_id mobilisation;
};

/// Whether one person may be asked now, by what they were asked before. Judged in the transaction that asks.
class fellow_claims {
public:
    fellow_claims(database& db, wave_record const& part);

    /// Nothing: they are left alone. Otherwise the requests that have to be withdrawn first; as a rule none.
    std::optional<std::vector<open_request>> may_ask(volunteer_id who);

private:
    database& db_;
    mobilisation_id which_;
    int rank_ = 1;
    bool rehearsal_ = false;
    wall_time now_;
    rules::contact_limits limits_;
};

/// Takes requests back in favour of `by`: what waits to be sent does not leave, and whoever may have read it is told once,
/// with an apology, which is the last word of that mobilisation to them.
void withdraw_requests(database& db, std::vector<open_request> const& requests, mobilisation_id by, wall_time now);

/// The mobilisation that somebody else's open request or yes belongs to, other than `which`; nothing: they are free.
std::optional<mobilisation_id> engaged_by(database& db, solicitation_id which, wall_time now);

}  // namespace tocsin::dispatcher::tables
