// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/alerts.hpp"

#include "dispatcher/store/journal.hpp"
#include "dispatcher/store/mobilisations.hpp"

#include <boost/json.hpp>

namespace tocsin::dispatcher::tables {
namespace {

#define ALERT_COLUMNS                                                                                                  \
    "id, sender, identifier, sent, status, kind, standing, event, event_key, received, expires, origin, digest, answer "

constexpr auto select_by_identity =
    "SELECT " ALERT_COLUMNS "FROM alert WHERE sender = ?1 AND identifier = ?2 AND sent = ?3";
constexpr auto select_referring =
    "SELECT " ALERT_COLUMNS "FROM alert WHERE id IN "
    "(SELECT alert FROM alert_reference WHERE sender = ?1 AND identifier = ?2 AND sent = ?3)";
constexpr auto select_by_event =
    "SELECT " ALERT_COLUMNS "FROM alert WHERE event_key = ?1 ORDER BY received DESC LIMIT 200";
constexpr auto select_latest = "SELECT " ALERT_COLUMNS "FROM alert ORDER BY id DESC LIMIT ?1";
constexpr auto select_references = "SELECT sender, identifier, sent FROM alert_reference WHERE alert = ?1";
constexpr auto select_raw = "SELECT raw FROM alert WHERE id = ?1";
constexpr auto insert_alert =
    "INSERT INTO alert (sender, identifier, sent, status, kind, standing, event, event_key, received, expires, origin, "
    "digest, answer, raw) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, '', ?13)";
constexpr auto insert_reference =
    "INSERT OR IGNORE INTO alert_reference (alert, sender, identifier, sent) VALUES (?1, ?2, ?3, ?4)";
constexpr auto update_answer = "UPDATE alert SET answer = ?2 WHERE id = ?1";
constexpr auto update_standing = "UPDATE alert SET standing = ?2 WHERE id = ?1";

alert_standing standing_of(std::string_view text)
{
    for (auto const each : {alert_standing::active, alert_standing::superseded, alert_standing::cancelled})
        if (text == to_string(each))
            return each;
    return alert_standing::logged;
}

stored_alert read_row(rows& row)
{
    stored_alert found;
    found.id = row.id<alert_id>(0);
    found.identity.sender = row.text(1);
    found.identity.identifier = row.text(2);
    found.identity.sent = row.instant(3);
    found.status = parse_alert_status(row.text(4)).value_or(alert_status::draft);
    found.kind = parse_alert_kind(row.text(5)).value_or(alert_kind::error);
    found.standing = standing_of(row.text(6));
    found.event = row.text(7);
    found.event_key = row.text(8);
    found.received = row.instant(9);
    found.expires = row.maybe_instant(10);
    found.origin = row.text(11);
    found.digest = row.text(12);
    found.answer = row.text(13);
    return found;
}

std::vector<stored_alert> read_all(database& db, rows result)
{
    std::vector<stored_alert> found;
    while (result.next())
        found.push_back(read_row(result));
    for (auto& each : found) {
        auto references = db.query(select_references, each.id);
        while (references.next())
            each.references.push_back({references.text(0), references.text(1), references.instant(2)});
    }
    return found;
}

void tell_alert(database& db, alert_id which, alert_record const& record, wall_time now)
{
    boost::json::object const what{
        {"alert", to_string(which)},
        {"sender", record.identity.sender},
        {"identifier", record.identity.identifier},
        {"sent", format_instant(record.identity.sent)},
        {"status", to_string(record.status)},
        {"kind", to_string(record.kind)},
        {"standing", to_string(record.standing)},
        {"digest", record.digest},
        {"mobilisations", record.mobilisations.size()}};
    write_line(db, kinds::alert, std::nullopt, {record.origin, now}, what);
}

}  // namespace

std::optional<stored_alert> find_alert(database& db, alert_identity const& identity)
{
    auto found = read_all(db, db.query(select_by_identity, identity.sender, identity.identifier, identity.sent));
    return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
}

alert_neighbours neighbours_of(
    database& db, alert_identity const& identity, std::vector<alert_identity> const& references, std::string const& event_key
)
{
    alert_neighbours around;
    for (auto const& reference : references)
        if (auto found = find_alert(db, reference))
            around.referenced.push_back(std::move(*found));
    around.referring = read_all(db, db.query(select_referring, identity.sender, identity.identifier, identity.sent));
    if (!event_key.empty())
        around.same_event = read_all(db, db.query(select_by_event, event_key));
    std::vector<alert_id> all;
    for (auto const* group : {&around.referenced, &around.referring, &around.same_event})
        for (auto const& each : *group)
            all.push_back(each.id);
    around.mobilisations = open_mobilisations_of(db, all);
    return around;
}

alert_outcome record_alert(database& db, alert_record const& record, wall_time now)
{
    alert_outcome outcome;
    if (auto const known = find_alert(db, record.identity)) {
        outcome.id = known->id;
        outcome.answer = known->answer;
        outcome.seen_before = true;
        outcome.same_content = known->digest == record.digest;
        return outcome;
    }
    db.execute(
        insert_alert,
        record.identity.sender,
        record.identity.identifier,
        record.identity.sent,
        record.status,
        record.kind,
        record.standing,
        record.event,
        record.event_key,
        now,
        record.expires,
        record.origin,
        record.digest,
        record.raw
    );
    outcome.id = alert_id{db.last_row()};
    for (auto const& reference : record.references)
        db.execute(insert_reference, outcome.id, reference.sender, reference.identifier, reference.sent);
    for (auto const& [changed, standing] : record.changes)
        db.execute(update_standing, changed, standing);
    for (auto const& [which, reason] : record.cancels)
        end_mobilisation(db, which, mobilisation_state::cancelled, record.origin, reason, now);
    std::vector<mobilisation> created;
    for (auto proposed : record.mobilisations) {
        proposed.alert = outcome.id;
        created.push_back(insert_mobilisation(db, std::move(proposed), ""));
    }
    tell_alert(db, outcome.id, record, now);
    outcome.answer = record.answer(outcome.id, created);
    db.execute(update_answer, outcome.id, outcome.answer);
    return outcome;
}

std::vector<stored_alert> alerts(database& db, int limit) { return read_all(db, db.query(select_latest, limit)); }

std::optional<std::string> alert_bytes(database& db, alert_id which)
{
    auto row = db.query(select_raw, which);
    return row.next() ? std::optional{row.text(0)} : std::nullopt;
}

}  // namespace tocsin::dispatcher::tables
