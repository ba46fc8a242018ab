// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/alerts.hpp"

#include "dispatcher/store/journal.hpp"
#include "dispatcher/store/mobilisations.hpp"
#include "dispatcher/store/withdrawn.hpp"
#include "rules/words/listed.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace tocsin::dispatcher::tables {
namespace {

#define ALERT_COLUMNS                                                                                                  \
    "id, sender, identifier, sent, status, kind, standing, event, received, expires, origin, digest, answer, starts, "  \
    "languages, ground, gravest "

constexpr auto select_by_identity =
    "SELECT " ALERT_COLUMNS "FROM alert WHERE sender = ?1 AND identifier = ?2 AND sent = ?3";
constexpr auto select_referring =
    "SELECT " ALERT_COLUMNS "FROM alert WHERE id IN "
    "(SELECT alert FROM alert_reference WHERE sender = ?1 AND identifier = ?2 AND sent = ?3)";
// One that ended a day before still tells that two later ones are the same warning re-issued.
constexpr auto select_alerts_by_key =
    "SELECT " ALERT_COLUMNS "FROM alert WHERE id IN (SELECT alert FROM alert_key WHERE key = ?1 ORDER BY alert DESC LIMIT ?4) "
    "AND coalesce(expires, sent) >= ?2 - 86400000 AND starts <= ?3 + 86400000";
// What other senders say of a phenomenon, as far as people are being called for it.
constexpr auto select_called_for =
    "SELECT " ALERT_COLUMNS "FROM alert WHERE id IN (SELECT b.alert FROM mobilisation m CROSS JOIN alert_behind b ON b.mobilisation = m.id "
    "CROSS JOIN alert_key k ON k.key = ?1 AND k.alert = b.alert WHERE m.state NOT IN ('closed', 'cancelled')) "
    "AND coalesce(expires, sent) >= ?2 AND starts <= ?3 AND sender <> ?4";
constexpr auto select_keys = "SELECT key FROM alert_key WHERE alert = ?1";
constexpr auto insert_key = "INSERT OR IGNORE INTO alert_key (key, alert) VALUES (?1, ?2)";
constexpr auto select_behind =
    "SELECT a.id, a.standing, a.expires, a.gravest FROM alert_behind b JOIN alert a ON a.id = b.alert WHERE b.mobilisation = ?1";
constexpr auto insert_behind = "INSERT OR IGNORE INTO alert_behind (mobilisation, alert) VALUES (?1, ?2)";
constexpr auto select_mobilisations = "SELECT mobilisation FROM alert_behind WHERE alert = ?1";
constexpr auto select_alert = "SELECT " ALERT_COLUMNS "FROM alert WHERE id = ?1";
constexpr auto select_latest_alerts = "SELECT " ALERT_COLUMNS "FROM alert WHERE ?2 = 0 OR id < ?2 ORDER BY id DESC LIMIT ?1";
constexpr auto select_references = "SELECT sender, identifier, sent FROM alert_reference WHERE alert = ?1";
constexpr auto select_raw = "SELECT raw FROM alert WHERE id = ?1";
constexpr auto insert_alert =
    "INSERT INTO alert (sender, identifier, sent, status, kind, standing, event, received, expires, origin, digest, answer, "
    "raw, starts, languages, ground, gravest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, '', ?12, ?13, ?14, ?15, ?16)";
constexpr auto insert_reference =
    "INSERT OR IGNORE INTO alert_reference (alert, sender, identifier, sent) VALUES (?1, ?2, ?3, ?4)";
constexpr auto update_alert_answer = "UPDATE alert SET answer = ?2 WHERE id = ?1";
constexpr auto update_standing = "UPDATE alert SET standing = ?2 WHERE id = ?1";

constexpr std::size_t most_neighbours = 1000;
constexpr std::int64_t most_of_a_key = 200;  // a re-issue of a re-issue leads back to the first by what it joined

std::string lines(std::vector<std::string> const& words)
{
    std::string text;
    for (auto const& word : words)
        text += (text.empty() ? "" : "\n") + word;
    return text;
}

alert_standing standing_of(std::string_view text)
{
    for (auto const each : {alert_standing::active, alert_standing::superseded, alert_standing::cancelled})
        if (text == to_string(each))
            return each;
    return alert_standing::logged;
}

stored_alert read_stored_alert(rows& row)
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
    found.received = row.instant(8);
    found.expires = row.maybe_instant(9);
    found.origin = row.text(10);
    found.digest = row.text(11);
    found.answer = row.text(12);
    found.about.starts = row.maybe_instant(13).value_or(found.identity.sent);
    found.about.ends = found.expires.value_or(found.identity.sent);
    found.about.languages = split_list(row.text(14), '\n');
    found.about.ground = split_list(row.text(15), '\n');
    found.about.gravest = parse_severity(row.text(16)).value_or(severity::unknown);
    return found;
}

std::vector<stored_alert> read_alerts(database& db, rows result)
{
    std::vector<stored_alert> found;
    while (result.next())
        found.push_back(read_stored_alert(result));
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
    auto found = read_alerts(db, db.query(select_by_identity, identity.sender, identity.identifier, identity.sent));
    return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
}

namespace {

/// Follows what has to do with one another from each alert to the next.
class neighbourhood {
public:
    explicit neighbourhood(database& db) : db_(db) {}

    void begin(alert_identity const& own, std::vector<alert_identity> const& references, rules::alert_profile const& about)
    {
        follow(own, references);
        for (auto const& key : about.keys)
            if (!key.starts_with('~'))
                share(key, about);
        for (std::size_t at = 0; at < alerts_.size(); ++at) {
            read_keys(alerts_[at]);
            auto const each = alerts_[at];
            follow(each.identity, each.references);
            // A re-issue is as good as a reference.
            for (auto const& key : each.about.keys)
                if (key.starts_with('!'))
                    share(key, each.about);
        }
        // Others' warnings are not followed any further.
        for (auto const& key : about.keys)
            if (key.starts_with('~'))
                add(read_alerts(db_, db_.query(select_called_for, key, about.starts, about.ends, own.sender)));
        for (auto& each : alerts_)
            if (each.about.keys.empty())
                read_keys(each);
    }

    std::vector<stored_alert> take() { return std::move(alerts_); }

private:
    void read_keys(stored_alert& of)
    {
        auto keys = db_.query(select_keys, of.id);
        while (keys.next())
            of.about.keys.push_back(keys.text(0));
    }

    /// Those of the key about the same time; what was asked for already is not asked for again.
    void share(std::string const& key, rules::alert_profile const& about)
    {
        auto const [known, first] = asked_.try_emplace(key, about.starts, about.ends);
        auto& [from, to] = known->second;
        if (!first && from <= about.starts && about.ends <= to)
            return;
        from = std::min(from, about.starts);
        to = std::max(to, about.ends);
        add(read_alerts(db_, db_.query(select_alerts_by_key, key, from, to, most_of_a_key)));
    }

    void follow(alert_identity const& own, std::vector<alert_identity> const& references)
    {
        for (auto const& which : references)
            add(read_alerts(db_, db_.query(select_by_identity, which.sender, which.identifier, which.sent)));
        add(read_alerts(db_, db_.query(select_referring, own.sender, own.identifier, own.sent)));
    }

    void add(std::vector<stored_alert> found)
    {
        for (auto& each : found)
            if (alerts_.size() < most_neighbours && known_.insert(each.id).second)
                alerts_.push_back(std::move(each));
    }

    database& db_;
    std::vector<stored_alert> alerts_;
    std::set<alert_id> known_;
    std::map<std::string, std::pair<wall_time, wall_time>> asked_;  ///< by key: the hours
};

std::vector<alert_behind> behind(database& db, mobilisation_id which)
{
    std::vector<alert_behind> found;
    auto row = db.query(select_behind, which);
    while (row.next())
        found.push_back(
            {row.id<alert_id>(0), standing_of(row.text(1)), row.maybe_instant(2),
             parse_severity(row.text(3)).value_or(severity::unknown)}
        );
    return found;
}

}  // namespace

alert_neighbours neighbours_of(
    database& db, alert_identity const& identity, std::vector<alert_identity> const& references, rules::alert_profile const& about
)
{
    neighbourhood near{db};
    near.begin(identity, references, about);
    alert_neighbours around;
    around.alerts = near.take();
    std::set<mobilisation_id> asked;
    for (auto const& each : around.alerts) {
        auto row = db.query(select_mobilisations, each.id);
        while (row.next())
            asked.insert(row.id<mobilisation_id>(0));
    }
    for (auto const which : asked)
        if (auto found = find_mobilisation(db, which))
            around.mobilisations.push_back({std::move(*found), behind(db, which)});
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
        now,
        record.expires,
        record.origin,
        record.digest,
        record.raw,
        record.about.starts,
        lines(record.about.languages),
        lines(record.about.ground),
        record.about.gravest
    );
    outcome.id = alert_id{db.last_row()};
    for (auto const& reference : record.references)
        db.execute(insert_reference, outcome.id, reference.sender, reference.identifier, reference.sent);
    for (auto const& key : record.about.keys)
        db.execute(insert_key, key, outcome.id);
    auto const stand_behind = [&](mobilisation_id which) {
        db.execute(insert_behind, which, outcome.id);
        for (auto const later : record.heard_again)
            db.execute(insert_behind, which, later);
    };
    for (auto const which : record.joins)
        stand_behind(which);
    for (auto const& [changed, standing] : record.changes)
        db.execute(update_standing, changed, standing);
    for (auto const& [which, reason] : record.cancels)
        end_mobilisation(db, which, mobilisation_state::cancelled, by_alert_of(record.origin), reason, now);
    std::vector<mobilisation> created;
    for (auto proposed : record.mobilisations) {
        proposed.alert = outcome.id;
        created.push_back(insert_mobilisation(db, std::move(proposed), ""));
        stand_behind(created.back().id);
    }
    tell_alert(db, outcome.id, record, now);
    outcome.answer = record.answer(outcome.id, created);
    db.execute(update_alert_answer, outcome.id, outcome.answer);
    return outcome;
}

std::vector<stored_alert> alerts(database& db, int limit, alert_id before)
{
    return read_alerts(db, db.query(select_latest_alerts, limit, before));
}

std::optional<stored_alert> alert_of(database& db, alert_id which)
{
    auto found = read_alerts(db, db.query(select_alert, which));
    return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
}

std::optional<std::string> alert_bytes(database& db, alert_id which)
{
    auto row = db.query(select_raw, which);
    return row.next() ? std::optional{row.text(0)} : std::nullopt;
}

}  // namespace tocsin::dispatcher::tables
