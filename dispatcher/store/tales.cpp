// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/tales.hpp"

#include "dispatcher/store/message_instants.hpp"
#include "dispatcher/store/numbers.hpp"
#include "dispatcher/store/writer.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace tocsin::dispatcher {
namespace {

namespace json = boost::json;

#define MOST_LINES "1000"

// The message that asked first has its solicitation's number.
#define SOLICITATION_OF "coalesce(m.solicitation, m.id)"

constexpr auto select_message =
    "SELECT m.mobilisation, m.purpose, t.medium, c.name, m.state, m.attempts, m.possible_duplicate, coalesce(m.code, ''), "
    SQL_CREATED("m.", "s.wave") ", " SQL_INSTANT("m.", "accepted") ", " SQL_INSTANT("m.", "ended") ", m.due, m.deadline, "
    "s.volunteer, " SOLICITATION_OF " "
    "FROM message m JOIN text t ON t.id = m.text JOIN channel c ON c.id = m.channel "
    "LEFT JOIN solicitation s ON s.id = " SOLICITATION_OF " WHERE m.id = ?1";
constexpr auto select_attempts =
    "SELECT a.number, c.name, a.started, a.ended, a.outcome, a.code FROM attempt a JOIN channel c ON c.id = a.channel "
    "WHERE a.message = ?1 ORDER BY a.number";
constexpr auto select_replies =
    "SELECT id, channel, meaning, received, coalesce(needs_person, ''), coalesce(settled_by, ''), settled FROM reply "
    "WHERE solicitation = ?1 ORDER BY id LIMIT " MOST_LINES;
constexpr auto select_reply =
    "SELECT r.id, r.channel, r.meaning, r.received, coalesce(r.needs_person, ''), coalesce(r.settled_by, ''), r.settled, "
    "r.mobilisation, r.solicitation, s.volunteer FROM reply r LEFT JOIN solicitation s ON s.id = r.solicitation WHERE r.id = ?1";
constexpr auto select_mobilisation =
    "SELECT state, json_extract(request, '$.event'), need, origin, rule, alert, created, approved_by, ended_by, end_reason "
    "FROM mobilisation WHERE id = ?1";
// The latest, in order.
constexpr auto select_lines =
    "SELECT at, kind, by, what FROM (SELECT number, at, kind, by, what FROM journal WHERE mobilisation = ?1 "
    "ORDER BY number DESC LIMIT " MOST_LINES ") ORDER BY number";
constexpr auto select_lines_about =
    "SELECT at, kind, by, what FROM journal WHERE kind = ?1 AND json_extract(what, ?2) = ?3 ORDER BY number LIMIT " MOST_LINES;
constexpr auto select_alert =
    "SELECT sender, identifier, sent, status, kind, standing, event, received, expires, origin FROM alert WHERE id = ?1";
constexpr auto select_called =
    "SELECT b.mobilisation, m.state, m.created FROM alert_behind b JOIN mobilisation m ON m.id = b.mobilisation "
    "WHERE b.alert = ?1 ORDER BY b.mobilisation";
constexpr auto select_volunteer = "SELECT external_id, opted_out FROM volunteer WHERE id = ?1";
constexpr auto select_asked =
    "SELECT s.id, s.mobilisation, s.state, w.at, s.answered, s.place, s.eta FROM solicitation s JOIN wave w ON w.id = s.wave "
    "WHERE s.volunteer = ?1 ORDER BY s.id LIMIT " MOST_LINES;
constexpr auto select_sent =
    "SELECT m.id, m.mobilisation, m.purpose, m.state, " SQL_CREATED("m.", "s.wave") " FROM solicitation s "
    "JOIN message m ON m.id = s.id OR m.solicitation = s.id WHERE s.volunteer = ?1 ORDER BY m.id LIMIT " MOST_LINES;
constexpr auto select_departure =
    "SELECT at, kind, by, '{}' FROM journal WHERE (kind = 'erased' AND json_extract(what, '$.volunteer') = ?1) OR "
    "(kind = 'opted-out' AND EXISTS (SELECT 1 FROM json_each(what, '$.people') WHERE value = ?1)) ORDER BY number";

void add(tale& told, wall_time at, std::string kind, json::object const& what, std::string by = "")
{
    told.lines.push_back({at, std::move(kind), std::move(by), json::serialize(what)});
}

void add_all(tale& told, rows row)
{
    while (row.next())
        told.lines.push_back({row.instant(0), row.text(1), row.text(2), row.text(3)});
}

void in_order(tale& told)
{
    std::stable_sort(told.lines.begin(), told.lines.end(), [](auto const& a, auto const& b) { return a.at < b.at; });
}

/// Members that say something only.
void put(json::object& into, std::string_view key, std::string const& value)
{
    if (!value.empty())
        into[key] = value;
}

void put(json::object& into, std::string_view key, std::optional<wall_time> value)
{
    if (value)
        into[key] = format_instant(*value);
}

void add_reply(tale& told, rows const& row)
{
    json::object came{{"reply", to_string(row.id<reply_id>(0))}, {"channel", row.text(1)}, {"meaning", row.text(2)}};
    put(came, "needs_person", row.text(4));
    add(told, row.instant(3), "reply-came", came);
    if (auto const settled = row.maybe_instant(6))
        add(told, *settled, "reply-settled", {{"reply", to_string(row.id<reply_id>(0))}}, row.text(5));
}

std::optional<tale> tell_of(database& db, message_id which)
{
    tale told;
    solicitation_id asked;
    {
        auto row = db.query(select_message, which);
        if (!row.next())
            return std::nullopt;
        asked = row.id<solicitation_id>(14);
        auto const state = numbered<message_state>(row.integer(4));
        json::object now{
            {"mobilisation", to_string(row.id<mobilisation_id>(0))},
            {"purpose", to_string(numbered<purpose>(row.integer(1)))},
            {"medium", row.text(2)},
            {"channel", row.text(3)},
            {"state", to_string(state)},
            {"attempts", row.integer(5)},
            {"possible_duplicate", row.integer(6) != 0},
        };
        put(now, "code", row.text(7));
        if (!row.is_null(13))
            now["volunteer"] = to_string(row.id<volunteer_id>(13));
        if (state == message_state::queued)
            put(now, "due", row.instant(11));
        put(now, "deadline", row.instant(12));
        told.now = json::serialize(now);
        add(told, row.instant(8), "message-made", {});
        if (auto const at = row.maybe_instant(9))
            add(told, *at, "message-accepted", {{"channel", row.text(3)}});
        if (auto const at = row.maybe_instant(10)) {
            json::object end{{"state", to_string(state)}};
            put(end, "code", row.text(7));
            add(told, *at, "message-ended", end);
        }
    }
    auto attempt = db.query(select_attempts, which);
    while (attempt.next()) {
        json::object tried{{"number", attempt.integer(0)}, {"channel", attempt.text(1)}, {"outcome", attempt.text(4)}};
        put(tried, "code", attempt.text(5));
        add(told, attempt.instant(3), "attempt", tried);
    }
    auto reply = db.query(select_replies, asked);
    while (reply.next())
        add_reply(told, reply);
    in_order(told);
    return told;
}

std::optional<tale> tell_of(database& db, reply_id which)
{
    tale told;
    auto row = db.query(select_reply, which);
    if (!row.next())
        return std::nullopt;
    json::object now{{"channel", row.text(1)}, {"meaning", row.text(2)}};
    if (!row.is_null(7))
        now["mobilisation"] = to_string(row.id<mobilisation_id>(7));
    if (!row.is_null(9))
        now["volunteer"] = to_string(row.id<volunteer_id>(9));
    put(now, "needs_person", row.text(4));
    told.now = json::serialize(now);
    add_reply(told, row);
    return told;
}

std::optional<tale> tell_of(database& db, mobilisation_id which)
{
    tale told;
    {
        auto row = db.query(select_mobilisation, which);
        if (!row.next())
            return std::nullopt;
        json::object now{{"state", row.text(0)}, {"event", row.text(1)}, {"need", row.integer(2)}, {"origin", row.text(3)}};
        put(now, "rule", row.text(4));
        if (!row.is_null(5))
            now["alert"] = to_string(row.id<alert_id>(5));
        put(now, "created", row.instant(6));
        put(now, "approved_by", row.text(7));
        put(now, "ended_by", row.text(8));
        put(now, "reason", row.text(9));
        told.now = json::serialize(now);
    }
    add_all(told, db.query(select_lines, which));
    return told;
}

std::optional<tale> tell_of(database& db, alert_id which)
{
    tale told;
    {
        auto row = db.query(select_alert, which);
        if (!row.next())
            return std::nullopt;
        json::object now{
            {"sender", row.text(0)},
            {"identifier", row.text(1)},
            {"sent", format_instant(row.instant(2))},
            {"status", row.text(3)},
            {"kind", row.text(4)},
            {"standing", row.text(5)},
            {"event", row.text(6)},
            {"received", format_instant(row.instant(7))},
        };
        put(now, "expires", row.maybe_instant(8));
        put(now, "origin", row.text(9));
        told.now = json::serialize(now);
    }
    add_all(told, db.query(select_lines_about, "alert", "$.alert", to_string(which)));
    auto row = db.query(select_called, which);
    while (row.next())
        add(told, row.instant(2), "alert-called",
            {{"mobilisation", to_string(row.id<mobilisation_id>(0))}, {"state", row.text(1)}});
    in_order(told);
    return told;
}

std::optional<tale> tell_of(database& db, volunteer_id which)
{
    tale told;
    bool known = false;
    json::object now;
    {
        auto row = db.query(select_volunteer, which);
        known = row.next();
        now["registered"] = known;
        if (known) {
            now["external_id"] = row.text(0);
            put(now, "opted_out", row.maybe_instant(1));
        }
    }
    auto asked = db.query(select_asked, which);
    while (asked.next()) {
        json::object what{
            {"mobilisation", to_string(asked.id<mobilisation_id>(1))},
            {"state", to_string(numbered<solicitation_state>(asked.integer(2)))},
        };
        put(what, "answered", asked.maybe_instant(4));
        if (!asked.is_null(5))
            what["place"] = asked.integer(5);
        put(what, "eta", asked.maybe_instant(6));
        add(told, asked.instant(3), "person-asked", what);
    }
    auto sent = db.query(select_sent, which);
    while (sent.next())
        add(told, sent.instant(4), "message-made", {
            {"message", to_string(sent.id<message_id>(0))},
            {"mobilisation", to_string(sent.id<mobilisation_id>(1))},
            {"purpose", to_string(numbered<purpose>(sent.integer(2)))},
            {"state", to_string(numbered<message_state>(sent.integer(3)))},
        });
    add_all(told, db.query(select_departure, which));
    if (!known && told.lines.empty())
        return std::nullopt;
    told.now = json::serialize(now);
    in_order(told);
    return told;
}

class teller_on_sqlite final : public teller {
public:
    explicit teller_on_sqlite(writer& through) : writer_(through) {}

    task<stored<std::optional<tale>>> tell(tale_subject of) override
    {
        auto work = [of](database& db) {
            return std::visit([&db](auto const& which) { return tell_of(db, which); }, of);
        };
        return writer_.run(std::move(work));
    }

private:
    writer& writer_;
};

}  // namespace

std::optional<tale_subject> parse_subject(std::string_view text)
{
    if (text.size() < 2)
        return std::nullopt;
    auto const read = [text](auto none) -> std::optional<tale_subject> {
        using Id = decltype(none);
        if (auto const found = parse_id<Id>(text))
            return tale_subject{*found};
        return std::nullopt;
    };
    switch (text.front() & ~('a' - 'A')) {
    case alert_id::letter:
        return read(alert_id{});
    case mobilisation_id::letter:
        return read(mobilisation_id{});
    case message_id::letter:
        return read(message_id{});
    case volunteer_id::letter:
        return read(volunteer_id{});
    case reply_id::letter:
        return read(reply_id{});
    default:
        return std::nullopt;
    }
}

std::unique_ptr<teller> make_teller(writer& through) { return std::make_unique<teller_on_sqlite>(through); }

}  // namespace tocsin::dispatcher
