// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/own_request.hpp"

#include "dispatcher/store/mobilisations.hpp"
#include "dispatcher/store/numbers.hpp"

namespace tocsin::dispatcher::tables {
namespace {

// The message that asked first has its solicitation's number.
constexpr auto select_own =
    "SELECT s.id, s.mobilisation, s.state, s.eta, s.taken_by, coalesce(t.address, s.address), v.first_name, v.language, "
    "EXISTS (SELECT 1 FROM opt_out o WHERE o.address = coalesce(t.address, s.address)), "
    "EXISTS (SELECT 1 FROM retraction r WHERE r.mobilisation = s.mobilisation) "
    "FROM message t JOIN solicitation s ON s.id = coalesce(t.solicitation, t.id) JOIN volunteer v ON v.id = s.volunteer "
    "WHERE t.id = ?1 AND coalesce(t.address, s.address) <> ''";
constexpr auto select_last_reply =
    "SELECT needs_person IS NOT NULL AND settled IS NULL FROM reply WHERE address = ?1 AND solicitation = ?2 "
    "ORDER BY received DESC, id DESC LIMIT 1";

}  // namespace

std::optional<own_request> own_request_of(database& db, message_id which)
{
    own_request found;
    mobilisation_id of;
    {
        auto row = db.query(select_own, which);
        if (!row.next())
            return std::nullopt;
        found.id = row.id<solicitation_id>(0);
        of = row.id<mobilisation_id>(1);
        found.state = numbered<solicitation_state>(row.integer(2));
        found.eta = row.maybe_instant(3);
        found.taken = !row.is_null(4);
        found.address = row.text(5);
        found.first_name = row.text(6);
        found.language = row.text(7);
        found.opted_out = row.integer(8) != 0;
        found.retracted = row.integer(9) != 0;
    }
    auto known = find_mobilisation(db, of);
    if (!known)
        return std::nullopt;
    found.of = *std::move(known);
    auto row = db.query(select_last_reply, found.address, found.id);
    found.waits_for_person = row.next() && row.integer(0) != 0;
    return found;
}

}  // namespace tocsin::dispatcher::tables
