// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/own_request.hpp"

#include "dispatcher/store/addresses.hpp"
#include "dispatcher/store/mobilisations.hpp"
#include "dispatcher/store/personal.hpp"

namespace tocsin::dispatcher::tables {
namespace {

// The message that asked first has its solicitation's number.
constexpr auto select_own =
    "SELECT s.id, s.mobilisation, s.state, s.eta, s.taken_by, " SQL_ADDRESS("t.", "s.") ", v.personal, v.language, "
    "EXISTS (SELECT 1 FROM opt_out o WHERE o.address = " SQL_ADDRESS("t.", "s.") "), "
    "EXISTS (SELECT 1 FROM retraction r WHERE r.mobilisation = s.mobilisation), v.external_id "
    "FROM message t JOIN solicitation s ON s.id = coalesce(t.solicitation, t.id) JOIN volunteer v ON v.id = s.volunteer "
    "WHERE t.id = ?1";
constexpr auto select_last_reply =
    "SELECT needs_person IS NOT NULL AND settled IS NULL FROM reply WHERE address = ?1 AND solicitation = ?2 "
    "ORDER BY received DESC, id DESC LIMIT 1";

}  // namespace

std::optional<own_request> own_request_of(database& db, message_id which)
{
    own_request found;
    mobilisation_id of;
    sealed address;
    {
        auto row = db.query(select_own, which);
        if (!row.next())
            return std::nullopt;
        found.id = row.id<solicitation_id>(0);
        of = row.id<mobilisation_id>(1);
        found.state = numbered<solicitation_state>(row.integer(2));
        found.eta = row.maybe_instant(3);
        found.taken = !row.is_null(4);
        address = row.field(5);
        auto opened = db.vault().open_address(address);
        if (address.empty() || !opened)
            return std::nullopt;
        found.address = *std::move(opened);
        volunteer who;
        who.external_id = row.text(10);
        open_personal(db.vault(), row.field(6), who);
        found.first_name = who.first_name;
        found.language = row.text(7);
        found.opted_out = row.integer(8) != 0;
        found.retracted = row.integer(9) != 0;
    }
    auto known = find_mobilisation(db, of);
    if (!known)
        return std::nullopt;
    found.of = *std::move(known);
    auto row = db.query(select_last_reply, address, found.id);
    found.waits_for_person = row.next() && row.integer(0) != 0;
    return found;
}

}  // namespace tocsin::dispatcher::tables
