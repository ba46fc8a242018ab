// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/places.hpp"

#include "dispatcher/store/addresses.hpp"
#include "dispatcher/store/counts.hpp"
#include "dispatcher/store/journal.hpp"
#include "dispatcher/store/mobilisations.hpp"
#include "dispatcher/store/personal.hpp"
#include "dispatcher/store/shared_need.hpp"
#include "rules/answer.hpp"
#include "rules/words/seeded_bug.hpp"

#include <boost/json.hpp>

#include <map>

namespace tocsin::dispatcher::tables {
namespace {

#define REQUEST                                                                                                        \
    "SELECT s.id, s.mobilisation, s.state, m.state, s.roles, s.taken_by FROM solicitation s JOIN mobilisation m ON m.id = s.mobilisation "

constexpr auto select_of_address = REQUEST
    "WHERE s.volunteer IN (SELECT id FROM volunteer WHERE mobile = ?1 OR email = ?1 "
    "UNION SELECT volunteer FROM former_address WHERE address = ?1) ORDER BY s.id DESC";
constexpr auto select_of_person = REQUEST "WHERE s.volunteer = ?1 ORDER BY s.id DESC";
constexpr auto select_reserve = REQUEST
    "WHERE s.mobilisation = ?1 AND s.state = " SQL_RESERVE " AND s.place IS NOT NULL ORDER BY s.place";
constexpr auto update_answer = "UPDATE solicitation SET state = ?2, answered = ?3, answer = " SQL_KEPT_WORDS("?4") ", place = ?5, "
    "taken_by = CASE WHEN ?2 IN (" SQL_CONFIRMED ", " SQL_RESERVE ") THEN NULL ELSE taken_by END WHERE id = ?1";
constexpr auto keep_answer = "UPDATE solicitation SET answered = coalesce(answered, ?2), answer = " SQL_KEPT_WORDS("?3") " WHERE id = ?1";
constexpr auto move_up = "UPDATE solicitation SET state = " SQL_CONFIRMED ", place = ?2 WHERE id = ?1";
constexpr auto select_place = "SELECT place FROM solicitation WHERE id = ?1";
// Spelled like this so that the index of places answers.
constexpr auto select_last_place =
    "SELECT max(place) FROM solicitation WHERE mobilisation = ?1 AND state = ?2 AND place IS NOT NULL";
constexpr auto select_places =
    "SELECT place FROM solicitation WHERE mobilisation = ?1 AND state = " SQL_CONFIRMED " AND place IS NOT NULL ORDER BY place";
constexpr auto count_confirmed =
    "SELECT people FROM solicitation_count WHERE mobilisation = ?1 AND state = " SQL_CONFIRMED;
constexpr auto select_confirmed_roles =
    "SELECT roles, count(*) FROM solicitation WHERE mobilisation = ?1 AND " SQL_STILL_OPEN " AND state = " SQL_CONFIRMED
    " GROUP BY roles";
constexpr auto cancel_question =
    "UPDATE message SET state = " SQL_CANCELLED ", ended = ?2 WHERE (id = ?1 OR solicitation = ?1) AND purpose IN " SQL_QUESTIONS
    " AND state = " SQL_QUEUED " RETURNING mobilisation, channel";
constexpr auto cancel_what_was_said =
    "UPDATE message SET state = " SQL_CANCELLED ", ended = ?2 WHERE (id = ?1 OR solicitation = ?1) AND purpose IN " SQL_REQUESTS
    " AND state = " SQL_QUEUED " RETURNING mobilisation, channel";
constexpr auto select_said = "SELECT 1 FROM message WHERE solicitation = ?1 AND purpose = ?2 LIMIT 1";

std::vector<request> read_requests(rows row)
{
    std::vector<request> found;
    while (row.next())
        found.push_back(read_asked(row));
    return found;
}

/// The one after the last of those confirmed, or in reserve.
int next_place(database& db, mobilisation_id which, solicitation_state state)
{
    auto row = db.query(select_last_place, which, number_of(state));
    return row.next() && !row.is_null(0) ? static_cast<int>(row.integer(0)) + 1 : 1;
}

/// The first that somebody gave back, when the last is taken.
int empty_place(database& db, mobilisation const& of)
{
    int const next = next_place(db, of.id, solicitation_state::confirmed);
    if (next <= of.request.need)
        return next;
    int place = 1;
    auto row = db.query(select_places, of.id);
    while (row.next() && row.integer(0) == place)
        ++place;
    return place;
}

std::optional<int> place_for(database& db, mobilisation const& of, solicitation_state state)
{
    if (state == solicitation_state::confirmed)
        return empty_place(db, of);
    if (state == solicitation_state::reserve)
        return next_place(db, of.id, state);
    return std::nullopt;
}

std::optional<int> place_of(database& db, solicitation_id which)
{
    auto row = db.query(select_place, which);
    return row.next() && !row.is_null(0) ? std::optional{static_cast<int>(row.integer(0))} : std::nullopt;
}

void say(database& db, mobilisation const& of, solicitation_id to, purpose why, wall_time now)
{
    // Once is enough: a machine that answers "yes" to everything must not be written to for ever.
    if (why == purpose::late && db.query(select_said, to, number_of(why)).next())
        return;
    queue_message(db, to, why, now, why == purpose::confirm ? of.request.until : now + hours{12});
}

/// The first of the reserve who may take a place, if one is empty.
std::optional<request> next_of_reserve(database& db, mobilisation const& of)
{
    if (confirmed_in(db, of.id) >= places_for(db, of).total)
        return std::nullopt;
    std::map<std::uint32_t, bool> may;  // by roles: the reserve is long, the kinds of people are few
    auto row = db.query(select_reserve, of.id);
    while (row.next()) {
        auto const each = read_asked(row);
        auto const [known, added] = may.try_emplace(each.roles);
        if (added)
            known->second = has_place(db, of, each.roles);
        if (known->second)
            return each;
    }
    return std::nullopt;
}

void move_reserve_up(database& db, mobilisation const& of, wall_time now)
{
    if (seeded(bug::reserve_not_moved_up))
        return;
    while (auto const next = next_of_reserve(db, of)) {
        end_queued(db, message_state::cancelled, cancel_what_was_said, next->id, now);
        auto const place = empty_place(db, of);
        db.execute(move_up, next->id, place);
        say(db, of, next->id, purpose::confirm, now);
        write_line(db, kinds::moved_up, of.id, {"tocsind", now}, {{"solicitation", to_string(next->id)}, {"place", place}});
    }
}

void withdraw(database& db, std::vector<request> const& requests, wall_time now)
{
    for (auto const& each : requests)
        if (!is_over(each.of) && each.state != solicitation_state::declined)
            give_answer(db, each, reply_meaning::stop, "", now);
}

}  // namespace

int confirmed_in(database& db, mobilisation_id which)
{
    auto row = db.query(count_confirmed, which);
    return row.next() ? static_cast<int>(row.integer(0)) : 0;
}

std::vector<int> places_by_role(mobilisation const& of)
{
    std::vector<int> needed;
    for (auto const& [skill, count] : of.request.roles)
        needed.push_back(count);
    return needed;
}

std::vector<rules::holders> holders_in(database& db, mobilisation const& of)
{
    if (of.request.roles.empty())
        return {{0, confirmed_in(db, of.id)}};
    std::vector<rules::holders> found;
    auto row = db.query(select_confirmed_roles, of.id);
    while (row.next())
        found.push_back({static_cast<std::uint32_t>(row.integer(0)), static_cast<int>(row.integer(1))});
    return found;
}

request read_asked(rows& row)
{
    request each;
    each.id = row.id<solicitation_id>(0);
    each.mobilisation = row.id<mobilisation_id>(1);
    each.state = numbered<solicitation_state>(row.integer(2));
    each.of = parse_mobilisation_state(row.text(3)).value_or(mobilisation_state::closed);
    each.roles = static_cast<std::uint32_t>(row.integer(4));
    if (!row.is_null(5))
        each.taken_by = row.id<mobilisation_id>(5);
    return each;
}

std::vector<request> requests_of(database& db, sealed const& address)
{
    return read_requests(db.query(select_of_address, address));
}

placed give_answer(
    database& db, request const& which, reply_meaning meaning, std::string const& words, wall_time now, reaction back
)
{
    placed result;
    result.state = which.state;
    auto const of = find_mobilisation(db, which.mobilisation);
    if (!of)
        return result;
    rules::answer_facts facts;
    facts.mobilisation = of->state;
    facts.before = which.state;
    facts.still_needed = now < of->request.until;
    facts.place = meaning == reply_meaning::yes && has_place(db, *of, which.roles);
    auto const step = rules::place_answer(facts, meaning);
    result.state = step.state;
    if (step.state == which.state) {
        result.place = place_of(db, which.id);
        db.execute(keep_answer, which.id, now, seal_words(db.vault(), words, which.id));
        end_queued(db, message_state::cancelled, cancel_question, which.id, now);
    } else {
        result.place = place_for(db, *of, step.state);
        db.execute(update_answer, which.id, number_of(step.state), now, seal_words(db.vault(), words, which.id), result.place);
        end_queued(db, message_state::cancelled, cancel_what_was_said, which.id, now);
    }
    if (step.say && back == reaction::said)
        say(db, *of, which.id, *step.say, now);
    if (is_over(of->state))
        return result;
    if (which.state == solicitation_state::confirmed && step.state != which.state)
        move_reserve_up(db, *of, now);
    result.filled_now = follow_confirmations(db, which.mobilisation, now);
    follow_beside(db, *of, now);
    return result;
}

void follow_beside(database& db, mobilisation const& of, wall_time now)
{
    for (auto const each : calls_beside(db, of)) {
        auto const other = find_mobilisation(db, each);
        if (!other || is_over(other->state))
            continue;
        move_reserve_up(db, *other, now);
        follow_confirmations(db, each, now);
    }
}

void withdraw_address(database& db, sealed const& address, wall_time now)
{
    withdraw(db, requests_of(db, address), now);
}

void withdraw_person(database& db, volunteer_id who, wall_time now)
{
    withdraw(db, read_requests(db.query(select_of_person, who)), now);
}

}  // namespace tocsin::dispatcher::tables
