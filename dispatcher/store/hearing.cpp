// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/hearing.hpp"

#include "dispatcher/store/message_instants.hpp"
#include "dispatcher/store/numbers.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace tocsin::dispatcher::tables {
namespace {

// `due` of a message that is no longer queued is when it was last handed to its channel; `ended` of a delivered one is
// when its receipt came. Whoever was taken by another mobilisation had no time to answer, and will not: they say nothing.
constexpr auto select_heard =
    "SELECT s.state, s.medium, s.roles, s.answered, m.state, " SQL_CREATED("m.", "s.wave") ", coalesce(" SQL_INSTANT("m.", "accepted")
    ", m.due), " SQL_INSTANT("m.", "ended") ", s.volunteer "
    "FROM solicitation s JOIN message m ON m.id = s.id "
    "WHERE s.id BETWEEN (SELECT min(first) FROM wave WHERE mobilisation = ?1) "
    "AND (SELECT max(last) FROM wave WHERE mobilisation = ?1) AND +s.mobilisation = ?1 AND s.taken_by IS NULL";
constexpr auto upsert_outlook =
    "INSERT INTO outlook (mobilisation, decision) SELECT id, ?2 FROM mobilisation WHERE id = ?1 "
    "ON CONFLICT DO UPDATE SET decision = excluded.decision";
constexpr auto select_outlook = "SELECT decision FROM outlook WHERE mobilisation = ?1";

constexpr std::int64_t step = 15'000;  // milliseconds

heard_people::what known_of(solicitation_state person, message_state question, bool answered)
{
    using what = heard_people::what;
    switch (person) {
    case solicitation_state::confirmed: return what::confirmed;
    case solicitation_state::reserve: return what::reserve;
    case solicitation_state::declined: return what::declined;
    case solicitation_state::unreachable: return what::lost;
    case solicitation_state::released:
        if (answered)  // they had said yes, and were sent home
            return what::reserve;
        break;
    case solicitation_state::asked:
    case solicitation_state::silent: break;
    }
    switch (question) {
    case message_state::queued:
    case message_state::sending: return what::queued;
    case message_state::accepted:
    case message_state::delivered: return what::silent;
    case message_state::expired:
    case message_state::cancelled:
    case message_state::suppressed:
    case message_state::refused:
    case message_state::unreachable: break;
    }
    return what::lost;
}

}  // namespace

std::vector<heard_person> people_heard_in(database& db, mobilisation_id which, wall_time now)
{
    std::vector<heard_person> found;
    auto row = db.query(select_heard, which);
    while (row.next()) {
        auto const question = numbered<message_state>(row.integer(4));
        heard_person one;
        one.volunteer = row.id<volunteer_id>(8);
        one.known = known_of(numbered<solicitation_state>(row.integer(0)), question, !row.is_null(3));
        one.medium = numbered<medium>(row.integer(1));
        one.roles = static_cast<std::uint32_t>(row.integer(2));
        auto from = one.known == heard_people::what::queued ? row.integer(5) : row.integer(6);
        auto const until = row.is_null(3) ? to_millis(now) : row.integer(3);
        if (question == message_state::delivered && !row.is_null(7) && row.integer(7) <= until)
            from = row.integer(7);
        one.time = milliseconds{std::max<std::int64_t>(0, until - from)};
        found.push_back(one);
    }
    return found;
}

std::vector<heard_people> heard_in(database& db, mobilisation_id which, wall_time now)
{
    std::map<std::tuple<heard_people::what, medium, std::uint32_t, std::int64_t>, int> groups;
    for (auto const& each : people_heard_in(db, which, now)) {
        auto const time = each.known == heard_people::what::lost ? 0 : each.time.count() / step * step;
        ++groups[{each.known, each.medium, each.roles, time}];
    }
    std::vector<heard_people> found;
    for (auto const& [key, count] : groups) {
        heard_people some;
        some.known = std::get<0>(key);
        some.medium = std::get<1>(key);
        some.roles = std::get<2>(key);
        some.time = milliseconds{std::get<3>(key)};
        some.count = count;
        found.push_back(some);
    }
    return found;
}

bool keep_outlook(database& db, mobilisation_id which, std::string const& decision)
{
    return db.execute(upsert_outlook, which, decision) > 0;
}

std::string outlook_of(database& db, mobilisation_id which)
{
    auto row = db.query(select_outlook, which);
    return row.next() ? row.text(0) : std::string{};
}

}  // namespace tocsin::dispatcher::tables
