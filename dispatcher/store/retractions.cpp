// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/retractions.hpp"

#include "dispatcher/store/counts.hpp"
#include "dispatcher/store/digest.hpp"
#include "dispatcher/store/journal.hpp"
#include "dispatcher/store/mobilisations.hpp"
#include "dispatcher/store/numbers.hpp"
#include "dispatcher/store/outbox.hpp"
#include "rules/words/seeded_bug.hpp"

#include <boost/json.hpp>

namespace tocsin::dispatcher::tables {
namespace {

namespace json = boost::json;

constexpr auto select_retraction = "SELECT reached FROM retraction WHERE mobilisation = ?1";
constexpr auto insert_retraction = "INSERT INTO retraction (mobilisation, reached) VALUES (?1, 0)";
constexpr auto update_reached = "UPDATE retraction SET reached = ?2 WHERE mobilisation = ?1";
constexpr auto reopen_closing = "UPDATE mobilisation SET closing_done = 0 WHERE id = ?1";

// Handed to a provider that took it, or may have: in flight, or its outcome was once unknown.
#define MAY_HAVE_ARRIVED(m)                                                                                            \
    m ".state = " SQL_SENDING " OR " m ".accepted IS NOT NULL OR " m ".possible_duplicate = 1 OR EXISTS "              \
      "(SELECT 1 FROM attempt a WHERE a.message = " m ".id AND a.outcome = 'unknown')"

constexpr auto select_may_have_read_it =
    "SELECT s.id, s.state, " MAY_HAVE_ARRIVED("m") " OR EXISTS (SELECT 1 FROM message f WHERE f.solicitation = s.id AND ("
    MAY_HAVE_ARRIVED("f") ")) FROM solicitation s JOIN message m ON m.id = s.id "
    "WHERE s.id > max(?2, (SELECT min(first) FROM wave WHERE mobilisation = ?1) - 1) "
    "AND s.id <= (SELECT max(last) FROM wave WHERE mobilisation = ?1) AND +s.mobilisation = ?1 ORDER BY s.id LIMIT ?3";
constexpr auto select_surely_asked =
    "SELECT s.id, s.state, m.accepted IS NOT NULL FROM solicitation s JOIN message m ON m.id = s.id "
    "WHERE s.id > max(?2, (SELECT min(first) FROM wave WHERE mobilisation = ?1) - 1) "
    "AND s.id <= (SELECT max(last) FROM wave WHERE mobilisation = ?1) AND +s.mobilisation = ?1 ORDER BY s.id LIMIT ?3";
constexpr auto count_reached =
    "SELECT count(*) FROM solicitation s JOIN message m ON m.id = s.id WHERE s.mobilisation = ?1 AND (" MAY_HAVE_ARRIVED("m")
    " OR EXISTS (SELECT 1 FROM message f WHERE f.solicitation = s.id AND (" MAY_HAVE_ARRIVED("f") ")))";
constexpr auto release_solicitation = "UPDATE solicitation SET state = ?2, place = NULL WHERE id = ?1";
// What is said to people who answered goes at once; a million questions go in parts, and do not leave meanwhile.
constexpr auto cancel_follow_ups =
    "UPDATE message SET state = " SQL_CANCELLED ", ended = ?2 WHERE id IN (SELECT id FROM message "
    "WHERE channel IN (SELECT id FROM channel) AND mobilisation = ?1 AND state = " SQL_QUEUED " AND lane = 0 "
    "AND purpose NOT IN (" SQL_OPTED_OUT ", " SQL_RETRACTION ")) RETURNING mobilisation, channel";
constexpr auto cancel_questions =
    "UPDATE message SET state = " SQL_CANCELLED ", ended = ?3 WHERE id IN (SELECT id FROM message "
    "WHERE channel IN (SELECT id FROM channel) AND mobilisation = ?1 AND state = " SQL_QUEUED " AND lane <> 0 LIMIT ?2) "
    "RETURNING mobilisation, channel";

struct asked {
    solicitation_id who;
    solicitation_state before = solicitation_state::asked;
    bool reached = false;
};

std::vector<asked> next_asked(database& db, mobilisation_id which, std::int64_t after, int limit)
{
    std::vector<asked> found;
    auto row = db.query(seeded(bug::retract_misses_uncertain) ? select_surely_asked : select_may_have_read_it, which, after, limit);
    while (row.next())
        found.push_back({row.id<solicitation_id>(0), numbered<solicitation_state>(row.integer(1)), row.integer(2) != 0});
    return found;
}

void end(database& db, asked const& person)
{
    using enum solicitation_state;
    bool const open = person.before == solicitation_state::asked || person.before == confirmed || person.before == reserve;
    if (!open)
        return;
    bool const never_answered = person.before == solicitation_state::asked && person.reached;
    db.execute(release_solicitation, person.who, number_of(never_answered ? silent : released));
}

/// Those who are told, by the numbers of what they were asked with.
void tell_of_retraction(database& db, mobilisation_id which, std::vector<asked> const& people, wall_time now)
{
    json::array told;
    for (auto const& each : people)
        if (each.reached)
            told.emplace_back(each.who.value());
    if (!told.empty())
        write_line(db, kinds::corrected, which, {"tocsind", now}, {{"solicitations", std::move(told)}});
}

}  // namespace

int people_reached(database& db, mobilisation_id which)
{
    auto row = db.query(count_reached, which);
    return row.next() ? static_cast<int>(row.integer(0)) : 0;
}

change_result retract(database& db, retraction const& what)
{
    auto const known = find_mobilisation(db, what.id);
    if (!known)
        return change_result::not_found;
    if (known->state == mobilisation_state::proposed)
        return change_result::wrong_state;
    if (is_retracted(db, what.id))
        return change_result::done;
    std::string words;
    store_texts(db, what.id, what.texts);
    for (auto const& each : what.texts)
        words += each.text.subject + each.text.body;
    db.execute(insert_retraction, what.id);
    write_line(db, kinds::retracted, what.id, what.who, {{"reason", what.reason}, {"texts", sha256_of(words)}});
    end_mobilisation(db, what.id, mobilisation_state::cancelled, what.who.by, what.reason, what.who.at);
    db.execute(reopen_closing, what.id);
    end_queued(db, message_state::cancelled, cancel_follow_ups, what.id, what.who.at);
    return change_result::done;
}

bool is_retracted(database& db, mobilisation_id which)
{
    auto row = db.query(select_retraction, which);
    return row.next();
}

int retract_some(database& db, mobilisation_id which, int limit, wall_time now)
{
    std::int64_t after = 0;
    {
        auto row = db.query(select_retraction, which);
        if (row.next())
            after = row.integer(0);
    }
    auto const people = next_asked(db, which, after, limit);
    for (auto const& person : people) {
        if (person.reached)
            queue_message(db, person.who, purpose::retraction, now, now + worth_telling);
        end(db, person);
    }
    if (!people.empty()) {
        db.execute(update_reached, which, people.back().who);
        tell_of_retraction(db, which, people, now);
        return static_cast<int>(people.size());
    }
    return end_queued(db, message_state::cancelled, cancel_questions, which, limit, now);
}

}  // namespace tocsin::dispatcher::tables
