// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/replies.hpp"

#include "dispatcher/store/journal.hpp"
#include "dispatcher/store/personal.hpp"

#include <boost/json.hpp>

namespace tocsin::dispatcher::tables {
namespace {

constexpr auto select_inbox =
    "SELECT id, channel, address, text, needs_person, received, mobilisation, eta FROM reply "
    "WHERE needs_person IS NOT NULL AND settled IS NULL "
    "AND (?2 = 0 OR (received, id) > (SELECT received, id FROM reply WHERE id = ?2)) ORDER BY received, id LIMIT ?1";
constexpr auto update_settled =
    "UPDATE reply SET settled = ?3, settled_by = ?2 WHERE id = ?1 AND needs_person IS NOT NULL AND settled IS NULL";

// Never taken for what somebody wrote: an answer that cannot be read is still one that a person has to look at.
constexpr auto unreadable = "[damaged]";

}  // namespace

std::vector<inbox_entry> inbox(database& db, int limit, reply_id after)
{
    std::vector<inbox_entry> found;
    auto row = db.query(select_inbox, limit, after);
    while (row.next()) {
        inbox_entry entry;
        entry.id = row.id<reply_id>(0);
        entry.channel = row.text(1);
        entry.why = row.text(4);
        entry.received = row.instant(5);
        entry.address = db.vault().open_address(row.field(2)).value_or(unreadable);
        entry.text = open_reply(db.vault(), row.field(3), entry.channel, entry.received).value_or(unreadable);
        if (!row.is_null(6))
            entry.mobilisation = row.id<mobilisation_id>(6);
        entry.eta = row.maybe_instant(7);
        found.push_back(std::move(entry));
    }
    return found;
}

bool settle_inbox(database& db, reply_id which, act const& who)
{
    if (db.execute(update_settled, which, who.by, who.at) == 0)
        return false;
    write_line(db, kinds::settled, std::nullopt, who, {{"reply", to_string(which)}});
    return true;
}

}  // namespace tocsin::dispatcher::tables
