// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/receipts.hpp"

#include "dispatcher/store/keys.hpp"
#include "dispatcher/store/numbers.hpp"
#include "dispatcher/store/outcomes.hpp"
#include "dispatcher/store/parts.hpp"
#include "rules/words/digits.hpp"

#include <algorithm>
#include <utility>

namespace tocsin::dispatcher::tables {
namespace {

// Also over a channel that it was tried through before it was moved to another.
constexpr auto select_message_itself = SQL_MESSAGE_FACTS
    "WHERE id = ?1 AND (channel = ?2 OR EXISTS (SELECT 1 FROM attempt a WHERE a.message = ?1 AND a.channel = ?2))";
constexpr auto select_by_key = SQL_MESSAGE_FACTS "WHERE channel = ?1 AND provider_key = ?2 ORDER BY id DESC LIMIT 1";
constexpr auto update_missing_key = "UPDATE message SET provider_key = ?2 WHERE id = ?1 AND provider_key IS NULL";
constexpr auto any_in_flight = "SELECT EXISTS (SELECT 1 FROM message WHERE channel = ?1 AND state = " SQL_SENDING ")";

constexpr auto insert_orphan =
    "INSERT OR IGNORE INTO orphan_receipt (channel, provider_key, verdict, code, received) VALUES (?1, ?2, ?3, ?4, ?5)";
constexpr auto select_orphans =
    "SELECT verdict, code FROM orphan_receipt WHERE channel = ?1 AND provider_key = ?2 ORDER BY received";
constexpr auto select_latest_orphans =
    "SELECT typeof(provider_key) = 'integer', provider_key, verdict, code FROM orphan_receipt WHERE channel = ?1 "
    "ORDER BY received DESC LIMIT 1000";
constexpr auto delete_orphans = "DELETE FROM orphan_receipt WHERE channel = ?1 AND provider_key = ?2";
constexpr auto delete_old_orphans = "DELETE FROM orphan_receipt WHERE received < ?1";
constexpr auto any_orphan = "SELECT EXISTS (SELECT 1 FROM orphan_receipt)";

// Providers that start their ids anew must not have last week's receipts matched to today's messages.
constexpr hours orphan_life{48};
constexpr minutes between_clearings{10};  // each reads all of them: of thousands in a row not every one

bool says_yes(database& db, char const* question, auto const&... values)
{
    auto row = db.query(question, values...);
    return row.next() && row.integer(0) != 0;
}

/// What a receipt may speak of: a message, or one part of one.
struct receipt_subject {
    std::optional<known_message> whole;
    std::optional<known_part> part;

    bool exists() const { return whole || part; }
    /// There is something to say of it still: nothing outranks its delivery.
    bool is_open() const { return part || (whole && whole->facts.state != message_state::delivered); }
};

receipt_subject accepted_as(database& db, channel_number channel, std::string const& key)
{
    receipt_subject found;
    if (key.empty())
        return found;
    auto const stored = key_of(key);
    found.whole = read_known(db.query(select_by_key, channel, stored));
    if (!found.whole)
        found.part = find_part(db, channel, stored);
    return found;
}

enum class evidence { counts, was_counted };

/// Which message a reported key means. See apply_receipt(): nothing when there is none, or when it must wait.
class interpretation {
public:
    interpretation(database& db, channel_number channel, channel_receipts& so_far, evidence how)
        : db_(db), channel_(channel), so_far_(so_far), counts_(how == evidence::counts)
    {
    }

    receipt_subject of(std::string const& reported)
    {
        auto alike = accepted_as(db_, channel_, reported);
        if (!alike.exists())
            return in_another_base(reported);
        if (auto across = of_the_proven_habit(reported); across.is_open())
            return across;
        if (counts_)
            so_far_.habits.matched_alike();
        return alike;
    }

private:
    /// Where a provider is known to write the other base, an id of digits alone is another message's only by accident.
    receipt_subject of_the_proven_habit(std::string const& reported)
    {
        for (auto const how : rules::id_relations)
            if (so_far_.habits.proven(how) && all_digits(reported))
                if (auto const accepted = rules::accepted_under(how, reported))
                    return accepted_as(db_, channel_, *accepted);
        return {};
    }

    receipt_subject in_another_base(std::string const& reported)
    {
        for (auto const how : rules::id_relations) {
            auto const accepted = rules::accepted_under(how, reported);
            auto found = accepted ? accepted_as(db_, channel_, *accepted) : receipt_subject{};
            if (!found.exists())
                continue;
            auto& habits = so_far_.habits;
            bool const proven_before = habits.proven(how);
            if (counts_ && found.is_open() && rules::are_telling(reported, *accepted))
                habits.matched_across(how);
            so_far_.some_wait |= habits.proven(how) && !proven_before;
            // Before it is proven, an acceptance under the very id that was reported may still be on its way.
            bool const settled = habits.proven(how) || !says_yes(db_, any_in_flight, channel_);
            if (!found.is_open() || (settled && habits.allow(how, reported, *accepted)))
                return found;
            so_far_.some_wait = true;
        }
        return {};
    }

    database& db_;
    channel_number channel_;
    channel_receipts& so_far_;
    bool counts_;
};

void apply_part_verdict(
    database& db, known_part const& part, receipt_verdict verdict, std::string_view code, wall_time now, message_counts& counts
)
{
    if (auto const whole = add_verdict(db, part, verdict))
        apply_event(db, part.message, rules::event_of(*whole), code, now, counts);
}

/// False: there is nothing to apply it to.
bool apply_verdict(
    database& db, receipt_subject const& of, receipt_verdict verdict, std::string_view code, wall_time now, message_counts& counts
)
{
    if (of.whole)
        apply_event(db, *of.whole, rules::event_of(verdict), code, now, counts);
    else if (of.part)
        apply_part_verdict(db, *of.part, verdict, code, now, counts);
    return of.exists();
}

struct waiting_receipt {
    receipt_verdict verdict;
    std::string code;
};

/// Takes those out that wait under what this id may be reported as.
std::vector<waiting_receipt>
take_waiting(database& db, channel_number channel, std::string_view provider_id, rules::id_habits const& habits)
{
    auto const accepted = rules::provider_key(provider_id);
    std::vector<std::string> spellings{accepted};
    for (auto const how : rules::id_relations)
        if (auto const reported = rules::reported_as(how, accepted))
            if (habits.allow(how, *reported, accepted))
                spellings.push_back(*reported);
    std::vector<waiting_receipt> early;
    for (auto const& each : spellings) {
        if (each.empty())
            continue;
        auto const key = key_of(each);
        auto const before = early.size();
        {
            auto row = db.query(select_orphans, channel, key);
            while (row.next())
                if (auto const verdict = parse_receipt_verdict(row.text(0)))
                    early.push_back({*verdict, row.text(1)});
        }
        if (early.size() > before)
            db.execute(delete_orphans, channel, key);
    }
    return early;
}

/// False when it has one already: the one of its acceptance stands.
bool learn_key(database& db, message_id which, std::string_view provider_id)
{
    return db.execute(update_missing_key, which, key_of(rules::provider_key(provider_id))) > 0;
}

/// Told by our reference, perhaps after an attempt whose outcome nobody knew: from here on its ids are known as well. The
/// ones of its acceptance stand. What has moved to another channel since is known to the former one as a part.
void learn_ids(
    database& db,
    known_message const& known,
    channel_number channel,
    receipt const& news,
    rules::id_habits const& habits,
    wall_time now,
    message_counts& counts
)
{
    bool const moved = channel != known.channel;
    if (news.part_ids.empty() && news.provider_id.empty())
        return;
    if (news.part_ids.empty() && !moved) {
        if (learn_key(db, known.id, news.provider_id))
            apply_waiting(db, known.id, channel, news.provider_id, habits, now, counts);
        return;
    }
    bool const has_ids = has_parts(db, known.id) || (known.accepted && !moved);
    if (has_ids || known.facts.state == message_state::delivered)
        return;
    auto const ids = news.part_ids.empty() ? std::vector{news.provider_id} : news.part_ids;
    take_parts(db, known.id, channel, ids, true, habits, now, counts);
}

std::optional<known_message> named_by(database& db, channel_number channel, std::string const& reference, message_names const& names)
{
    auto const own = names.read(reference);
    return own ? read_known(db.query(select_message_itself, *own, channel)) : std::nullopt;
}

}  // namespace

receipt_result apply_receipt(
    database& db,
    channel_number channel,
    receipt const& news,
    wall_time now,
    message_names const& names,
    channel_receipts& so_far,
    message_counts& counts
)
{
    receipt_result result;
    if (auto const known = named_by(db, channel, news.reference, names)) {
        apply_event(db, *known, rules::event_of(news.verdict), news.code, now, counts);
        learn_ids(db, *known, channel, news, so_far.habits, now, counts);
        result.matched = true;
        result.mobilisation = known->mobilisation;
        return result;
    }
    if (news.provider_id.empty())
        return result;
    auto const reported = rules::provider_key(news.provider_id);
    auto const meant = interpretation{db, channel, so_far, evidence::counts}.of(reported);
    if (apply_verdict(db, meant, news.verdict, news.code, now, counts)) {
        result.matched = true;
        result.mobilisation = meant.whole ? meant.whole->mobilisation : meant.part->mobilisation;
        return result;
    }
    if (now - so_far.forgotten >= between_clearings || now < so_far.forgotten) {
        db.execute(delete_old_orphans, now - orphan_life);
        so_far.forgotten = now;
    }
    db.execute(insert_orphan, channel, key_of(reported), news.verdict, news.code, now);
    return result;
}

void settle_waiting(database& db, channel_number channel, channel_receipts& so_far, wall_time now, message_counts& counts)
{
    auto const any_habit = std::any_of(rules::id_relations.begin(), rules::id_relations.end(), [&so_far](auto how) {
        return so_far.habits.proven(how);
    });
    if (!so_far.some_wait || (!any_habit && says_yes(db, any_in_flight, channel)))
        return;
    so_far.some_wait = false;
    std::vector<std::pair<std::string, waiting_receipt>> all;
    {
        auto row = db.query(select_latest_orphans, channel);
        while (row.next())
            if (auto const verdict = parse_receipt_verdict(row.text(2)))
                all.push_back({row.integer(0) != 0 ? spelled(row.integer(1)) : row.text(1), {*verdict, row.text(3)}});
    }
    for (auto const& [reported, said] : all) {
        auto const meant = interpretation{db, channel, so_far, evidence::was_counted}.of(reported);
        if (apply_verdict(db, meant, said.verdict, said.code, now, counts))
            db.execute(delete_orphans, channel, key_of(reported));
    }
}

bool any_receipt_waits(database& db) { return says_yes(db, any_orphan); }

void apply_waiting(
    database& db,
    message_id which,
    channel_number channel,
    std::string_view provider_id,
    rules::id_habits const& habits,
    wall_time now,
    message_counts& counts
)
{
    for (auto const& [verdict, code] : take_waiting(db, channel, provider_id, habits))
        apply_event(db, which, rules::event_of(verdict), code, now, counts);
}

void take_parts(
    database& db,
    message_id which,
    channel_number channel,
    std::vector<std::string> const& part_ids,
    bool some_wait,
    rules::id_habits const& habits,
    wall_time now,
    message_counts& counts
)
{
    insert_parts(db, channel, which, part_ids);
    if (!some_wait)
        return;
    for (auto const& id : part_ids)
        for (auto const& [verdict, code] : take_waiting(db, channel, id, habits))
            if (auto const part = find_part(db, channel, key_of(rules::provider_key(id))))
                apply_part_verdict(db, *part, verdict, code, now, counts);
}

}  // namespace tocsin::dispatcher::tables
