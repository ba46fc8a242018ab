// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/outbox.hpp"

#include "rules/delivery.hpp"
#include "rules/words/seeded_bug.hpp"

#include <algorithm>
#include <charconv>

namespace tocsin::dispatcher::tables {
namespace {

// Each mobilisation's queue is looked at in turn, so that one with a million messages does not starve the others, and
// a paused one costs one step. Requests (lane 1) leave only while their mobilisation is running.
constexpr auto next_mobilisation =
    "SELECT m.mobilisation, (SELECT state FROM mobilisation WHERE id = m.mobilisation) FROM message m "
    "WHERE m.channel = ?1 AND m.state = 'queued' AND m.mobilisation > ?2 ORDER BY m.mobilisation LIMIT 1";
constexpr auto select_due =
    "SELECT m.id, m.address, m.purpose, t.subject, t.body, t.html, t.parts, t.language, m.deadline, m.attempts, "
    "coalesce(v.first_name || ' ' || v.last_name, ''), "
    "EXISTS (SELECT 1 FROM opt_out o WHERE o.address = m.address) "
    "FROM message m JOIN text t ON t.id = m.text LEFT JOIN volunteer v ON v.id = m.volunteer "
    "WHERE m.channel = ?1 AND m.state = 'queued' AND m.mobilisation = ?2 AND m.lane = ?3 AND m.due <= ?4 "
    "ORDER BY m.due, m.id LIMIT ?5";
constexpr auto first_due =
    "SELECT min(due) FROM message WHERE channel = ?1 AND state = 'queued' AND mobilisation = ?2 AND lane = ?3";
constexpr auto update_sending = "UPDATE message SET state = 'sending', attempts = attempts + 1 WHERE id = ?1";
constexpr auto insert_attempt = "INSERT INTO attempt (message, number, channel, started) VALUES (?1, ?2, ?3, ?4)";
constexpr auto update_ended = "UPDATE message SET state = ?2, ended = ?3 WHERE id = ?1";

constexpr auto select_facts =
    "SELECT state, attempts, possible_duplicate, due, deadline, channel, purpose, solicitation, accepted, mobilisation "
    "FROM message WHERE id = ?1";
constexpr auto update_step =
    "UPDATE message SET state = ?2, due = ?3, possible_duplicate = ?4, code = ?5, accepted = ?6, ended = ?7 WHERE id = ?1";
constexpr auto update_provider_key = "UPDATE message SET provider_key = ?2 WHERE id = ?1";
constexpr auto update_attempt =
    "UPDATE attempt SET ended = ?2, outcome = ?3, code = ?4 WHERE id = "
    "(SELECT max(id) FROM attempt WHERE message = ?1)";
constexpr auto ask_failed = "UPDATE solicitation SET state = 'unreachable' WHERE id = ?1 AND state = 'asked'";
constexpr auto ask_arrived =
    "UPDATE solicitation SET state = 'asked' WHERE id = ?1 AND state = 'unreachable' AND EXISTS "
    "(SELECT 1 FROM mobilisation m WHERE m.id = mobilisation AND m.state NOT IN ('closed', 'cancelled'))";
constexpr auto select_mobilisation_state = "SELECT state FROM mobilisation WHERE id = ?1";
constexpr auto select_in_flight = "SELECT id FROM message WHERE channel = ?1 AND state = 'sending'";

constexpr auto select_by_key = "SELECT id FROM message WHERE channel = ?1 AND provider_key = ?2 ORDER BY id DESC LIMIT 1";
constexpr auto select_by_id = "SELECT id FROM message WHERE id = ?1 AND channel = ?2";
constexpr auto insert_orphan =
    "INSERT OR IGNORE INTO orphan_receipt (channel, provider_key, verdict, code, received) VALUES (?1, ?2, ?3, ?4, ?5)";
constexpr auto select_orphans =
    "SELECT verdict, code FROM orphan_receipt WHERE channel = ?1 AND provider_key = ?2 ORDER BY received";
constexpr auto delete_orphans = "DELETE FROM orphan_receipt WHERE channel = ?1 AND provider_key = ?2";
constexpr auto count_by_channel = "SELECT channel, state, count(*) FROM message GROUP BY channel, state";

struct known_message {
    rules::message_facts facts;
    std::string channel;
    purpose why = purpose::ask;
    std::int64_t solicitation = 0;
    std::optional<wall_time> accepted;
    mobilisation_id mobilisation;
};

std::optional<known_message> facts_of(database& db, message_id which)
{
    auto row = db.query(select_facts, which);
    if (!row.next())
        return std::nullopt;
    known_message known;
    known.facts.state = parse_message_state(row.text(0)).value_or(message_state::queued);
    known.facts.attempts = static_cast<int>(row.integer(1));
    known.facts.possible_duplicate = row.integer(2) != 0;
    known.facts.due = row.instant(3);
    known.facts.deadline = row.instant(4);
    known.channel = row.text(5);
    known.why = parse_purpose(row.text(6)).value_or(purpose::ask);
    known.solicitation = row.integer(7);
    known.accepted = row.maybe_instant(8);
    known.mobilisation = row.id<mobilisation_id>(9);
    return known;
}

bool is_request(purpose why) { return why == purpose::ask || why == purpose::confirm || why == purpose::reserve; }

bool mobilisation_is_over(database& db, mobilisation_id which)
{
    auto row = db.query(select_mobilisation_state, which);
    auto const state = row.next() ? parse_mobilisation_state(row.text(0)) : std::nullopt;
    return !state || is_over(*state);
}

void write_step(
    database& db, message_id which, known_message const& known, rules::delivery_step const& step, std::string_view code, wall_time now
)
{
    bool const taken = step.state == message_state::accepted || step.state == message_state::delivered;
    auto const accepted = known.accepted ? known.accepted : taken ? std::optional{now} : std::nullopt;
    auto const ended = is_over(step.state) ? std::optional{now} : std::nullopt;
    db.execute(update_step, which, step.state, step.due, step.possible_duplicate, code, accepted, ended);
    if (known.why != purpose::ask)
        return;
    bool const lost = step.state == message_state::refused || step.state == message_state::unreachable ||
                      (step.state == message_state::expired && !accepted);
    if (lost)
        db.execute(ask_failed, known.solicitation);
    else if (step.state == message_state::delivered)
        db.execute(ask_arrived, known.solicitation);
}

void apply_event(
    database& db,
    message_id which,
    rules::delivery_event event,
    std::string_view code,
    wall_time now,
    std::optional<milliseconds> retry_after = std::nullopt
)
{
    auto const known = facts_of(db, which);
    if (!known)
        return;
    auto step = rules::next_step(known->facts, event, now, rules::retry_pace{}, retry_after);
    if (seeded(bug::receipt_overwrites) && event == rules::delivery_event::undeliverable)
        step.state = message_state::unreachable;
    // It was in flight while its mobilisation ended: there is nothing left to try for.
    if (step.another_attempt && is_request(known->why) && mobilisation_is_over(db, known->mobilisation))
        step.state = message_state::cancelled;
    write_step(db, which, *known, step, code, now);
}

struct read_outcome {
    rules::delivery_event event = rules::delivery_event::unknown;
    std::string word = "unknown";
    std::string code;
    std::string provider_id;
    std::optional<milliseconds> retry_after;
};

read_outcome read(channels::outcome const& outcome, bool idempotent)
{
    read_outcome read;
    if (auto const* const taken = std::get_if<channels::accepted>(&outcome)) {
        read.event = rules::delivery_event::accepted;
        read.word = "accepted";
        read.provider_id = taken->provider_id;
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

std::string reference_of(std::string const& house, message_id which)
{
    return house + "-" + std::to_string(which.value());
}

std::optional<message_id> read_reference(std::string_view reference, std::string const& house)
{
    if (reference.size() <= house.size() + 1 || reference.substr(0, house.size()) != house || reference[house.size()] != '-')
        return std::nullopt;
    std::int64_t number = 0;
    auto const digits = reference.substr(house.size() + 1);
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size())
        return std::nullopt;
    return message_id{number};
}

std::optional<message_id> find_message(database& db, std::string const& channel, receipt const& news, std::string const& house)
{
    if (auto const own = read_reference(news.reference, house)) {
        auto row = db.query(select_by_id, *own, channel);
        if (row.next())
            return row.id<message_id>(0);
    }
    if (news.provider_id.empty())
        return std::nullopt;
    for (auto const& key : rules::provider_keys(news.provider_id)) {
        auto row = db.query(select_by_key, channel, key);
        if (row.next())
            return row.id<message_id>(0);
    }
    return std::nullopt;
}

/// Receipts that came before their message was known by that id.
void apply_orphans(database& db, message_id which, std::string const& channel, std::string const& provider_id, wall_time now)
{
    for (auto const& key : rules::provider_keys(provider_id)) {
        std::vector<std::pair<receipt_verdict, std::string>> early;
        {
            auto row = db.query(select_orphans, channel, key);
            while (row.next())
                if (auto const verdict = parse_receipt_verdict(row.text(0)))
                    early.emplace_back(*verdict, row.text(1));
        }
        for (auto const& [verdict, code] : early)
            apply_event(db, which, rules::event_of(verdict), code, now);
        if (!early.empty())
            db.execute(delete_orphans, channel, key);
    }
}

bool may_leave(int lane, std::string_view mobilisation_state)
{
    return lane == 0 || mobilisation_state == "running" || seeded(bug::cancel_leaves_queue);
}

class claiming {
public:
    claiming(database& db, claim_request const& request, std::string const& house)
        : db_(db), request_(request), house_(house)
    {
    }

    claim_result all()
    {
        std::vector<std::pair<mobilisation_id, std::string>> turns;
        for (mobilisation_id last;;) {
            auto row = db_.query(next_mobilisation, request_.channel, last);
            if (!row.next())
                break;
            last = row.id<mobilisation_id>(0);
            turns.emplace_back(last, row.text(1));
        }
        for (int const lane : {0, 1}) {
            // An equal share each, then whatever is left to whoever has more.
            auto const share = turns.empty() ? 0 : std::max<std::size_t>(1, room() / turns.size());
            for (auto const& [which, state] : turns)
                if (may_leave(lane, state))
                    some(which, lane, std::min(share, room()));
            for (auto const& [which, state] : turns)
                if (may_leave(lane, state))
                    some(which, lane, room());
        }
        for (auto const& [which, state] : turns)
            for (int const lane : {0, 1})
                if (may_leave(lane, state))
                    note_next(which, lane);
        return std::move(result_);
    }

private:
    std::size_t room() const { return request_.limit - std::min(request_.limit, result_.messages.size()); }

    void some(mobilisation_id which, int lane, std::size_t limit)
    {
        if (limit == 0)
            return;
        std::vector<claimed_message> due;
        std::vector<message_id> expired;
        std::vector<message_id> opted_out;
        {
            auto row = db_.query(select_due, request_.channel, which, lane, request_.now, limit);
            while (row.next()) {
                claimed_message message;
                message.id = row.id<message_id>(0);
                message.address = row.text(1);
                message.purpose = parse_purpose(row.text(2)).value_or(purpose::ask);
                message.text = message_text{row.text(3), row.text(4), row.text(5)};
                message.parts = static_cast<int>(row.integer(6));
                message.language = row.text(7);
                message.deadline = row.instant(8);
                message.attempt = static_cast<int>(row.integer(9)) + 1;
                message.recipient_name = row.text(10);
                message.reference = reference_of(house_, message.id);
                bool const out = row.integer(11) != 0 && message.purpose != purpose::opted_out;
                if (out && !seeded(bug::stop_seen_at_selection_only))
                    opted_out.push_back(message.id);
                else if (message.deadline <= request_.now)
                    expired.push_back(message.id);
                else
                    due.push_back(std::move(message));
            }
        }
        for (auto const id : expired)
            apply_event(db_, id, rules::delivery_event::claimed, "deadline", request_.now);
        for (auto const id : opted_out)
            db_.execute(update_ended, id, message_state::suppressed, request_.now);
        for (auto& message : due) {
            if (!seeded(bug::intent_after_wire))
                db_.execute(update_sending, message.id);
            db_.execute(insert_attempt, message.id, message.attempt, request_.channel, request_.now);
            result_.messages.push_back(std::move(message));
        }
        if (!expired.empty() || !opted_out.empty())
            result_.more = true;
    }

    void note_next(mobilisation_id which, int lane)
    {
        auto row = db_.query(first_due, request_.channel, which, lane);
        auto const due = row.next() ? row.maybe_instant(0) : std::nullopt;
        if (!due)
            return;
        if (*due <= request_.now)
            result_.more = true;
        else
            result_.next_due = result_.next_due ? std::min(*result_.next_due, *due) : *due;
    }

    database& db_;
    claim_request const& request_;
    std::string const& house_;
    claim_result result_;
};

}  // namespace

claim_result claim(database& db, claim_request const& request, std::string const& house)
{
    return claiming{db, request, house}.all();
}

bool record_outcome(database& db, outcome_record const& record)
{
    auto const known = facts_of(db, record.message);
    if (!known)
        return false;
    auto const outcome = read(record.outcome, record.idempotent);
    if (!outcome.provider_id.empty())
        db.execute(update_provider_key, record.message, rules::provider_key(outcome.provider_id));
    db.execute(update_attempt, record.message, record.at, outcome.word, outcome.code);
    apply_event(db, record.message, outcome.event, outcome.code, record.at, outcome.retry_after);
    if (!outcome.provider_id.empty())
        apply_orphans(db, record.message, known->channel, outcome.provider_id, record.at);
    return true;
}

int recover_sending(database& db, std::string const& channel, bool idempotent, wall_time now)
{
    std::vector<message_id> in_flight;
    {
        auto row = db.query(select_in_flight, channel);
        while (row.next())
            in_flight.push_back(row.id<message_id>(0));
    }
    bool const flagged = !idempotent && !seeded(bug::crash_resends_silently);
    for (auto const which : in_flight)
        apply_event(
            db,
            which,
            flagged ? rules::delivery_event::unknown : rules::delivery_event::unknown_repeatable,
            "restart",
            now
        );
    return static_cast<int>(in_flight.size());
}

receipt_result apply_receipt(
    database& db, std::string const& channel, receipt const& news, wall_time now, std::string const& house
)
{
    receipt_result result;
    auto const which = find_message(db, channel, news, house);
    if (!which) {
        if (!news.provider_id.empty())
            db.execute(insert_orphan, channel, rules::provider_key(news.provider_id), news.verdict, news.code, now);
        return result;
    }
    apply_event(db, *which, rules::event_of(news.verdict), news.code, now);
    result.matched = true;
    if (auto const known = facts_of(db, *which))
        result.mobilisation = known->mobilisation;
    return result;
}

std::map<std::string, std::map<message_state, int>> outbox_by_channel(database& db)
{
    std::map<std::string, std::map<message_state, int>> counts;
    auto row = db.query(count_by_channel);
    while (row.next())
        if (auto const state = parse_message_state(row.text(1)))
            counts[row.text(0)][*state] = static_cast<int>(row.integer(2));
    return counts;
}

}  // namespace tocsin::dispatcher::tables
