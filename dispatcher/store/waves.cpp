// SPDX-License-Identifier: Apache-2.0
// Waves and closings: many rows at a time, so they run in parts that leave room for others.
#include "dispatcher/store/mobilisations.hpp"

namespace tocsin::dispatcher::tables {
namespace {

constexpr auto select_state = "SELECT state FROM mobilisation WHERE id = ?1";
constexpr auto update_started =
    "UPDATE mobilisation SET state = 'running', started = coalesce(started, ?2) WHERE id = ?1 AND state = 'approved'";
constexpr auto insert_wave = "INSERT INTO wave (mobilisation, at, asked, funnel, complete) VALUES (?1, ?2, 0, ?3, 0)";
constexpr auto update_wave = "UPDATE wave SET asked = asked + ?2, complete = ?3 WHERE id = ?1";
constexpr auto insert_text =
    "INSERT OR IGNORE INTO text (mobilisation, purpose, medium, language, subject, body, html, parts) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
constexpr auto select_text =
    "SELECT id FROM text WHERE mobilisation = ?1 AND purpose = ?2 AND medium = ?3 "
    "ORDER BY language = ?4 DESC, language = 'fr' DESC, id LIMIT 1";

// The address is read here, not carried from the selection: it is the one on record at this instant. Whoever opted out
// meanwhile, or shares an address with somebody already asked, is left out.
constexpr auto insert_solicitation =
    "INSERT OR IGNORE INTO solicitation (mobilisation, volunteer, wave, state, medium, channel, address, language, roles, "
    "asked) SELECT ?1, v.id, ?3, 'asked', ?4, ?5, a.address, v.language, ?6, ?7 FROM volunteer v, "
    "(SELECT CASE ?4 WHEN 'sms' THEN mobile ELSE email END AS address FROM volunteer WHERE id = ?2) a "
    "WHERE v.id = ?2 AND a.address IS NOT NULL AND v.opted_out IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM opt_out o WHERE o.address = a.address)";
constexpr auto select_solicitation = "SELECT address, language FROM solicitation WHERE id = ?1";
constexpr auto insert_message =
    "INSERT INTO message (mobilisation, solicitation, volunteer, purpose, medium, channel, address, text, lane, state, due, "
    "deadline, created) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'queued', ?10, ?11, ?10)";

constexpr auto select_waves = "SELECT id, at, asked, funnel, complete FROM wave WHERE mobilisation = ?1 ORDER BY id";
constexpr auto select_texts =
    "SELECT purpose, medium, language, subject, body, html, parts FROM text WHERE mobilisation = ?1 ORDER BY id";
constexpr auto select_report =
    "SELECT s.id, v.external_id, v.first_name, v.last_name, v.commune, s.medium, s.state, "
    "(SELECT state FROM message m WHERE m.solicitation = s.id AND m.purpose = 'ask'), s.asked, s.answered, s.answer "
    "FROM solicitation s LEFT JOIN volunteer v ON v.id = s.volunteer "
    "WHERE s.mobilisation = ?1 AND s.id > ?2 ORDER BY s.id LIMIT ?3";

constexpr auto select_recipient =
    "SELECT s.mobilisation, s.volunteer, s.medium, s.channel, s.address, s.language, "
    "EXISTS (SELECT 1 FROM opt_out o WHERE o.address = s.address) FROM solicitation s WHERE s.id = ?1";

constexpr auto cancel_asks =
    "UPDATE message SET state = 'cancelled', ended = ?3 WHERE id IN "
    "(SELECT id FROM message WHERE mobilisation = ?1 AND state = 'queued' AND purpose IN ('ask', 'confirm', 'reserve') "
    "LIMIT ?2)";
// Ended at a cancel: everyone with hope or an order. Ended otherwise: the confirmed keep theirs.
constexpr auto select_unfinished =
    "SELECT s.id, s.state, (SELECT state FROM message m WHERE m.solicitation = s.id AND m.purpose = 'ask') "
    "FROM solicitation s WHERE s.mobilisation = ?1 AND (s.state IN ('asked', 'reserve') OR (?2 AND s.state = 'confirmed')) "
    "LIMIT ?3";
constexpr auto update_solicitation = "UPDATE solicitation SET state = ?2 WHERE id = ?1";
constexpr auto select_asks_in_flight =
    "SELECT 1 FROM message WHERE mobilisation = ?1 AND state = 'sending' AND purpose = 'ask' LIMIT 1";
constexpr auto update_closed = "UPDATE mobilisation SET closing_done = 1 WHERE id = ?1";

/// Answers and endings go before new requests.
int lane_of(purpose why) { return why == purpose::ask ? 1 : 0; }

void store_texts(database& db, wave_record const& part)
{
    for (auto const& each : part.texts)
        db.execute(
            insert_text,
            part.mobilisation,
            each.purpose,
            each.medium,
            each.language,
            each.text.subject,
            each.text.body,
            each.text.html,
            each.parts
        );
}

std::optional<std::int64_t> text_for(
    database& db, mobilisation_id which, purpose why, std::string_view medium, std::string_view language
)
{
    auto row = db.query(select_text, which, why, medium, language);
    return row.next() ? std::optional{row.integer(0)} : std::nullopt;
}

/// What asking came to, by what became of the message that asked.
solicitation_state end_of(solicitation_state before, std::optional<message_state> ask)
{
    if (before == solicitation_state::confirmed || before == solicitation_state::reserve || !ask)
        return solicitation_state::released;
    switch (*ask) {
    case message_state::cancelled:
    case message_state::suppressed:
    case message_state::queued:
        return solicitation_state::released;
    case message_state::refused:
    case message_state::unreachable:
        return solicitation_state::unreachable;
    case message_state::sending:
    case message_state::accepted:
    case message_state::expired:
    case message_state::delivered:
        break;
    }
    return solicitation_state::silent;
}

/// Whether the question can have reached the person, so that they are owed the end of it.
bool may_have_been_read(std::optional<message_state> ask)
{
    return ask == message_state::sending || ask == message_state::accepted || ask == message_state::delivered;
}

}  // namespace

wave_outcome open_wave(database& db, wave_record const& part)
{
    wave_outcome outcome;
    {
        auto row = db.query(select_state, part.mobilisation);
        auto const state = row.next() ? parse_mobilisation_state(row.text(0)) : std::nullopt;
        outcome.stopped = state != mobilisation_state::approved && state != mobilisation_state::running &&
                          state != mobilisation_state::filled;
    }
    if (outcome.stopped)
        return outcome;
    outcome.wave = part.wave;
    if (!outcome.wave) {
        db.execute(update_started, part.mobilisation, part.at);
        db.execute(insert_wave, part.mobilisation, part.at, part.funnel);
        outcome.wave = wave_id{db.last_row()};
        store_texts(db, part);
    }
    for (auto const& person : part.people) {
        auto const added = db.execute(
            insert_solicitation,
            part.mobilisation,
            person.volunteer,
            outcome.wave,
            person.medium,
            *person.channel,
            person.roles,
            part.at
        );
        if (added == 0)
            continue;
        solicitation_id const asked{db.last_row()};
        std::string address;
        std::string language;
        {
            auto row = db.query(select_solicitation, asked);
            row.next();
            address = row.text(0);
            language = row.text(1);
        }
        auto const text = text_for(db, part.mobilisation, purpose::ask, to_string(person.medium), language);
        if (!text)
            continue;
        db.execute(
            insert_message,
            part.mobilisation,
            asked,
            person.volunteer,
            purpose::ask,
            person.medium,
            *person.channel,
            address,
            *text,
            lane_of(purpose::ask),
            part.at,
            part.deadline
        );
        ++outcome.messages;
    }
    db.execute(update_wave, outcome.wave, outcome.messages, part.last);
    return outcome;
}

bool queue_message(database& db, solicitation_id to, purpose why, wall_time now, wall_time deadline)
{
    mobilisation_id which;
    volunteer_id volunteer;
    std::string medium;
    std::string channel;
    std::string address;
    std::string language;
    {
        auto row = db.query(select_recipient, to);
        if (!row.next() || (row.integer(6) != 0 && why != purpose::opted_out))
            return false;
        which = row.id<mobilisation_id>(0);
        volunteer = row.id<volunteer_id>(1);
        medium = row.text(2);
        channel = row.text(3);
        address = row.text(4);
        language = row.text(5);
    }
    auto const text = text_for(db, which, why, medium, language);
    if (!text)
        return false;
    db.execute(
        insert_message, which, to, volunteer, why, medium, channel, address, *text, lane_of(why), now, deadline
    );
    return true;
}

std::vector<stored_wave> waves_of(database& db, mobilisation_id which)
{
    std::vector<stored_wave> found;
    auto row = db.query(select_waves, which);
    while (row.next()) {
        stored_wave wave;
        wave.id = row.id<wave_id>(0);
        wave.at = row.instant(1);
        wave.asked = static_cast<int>(row.integer(2));
        wave.funnel = row.text(3);
        wave.complete = row.integer(4) != 0;
        found.push_back(std::move(wave));
    }
    return found;
}

std::vector<rendered_text> texts_of(database& db, mobilisation_id which)
{
    std::vector<rendered_text> found;
    auto row = db.query(select_texts, which);
    while (row.next()) {
        rendered_text text;
        text.purpose = parse_purpose(row.text(0)).value_or(purpose::ask);
        text.medium = parse_medium(row.text(1)).value_or(medium::sms);
        text.language = row.text(2);
        text.text = message_text{row.text(3), row.text(4), row.text(5)};
        text.parts = static_cast<int>(row.integer(6));
        found.push_back(std::move(text));
    }
    return found;
}

std::vector<report_row> report_of(database& db, mobilisation_id which, solicitation_id after, int limit)
{
    std::vector<report_row> found;
    auto row = db.query(select_report, which, after, limit);
    while (row.next()) {
        report_row line;
        line.solicitation = row.id<solicitation_id>(0);
        line.external_id = row.text(1);
        line.first_name = row.text(2);
        line.last_name = row.text(3);
        line.commune = row.text(4);
        line.medium = parse_medium(row.text(5)).value_or(medium::sms);
        line.state = parse_solicitation_state(row.text(6)).value_or(solicitation_state::asked);
        line.message = parse_message_state(row.text(7)).value_or(message_state::queued);
        line.asked = row.maybe_instant(8);
        line.answered = row.maybe_instant(9);
        line.answer = row.text(10);
        found.push_back(std::move(line));
    }
    return found;
}

int close_some(database& db, mobilisation_id which, int limit, wall_time now)
{
    auto const known = find_mobilisation(db, which);
    if (!known || !is_over(known->state))
        return 0;
    int const cancelled = db.execute(cancel_asks, which, limit, now);
    if (cancelled > 0)
        return cancelled;

    bool const called_off = known->state == mobilisation_state::cancelled;
    struct unfinished {
        solicitation_id who;
        solicitation_state before;
        std::optional<message_state> ask;
    };
    std::vector<unfinished> people;
    {
        auto row = db.query(select_unfinished, which, called_off, limit);
        while (row.next())
            people.push_back(
                {row.id<solicitation_id>(0),
                 parse_solicitation_state(row.text(1)).value_or(solicitation_state::asked),
                 parse_message_state(row.text(2))}
            );
    }
    // A message in flight may still arrive: its receiver is told the end once its outcome is known, by the same path.
    for (auto const& person : people) {
        auto const answered = person.before != solicitation_state::asked;
        if (answered || may_have_been_read(person.ask))
            queue_message(
                db, person.who, called_off ? purpose::cancelled : purpose::stand_down, now, now + hours{12}
            );
        db.execute(update_solicitation, person.who, end_of(person.before, person.ask));
    }
    if (!people.empty())
        return static_cast<int>(people.size());
    db.execute(update_closed, which);
    return 0;
}

}  // namespace tocsin::dispatcher::tables
