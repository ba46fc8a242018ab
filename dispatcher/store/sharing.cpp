// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/sharing.hpp"

#include "dispatcher/store/counts.hpp"
#include "dispatcher/store/journal.hpp"
#include "dispatcher/store/message_instants.hpp"
#include "dispatcher/store/mobilisations.hpp"
#include "dispatcher/store/numbers.hpp"
#include "dispatcher/store/outbox.hpp"
#include "rules/words/seeded_bug.hpp"

#include <boost/json.hpp>

#include <map>

namespace tocsin::dispatcher::tables {
namespace {

// A rehearsal engages nobody but for other rehearsals.
constexpr auto select_open =
    "SELECT s.volunteer, s.state, s.answer IS NOT NULL, o.rank FROM mobilisation o CROSS JOIN solicitation s ON s.mobilisation = o.id "
    "WHERE o.state NOT IN ('closed', 'cancelled') AND o.id <> ?1 AND (?2 OR o.gravity <> 'rehearsal') AND s." SQL_STILL_OPEN;
// Who was told to come is expected until it is over on site, although the mobilisation was closed long before.
constexpr auto select_expected =
    "SELECT s.volunteer FROM mobilisation o CROSS JOIN solicitation s ON s.mobilisation = o.id "
    "WHERE o.state = 'closed' AND o.until > ?3 AND o.id <> ?1 AND (?2 OR o.gravity <> 'rehearsal') "
    "AND s." SQL_STILL_OPEN " AND s.state = " SQL_CONFIRMED;
constexpr auto select_mobilisation = "SELECT rank, gravity = 'rehearsal' FROM mobilisation WHERE id = ?1";

// A contact: the question arrived, is about to, or may have, the answer to an attempt being lost.
#define WAS_CONTACTED                                                                                                  \
    "((s.state <> " SQL_UNREACHABLE " AND q.state NOT IN (" SQL_CANCELLED ", " SQL_SUPPRESSED ")) "                     \
    "OR q.possible_duplicate = 1 OR EXISTS (SELECT 1 FROM attempt a WHERE a.message = q.id AND a.outcome = 'unknown'))"

constexpr auto select_past =
    "SELECT s.id, s.mobilisation, s.state, s.answer IS NOT NULL, o.state, o.rank, o.gravity = 'rehearsal', o.until, "
    WAS_CONTACTED ", coalesce(" SQL_INSTANT("q.", "accepted") ", ?2) FROM solicitation s JOIN message q ON q.id = s.id "
    "JOIN mobilisation o ON o.id = s.mobilisation WHERE s.volunteer = ?1";
constexpr auto select_first = "SELECT coalesce(min(first), 1) - 1 FROM wave WHERE at >= ?1";
constexpr auto select_contacts =
    "SELECT s.id, s.volunteer, coalesce(" SQL_INSTANT("q.", "accepted") ", " SQL_CREATED("q.", "s.wave") "), " WAS_CONTACTED " AND o.gravity <> 'rehearsal' "
    "FROM solicitation s JOIN message q ON q.id = s.id JOIN mobilisation o ON o.id = s.mobilisation "
    "WHERE s.id > ?1 ORDER BY s.id LIMIT ?2";
constexpr auto count_lost = "SELECT count(*) FROM solicitation WHERE mobilisation = ?1 AND taken_by IS NOT NULL";
constexpr auto count_won = "SELECT count(*) FROM solicitation WHERE taken_by = ?1";

constexpr auto cancel_request =
    "UPDATE message SET state = " SQL_CANCELLED ", ended = ?2 WHERE (id = ?1 OR solicitation = ?1) AND purpose IN " SQL_REQUESTS
    " AND state = " SQL_QUEUED " RETURNING mobilisation, channel";
// Sending, accepted, delivered; or taken for all we know, the answer to an attempt being lost.
constexpr auto select_may_have_read =
    "SELECT 1 FROM message m WHERE (m.id = ?1 OR m.solicitation = ?1) AND m.purpose = " SQL_ASK " AND (m.state IN (1, 2, 8) "
    "OR m.accepted IS NOT NULL OR m.possible_duplicate = 1 OR EXISTS "
    "(SELECT 1 FROM attempt a WHERE a.message = m.id AND a.outcome = 'unknown')) LIMIT 1";
constexpr auto update_taken =
    "UPDATE solicitation SET state = " SQL_RELEASED ", place = NULL, taken_by = ?2 WHERE id = ?1";
constexpr auto select_engaged_by =
    "SELECT o.id FROM solicitation mine JOIN solicitation s ON s.volunteer = mine.volunteer AND s.id <> mine.id "
    "JOIN mobilisation o ON o.id = s.mobilisation WHERE mine.id = ?1 AND s." SQL_STILL_OPEN " AND o.gravity <> 'rehearsal' "
    "AND (o.state NOT IN ('closed', 'cancelled') OR (s.state = " SQL_CONFIRMED " AND o.state = 'closed' AND o.until > ?2)) LIMIT 1";

bool is_open(solicitation_state person)
{
    return person == solicitation_state::asked || person == solicitation_state::confirmed ||
           person == solicitation_state::reserve;
}

/// Taken are those who are merely asked and have said nothing at all, by whoever goes before.
bool may_take(int mine, int theirs, solicitation_state person, bool answered)
{
    bool const merely_asked = person == solicitation_state::asked && !answered;
    return mine < theirs && (merely_asked || seeded(bug::yes_is_taken));
}

}  // namespace

engagements engaged_elsewhere(
    database& db, mobilisation_id which, mobilisation_request const& request, wall_time now
)
{
    engagements found;
    bool const rehearsal = request.gravity() == gravity::rehearsal;
    int const rank = rank_of(request);
    if (seeded(bug::asked_while_asked_elsewhere))
        return found;
    {
        auto row = db.query(select_open, which, rehearsal);
        while (row.next()) {
            auto const person = numbered<solicitation_state>(row.integer(1));
            auto const theirs = static_cast<int>(row.integer(3));
            auto& list = may_take(rank, theirs, person, row.integer(2) != 0) ? found.to_take
                         : person == solicitation_state::asked               ? found.asked
                                                                             : found.said_yes;
            list.push_back(row.id<volunteer_id>(0));
        }
    }
    auto row = db.query(select_expected, which, rehearsal, now);
    while (row.next())
        found.said_yes.push_back(row.id<volunteer_id>(0));
    return found;
}

contact_page contacts_after(database& db, solicitation_id after, wall_time since, int limit)
{
    contact_page page;
    page.last = after;
    if (seeded(bug::contact_budget_forgotten))
        return page;
    if (!after) {
        auto row = db.query(select_first, since);
        if (row.next())
            page.last = row.id<solicitation_id>(0);
    }
    int looked_at = 0;
    auto row = db.query(select_contacts, page.last, limit);
    for (; row.next(); ++looked_at) {
        page.last = row.id<solicitation_id>(0);
        if (row.integer(3) != 0 && row.instant(2) >= since)
            page.contacts.push_back({row.id<volunteer_id>(1), row.instant(2)});
    }
    page.more = looked_at == limit;
    return page;
}

withdrawals withdrawals_of(database& db, mobilisation_id which)
{
    withdrawals found;
    {
        auto row = db.query(count_lost, which);
        if (row.next())
            found.lost = static_cast<int>(row.integer(0));
    }
    auto row = db.query(count_won, which);
    if (row.next())
        found.won = static_cast<int>(row.integer(0));
    return found;
}

fellow_claims::fellow_claims(database& db, wave_record const& part)
    : db_(db), which_(part.mobilisation), now_(part.at), limits_(part.limits)
{
    auto row = db_.query(select_mobilisation, which_);
    if (row.next()) {
        rank_ = static_cast<int>(row.integer(0));
        rehearsal_ = row.integer(1) != 0;
    }
}

std::optional<std::vector<open_request>> fellow_claims::may_ask(volunteer_id who)
{
    std::vector<open_request> to_withdraw;
    int today = 0;
    int this_month = 0;
    auto row = db_.query(select_past, who, now_);
    while (row.next()) {
        auto const which = row.id<mobilisation_id>(1);
        auto const person = numbered<solicitation_state>(row.integer(2));
        bool const answered = row.integer(3) != 0;
        auto const of = parse_mobilisation_state(row.text(4)).value_or(mobilisation_state::closed);
        bool const rehearsed = row.integer(6) != 0;
        if (rehearsed && !rehearsal_)
            continue;
        auto const at = row.instant(9);
        if (!rehearsed && row.integer(8) != 0) {
            today += at > now_ - rules::contact_day ? 1 : 0;
            this_month += at > now_ - rules::contact_month ? 1 : 0;
        }
        bool const expected = person == solicitation_state::confirmed && of == mobilisation_state::closed && row.instant(7) > now_;
        if (which == which_ || !is_open(person) || (is_over(of) && !expected) || seeded(bug::asked_while_asked_elsewhere))
            continue;
        if (is_over(of) || !may_take(rank_, static_cast<int>(row.integer(5)), person, answered))
            return std::nullopt;
        to_withdraw.push_back({row.id<solicitation_id>(0), which});
    }
    bool const enough = rules::spent(today, limits_.per_day) || rules::spent(this_month, limits_.per_month);
    if (enough && !rehearsal_ && !seeded(bug::contact_budget_forgotten))
        return std::nullopt;
    return to_withdraw;
}

void withdraw_requests(database& db, std::vector<open_request> const& requests, mobilisation_id by, wall_time now)
{
    std::map<mobilisation_id, boost::json::array> lines;
    for (auto const& each : requests) {
        bool const may_have_read = db.query(select_may_have_read, each.id).next();
        end_queued(db, message_state::cancelled, cancel_request, each.id, now);
        // A mobilisation that began before there were words for it says that it is over; so it is, for this person.
        if (may_have_read && !seeded(bug::taken_without_a_word) &&
            !queue_message(db, each.id, purpose::withdrawn, now, now + worth_telling))
            queue_message(db, each.id, purpose::stand_down, now, now + worth_telling);
        if (!seeded(bug::taken_and_stood_down))
            db.execute(update_taken, each.id, by);
        lines[each.mobilisation].emplace_back(each.id.value());
    }
    for (auto& [which, solicitations] : lines)
        write_line(
            db, kinds::withdrawn, which, {"tocsind", now}, {{"for", to_string(by)}, {"solicitations", std::move(solicitations)}}
        );
}

std::optional<mobilisation_id> engaged_by(database& db, solicitation_id which, wall_time now)
{
    auto row = db.query(select_engaged_by, which, now);
    return row.next() ? std::optional{row.id<mobilisation_id>(0)} : std::nullopt;
}

}  // namespace tocsin::dispatcher::tables
