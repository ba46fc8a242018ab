// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/clients.hpp"

#include "dispatcher/store/journal.hpp"
#include "dispatcher/store/json_list.hpp"

#include <boost/json.hpp>

namespace tocsin::dispatcher::tables {
namespace {

namespace json = boost::json;

#define CLIENT_COLUMNS                                                                                                 \
    "id, name, role, proof, secret, may_launch, per_minute, may, added, added_by, last_used, revoked, revoked_by, person "

constexpr auto select_all = "SELECT " CLIENT_COLUMNS "FROM client ORDER BY id";
constexpr auto select_name_taken = "SELECT EXISTS (SELECT 1 FROM client WHERE name = ?1)";
constexpr auto insert_client =
    "INSERT INTO client (name, role, proof, secret, may_launch, per_minute, may, added, added_by, person) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
// What it was known by goes with it.
constexpr auto update_revoked =
    "UPDATE client SET revoked = ?2, revoked_by = ?3, secret = '' WHERE name = ?1 AND revoked IS NULL";
constexpr auto update_used = "UPDATE client SET last_used = ?2 WHERE id = ?1";

constexpr auto forget_nonces = "DELETE FROM nonce WHERE at < ?1";
constexpr auto insert_nonce = "INSERT OR IGNORE INTO nonce (client, nonce, at) VALUES (?1, ?2, ?3)";

constexpr auto forget_requests = "DELETE FROM keyed_request WHERE at < ?1";
constexpr auto select_request = "SELECT fingerprint, life, status, type, body FROM keyed_request WHERE owner = ?1 AND key = ?2";
constexpr auto put_request =
    "INSERT OR REPLACE INTO keyed_request (owner, key, fingerprint, life, at) VALUES (?1, ?2, ?3, ?4, ?5)";
constexpr auto update_request =
    "UPDATE keyed_request SET status = ?3, type = ?4, body = ?5 WHERE owner = ?1 AND key = ?2";
constexpr auto delete_request = "DELETE FROM keyed_request WHERE owner = ?1 AND key = ?2 AND status IS NULL";

constexpr auto select_told = "SELECT told FROM subscriber WHERE name = ?1";
constexpr auto put_told =
    "INSERT INTO subscriber (name, told) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET told = ?2 WHERE told < ?2";

std::vector<std::string> words_of(json::value const& list)
{
    std::vector<std::string> words;
    for (auto const& word : list.as_array())
        words.emplace_back(word.as_string());
    return words;
}

json::object policy_json(rules::source_policy const& may)
{
    json::object written{{"senders", json_list(may.senders)}, {"events", json_list(may.events)}, {"zones", json_list(may.zones)}};
    if (may.largest_launch)
        written["largest_launch"] = *may.largest_launch;
    if (!may.certificate.empty())
        written["certificate"] = may.certificate;
    return written;
}

rules::source_policy policy_of(std::string const& text)
{
    auto const read = json::parse(text).as_object();
    rules::source_policy may;
    may.senders = words_of(read.at("senders"));
    may.events = words_of(read.at("events"));
    may.zones = words_of(read.at("zones"));
    if (auto const* const largest = read.if_contains("largest_launch"))
        may.largest_launch = static_cast<int>(largest->as_int64());
    if (auto const* const certificate = read.if_contains("certificate"))
        may.certificate = json::value_to<std::string>(*certificate);
    return may;
}

client_record read_client(rows& row)
{
    client_record found;
    found.id = row.integer(0);
    found.name = row.text(1);
    found.role = row.text(2) == to_string(role::staff) ? role::staff : role::source;
    found.proof = parse_proof(row.text(3)).value_or(proof::token);
    found.secret = row.text(4);
    found.may_launch = row.integer(5) != 0;
    found.per_minute = static_cast<int>(row.integer(6));
    found.may = policy_of(row.text(7));
    found.added = row.instant(8);
    found.added_by = row.text(9);
    found.last_used = row.maybe_instant(10);
    found.revoked = row.maybe_instant(11);
    found.revoked_by = row.text(12);
    found.person = row.text(13);
    return found;
}

}  // namespace

std::optional<client_record> add_client(database& db, client_record made, act const& who)
{
    {
        auto row = db.query(select_name_taken, made.name);
        row.next();
        if (row.integer(0) != 0)
            return std::nullopt;
    }
    made.added = who.at;
    made.added_by = who.by;
    auto const may = policy_json(made.may);
    db.execute(
        insert_client, made.name, made.role, made.proof, made.secret, std::int64_t{made.may_launch}, made.per_minute,
        json::serialize(may), made.added, made.added_by, made.person
    );
    made.id = db.last_row();
    json::object told{
        {"client", made.name},
        {"role", to_string(made.role)},
        {"proof", to_string(made.proof)},
        {"may_launch", made.may_launch},
        {"per_minute", made.per_minute},
        {"may", may}};
    if (!made.person.empty())
        told["person"] = made.person;
    write_line(db, kinds::client_added, std::nullopt, who, told);
    return made;
}

bool revoke_client(database& db, std::string const& name, act const& who)
{
    if (db.execute(update_revoked, name, who.at, who.by) == 0)
        return false;
    write_line(db, kinds::client_revoked, std::nullopt, who, {{"client", name}});
    return true;
}

std::vector<client_record> clients(database& db)
{
    std::vector<client_record> found;
    auto row = db.query(select_all);
    while (row.next())
        found.push_back(read_client(row));
    return found;
}

bool client_used(database& db, std::int64_t which, wall_time hour) { return db.execute(update_used, which, hour) != 0; }

bool spend_nonce(database& db, std::int64_t client, std::string const& nonce, wall_time now, wall_time forget)
{
    db.execute(forget_nonces, forget);
    return db.execute(insert_nonce, client, nonce, now) != 0;
}

request_claim claim_request(database& db, keyed_request const& asked)
{
    db.execute(forget_requests, asked.forget);
    {
        auto row = db.query(select_request, asked.owner, asked.key);
        if (row.next()) {
            request_claim known;
            bool const settled = !row.is_null(2);
            if (row.text(0) != asked.fingerprint) {
                known.verdict = request_verdict::other;
            } else if (settled) {
                known.verdict = request_verdict::done;
                known.answer = {static_cast<int>(row.integer(2)), row.text(3), row.text(4)};
            } else if (row.text(1) == asked.life) {
                known.verdict = request_verdict::running;
            }
            if (known.verdict != request_verdict::fresh)
                return known;
        }
    }
    db.execute(put_request, asked.owner, asked.key, asked.fingerprint, asked.life, asked.now);
    return {};
}

bool settle_request(
    database& db, std::string const& owner, std::string const& key, std::optional<kept_answer> const& told
)
{
    if (!told)
        return db.execute(delete_request, owner, key) != 0;
    return db.execute(update_request, owner, key, told->status, told->type, told->body) != 0;
}

std::int64_t told_up_to(database& db, std::string const& subscriber)
{
    {
        auto row = db.query(select_told, subscriber);
        if (row.next())
            return row.integer(0);
    }
    auto const from_now_on = head_of(db).number;
    db.execute(put_told, subscriber, from_now_on);
    return from_now_on;
}

bool keep_told(database& db, std::string const& subscriber, std::int64_t line)
{
    return db.execute(put_told, subscriber, line) != 0;
}

}  // namespace tocsin::dispatcher::tables
