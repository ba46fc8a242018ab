// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/register.hpp"

#include "dispatcher/store/counts.hpp"
#include "dispatcher/store/journal.hpp"
#include "dispatcher/store/message_instants.hpp"
#include "dispatcher/store/numbers.hpp"
#include "rules/words/seeded_bug.hpp"

#include <boost/json.hpp>

namespace tocsin::dispatcher::tables {
namespace {

#define VOLUNTEER_COLUMNS                                                                                              \
    "id, external_id, first_name, last_name, language, birth_date, mobile, mobile_takes_sms, email, postcode, commune, " \
    "latitude, longitude, radius_km, skills, availability, consent_sms, consent_email, opted_out, drill "

constexpr auto select_by_external = "SELECT " VOLUNTEER_COLUMNS "FROM volunteer WHERE external_id = ?1";
constexpr auto select_by_id = "SELECT " VOLUNTEER_COLUMNS "FROM volunteer WHERE id = ?1";
constexpr auto select_after = "SELECT " VOLUNTEER_COLUMNS "FROM volunteer WHERE id > ?1 ORDER BY id LIMIT ?2";
constexpr auto select_search =
    "SELECT " VOLUNTEER_COLUMNS "FROM volunteer WHERE id > ?1 AND (?2 = '' OR external_id LIKE ?3 OR last_name LIKE ?3 "
    "OR first_name LIKE ?3 OR postcode LIKE ?3 OR commune LIKE ?3) ORDER BY id LIMIT ?4";
constexpr auto upsert =
    "INSERT INTO volunteer (external_id, first_name, last_name, language, birth_date, mobile, mobile_takes_sms, email, "
    "postcode, commune, latitude, longitude, radius_km, skills, availability, consent_sms, consent_email, opted_out, drill) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19) "
    "ON CONFLICT (external_id) DO UPDATE SET first_name = ?2, last_name = ?3, language = ?4, birth_date = ?5, mobile = ?6, "
    "mobile_takes_sms = ?7, email = ?8, postcode = ?9, commune = ?10, latitude = ?11, longitude = ?12, radius_km = ?13, "
    "skills = ?14, availability = ?15, consent_sms = ?16, consent_email = ?17, opted_out = ?18, drill = ?19";
constexpr auto select_opt_out = "SELECT min(at) FROM opt_out WHERE address IN (?1, ?2)";
constexpr auto insert_opt_out = "INSERT OR IGNORE INTO opt_out (address, at) VALUES (?1, ?2)";
constexpr auto suppress_queued =
    "WITH asked AS (SELECT id FROM solicitation WHERE volunteer IN (SELECT id FROM volunteer WHERE mobile = ?1 OR email = ?1 "
    "UNION SELECT volunteer FROM former_address WHERE address = ?1)) "
    "UPDATE message SET state = " SQL_SUPPRESSED ", ended = ?2 WHERE (id IN (SELECT id FROM asked) "
    "OR solicitation IN (SELECT id FROM asked)) AND state = " SQL_QUEUED " AND purpose <> " SQL_OPTED_OUT
    " AND coalesce(address, (SELECT s.address FROM solicitation s WHERE s.id = coalesce(solicitation, message.id))) = ?1 "
    "RETURNING mobilisation, channel";
constexpr auto update_opted_out =
    "UPDATE volunteer SET opted_out = coalesce(opted_out, ?2) WHERE mobile = ?1 OR email = ?1 RETURNING id";
constexpr auto select_at = "SELECT id FROM volunteer WHERE mobile = ?1 OR email = ?1 ORDER BY id";
constexpr auto suppress_of =
    "WITH asked AS (SELECT id FROM solicitation WHERE volunteer = ?1) "
    "UPDATE message SET state = " SQL_SUPPRESSED " WHERE (id IN (SELECT id FROM asked) "
    "OR solicitation IN (SELECT id FROM asked)) AND state = " SQL_QUEUED " RETURNING mobilisation, channel";
constexpr auto blank_messages =
    "UPDATE message SET address = '' WHERE address IS NOT NULL AND solicitation IN "
    "(SELECT id FROM solicitation WHERE volunteer = ?1)";
constexpr auto blank_replies =
    "UPDATE reply SET address = '', text = '' WHERE address IN "
    "(SELECT address FROM solicitation WHERE volunteer = ?1 UNION SELECT mobile FROM volunteer WHERE id = ?1 "
    "UNION SELECT email FROM volunteer WHERE id = ?1 UNION SELECT address FROM former_address WHERE volunteer = ?1)";
constexpr auto blank_solicitations = "UPDATE solicitation SET address = '', answer = NULL WHERE volunteer = ?1";
constexpr auto insert_former = "INSERT OR IGNORE INTO former_address (address, volunteer) VALUES (?1, ?2)";
constexpr auto delete_former = "DELETE FROM former_address WHERE volunteer = ?1";
constexpr auto delete_one = "DELETE FROM volunteer WHERE id = ?1";
constexpr auto select_story =
    "WITH asked AS (SELECT id FROM solicitation WHERE volunteer = ?1) "
    "SELECT m.id, m.mobilisation, m.purpose, t.medium, c.name, m.state, m.attempts, m.possible_duplicate, "
    SQL_CREATED("m.", "(SELECT wave FROM solicitation WHERE id = m.id)") ", " SQL_INSTANT("m.", "accepted") ", " SQL_INSTANT("m.", "ended")
    ", EXISTS (SELECT 1 FROM attempt a WHERE a.message = m.id AND a.outcome = 'unknown') "
    "FROM message m JOIN text t ON t.id = m.text JOIN channel c ON c.id = m.channel "
    "WHERE m.id IN (SELECT id FROM asked) OR m.solicitation IN (SELECT id FROM asked) ORDER BY m.id DESC LIMIT 200";

std::string join(std::vector<std::string> const& words)
{
    std::string text;
    for (auto const& word : words)
        text += (text.empty() ? "" : " ") + word;
    return text;
}

std::vector<std::string> split(std::string const& text)
{
    std::vector<std::string> words;
    std::size_t from = 0;
    while (from < text.size()) {
        auto const to = std::min(text.find(' ', from), text.size());
        words.push_back(text.substr(from, to - from));
        from = to + 1;
    }
    return words;
}

volunteer read_row(rows& row)
{
    volunteer found;
    found.id = row.id<volunteer_id>(0);
    found.external_id = row.text(1);
    found.first_name = row.text(2);
    found.last_name = row.text(3);
    found.language = row.text(4);
    found.birth_date = parse_date(row.text(5));
    found.mobile = phone::from_e164(row.text(6));
    found.mobile_takes_sms = row.integer(7) != 0;
    found.email = mailbox::parse(row.text(8));
    found.postcode = row.text(9);
    found.commune = row.text(10);
    if (!row.is_null(11) && !row.is_null(12))
        found.position = geo_point{row.real(11), row.real(12)};
    if (!row.is_null(13))
        found.radius_km = row.real(13);
    found.skills = split(row.text(14));
    found.availability = row.text(15);
    found.consent_sms = row.integer(16) != 0;
    found.consent_email = row.integer(17) != 0;
    found.opted_out = row.maybe_instant(18);
    found.drill = row.integer(19) != 0;
    return found;
}

std::vector<volunteer> read_all(rows result)
{
    std::vector<volunteer> found;
    while (result.next())
        found.push_back(read_row(result));
    return found;
}

std::optional<std::string> mobile_of(volunteer const& who)
{
    return who.mobile ? std::optional{who.mobile->e164()} : std::nullopt;
}

std::optional<std::string> mail_of(volunteer const& who)
{
    return who.email ? std::optional{who.email->address()} : std::nullopt;
}

/// An address that opted out stays out, whatever the registry says now.
std::optional<wall_time> opted_out_since(database& db, volunteer const& who)
{
    auto row = db.query(select_opt_out, mobile_of(who), mail_of(who));
    return row.next() ? row.maybe_instant(0) : std::nullopt;
}

void write_row(database& db, volunteer const& who)
{
    std::optional<double> latitude;
    std::optional<double> longitude;
    if (who.position) {
        latitude = who.position->latitude;
        longitude = who.position->longitude;
    }
    db.execute(
        upsert,
        who.external_id,
        who.first_name,
        who.last_name,
        who.language,
        who.birth_date ? std::optional{format_date(*who.birth_date)} : std::nullopt,
        mobile_of(who),
        who.mobile_takes_sms,
        mail_of(who),
        who.postcode,
        who.commune,
        latitude,
        longitude,
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
    auto const keep = [&](std::optional<std::string> const& old, std::optional<std::string> const& fresh) {
        if (old && old != fresh)
            db.execute(insert_former, *old, before.id);
    };
    keep(mobile_of(before), mobile_of(now));
    keep(mail_of(before), mail_of(now));
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
        if (known) {
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

std::vector<volunteer> volunteers_after(database& db, volunteer_id after, int limit)
{
    return read_all(db.query(select_after, after, limit));
}

std::vector<volunteer> volunteers(database& db, std::vector<volunteer_id> const& which)
{
    std::vector<volunteer> found;
    for (auto const each : which) {
        auto row = db.query(select_by_id, each);
        if (row.next())
            found.push_back(read_row(row));
    }
    return found;
}

std::vector<volunteer> search_volunteers(database& db, volunteer_query const& query)
{
    return read_all(db.query(select_search, query.after, query.text, query.text + "%", query.limit));
}

std::optional<volunteer> find_volunteer(database& db, std::string const& external_id)
{
    auto row = db.query(select_by_external, external_id);
    return row.next() ? std::optional{read_row(row)} : std::nullopt;
}

std::vector<volunteer_id> volunteers_at(database& db, std::string const& address)
{
    std::vector<volunteer_id> found;
    auto row = db.query(select_at, address);
    while (row.next())
        found.push_back(row.id<volunteer_id>(0));
    return found;
}

std::vector<volunteer_id> opt_out(database& db, std::string const& address, act const& who)
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
    end_queued(db, message_state::suppressed, suppress_of, which);
    db.execute(blank_replies, which);
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
