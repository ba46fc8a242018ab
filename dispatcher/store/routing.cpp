// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/routing.hpp"

#include "dispatcher/store/counts.hpp"
#include "dispatcher/store/mobilisations.hpp"
#include "dispatcher/store/numbers.hpp"
#include "rules/words/listed.hpp"
#include "rules/words/seeded_bug.hpp"

#include <algorithm>
#include <numeric>

namespace tocsin::dispatcher::tables {
namespace {

constexpr auto next_with_queued =
    "SELECT mobilisation FROM message WHERE channel = ?1 AND state = " SQL_QUEUED " AND mobilisation > ?2 "
    "ORDER BY mobilisation LIMIT 1";
// Only what is queued moves: what is in flight has to come to its outcome first. It leaves at once over there,
// whatever pause it was in here; deadline, opt-out and cancel are looked at by the claim, as ever. The share is counted
// out by the message's number.
constexpr auto move_some =
    "UPDATE message SET channel = ?2, due = min(due, ?3) WHERE id IN (SELECT id FROM message WHERE channel = ?1 "
    "AND state = " SQL_QUEUED " AND mobilisation = ?4 AND id % ?5 >= ?6 AND id % ?5 < ?7 LIMIT ?8)";
constexpr auto move_unsettled_too =
    "UPDATE message SET channel = ?2, due = min(due, ?3), state = " SQL_QUEUED " WHERE id IN (SELECT id FROM message "
    "WHERE channel = ?1 AND state = " SQL_SENDING " LIMIT ?4)";
constexpr auto insert_switch =
    "INSERT INTO channel_switch (at, medium, kind, channel, others, reason, messages) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)";
constexpr auto count_switch =
    "UPDATE channel_switch SET messages = messages + ?2 WHERE id = (SELECT max(id) FROM channel_switch WHERE channel = ?1)";
constexpr auto select_switches =
    "SELECT at, medium, kind, channel, others, reason, messages FROM channel_switch ORDER BY id DESC LIMIT ?1";
// What may have arrived already is no probe: it would bring the same words again and again.
constexpr auto hasten_one =
    "UPDATE message SET due = ?2 WHERE id IN (SELECT id FROM message WHERE channel = ?1 AND state = " SQL_QUEUED
    " AND due > ?2 AND possible_duplicate = 0 ORDER BY due LIMIT 1)";
constexpr auto hasten_waiting =
    "UPDATE message SET due = ?2 WHERE channel = ?1 AND state = " SQL_QUEUED " AND due > ?2";
constexpr auto select_day = "SELECT parts FROM channel_day WHERE channel = ?1 AND day = ?2";
constexpr auto add_to_day =
    "INSERT INTO channel_day (channel, day, parts) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET parts = parts + ?3";

/// Where a mobilisation's messages may go: an officer's choice of channels holds for what is moved as well.
std::vector<channels::route_leg>
allowed(database& db, mobilisation_id which, std::vector<channels::route_leg> const& legs)
{
    auto const known = find_mobilisation(db, which);
    if (!known || known->request.channels.empty())
        return legs;
    auto const& only = known->request.channels;
    std::vector<channels::route_leg> may;
    std::copy_if(legs.begin(), legs.end(), std::back_inserter(may), [&only](channels::route_leg const& leg) {
        return std::find(only.begin(), only.end(), leg.channel) != only.end();
    });
    return may;
}

class moving {
public:
    moving(database& db, channel_move const& move) : db_(db), move_(move), counts_(db) {}

    move_result all()
    {
        for (auto const& from : move_.from)
            one(from, number_of_channel(db_, from));
        counts_.write();
        return result_;
    }

private:
    int room() const { return static_cast<int>(move_.limit) - result_.moved; }

    void one(std::string const& name, channel_number from)
    {
        if (seeded(bug::failover_moves_unsettled))
            db_.execute(move_unsettled_too, from, number_of_channel(db_, move_.to.front().channel), move_.now, room());
        for (mobilisation_id last;;) {
            {
                auto row = db_.query(next_with_queued, from, last);
                if (!row.next())
                    return;
                last = row.id<mobilisation_id>(0);
            }
            share(name, from, last);
            if (room() <= 0) {
                result_.more = true;
                return;
            }
        }
    }

    void share(std::string const& name, channel_number from, mobilisation_id which)
    {
        auto const legs = allowed(db_, which, move_.to);
        auto const total = std::accumulate(legs.begin(), legs.end(), 0, [](int sum, channels::route_leg const& leg) {
            return sum + leg.weight;
        });
        result_.captives = result_.captives || legs.empty();
        int low = 0;
        for (auto const& leg : legs) {
            auto const high = low + leg.weight;
            if (leg.channel != name && room() > 0)
                step(from, number_of_channel(db_, leg.channel), which, total, low, high);
            low = high;
        }
    }

    void step(channel_number from, channel_number to, mobilisation_id which, int total, int low, int high)
    {
        auto const moved = db_.execute(move_some, from, to, move_.now, which, total, low, high, room());
        result_.moved += moved;
        counts_.added(which, from, message_state::queued, -moved);
        counts_.added(which, to, message_state::queued, moved);
    }

    database& db_;
    channel_move const& move_;
    message_counts counts_;
    move_result result_;
};

}  // namespace

move_result move_queued(database& db, channel_move const& move)
{
    if (move.entry) {
        auto const& entry = *move.entry;
        db.execute(insert_switch, entry.at, entry.medium, to_string(entry.what.kind), entry.what.channel,
                   listed(entry.what.others, " "), entry.what.reason);
    }
    auto const result = moving{db, move}.all();
    if (!move.counts_for.empty() && result.moved > 0)
        db.execute(count_switch, move.counts_for, result.moved);
    return result;
}

std::vector<switch_entry> switches(database& db, int limit)
{
    std::vector<switch_entry> found;
    auto row = db.query(select_switches, limit);
    while (row.next()) {
        switch_entry entry;
        entry.at = row.instant(0);
        entry.medium = parse_medium(row.text(1)).value_or(medium::sms);
        entry.what.kind = row.text(2) == to_string(channels::switch_kind::leave) ? channels::switch_kind::leave
                                                                                : channels::switch_kind::take_back;
        entry.what.channel = row.text(3);
        entry.what.others = split_list(row.text(4), ' ');
        entry.what.reason = row.text(5);
        entry.messages = static_cast<int>(row.integer(6));
        found.push_back(std::move(entry));
    }
    return found;
}

int hasten_probe(database& db, std::string const& channel, wall_time now)
{
    return db.execute(hasten_one, number_of_channel(db, channel), now);
}

int hasten_all(database& db, std::string const& channel, wall_time now)
{
    return db.execute(hasten_waiting, number_of_channel(db, channel), now);
}

std::int64_t parts_taken(database& db, std::string const& channel, std::int64_t day)
{
    auto row = db.query(select_day, number_of_channel(db, channel), day);
    return row.next() ? row.integer(0) : 0;
}

parts_lease lease_parts(database& db, lease_request const& request)
{
    parts_lease lease;
    auto const taken = seeded(bug::quota_forgets_restart) ? request.taken : parts_taken(db, request.channel, request.day);
    lease.granted = channels::lease(request.limits, taken, request.parts, request.per_second);
    lease.taken = taken + lease.granted;
    if (lease.granted > 0)
        db.execute(add_to_day, number_of_channel(db, request.channel), request.day, lease.granted);
    return lease;
}

}  // namespace tocsin::dispatcher::tables
