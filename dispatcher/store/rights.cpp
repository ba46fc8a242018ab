// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/rights.hpp"

#include "dispatcher/store/addresses.hpp"
#include "dispatcher/store/counts.hpp"
#include "dispatcher/store/journal.hpp"
#include "dispatcher/store/message_instants.hpp"
#include "dispatcher/store/personal.hpp"
#include "dispatcher/store/places.hpp"
#include "dispatcher/store/register.hpp"

#include <boost/json.hpp>

namespace tocsin::dispatcher::tables {
namespace {

// --- Everything about one person ---------------------------------------------------------------------------------

constexpr auto select_restricted = "SELECT restricted FROM volunteer WHERE id = ?1";
constexpr auto select_former = "SELECT address FROM former_address WHERE volunteer = ?1";
constexpr auto select_requests =
    "SELECT s.id, s.mobilisation, w.at, s.medium, s.state, s.answered, s.answer, s.eta FROM solicitation s "
    "JOIN wave w ON w.id = s.wave WHERE s.volunteer = ?1 ORDER BY s.id";
constexpr auto select_messages =
    "WITH asked AS (SELECT id FROM solicitation WHERE volunteer = ?1) "
    "SELECT m.id, m.mobilisation, m.purpose, t.medium, c.name, CASE WHEN (SELECT o.purged FROM mobilisation o WHERE o.id = "
    "m.mobilisation) < 2 THEN " SQL_ADDRESS("m.", "s.") " END, m.state, "
    SQL_INSTANT("m.", "accepted") ", t.subject, t.body FROM message m JOIN solicitation s ON s.id = coalesce(m.solicitation, m.id) "
    "JOIN text t ON t.id = m.text JOIN channel c ON c.id = m.channel "
    "WHERE m.id IN (SELECT id FROM asked) OR m.solicitation IN (SELECT id FROM asked) ORDER BY m.id";
// What came in answer to a message of theirs; and what came from an address of theirs about nobody's, without its words
// when somebody else has the address too, or had it.
constexpr auto select_replies =
    "SELECT r.id, r.channel, r.address, r.text, r.meaning, r.received, r.solicitation IS NOT NULL OR NOT EXISTS "
    "(SELECT 1 FROM volunteer o WHERE o.id <> ?1 AND (o.mobile = r.address OR o.email = r.address)) AND NOT EXISTS "
    "(SELECT 1 FROM former_address f WHERE f.volunteer <> ?1 AND f.address = r.address) "
    "FROM reply r WHERE length(r.address) > 0 AND (r.solicitation IN (SELECT id FROM solicitation WHERE volunteer = ?1) "
    "OR (r.solicitation IS NULL AND r.address IN (SELECT mobile FROM volunteer WHERE id = ?1 "
    "UNION SELECT email FROM volunteer WHERE id = ?1 UNION SELECT address FROM former_address WHERE volunteer = ?1))) ORDER BY r.id";

std::string opened(database& db, sealed const& address) { return db.vault().open_address(address).value_or(""); }

std::vector<std::string> former_addresses_of(database& db, volunteer_id which)
{
    std::vector<std::string> found;
    auto row = db.query(select_former, which);
    while (row.next())
        found.push_back(opened(db, row.field(0)));
    return found;
}

std::vector<kept_request> requests_to(database& db, volunteer_id which)
{
    std::vector<kept_request> found;
    auto row = db.query(select_requests, which);
    while (row.next()) {
        auto& each = found.emplace_back();
        each.id = row.id<solicitation_id>(0);
        each.mobilisation = row.id<mobilisation_id>(1);
        each.asked = row.instant(2);
        each.medium = numbered<medium>(row.integer(3));
        each.state = numbered<solicitation_state>(row.integer(4));
        each.answered = row.maybe_instant(5);
        each.answer = open_words(db.vault(), row.field(6), each.id).value_or("");
        each.eta = row.maybe_instant(7);
    }
    return found;
}

std::vector<kept_message> messages_to(database& db, volunteer_id which)
{
    std::vector<kept_message> found;
    auto row = db.query(select_messages, which);
    while (row.next()) {
        auto& each = found.emplace_back();
        each.id = row.id<message_id>(0);
        each.mobilisation = row.id<mobilisation_id>(1);
        each.purpose = numbered<purpose>(row.integer(2));
        each.medium = parse_medium(row.text(3)).value_or(medium::sms);
        each.channel = row.text(4);
        each.address = opened(db, row.field(5));
        each.state = numbered<message_state>(row.integer(6));
        each.accepted = row.maybe_instant(7);
        each.subject = row.text(8);
        each.body = row.text(9);
    }
    return found;
}

std::vector<kept_reply> replies_of(database& db, volunteer_id which)
{
    std::vector<kept_reply> found;
    auto row = db.query(select_replies, which);
    while (row.next()) {
        auto& each = found.emplace_back();
        each.id = row.id<reply_id>(0);
        each.channel = row.text(1);
        each.address = opened(db, row.field(2));
        each.meaning = row.text(4);
        each.received = row.instant(5);
        if (row.integer(6) != 0)
            each.text = open_reply(db.vault(), row.field(3), each.channel, each.received).value_or("");
    }
    return found;
}

std::optional<volunteer> person(database& db, volunteer_id which)
{
    auto found = volunteers(db, {which});
    return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
}

// --- Restriction and opting in -------------------------------------------------------------------------------------

constexpr auto update_restricted = "UPDATE volunteer SET restricted = ?2 WHERE id = ?1 AND (restricted IS NULL) = (?2 IS NOT NULL)";
constexpr auto suppress_of =
    "WITH asked AS (SELECT id FROM solicitation WHERE volunteer = ?1) "
    "UPDATE message SET state = " SQL_SUPPRESSED ", ended = ?2 WHERE (id IN (SELECT id FROM asked) "
    "OR solicitation IN (SELECT id FROM asked)) AND state = " SQL_QUEUED " RETURNING mobilisation, channel";
constexpr auto delete_opt_outs =
    "DELETE FROM opt_out WHERE address IN (SELECT mobile FROM volunteer WHERE id = ?1 UNION SELECT email FROM volunteer WHERE id = ?1)";
constexpr auto update_opted_in = "UPDATE volunteer SET opted_out = NULL WHERE id = ?1 AND opted_out IS NOT NULL";

// --- Forgetting ------------------------------------------------------------------------------------------------------

// purged: 1 its answers, 2 its deliveries too. From its first message to its last, others' among them.
constexpr auto select_ended =
    "SELECT m.id, (SELECT min(first) FROM wave WHERE mobilisation = m.id), (SELECT max(last) FROM wave WHERE mobilisation = m.id), "
    "coalesce((SELECT reached FROM purge WHERE mobilisation = m.id), 0) FROM mobilisation m "
    "WHERE m.closing_done = 1 AND m.purged = ?1 AND m.ended <= ?2 ORDER BY m.id LIMIT 1";
constexpr auto keep_reached = "INSERT INTO purge (mobilisation, reached) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET reached = ?2";
constexpr auto forget_reached = "DELETE FROM purge WHERE mobilisation = ?1";
constexpr auto update_purged = "UPDATE mobilisation SET purged = ?2 WHERE id = ?1";
// That they said something stays, what they said does not.
constexpr auto blank_answers =
    "UPDATE solicitation SET answer = X'' WHERE id BETWEEN ?2 AND ?3 AND mobilisation = ?1 AND length(answer) > 0";
// Where each was asked goes with how it was delivered: links and late answers need it until then.
constexpr auto blank_former_addresses =
    "UPDATE solicitation SET address = NULL WHERE id BETWEEN ?2 AND ?3 AND mobilisation = ?1 AND address IS NOT NULL";
constexpr auto blank_second_addresses =
    "UPDATE message SET address = NULL WHERE solicitation BETWEEN ?2 AND ?3 AND mobilisation = ?1 AND address IS NOT NULL";

// The questions have their solicitations' numbers, what followed points at them.
#define MESSAGES_OF                                                                                                  \
    "(SELECT id FROM message WHERE id BETWEEN ?2 AND ?3 AND +mobilisation = ?1 "                                       \
    "UNION ALL SELECT id FROM message WHERE solicitation BETWEEN ?2 AND ?3 AND +mobilisation = ?1)"

constexpr auto delete_attempts = "DELETE FROM attempt WHERE message IN " MESSAGES_OF;
constexpr auto delete_parts_of = "DELETE FROM message_part WHERE message IN " MESSAGES_OF;
constexpr auto blank_deliveries =
    "UPDATE message SET provider_key = NULL, code = NULL WHERE id IN " MESSAGES_OF
    " AND (provider_key IS NOT NULL OR code IS NOT NULL)";
// Of mobilisations whose time is over, and about nothing; each from when it came, however late that was.
constexpr auto blank_replies =
    "UPDATE reply SET address = X'', text = X'', settled = coalesce(settled, ?2), settled_by = coalesce(settled_by, 'retention') "
    "WHERE id IN (SELECT id FROM reply WHERE length(address) > 0 AND received <= ?1 AND (mobilisation IS NULL OR mobilisation IN "
    "(SELECT id FROM mobilisation WHERE purged > 0)) ORDER BY received LIMIT ?3)";
constexpr auto delete_old_pieces = "DELETE FROM text_piece WHERE received <= ?1";
constexpr auto delete_stray_addresses =
    "DELETE FROM former_address WHERE NOT EXISTS (SELECT 1 FROM solicitation s JOIN mobilisation m ON m.id = s.mobilisation "
    "WHERE s.volunteer = former_address.volunteer AND m.purged = 0)";

struct span {
    mobilisation_id of;
    std::int64_t first = 0;
    std::int64_t last = 0;
};

/// What is next of the mobilisations that are purged up to `level` and ended before.
std::optional<span> next_span(database& db, int level, wall_time before)
{
    auto row = db.query(select_ended, level, before);
    if (!row.next())
        return std::nullopt;
    return span{row.id<mobilisation_id>(0), std::max(row.integer(1), row.integer(3) + 1), row.integer(2)};
}

/// Where this step of at most `limit` rows ends; writes down how far it will have come.
purge_step walk(database& db, span const& all, std::int64_t end, int level, act const& who)
{
    purge_step step;
    step.mobilisation = all.of;
    step.complete = end >= all.last;
    if (step.complete) {
        db.execute(forget_reached, all.of);
        db.execute(update_purged, all.of, level + 1);
        write_line(db, kinds::purged, all.of, who, {{"what", level == 0 ? "answers" : "deliveries"}});
    } else {
        db.execute(keep_reached, all.of, end);
    }
    return step;
}

}  // namespace

std::optional<kept_person> everything_about(database& db, volunteer_id which)
{
    auto who = person(db, which);
    if (!who)
        return std::nullopt;
    kept_person found;
    found.who = *std::move(who);
    {
        auto row = db.query(select_restricted, which);
        if (row.next())
            found.restricted = row.maybe_instant(0);
    }
    found.former_addresses = former_addresses_of(db, which);
    found.requests = requests_to(db, which);
    found.messages = messages_to(db, which);
    found.replies = replies_of(db, which);
    return found;
}

std::optional<volunteer>
restrict_person(database& db, volunteer_id which, bool restricted, std::string const& reason, act const& who)
{
    if (restricted) {
        withdraw_person(db, which, who.at);
        end_queued(db, message_state::suppressed, suppress_of, which, who.at);
    }
    if (db.execute(update_restricted, which, restricted ? std::optional{who.at} : std::nullopt) > 0)
        write_line(
            db, restricted ? kinds::restricted : kinds::released, std::nullopt, who,
            {{"people", boost::json::array{which.value()}}, {"reason", reason}}
        );
    return person(db, which);
}

std::optional<volunteer> opt_in(database& db, volunteer_id which, std::string const& proof, act const& who)
{
    db.execute(delete_opt_outs, which);
    if (db.execute(update_opted_in, which) > 0)
        write_line(
            db, kinds::opted_in, std::nullopt, who, {{"people", boost::json::array{which.value()}}, {"proof", proof}}
        );
    return person(db, which);
}

purge_step purge_answers(database& db, wall_time before, int limit, wall_time now)
{
    auto const all = next_span(db, 0, before);
    if (!all)
        return {};
    auto const end = std::min(all->last, all->first + limit - 1);
    int const rows = db.execute(blank_answers, all->of, all->first, end);
    auto step = walk(db, *all, end, 0, {"tocsind", now});
    step.rows = rows;
    return step;
}

purge_step purge_deliveries(database& db, wall_time before, int limit, wall_time now)
{
    auto const all = next_span(db, 1, before);
    if (!all)
        return {};
    auto const end = std::min(all->last, all->first + limit - 1);
    int rows = db.execute(delete_attempts, all->of, all->first, end);
    db.execute(delete_parts_of, all->of, all->first, end);
    rows += db.execute(blank_deliveries, all->of, all->first, end);
    rows += db.execute(blank_second_addresses, all->of, all->first, end);
    rows += db.execute(blank_former_addresses, all->of, all->first, end);
    auto step = walk(db, *all, end, 1, {"tocsind", now});
    step.rows = rows;
    return step;
}

int purge_replies(database& db, wall_time before, int limit, wall_time now) { return db.execute(blank_replies, before, now, limit); }

int purge_strays(database& db, wall_time before)
{
    return db.execute(delete_old_pieces, before) + db.execute(delete_stray_addresses);
}

}  // namespace tocsin::dispatcher::tables
