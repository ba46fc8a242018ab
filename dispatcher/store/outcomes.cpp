// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/outcomes.hpp"

#include "dispatcher/store/addresses.hpp"
#include "dispatcher/store/journal.hpp"
#include "dispatcher/store/keys.hpp"
#include "dispatcher/store/known_message.hpp"
#include "dispatcher/store/mobilisations.hpp"
#include "dispatcher/store/parts.hpp"
#include "dispatcher/store/receipts.hpp"
#include "dispatcher/store/retractions.hpp"
#include "dispatcher/store/sharing.hpp"
#include "rules/words/seeded_bug.hpp"

#include <boost/json.hpp>

#include <charconv>
#include <variant>

namespace tocsin::dispatcher::tables {
namespace {

#define LOST_TO_RESTART "restart"

constexpr auto select_facts = SQL_MESSAGE_FACTS "WHERE id = ?1";
constexpr auto update_step =
    "UPDATE message SET state = ?2, due = ?3, possible_duplicate = ?4, code = ?5, accepted = ?6, ended = ?7 WHERE id = ?1";
constexpr auto update_step_and_key =
    "UPDATE message SET state = ?2, due = ?3, possible_duplicate = ?4, code = ?5, accepted = ?6, ended = ?7, "
    "provider_key = ?8 WHERE id = ?1";
constexpr auto update_given_back = "UPDATE message SET attempts = attempts - 1, due = created WHERE id = ?1 AND state = " SQL_QUEUED;
constexpr auto insert_attempt =
    "INSERT OR REPLACE INTO attempt (message, number, channel, started, ended, outcome, code) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
// Unless another question to the same person, over another medium, is on its way or arrived; or nobody knows what came of
// an attempt (?3: unless a receipt knows better): whoever may have been asked is told the end.
constexpr auto ask_failed =
    "UPDATE solicitation SET state = " SQL_UNREACHABLE " WHERE id = ?1 AND state = " SQL_ASKED " AND (?3 OR NOT EXISTS "
    "(SELECT 1 FROM attempt a WHERE a.message = ?2 AND a.outcome = 'unknown')) AND NOT EXISTS "
    "(SELECT 1 FROM message o WHERE o.solicitation = ?1 AND o.purpose = " SQL_ASK " AND o.id <> ?2 AND o.state IN (0, 1, 2, 8)) "
    "AND NOT EXISTS (SELECT 1 FROM message o WHERE o.id = ?1 AND o.id <> ?2 AND o.state IN (0, 1, 2, 8))";
constexpr auto select_asked_by =
    "SELECT s.state, m.state, m.id FROM solicitation s JOIN mobilisation m ON m.id = s.mobilisation WHERE s.id = ?1";
constexpr auto ask_arrived = "UPDATE solicitation SET state = ?2 WHERE id = ?1";
// Of whoever was asked twice also a question of which nothing is known but that it was taken: they are told over what arrives.
constexpr auto select_answered =
    "SELECT m.id FROM solicitation s JOIN message m ON m.id = s.id OR m.solicitation = s.id AND m.purpose = " SQL_ASK " "
    "WHERE s.id = ?1 AND " SQL_ADDRESS("m.", "s.") " = ?2 AND (m.state IN (3, 7) AND (m.accepted IS NOT NULL OR EXISTS "
    "(SELECT 1 FROM attempt a WHERE a.message = m.id AND a.outcome = 'unknown')) OR m.state = 2 AND EXISTS "
    "(SELECT 1 FROM message o WHERE o.solicitation = s.id AND o.purpose = " SQL_ASK "))";
// Where people look, beside the replies: whoever has a place and does not know it is called by a person. Once at a time.
constexpr auto insert_lost_order =
    "INSERT INTO reply (channel, address, text, meaning, received, mobilisation, solicitation, needs_person) "
    "SELECT 'tocsind', coalesce(" SQL_ADDRESS("m.", "s.") ", X''), X'', 'unclear', ?2, s.mobilisation, s.id, 'order-lost' "
    "FROM message m JOIN solicitation s ON s.id = m.solicitation WHERE m.id = ?1 AND s.state = " SQL_CONFIRMED " AND NOT EXISTS "
    "(SELECT 1 FROM reply r WHERE r.mobilisation = s.mobilisation AND r.solicitation = s.id AND " SQL_ORDER_LOST ")";
constexpr auto settle_arrived_order =
    "UPDATE reply SET settled = ?2, settled_by = 'the order arrived' WHERE solicitation = ?1 AND mobilisation = ?3 AND "
    SQL_ORDER_LOST;
// Those that a kill caught are not the provider's silence.
constexpr auto count_unanswered =
    "SELECT count(*) FROM attempt WHERE message = ?1 AND outcome = 'unknown' AND code IS NOT '" LOST_TO_RESTART "'";
constexpr auto select_in_flight = "SELECT id FROM message WHERE channel = ?1 AND state = " SQL_SENDING;

/// The person a message is about: the message that asked first has its solicitation's number.
solicitation_id asked_by(known_message const& known) { return known.follows.value_or(solicitation_id{known.id.value()}); }

struct asked_now {
    solicitation_state person = solicitation_state::released;
    mobilisation_state of = mobilisation_state::closed;
    mobilisation_id which;
};

asked_now look_up(database& db, solicitation_id which)
{
    asked_now found;
    auto row = db.query(select_asked_by, which);
    if (row.next()) {
        found.person = numbered<solicitation_state>(row.integer(0));
        found.of = parse_mobilisation_state(row.text(1)).value_or(found.of);
        found.which = row.id<mobilisation_id>(2);
    }
    return found;
}

/// Whether a message that was in flight is still worth another try: its person may have answered meanwhile, its
/// mobilisation may have ended. An order to come outlives a closing, but not a cancel.
bool still_true(database& db, known_message const& known)
{
    auto const now = look_up(db, asked_by(known));
    switch (known.why) {
    case purpose::ask:
        return !is_over(now.of) && (now.person == solicitation_state::asked || now.person == solicitation_state::unreachable);
    case purpose::confirm:
        return now.of != mobilisation_state::cancelled &&
               (now.person == solicitation_state::confirmed || seeded(bug::order_after_withdrawal));
    case purpose::clarify: return !is_over(now.of) && now.person == solicitation_state::asked;
    case purpose::which: return !is_over(now.of);
    case purpose::reserve: return !is_over(now.of) && now.person == solicitation_state::reserve;
    case purpose::noted: return now.person == solicitation_state::declined && !is_retracted(db, now.which);
    case purpose::stand_down:
    case purpose::cancelled:
    case purpose::withdrawn:
    case purpose::late: return !is_retracted(db, now.which);  // the correction is the last word
    case purpose::opted_out:
    case purpose::retraction: break;
    }
    return true;
}

bool is_lost(message_state state, std::optional<wall_time> accepted)
{
    return state == message_state::refused || state == message_state::unreachable ||
           (state == message_state::expired && !accepted);
}

/// Somebody held for unreachable has the question after all; when the end has come meanwhile, they have not heard it.
void reached_after_all(database& db, solicitation_id whom, wall_time now)
{
    auto const known = look_up(db, whom);
    if (known.person != solicitation_state::unreachable)
        return;
    bool const over = is_over(known.of);
    db.execute(ask_arrived, whom, number_of(over ? solicitation_state::silent : solicitation_state::asked));
    if (over && !is_retracted(db, known.which))  // the correction went to them as well: it may have arrived
        tell_end(db, whom, known.of == mobilisation_state::cancelled, now);
    else if (auto const by = engaged_by(db, whom, now))
        withdraw_requests(db, {{whom, known.which}}, *by, now);
}

/// An order to come that does not arrive is for a person: the place is taken by somebody who does not know it.
void tell_order(
    database& db,
    known_message const& known,
    message_state state,
    std::optional<wall_time> accepted,
    wall_time now,
    message_counts& counts
)
{
    auto const whom = asked_by(known);
    if (state == message_state::delivered)
        db.execute(settle_arrived_order, whom, now, known.mobilisation);
    if (!is_lost(state, accepted) || is_lost(known.facts.state, known.accepted) || db.execute(insert_lost_order, known.id, now) == 0)
        return;
    counts.lost_orders.push_back(known.mobilisation);
    write_line(db, kinds::order_lost, known.mobilisation, {"tocsind", now}, {{"solicitation", to_string(whom)}});
}

/// What the fate of a question says of the person asked.
void tell_solicitation(
    database& db, known_message const& known, message_state state, std::optional<wall_time> accepted, wall_time now
)
{
    if (is_lost(state, accepted))
        db.execute(ask_failed, asked_by(known), known.id, state == message_state::unreachable);
    else if (state == message_state::delivered && (known.follows || is_lost(known.facts.state, known.accepted)))
        reached_after_all(db, asked_by(known), now);
}

void write_step(
    database& db,
    known_message const& known,
    rules::delivery_step const& step,
    std::string_view code,
    std::optional<stored_key> const& key,
    wall_time now,
    message_counts& counts
)
{
    bool const taken = step.state == message_state::accepted || step.state == message_state::delivered;
    auto const accepted = known.accepted ? known.accepted : taken ? std::optional{now} : std::nullopt;
    auto const ended = is_over(step.state) ? std::optional{now} : std::nullopt;
    auto const why = taken || code.empty() ? std::nullopt : std::optional{code};
    auto const state = number_of(step.state);
    auto const write = [&](auto const& taken_at, auto const& over_at) {
        if (key)
            db.execute(update_step_and_key, known.id, state, step.due, step.possible_duplicate, why, taken_at, over_at, *key);
        else
            db.execute(update_step, known.id, state, step.due, step.possible_duplicate, why, taken_at, over_at);
    };
    if (taken)
        write(after_due(accepted, step.due), after_due(ended, step.due));
    else
        write(accepted, ended);
    counts.moved(known.mobilisation, known.channel, known.facts.state, step.state);
    if (known.why == purpose::ask)
        tell_solicitation(db, known, step.state, accepted, now);
    if (known.why == purpose::confirm)
        tell_order(db, known, step.state, accepted, now, counts);
}

int unanswered_attempts(database& db, message_id which)
{
    auto row = db.query(count_unanswered, which);
    return row.next() ? static_cast<int>(row.integer(0)) : 0;
}

void apply(
    database& db,
    known_message const& known,
    rules::delivery_event event,
    std::string_view code,
    wall_time now,
    message_counts& counts,
    std::optional<stored_key> const& key = std::nullopt,
    std::optional<milliseconds> retry_after = std::nullopt
)
{
    auto facts = known.facts;
    if (event == rules::delivery_event::unknown && !seeded(bug::silence_forgotten))
        facts.unanswered = unanswered_attempts(db, known.id);
    auto step = rules::step_after(facts, event, now, rules::retry_pace{}, retry_after);
    if (seeded(bug::receipt_overwrites) && event == rules::delivery_event::undeliverable)
        step.state = message_state::unreachable;
    if (step.another_attempt && !still_true(db, known))
        step.state = message_state::cancelled;
    write_step(db, known, step, code, key, now, counts);
}

struct read_outcome {
    rules::delivery_event event = rules::delivery_event::unknown;
    std::string_view word = "unknown";
    std::string_view code;
    std::string_view provider_id;
    std::vector<std::string> const* part_ids = nullptr;
    std::optional<milliseconds> retry_after;
};

read_outcome read(channels::outcome const& outcome, bool idempotent)
{
    read_outcome read;
    if (auto const* const taken = std::get_if<channels::accepted>(&outcome)) {
        read.event = rules::delivery_event::accepted;
        read.word = "accepted";
        if (taken->part_ids.empty())
            read.provider_id = taken->provider_id;
        else
            read.part_ids = &taken->part_ids;
    } else if (auto const* const no = std::get_if<channels::refused>(&outcome)) {
        bool const for_good = no->permanence == channels::permanence::permanent;
        read.event = for_good ? rules::delivery_event::refused_for_good : rules::delivery_event::refused_for_now;
        read.word = "refused";
        read.code = no->code;
    } else if (auto const* const slower = std::get_if<channels::throttled>(&outcome)) {
        read.event = rules::delivery_event::throttled;
        read.word = "throttled";
        read.retry_after = slower->retry_after;
    } else {
        read.event = idempotent ? rules::delivery_event::unknown_repeatable : rules::delivery_event::unknown;
    }
    return read;
}

void write_attempt(database& db, known_message const& known, std::string_view outcome, std::string_view code, wall_time now)
{
    db.execute(
        insert_attempt, known.id, known.facts.attempts, known.channel, known.facts.due, now, outcome, code
    );
}

void record_outcome(
    database& db, outcome_record const& record, bool some_wait, rules::id_habits const& habits, message_counts& counts
)
{
    auto const known = read_known(db.query(select_facts, record.message));
    if (!known)
        return;
    auto const outcome = read(record.outcome, record.idempotent);
    std::optional<stored_key> key;
    if (!outcome.provider_id.empty())
        key = key_of(rules::provider_key(outcome.provider_id));
    if (outcome.event != rules::delivery_event::accepted)
        write_attempt(db, *known, outcome.word, outcome.code, record.at);
    apply(db, *known, outcome.event, outcome.code, record.at, counts, key, outcome.retry_after);
    if (outcome.part_ids) {
        if (known->facts.attempts > 1)
            forget_parts(db, known->id);  // of an attempt that was answered late
        take_parts(db, known->id, known->channel, *outcome.part_ids, some_wait, habits, record.at, counts);
    } else if (key && some_wait) {
        apply_waiting(db, known->id, known->channel, outcome.provider_id, habits, record.at, counts);
    }
}

}  // namespace

std::optional<known_message> read_known(rows row)
{
    if (!row.next())
        return std::nullopt;
    known_message known;
    known.id = row.id<message_id>(0);
    known.facts.state = numbered<message_state>(row.integer(1));
    known.facts.attempts = static_cast<int>(row.integer(2));
    known.facts.possible_duplicate = row.integer(3) != 0;
    known.facts.due = row.instant(4);
    known.facts.deadline = row.instant(5);
    known.why = numbered<purpose>(row.integer(6));
    if (!row.is_null(7))
        known.follows = row.id<solicitation_id>(7);
    if (!row.is_null(8))
        known.accepted = instant_after(row.integer(8), known.facts.due);
    known.mobilisation = row.id<mobilisation_id>(9);
    known.channel = row.integer(10);
    return known;
}

void apply_event(
    database& db, known_message const& known, rules::delivery_event event, std::string_view code, wall_time now, message_counts& counts
)
{
    apply(db, known, event, code, now, counts);
}

void apply_event(
    database& db, message_id which, rules::delivery_event event, std::string_view code, wall_time now, message_counts& counts
)
{
    if (auto const known = read_known(db.query(select_facts, which)))
        apply(db, *known, event, code, now, counts);
}

void answered_from(database& db, solicitation_id who, sealed const& address, wall_time now)
{
    message_id question;
    {
        auto row = db.query(select_answered, who, address);
        if (!row.next())
            return;
        question = row.id<message_id>(0);
    }
    message_counts counts{db};
    apply_event(db, question, rules::delivery_event::delivered, "", now, counts);
    counts.write();
}

void record_outcomes(
    database& db, std::vector<outcome_record> const& records, rules::id_habits const& habits, message_counts& counts
)
{
    // Looked at once for all of them: it is a receipt in ten thousand.
    bool const some_wait = !records.empty() && any_receipt_waits(db);
    for (auto const& each : records)
        record_outcome(db, each, some_wait, habits, counts);
}

void give_back(database& db, message_id which, wall_time now, message_counts& counts)
{
    apply_event(db, which, rules::delivery_event::given_back, "", now, counts);
    db.execute(update_given_back, which);
}

int recover_sending(database& db, channel_number channel, bool idempotent, wall_time now, message_counts& counts)
{
    std::vector<message_id> in_flight;
    {
        auto row = db.query(select_in_flight, channel);
        while (row.next())
            in_flight.push_back(row.id<message_id>(0));
    }
    bool const flagged = !idempotent && !seeded(bug::crash_resends_silently);
    auto const event = flagged ? rules::delivery_event::unknown : rules::delivery_event::unknown_repeatable;
    for (auto const which : in_flight) {
        auto const known = read_known(db.query(select_facts, which));
        write_attempt(db, *known, "unknown", LOST_TO_RESTART, now);
        apply(db, *known, event, LOST_TO_RESTART, now, counts);
    }
    return static_cast<int>(in_flight.size());
}

}  // namespace tocsin::dispatcher::tables
