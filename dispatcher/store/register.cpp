// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/register.hpp"

#include "dispatcher/store/addresses.hpp"
#include "dispatcher/store/counts.hpp"
#include "dispatcher/store/journal.hpp"
#include "dispatcher/store/message_instants.hpp"
#include "dispatcher/store/numbers.hpp"
#include "dispatcher/store/personal.hpp"
#include "rules/fold.hpp"
#include "rules/words/listed.hpp"
#include "rules/words/seeded_bug.hpp"

#include <boost/json.hpp>

namespace tocsin::dispatcher::tables {
namespace {

#define VOLUNTEER_COLUMNS                                                                                            \
    "id, external_id, personal, language, mobile, mobile_takes_sms, email, postcode, commune, radius_km, skills, "    \
    "availability, consent_sms, consent_email, opted_out, drill, restricted "

constexpr auto select_by_external = "SELECT " VOLUNTEER_COLUMNS "FROM volunteer WHERE external_id = ?1";
constexpr auto select_volunteer = "SELECT " VOLUNTEER_COLUMNS "FROM volunteer WHERE id = ?1";
constexpr auto select_after = "SELECT " VOLUNTEER_COLUMNS "FROM volunteer WHERE id > ?1 ORDER BY id LIMIT ?2";
constexpr auto select_found =
    "SELECT " VOLUNTEER_COLUMNS ", external_id LIKE ?3 OR postcode LIKE ?3 OR commune LIKE ?3 FROM volunteer WHERE id > ?1 "
    "ORDER BY id LIMIT ?2";
constexpr auto select_known_at =
    "SELECT " VOLUNTEER_COLUMNS "FROM volunteer WHERE id > ?1 AND id IN (SELECT id FROM volunteer WHERE mobile = ?2 OR "
    "email = ?2 UNION SELECT volunteer FROM former_address WHERE address = ?2 "
    "UNION SELECT id FROM volunteer WHERE external_id = ?4) ORDER BY id LIMIT ?3";
constexpr auto upsert =
    "INSERT INTO volunteer (external_id, personal, language, mobile, mobile_takes_sms, email, postcode, commune, radius_km, "
    "skills, availability, consent_sms, consent_email, opted_out, drill) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) "
    "ON CONFLICT (external_id) DO UPDATE SET personal = ?2, language = ?3, mobile = ?4, mobile_takes_sms = ?5, email = ?6, "
    "postcode = ?7, commune = ?8, radius_km = ?9, skills = ?10, availability = ?11, consent_sms = ?12, consent_email = ?13, "
    "opted_out = ?14, drill = ?15";
constexpr auto select_opt_out = "SELECT min(at) FROM opt_out WHERE address IN (?1, ?2)";
constexpr auto insert_opt_out = "INSERT OR IGNORE INTO opt_out (address, at) VALUES (?1, ?2)";
constexpr auto suppress_queued =
    "WITH asked AS (SELECT id FROM solicitation WHERE volunteer IN (SELECT id FROM volunteer WHERE mobile = ?1 OR email = ?1 "
    "UNION SELECT volunteer FROM former_address WHERE address = ?1)) "
    "UPDATE message SET state = " SQL_SUPPRESSED ", ended = ?2 WHERE (id IN (SELECT id FROM asked) "
    "OR solicitation IN (SELECT id FROM asked)) AND state = " SQL_QUEUED " AND purpose <> " SQL_OPTED_OUT
    " AND coalesce(address, (SELECT " SQL_OWN_ADDRESS("s.") " FROM solicitation s WHERE s.id = coalesce(solicitation, message.id))) = ?1 "
    "RETURNING mobilisation, channel";
constexpr auto update_opted_out =
    "UPDATE volunteer SET opted_out = coalesce(opted_out, ?2) WHERE mobile = ?1 OR email = ?1 RETURNING id";
constexpr auto select_at = "SELECT id FROM volunteer WHERE mobile = ?1 OR email = ?1 ORDER BY id";
constexpr auto suppress_messages_of =
    "WITH asked AS (SELECT id FROM solicitation WHERE volunteer = ?1) "
    "UPDATE message SET state = " SQL_SUPPRESSED " WHERE (id IN (SELECT id FROM asked) "
    "OR solicitation IN (SELECT id FROM asked)) AND state = " SQL_QUEUED " RETURNING mobilisation, channel";
constexpr auto blank_messages =
    "UPDATE message SET address = NULL WHERE address IS NOT NULL AND solicitation IN "
    "(SELECT id FROM solicitation WHERE volunteer = ?1)";

#define ADDRESSES_OF                                                                                                 \
    "(SELECT address FROM solicitation WHERE volunteer = ?1 UNION SELECT mobile FROM volunteer WHERE id = ?1 "         \
    "UNION SELECT email FROM volunteer WHERE id = ?1 UNION SELECT address FROM former_address WHERE volunteer = ?1)"

// Also what somebody else wrote in answer to a message of theirs.
constexpr auto blank_replies_of =
    "UPDATE reply SET address = X'', text = X'' WHERE address IN " ADDRESSES_OF
    " OR solicitation IN (SELECT id FROM solicitation WHERE volunteer = ?1)";
constexpr auto delete_pieces_of = "DELETE FROM text_piece WHERE sender IN " ADDRESSES_OF;
constexpr auto blank_solicitations = "UPDATE solicitation SET address = NULL, answer = NULL WHERE volunteer = ?1";
constexpr auto insert_former = "INSERT OR IGNORE INTO former_address (address, volunteer) VALUES (?1, ?2)";
constexpr auto delete_former = "DELETE FROM former_address WHERE volunteer = ?1";
// What was asked so far was asked there.
constexpr auto keep_where_asked =
    "UPDATE solicitation SET address = ?3 WHERE volunteer = ?1 AND medium = ?2 AND address IS NULL "
    "AND (SELECT purged FROM mobilisation m WHERE m.id = solicitation.mobilisation) < 2";
constexpr auto delete_one = "DELETE FROM volunteer WHERE id = ?1";
constexpr auto select_story =
    "WITH asked AS (SELECT id FROM solicitation WHERE volunteer = ?1) "
    "SELECT m.id, m.mobilisation, m.purpose, t.medium, c.name, m.state, m.attempts, m.possible_duplicate, "
    SQL_CREATED("m.", "(SELECT wave FROM solicitation WHERE id = m.id)") ", " SQL_INSTANT("m.", "accepted") ", " SQL_INSTANT("m.", "ended")
    ", EXISTS (SELECT 1 FROM attempt a WHERE a.message = m.id AND a.outcome = 'unknown') "
    "FROM message m JOIN text t ON t.id = m.text JOIN channel c ON c.id = m.channel "
    "WHERE m.id IN (SELECT id FROM asked) OR m.solicitation IN (SELECT id FROM asked) ORDER BY m.id DESC LIMIT 200";

/// A search by name opens every row it passes: so many at a time, that others have their turn.
constexpr int rows_at_once = 2000;

std::string join(std::vector<std::string> const& words)
{
    std::string text;
    for (auto const& word : words)
        text += (text.empty() ? "" : " ") + word;
    return text;
}

/// What lies open in a row: enough for a selection, but for the person's own position and age.
volunteer read_open(rows& row)
{
    volunteer found;
    found.id = row.id<volunteer_id>(0);
    found.external_id = row.text(1);
    found.language = row.text(3);
    found.mobile_takes_sms = row.integer(5) != 0;
    found.postcode = row.text(7);
    found.commune = row.text(8);
    if (!row.is_null(9))
        found.radius_km = row.real(9);
    found.skills = split_list(row.text(10), ' ');
    found.availability = row.text(11);
    found.consent_sms = row.integer(12) != 0;
    found.consent_email = row.integer(13) != 0;
    found.opted_out = row.maybe_instant(14);
    found.drill = row.integer(15) != 0;
    found.restricted = row.maybe_instant(16);
    return found;
}

/// A field that was changed reads as if it were not there: nobody is written to, and the next import puts it right.
volunteer read_volunteer(vault const& with, rows& row)
{
    auto found = read_open(row);
    open_personal(with, row.field(2), found);
    found.mobile = phone::from_e164(with.open_address(row.field(4)).value_or(""));
    found.email = mailbox::parse(with.open_address(row.field(6)).value_or(""));
    return found;
}

std::vector<volunteer> read_volunteers(vault const& with, rows result)
{
    std::vector<volunteer> found;
    while (result.next())
        found.push_back(read_volunteer(with, result));
    return found;
}

std::optional<sealed> mobile_of(vault const& with, volunteer const& who)
{
    return who.mobile ? std::optional{with.address(who.mobile->e164())} : std::nullopt;
}

std::optional<sealed> mail_of(vault const& with, volunteer const& who)
{
    return who.email ? std::optional{with.address(who.email->address())} : std::nullopt;
}

/// An address that opted out stays out, whatever the registry says now.
std::optional<wall_time> opted_out_since(database& db, volunteer const& who)
{
    auto row = db.query(select_opt_out, mobile_of(db.vault(), who), mail_of(db.vault(), who));
    return row.next() ? row.maybe_instant(0) : std::nullopt;
}

void write_row(database& db, volunteer const& who)
{
    db.execute(
        upsert,
        who.external_id,
        seal_personal(db.vault(), who),
        who.language,
        mobile_of(db.vault(), who),
        who.mobile_takes_sms,
        mail_of(db.vault(), who),
        who.postcode,
        who.commune,
        who.radius_km,
        join(who.skills),
        who.availability,
        who.consent_sms,
        who.consent_email,
        who.opted_out,
        who.drill
    );
}

/// Somebody who was asked at an address may answer from it, whatever the registry says by then.
void keep_former_addresses(database& db, volunteer const& before, volunteer const& now)
{
    auto const keep = [&](medium over, std::optional<sealed> const& old, std::optional<sealed> const& fresh) {
        if (!old || old == fresh)
            return;
        db.execute(insert_former, *old, before.id);
        db.execute(keep_where_asked, before.id, number_of(over), *old);
    };
    keep(medium::sms, mobile_of(db.vault(), before), mobile_of(db.vault(), now));
    keep(medium::email, mail_of(db.vault(), before), mail_of(db.vault(), now));
}

/// Who was added or changed; what about them is in the register, where it can be erased.
void tell_import(database& db, import_counts const& counts, act const& by)
{
    if (counts.changed.empty())
        return;
    boost::json::array people;
    for (auto const& each : counts.changed)
        people.emplace_back(each.id.value());
    boost::json::object const what{
        {"added", counts.added}, {"updated", counts.updated}, {"unchanged", counts.unchanged}, {"people", std::move(people)}};
    write_line(db, kinds::imported, std::nullopt, by, what);
}

}  // namespace

import_counts import_volunteers(database& db, std::vector<volunteer> const& batch, act const& by)
{
    import_counts counts;
    for (auto who : batch) {
        auto const known = find_volunteer(db, who.external_id);
        auto const out = opted_out_since(db, who);
        who.opted_out = known && known->opted_out && out ? std::min(*known->opted_out, *out) : out;
        // Somebody who shares their address may have opted in again: that is not for them.
        if (known && !out && known->mobile == who.mobile && known->email == who.email)
            who.opted_out = known->opted_out;
        if (known) {
            who.restricted = known->restricted;  // whatever the registry says now
            who.id = known->id;
            if (*known == who) {
                ++counts.unchanged;
                continue;
            }
            keep_former_addresses(db, *known, who);
        }
        write_row(db, who);
        if (!known)
            who.id = volunteer_id{db.last_row()};
        ++(known ? counts.updated : counts.added);
        counts.changed.push_back(std::move(who));
    }
    tell_import(db, counts, by);
    return counts;
}

std::vector<register_entry> entries_after(database& db, volunteer_id after, int limit)
{
    std::vector<register_entry> found;
    auto row = db.query(select_after, after, limit);
    while (row.next()) {
        auto& each = found.emplace_back();
        each.who = read_open(row);
        each.damaged = !open_personal(db.vault(), row.field(2), each.who);
        each.has_mobile = !row.is_null(4);
        each.has_email = !row.is_null(6);
    }
    return found;
}

std::vector<volunteer> volunteers_after(database& db, volunteer_id after, int limit)
{
    return read_volunteers(db.vault(), db.query(select_after, after, limit));
}

std::vector<volunteer> volunteers(database& db, std::vector<volunteer_id> const& which)
{
    std::vector<volunteer> found;
    for (auto const each : which) {
        auto row = db.query(select_volunteer, each);
        if (row.next())
            found.push_back(read_volunteer(db.vault(), row));
    }
    return found;
}

volunteer_page search_volunteers(database& db, volunteer_query const& query)
{
    volunteer_page page;
    if (!query.address.empty()) {
        page.people = read_volunteers(db.vault(), db.query(select_known_at, query.after, db.vault().address(query.address), query.limit, query.text));
        page.complete = static_cast<int>(page.people.size()) < query.limit;
        return page;
    }
    auto const wanted = rules::fold(query.text);
    auto const begins = [&wanted](std::string const& name) { return rules::fold(name).starts_with(wanted); };
    int read = 0;
    auto row = db.query(select_found, query.after, rows_at_once, query.text + "%");
    while (static_cast<int>(page.people.size()) < query.limit && row.next()) {
        ++read;
        page.reached = row.id<volunteer_id>(0);
        auto each = read_open(row);
        bool const named = open_personal(db.vault(), row.field(2), each) && (begins(each.last_name) || begins(each.first_name));
        if (named || row.integer(17) != 0)
            page.people.push_back(read_volunteer(db.vault(), row));
    }
    page.complete = read < rows_at_once && static_cast<int>(page.people.size()) < query.limit;
    return page;
}

std::optional<volunteer> find_volunteer(database& db, std::string const& external_id)
{
    auto row = db.query(select_by_external, external_id);
    return row.next() ? std::optional{read_volunteer(db.vault(), row)} : std::nullopt;
}

std::vector<volunteer_id> volunteers_at(database& db, sealed const& address)
{
    std::vector<volunteer_id> found;
    auto row = db.query(select_at, address);
    while (row.next())
        found.push_back(row.id<volunteer_id>(0));
    return found;
}

std::vector<volunteer_id> opt_out(database& db, sealed const& address, act const& who)
{
    db.execute(insert_opt_out, address, who.at);
    if (!seeded(bug::stop_seen_at_selection_only))
        end_queued(db, message_state::suppressed, suppress_queued, address, who.at);
    std::vector<volunteer_id> found;
    {
        auto row = db.query(update_opted_out, address, who.at);
        while (row.next())
            found.push_back(row.id<volunteer_id>(0));
    }
    boost::json::array people;
    for (auto const each : found)
        people.emplace_back(each.value());
    write_line(db, kinds::opted_out, std::nullopt, who, {{"people", std::move(people)}});
    return found;
}

bool erase_volunteer(database& db, volunteer_id which, act const& who)
{
    end_queued(db, message_state::suppressed, suppress_messages_of, which);
    db.execute(blank_replies_of, which);
    db.execute(delete_pieces_of, which);
    db.execute(blank_messages, which);
    db.execute(blank_solicitations, which);
    db.execute(delete_former, which);
    if (db.execute(delete_one, which) == 0)
        return false;
    write_line(db, kinds::erased, std::nullopt, who, {{"volunteer", which.value()}});
    return true;
}

std::vector<message_story> story_of(database& db, volunteer_id which)
{
    std::vector<message_story> found;
    auto row = db.query(select_story, which);
    while (row.next()) {
        message_story told;
        told.id = row.id<message_id>(0);
        told.mobilisation = row.id<mobilisation_id>(1);
        told.purpose = numbered<purpose>(row.integer(2));
        told.medium = parse_medium(row.text(3)).value_or(medium::sms);
        told.channel = row.text(4);
        told.state = numbered<message_state>(row.integer(5));
        told.attempts = static_cast<int>(row.integer(6));
        told.possible_duplicate = row.integer(7) != 0;
        told.created = row.instant(8);
        told.accepted = row.maybe_instant(9);
        told.ended = row.maybe_instant(10);
        told.doubtful = row.integer(11) != 0;
        found.push_back(told);
    }
    return found;
}

}  // namespace tocsin::dispatcher::tables
