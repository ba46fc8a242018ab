// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/mobilisations.hpp"

#include "dispatcher/store/approvals.hpp"
#include "dispatcher/store/digest.hpp"
#include "dispatcher/store/hearing.hpp"
#include "dispatcher/store/journal.hpp"
#include "dispatcher/store/numbers.hpp"
#include "dispatcher/store/places.hpp"
#include "dispatcher/store/request_json.hpp"
#include "dispatcher/store/shared_need.hpp"

#include <boost/json.hpp>

namespace tocsin::dispatcher::tables {
namespace {

#define MOBILISATION_COLUMNS                                                                                           \
    "id, state, request, alert, rule, origin, approved_by, ended_by, end_reason, created, started, ended, extends, filled, break_glass "

constexpr auto select_one = "SELECT " MOBILISATION_COLUMNS "FROM mobilisation WHERE id = ?1";
constexpr auto select_mobilisation_by_key = "SELECT " MOBILISATION_COLUMNS "FROM mobilisation WHERE idempotency_key = ?1";
constexpr auto select_latest_mobilisations =
    "SELECT " MOBILISATION_COLUMNS "FROM mobilisation WHERE (?1 OR state NOT IN ('closed', 'cancelled')) "
    "AND (?3 = 0 OR id < ?3) ORDER BY id DESC LIMIT ?2";
constexpr auto select_unclosed =
    "SELECT " MOBILISATION_COLUMNS "FROM mobilisation WHERE closing_done = 0 ORDER BY id";
constexpr auto insert_proposed =
    "INSERT INTO mobilisation (state, request, need, until, alert, rule, origin, approved_by, ended_by, end_reason, "
    "created, extends, idempotency_key, rank, gravity) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, '', '', ?9, ?10, ?11, ?12, ?13)";
constexpr auto update_state =
    "UPDATE mobilisation SET state = ?2, "
    "approved_by = CASE WHEN ?2 = 'approved' THEN ?3 ELSE approved_by END, "
    "ended_by = CASE WHEN ?2 IN ('closed', 'cancelled') THEN ?3 ELSE ended_by END, "
    "end_reason = CASE WHEN ?2 IN ('closed', 'cancelled') THEN ?4 ELSE end_reason END, "
    "ended = CASE WHEN ?2 IN ('closed', 'cancelled') THEN ?5 ELSE ended END, "
    "filled = CASE WHEN ?2 = 'filled' THEN ?5 ELSE filled END "
    "WHERE id = ?1";
constexpr auto update_order = "UPDATE mobilisation SET request = ?2, until = ?3 WHERE id = ?1";
constexpr auto update_deadlines =
    "UPDATE message SET deadline = ?2 WHERE id IN (SELECT id FROM message WHERE channel IN (SELECT id FROM channel) "
    "AND mobilisation = ?1 AND state = " SQL_QUEUED " AND lane <> 0)";
constexpr auto count_solicitations = "SELECT state, people FROM solicitation_count WHERE mobilisation = ?1 AND people > 0";
constexpr auto count_messages =
    "SELECT state, sum(messages) FROM message_count WHERE mobilisation = ?1 GROUP BY state HAVING sum(messages) <> 0";
constexpr auto count_duplicates = "SELECT count(*) FROM message WHERE mobilisation = ?1 AND possible_duplicate = 1";
constexpr auto count_conditional =
    "SELECT count(DISTINCT r.solicitation) FROM reply r JOIN solicitation s ON s.id = r.solicitation "
    "WHERE r.mobilisation = ?1 AND " SQL_CONDITIONAL " AND s.state = " SQL_ASKED;
constexpr auto count_lost_orders = "SELECT count(*) FROM reply WHERE mobilisation = ?1 AND " SQL_ORDER_LOST;
// The solicitations of a mobilisation lie within the numbers of its waves, with others' perhaps among them.
constexpr auto select_asked =
    "SELECT volunteer FROM solicitation WHERE id BETWEEN (SELECT min(first) FROM wave WHERE mobilisation = ?1) "
    "AND (SELECT max(last) FROM wave WHERE mobilisation = ?1) AND +mobilisation = ?1";
// Whoever said no to a call over more ground has said it to the one that it extends.
constexpr auto select_wider = "SELECT id FROM mobilisation WHERE id = ?1 OR extends = ?1";

mobilisation read_mobilisation(rows& row)
{
    mobilisation found;
    found.id = row.id<mobilisation_id>(0);
    found.state = parse_mobilisation_state(row.text(1)).value_or(mobilisation_state::cancelled);
    found.request = read_request(row.text(2));
    if (!row.is_null(3))
        found.alert = row.id<alert_id>(3);
    found.rule = row.text(4);
    found.origin = row.text(5);
    found.approved_by = row.text(6);
    found.ended_by = row.text(7);
    found.end_reason = row.text(8);
    found.created = row.instant(9);
    found.started = row.maybe_instant(10);
    found.ended = row.maybe_instant(11);
    if (!row.is_null(12))
        found.extends = row.id<mobilisation_id>(12);
    found.filled = row.maybe_instant(13);
    found.break_glass = row.text(14);
    return found;
}

std::vector<mobilisation> read_mobilisations(rows result)
{
    std::vector<mobilisation> found;
    while (result.next())
        found.push_back(read_mobilisation(result));
    return found;
}

/// Places of each role that are taken, each person taking one.
std::map<std::string, int> taken_by_role(database& db, mobilisation const& of)
{
    auto const left = rules::places_left(of.request.need, places_by_role(of), holders_in(db, of));
    std::map<std::string, int> taken;
    std::size_t role = 0;
    for (auto const& [skill, count] : of.request.roles) {
        taken[skill] = count - left.by_role[role];
        ++role;
    }
    return taken;
}

}  // namespace

namespace {

/// Who called for how many people, where, and in what words: these by their digest, for they may name somebody.
void tell_raised(database& db, mobilisation const& made, std::string const& request)
{
    namespace json = boost::json;
    json::array zone;
    for (auto const& each : made.request.zone)
        zone.emplace_back(each);
    json::object what{
        {"state", to_string(made.state)},
        {"request", sha256_of(request)},
        {"event", made.request.event},
        {"zone", std::move(zone)},
        {"need", made.request.need},
        {"gravity", to_string(made.request.gravity())}};
    if (made.alert)
        what["alert"] = to_string(*made.alert);
    if (!made.rule.empty())
        what["rule"] = made.rule;
    if (!made.approved_by.empty())
        what["approved_by"] = made.approved_by;
    if (made.extends)
        what["extends"] = to_string(*made.extends);
    write_line(db, kinds::raised, made.id, {made.origin, made.created}, what);
}

}  // namespace

mobilisation insert_mobilisation(database& db, mobilisation proposed, std::string const& idempotency_key)
{
    auto const request = write_request(proposed.request);
    auto const key = idempotency_key.empty() ? std::nullopt : std::optional{idempotency_key};
    db.execute(
        insert_proposed,
        proposed.state,
        request,
        proposed.request.need,
        proposed.request.until,
        proposed.alert,
        proposed.rule,
        proposed.origin,
        proposed.approved_by,
        proposed.created,
        proposed.extends,
        key,
        rank_of(proposed.request),
        proposed.request.gravity()
    );
    proposed.id = mobilisation_id{db.last_row()};
    tell_raised(db, proposed, request);
    return proposed;
}

mobilisation create_mobilisation(database& db, mobilisation proposed, std::string const& idempotency_key)
{
    if (!idempotency_key.empty()) {
        auto known = read_mobilisations(db.query(select_mobilisation_by_key, idempotency_key));
        if (!known.empty())
            return std::move(known.front());
    }
    return insert_mobilisation(db, std::move(proposed), idempotency_key);
}

std::optional<mobilisation> find_mobilisation(database& db, mobilisation_id which)
{
    auto found = read_mobilisations(db.query(select_one, which));
    return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
}

std::vector<mobilisation> mobilisations(database& db, bool also_over, int limit, mobilisation_id before)
{
    return read_mobilisations(db.query(select_latest_mobilisations, also_over, limit, before));
}

std::vector<mobilisation> unclosed(database& db) { return read_mobilisations(db.query(select_unclosed)); }

change_result change_state(database& db, state_change const& change)
{
    auto const known = find_mobilisation(db, change.id);
    if (!known)
        return change_result::not_found;
    for (auto const allowed : change.from) {
        if (known->state != allowed)
            continue;
        // What was never started goes on to be started; what was paused resumes where it was.
        auto to = change.to;
        if (to == mobilisation_state::running && !known->started)
            to = mobilisation_state::approved;
        db.execute(update_state, change.id, to, change.by, change.reason, change.at);
        write_state(db, change.id, known->state, to, {change.by, change.at}, change.reason);
        if (to == mobilisation_state::running)
            follow_confirmations(db, change.id, change.at);
        if (to == mobilisation_state::cancelled)
            follow_beside(db, *known, change.at);
        return change_result::done;
    }
    return change_result::wrong_state;
}

change_result extend(database& db, order_change const& change)
{
    auto const known = find_mobilisation(db, change.id);
    if (!known)
        return change_result::not_found;
    if (is_over(known->state))
        return change_result::wrong_state;
    auto request = known->request;
    request.by = change.by;
    request.until = change.until;
    auto const written = write_request(request);
    db.execute(update_order, change.id, written, request.until);
    db.execute(update_deadlines, change.id, request.by);
    auto const kept = replace_plan(db, change.id, change.plan);
    store_texts(db, change.id, change.texts);
    boost::json::object what{
        {"request", sha256_of(written)},
        {"by", format_instant(request.by)},
        {"until", format_instant(request.until)},
        {"plan", change.plan ? change.plan->digest : std::string{}},
        {"reason", change.reason}};
    if (change.plan)
        what["kept"] = kept;
    write_line(db, kinds::changed, change.id, change.who, what);
    return change_result::done;
}

void end_mobilisation(
    database& db,
    mobilisation_id which,
    mobilisation_state end,
    std::string const& by,
    std::string const& reason,
    wall_time now
)
{
    auto const known = find_mobilisation(db, which);
    if (!known || is_over(known->state))
        return;
    db.execute(update_state, which, end, by, reason, now);
    write_state(db, which, known->state, end, {by, now}, reason);
    follow_beside(db, *known, now);
}

bool follow_confirmations(database& db, mobilisation_id which, wall_time now)
{
    using enum mobilisation_state;
    auto const of = find_mobilisation(db, which);
    if (!of || (of->state != running && of->state != filled))
        return false;
    int const confirmed = confirmed_in(db, which);
    bool const enough = confirmed >= places_for(db, *of).total;
    if (of->state == running && enough) {
        db.execute(update_state, which, filled, "", "", now);
        write_state(db, which, running, filled, {"tocsind", now}, "");
        return true;
    }
    if (of->state == filled && !enough) {
        db.execute(update_state, which, running, "", "", now);
        write_state(db, which, filled, running, {"tocsind", now}, "");
    }
    return false;
}

tally tally_of(database& db, mobilisation_id which)
{
    tally counts;
    auto people = db.query(count_solicitations, which);
    while (people.next()) {
        auto const count = static_cast<int>(people.integer(1));
        counts.asked += count;
        switch (numbered<solicitation_state>(people.integer(0))) {
        case solicitation_state::asked: counts.waiting = count; break;
        case solicitation_state::confirmed: counts.confirmed = count; break;
        case solicitation_state::reserve: counts.reserve = count; break;
        case solicitation_state::declined: counts.declined = count; break;
        case solicitation_state::silent: counts.silent = count; break;
        case solicitation_state::unreachable: counts.unreachable = count; break;
        case solicitation_state::released: counts.released = count; break;
        }
    }
    auto messages = db.query(count_messages, which);
    while (messages.next())
        counts.messages[numbered<message_state>(messages.integer(0))] = static_cast<int>(messages.integer(1));
    auto duplicates = db.query(count_duplicates, which);
    if (duplicates.next())
        counts.possible_duplicates = static_cast<int>(duplicates.integer(0));
    auto conditional = db.query(count_conditional, which);
    if (conditional.next())
        counts.conditional = static_cast<int>(conditional.integer(0));
    auto lost_orders = db.query(count_lost_orders, which);
    if (lost_orders.next())
        counts.orders_lost = static_cast<int>(lost_orders.integer(0));
    auto const known = find_mobilisation(db, which);
    if (!known)
        return counts;
    counts.outlook = outlook_of(db, which);
    counts.confirmed_by_role = taken_by_role(db, *known);
    return counts;
}

std::vector<volunteer_id> asked_in(database& db, std::vector<mobilisation_id> const& which)
{
    std::vector<volunteer_id> found;
    for (auto const each : which) {
        auto call = db.query(select_wider, each);
        while (call.next()) {
            auto row = db.query(select_asked, call.id<mobilisation_id>(0));
            while (row.next())
                found.push_back(row.id<volunteer_id>(0));
        }
    }
    return found;
}

}  // namespace tocsin::dispatcher::tables
