// SPDX-License-Identifier: Apache-2.0
// Waves and closings: many rows at a time, so they run in parts that leave room for others.
#include "dispatcher/store/addresses.hpp"
#include "dispatcher/store/counts.hpp"
#include "dispatcher/store/digest.hpp"
#include "dispatcher/store/hearing.hpp"
#include "dispatcher/store/journal.hpp"
#include "dispatcher/store/message_instants.hpp"
#include "dispatcher/store/mobilisations.hpp"
#include "dispatcher/store/personal.hpp"
#include "dispatcher/store/retractions.hpp"
#include "dispatcher/store/sharing.hpp"
#include "rules/words/seeded_bug.hpp"

#include <boost/json.hpp>

#include <map>
#include <tuple>

namespace tocsin::dispatcher::tables {
namespace {

constexpr auto select_state = "SELECT state FROM mobilisation WHERE id = ?1";
constexpr auto update_started =
    "UPDATE mobilisation SET state = 'running', started = coalesce(started, ?2) WHERE id = ?1 AND state = 'approved'";
constexpr auto insert_wave = "INSERT INTO wave (mobilisation, at, asked, funnel, complete, decision) VALUES (?1, ?2, 0, ?3, 0, ?4)";
constexpr auto update_wave =
    "UPDATE wave SET asked = asked + ?2, complete = ?3, first = coalesce(first, ?4), last = coalesce(?5, last) WHERE id = ?1";
constexpr auto insert_text =
    "INSERT INTO text (mobilisation, purpose, medium, language, subject, body, html, parts) "
    "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE NOT EXISTS (SELECT 1 FROM text WHERE mobilisation = ?1 AND purpose = ?2 "
    "AND medium = ?3 AND language = ?4 AND subject = ?5 AND body = ?6 AND html = ?7)";
constexpr auto select_text =
    "SELECT id FROM text WHERE mobilisation = ?1 AND purpose = ?2 AND medium = ?3 "
    "ORDER BY language = ?4 DESC, language = 'fr' DESC, language, id DESC LIMIT 1";

// Where somebody is asked is not carried from the selection: it is what is on record at this instant. Whoever opted out
// meanwhile, was asked already or shares an address with somebody who was, is left out.
constexpr auto select_sms_recipient =
    "SELECT v.language FROM volunteer v WHERE v.id = ?1 AND v.mobile IS NOT NULL AND v.opted_out IS NULL AND v.restricted IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM opt_out o WHERE o.address = v.mobile) "
    "AND NOT EXISTS (SELECT 1 FROM volunteer w CROSS JOIN solicitation s ON s.volunteer = w.id "
    "WHERE w.mobile = v.mobile AND s.mobilisation = ?2)";
constexpr auto select_email_recipient =
    "SELECT v.language FROM volunteer v WHERE v.id = ?1 AND v.email IS NOT NULL AND v.opted_out IS NULL AND v.restricted IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM opt_out o WHERE o.address = v.email) "
    "AND NOT EXISTS (SELECT 1 FROM volunteer w CROSS JOIN solicitation s ON s.volunteer = w.id "
    "WHERE w.email = v.email AND s.mobilisation = ?2)";
constexpr auto select_last_number = "SELECT coalesce(max(id), 0) FROM message";
constexpr auto insert_solicitation =
    "INSERT INTO solicitation (id, mobilisation, volunteer, wave, state, medium, language, roles) "
    "VALUES (?1, ?2, ?3, ?4, " SQL_ASKED ", ?5, ?6, ?7)";
constexpr auto insert_question =
    "INSERT INTO message (id, mobilisation, purpose, channel, text, lane, state, due, deadline, created) "
    "VALUES (?1, ?2, " SQL_ASK ", ?3, ?4, ?5, " SQL_QUEUED ", ?6, ?7, 0)";
constexpr auto insert_follow_up =
    "INSERT INTO message (mobilisation, solicitation, purpose, channel, text, lane, state, due, deadline, created, address) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, " SQL_QUEUED ", ?7, ?8, ?7, ?9)";

constexpr auto select_waves = "SELECT id, at, asked, funnel, complete, decision FROM wave WHERE mobilisation = ?1 ORDER BY id";
constexpr auto select_texts =
    "SELECT purpose, medium, language, subject, body, html, parts FROM text WHERE mobilisation = ?1 ORDER BY id";
// The solicitations of a mobilisation lie within the numbers of its waves.
constexpr auto select_report =
    "SELECT s.id, v.external_id, v.personal, v.commune, s.medium, s.state, m.state, " SQL_CREATED("m.", "s.wave") ", "
    "s.answered, s.answer, s.place, s.eta "
    "FROM solicitation s JOIN message m ON m.id = s.id LEFT JOIN volunteer v ON v.id = s.volunteer "
    "WHERE s.id > max(?2, (SELECT min(first) FROM wave WHERE mobilisation = ?1) - 1) "
    "AND s.id <= (SELECT max(last) FROM wave WHERE mobilisation = ?1) AND +s.mobilisation = ?1 ORDER BY s.id LIMIT ?3";

// The message m that asked the person s: the first one; the second, over another medium, where the first was lost
// (expired, refused, unreachable), or was only taken and the second has arrived, or was answered.
#define THE_QUESTION                                                                                                    \
    "solicitation s JOIN message first ON first.id = s.id JOIN message m ON m.id = coalesce((SELECT max(f.id) FROM message f "  \
    "WHERE f.solicitation = s.id AND f.purpose = " SQL_ASK " AND (first.state IN (3, 6, 7) OR first.state = 2 AND f.state = 8)), "  \
    "s.id) "

constexpr auto select_recipient =
    "SELECT s.mobilisation, (SELECT medium FROM text WHERE id = m.text), m.channel, s.language, "
    "EXISTS (SELECT 1 FROM opt_out o WHERE o.address IN (" SQL_OWN_ADDRESS("s.") ", m.address)), m.address, "
    "EXISTS (SELECT 1 FROM volunteer r WHERE r.id = s.volunteer AND r.restricted IS NOT NULL) "
    "FROM " THE_QUESTION "WHERE s.id = ?1";

// Closed: whoever was given a place is still to be told so. Cancelled: nobody is.
constexpr auto cancel_requests =
    "UPDATE message SET state = " SQL_CANCELLED ", ended = ?3 WHERE id IN "
    "(SELECT id FROM message WHERE channel IN (SELECT id FROM channel) AND mobilisation = ?1 AND state = " SQL_QUEUED
    " AND purpose IN " SQL_REQUESTS " AND (?4 OR purpose <> " SQL_CONFIRM ") LIMIT ?2) RETURNING mobilisation, channel";
// Ended at a cancel: everyone with hope or an order. Ended otherwise: the confirmed keep theirs.
constexpr auto select_unfinished =
    "SELECT s.id, s.state, m.state, m.possible_duplicate OR EXISTS "
    "(SELECT 1 FROM attempt a WHERE a.message = m.id AND a.outcome = 'unknown') FROM " THE_QUESTION "WHERE s.mobilisation = ?1 "
    "AND s." SQL_STILL_OPEN " AND (s.state IN (" SQL_ASKED ", " SQL_RESERVE ") OR ?2) LIMIT ?3";
constexpr auto update_solicitation = "UPDATE solicitation SET state = ?2, place = NULL WHERE id = ?1";
constexpr auto update_closed = "UPDATE mobilisation SET closing_done = 1 WHERE id = ?1";

/// What a claim takes in which order: see claims.cpp.
int lane_of(purpose why)
{
    if (why == purpose::ask)
        return 1;
    return why == purpose::clarify || why == purpose::which ? 2 : 0;
}

std::string digest_of_texts(std::vector<rendered_text> const& texts)
{
    std::string all;
    for (auto const& each : texts)
        for (std::string_view const field :
             {to_string(each.purpose), to_string(each.medium), std::string_view{each.language}, std::string_view{each.text.subject},
              std::string_view{each.text.body}, std::string_view{each.text.html}})
            all += std::to_string(field.size()) + ':' + std::string{field};
    return sha256_of(all);
}

boost::json::value as_json(std::string const& text)
{
    boost::system::error_code unreadable;
    auto read = boost::json::parse(text, unreadable);
    return unreadable ? boost::json::value{} : read;
}

void start(database& db, mobilisation_id which, wall_time at)
{
    if (db.execute(update_started, which, at) > 0)
        write_state(db, which, mobilisation_state::approved, mobilisation_state::running, {"tocsind", at}, "");
}

std::optional<std::int64_t> text_for(
    database& db, mobilisation_id which, purpose why, std::string_view medium, std::string_view language
)
{
    auto row = db.query(select_text, which, why, medium, language);
    return row.next() ? std::optional{row.integer(0)} : std::nullopt;
}

/// What asking came to, by what became of the message that asked.
solicitation_state end_of(solicitation_state before, message_state ask)
{
    if (before == solicitation_state::confirmed || before == solicitation_state::reserve)
        return solicitation_state::released;
    switch (ask) {
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
bool may_have_been_read(message_state ask)
{
    return ask == message_state::sending || ask == message_state::accepted || ask == message_state::delivered;
}

/// Puts a part of a wave into the outbox. The words for each medium and language are looked up once.
class asking {
public:
    asking(database& db, wave_record const& part, wave_id wave)
        : db_(db), part_(part), wave_(wave), counts_(db), others_(db, part)
    {
        auto row = db_.query(select_last_number);
        row.next();
        last_ = row.integer(0);
    }

    void all(wave_outcome& outcome)
    {
        auto const before = last_;
        for (auto const& person : part_.people)
            one(person);
        counts_.write();
        auto const asked = static_cast<int>(last_ - before);
        auto const some = [asked](std::int64_t number) { return asked > 0 ? std::optional{number} : std::nullopt; };
        db_.execute(update_wave, wave_, asked, part_.last, some(before + 1), some(last_));
        // Their apologies get numbers too: only now, for a part's own are one run.
        withdraw_requests(db_, taken_, part_.mobilisation, part_.at);
        tell(before);
        outcome.messages = asked;
        outcome.taken = static_cast<int>(taken_.size());
    }

private:
    /// Who is asked, in the order they were chosen in; with the first part, what was known and what is said.
    void tell(std::int64_t before)
    {
        boost::json::object what{
            {"wave", to_string(wave_)},
            {"people", std::move(asked_)},
            {"left_out", std::move(left_out_)},
            {"solicitations", to_string(solicitation_id{before + 1})},
            {"deadline", format_instant(part_.deadline)},
            {"last", part_.last}};
        if (!taken_.empty())
            what["taken"] = taken_.size();
        if (!part_.wave) {
            what["funnel"] = as_json(part_.funnel);
            what["decision"] = as_json(part_.decision);
            what["texts"] = digest_of_texts(part_.texts);
        }
        write_line(db_, kinds::asked, part_.mobilisation, {"tocsind", part_.at}, what);
    }

    void one(asked_person const& person)
    {
        auto& list = add(person) ? asked_ : left_out_;
        list.emplace_back(person.volunteer.value());
    }

    /// False: opted out, asked already, engaged elsewhere or gone since they were chosen.
    bool add(asked_person const& person)
    {
        auto const to_withdraw = others_.may_ask(person.volunteer);
        if (!to_withdraw)
            return false;
        std::string language;
        {
            auto const* const find = person.medium == medium::sms ? select_sms_recipient : select_email_recipient;
            auto row = db_.query(find, person.volunteer, part_.mobilisation);
            if (!row.next())
                return false;
            language = row.text(0);
        }
        auto const text = words_for(person.medium, language);
        if (!text)
            return false;
        auto const channel = channel_of(*person.channel);
        db_.execute(
            insert_solicitation,
            ++last_,
            part_.mobilisation,
            person.volunteer,
            wave_,
            number_of(person.medium),
            language,
            person.roles
        );
        db_.execute(
            insert_question,
            last_,
            part_.mobilisation,
            channel,
            *text,
            lane_of(purpose::ask),
            part_.at,
            part_.deadline
        );
        counts_.added(part_.mobilisation, channel, message_state::queued);
        taken_.insert(taken_.end(), to_withdraw->begin(), to_withdraw->end());
        return true;
    }

    std::optional<std::int64_t> words_for(medium over, std::string const& language)
    {
        auto const [place, added] = words_.try_emplace({over, language});
        if (added)
            place->second = text_for(db_, part_.mobilisation, purpose::ask, to_string(over), language);
        return place->second;
    }

    channel_number channel_of(std::string const& name)
    {
        auto const [place, added] = channels_.try_emplace(name);
        if (added)
            place->second = number_of_channel(db_, name);
        return place->second;
    }

    database& db_;
    wave_record const& part_;
    wave_id wave_;
    message_counts counts_;
    fellow_claims others_;
    std::vector<open_request> taken_;
    std::int64_t last_ = 0;
    boost::json::array asked_;
    boost::json::array left_out_;
    std::map<std::pair<medium, std::string>, std::optional<std::int64_t>> words_;
    std::map<std::string, channel_number> channels_;
};

}  // namespace

void store_texts(database& db, mobilisation_id which, std::vector<rendered_text> const& texts)
{
    for (auto const& each : texts)
        db.execute(
            insert_text,
            which,
            each.purpose,
            each.medium,
            each.language,
            each.text.subject,
            each.text.body,
            each.text.html,
            each.parts
        );
}

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
        start(db, part.mobilisation, part.at);
        db.execute(insert_wave, part.mobilisation, part.at, part.funnel, part.decision);
        outcome.wave = wave_id{db.last_row()};
        store_texts(db, part.mobilisation, part.texts);
        if (!part.decision.empty())
            keep_outlook(db, part.mobilisation, part.decision);
    }
    asking{db, part, outcome.wave}.all(outcome);
    return outcome;
}

bool queue_message(database& db, solicitation_id to, purpose why, wall_time now, wall_time deadline)
{
    mobilisation_id which;
    auto over = medium::sms;
    channel_number channel = 0;
    std::string language;
    std::optional<sealed> address;  // nothing: the solicitation's own
    {
        auto row = db.query(select_recipient, to);
        bool const may_hear = row.next() && row.integer(6) == 0 && (row.integer(4) == 0 || why == purpose::opted_out);
        if (!may_hear)
            return false;
        which = row.id<mobilisation_id>(0);
        over = parse_medium(row.text(1)).value_or(medium::sms);
        channel = row.integer(2);
        language = row.text(3);
        if (!row.is_null(5))
            address = row.field(5);
    }
    auto const text = text_for(db, which, why, to_string(over), language);
    if (!text)
        return false;
    db.execute(insert_follow_up, which, to, number_of(why), channel, *text, lane_of(why), now, deadline, address);
    message_counts counts{db};
    counts.added(which, channel, message_state::queued);
    counts.write();
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
        wave.decision = row.text(5);
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
        volunteer who;
        who.external_id = line.external_id;
        open_personal(db.vault(), row.field(2), who);
        line.first_name = std::move(who.first_name);
        line.last_name = std::move(who.last_name);
        line.commune = row.text(3);
        line.medium = numbered<medium>(row.integer(4));
        line.state = numbered<solicitation_state>(row.integer(5));
        line.message = numbered<message_state>(row.integer(6));
        line.asked = row.maybe_instant(7);
        line.answered = row.maybe_instant(8);
        line.answer = open_words(db.vault(), row.field(9), line.solicitation).value_or("");
        if (!row.is_null(10))
            line.place = static_cast<int>(row.integer(10));
        line.eta = row.maybe_instant(11);
        found.push_back(std::move(line));
    }
    return found;
}

void tell_end(database& db, solicitation_id whom, bool called_off, wall_time now)
{
    for (int i = 0; i < (seeded(bug::two_closing_messages) ? 2 : 1); ++i)
        queue_message(db, whom, called_off ? purpose::cancelled : purpose::stand_down, now, now + hours{12});
}

int close_some(database& db, mobilisation_id which, int limit, wall_time now)
{
    auto const known = find_mobilisation(db, which);
    if (!known || !is_over(known->state))
        return 0;
    if (is_retracted(db, which)) {
        auto const told = retract_some(db, which, limit, now);
        if (told == 0)
            db.execute(update_closed, which);
        return told;
    }
    bool const called_off = known->state == mobilisation_state::cancelled;
    int const cancelled = end_queued(db, message_state::cancelled, cancel_requests, which, limit, now, called_off);
    if (cancelled > 0)
        return cancelled;

    struct unfinished {
        solicitation_id who;
        solicitation_state before;
        message_state ask = message_state::queued;
        bool doubtful = false;  ///< the answer to an attempt was lost: it may have arrived
    };
    std::vector<unfinished> people;
    {
        auto row = db.query(select_unfinished, which, called_off, limit);
        while (row.next())
            people.push_back(
                {row.id<solicitation_id>(0),
                 numbered<solicitation_state>(row.integer(1)),
                 numbered<message_state>(row.integer(2)),
                 row.integer(3) != 0}
            );
    }
    // A message in flight may still arrive: its receiver is told the end once its outcome is known, by the same path.
    for (auto const& person : people) {
        auto const answered = person.before != solicitation_state::asked;
        bool const doubtful = person.doubtful && !seeded(bug::doubtful_not_told);
        if (answered || doubtful || may_have_been_read(person.ask))
            tell_end(db, person.who, called_off, now);
        db.execute(update_solicitation, person.who, number_of(end_of(person.before, person.ask)));
    }
    if (!people.empty())
        return static_cast<int>(people.size());
    db.execute(update_closed, which);
    return 0;
}

}  // namespace tocsin::dispatcher::tables
