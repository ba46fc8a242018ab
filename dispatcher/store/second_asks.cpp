// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/second_asks.hpp"

#include "dispatcher/store/counts.hpp"
#include "dispatcher/store/message_instants.hpp"
#include "dispatcher/store/numbers.hpp"
#include "dispatcher/store/sharing.hpp"
#include "rules/words/seeded_bug.hpp"

namespace tocsin::dispatcher::tables {
namespace {

constexpr auto select_page =
    "SELECT s.id, s.state, s.medium, s.volunteer, s.language, m.state, " SQL_INSTANT("m.", "accepted") ", "
    "EXISTS (SELECT 1 FROM message f WHERE f.solicitation = s.id AND f.purpose = " SQL_ASK ") "
    "FROM solicitation s JOIN message m ON m.id = s.id "
    "WHERE s.id > max(?2, (SELECT min(first) FROM wave WHERE mobilisation = ?1) - 1) "
    "AND s.id <= (SELECT max(last) FROM wave WHERE mobilisation = ?1) AND +s.mobilisation = ?1 ORDER BY s.id LIMIT ?3";
constexpr auto select_mobilisation_state = "SELECT state FROM mobilisation WHERE id = ?1";
// Consent and opt-out as they are now, for this medium.
constexpr auto select_mobile =
    "SELECT mobile FROM volunteer v WHERE id = ?1 AND mobile IS NOT NULL AND mobile_takes_sms AND consent_sms "
    "AND opted_out IS NULL AND restricted IS NULL AND NOT EXISTS (SELECT 1 FROM opt_out o WHERE o.address = v.mobile)";
constexpr auto select_email =
    "SELECT email FROM volunteer v WHERE id = ?1 AND email IS NOT NULL AND consent_email "
    "AND opted_out IS NULL AND restricted IS NULL AND NOT EXISTS (SELECT 1 FROM opt_out o WHERE o.address = v.email)";
constexpr auto select_question_text =
    "SELECT id FROM text WHERE mobilisation = ?1 AND purpose = 'ask' AND medium = ?2 "
    "ORDER BY language = ?3 DESC, language = 'fr' DESC, id LIMIT 1";
constexpr auto insert_second_ask =
    "INSERT INTO message (mobilisation, solicitation, address, purpose, channel, text, lane, state, due, deadline, created) "
    "VALUES (?1, ?2, ?3, " SQL_ASK ", ?4, ?5, 1, " SQL_QUEUED ", ?6, ?7, ?6)";
constexpr auto waits_again = "UPDATE solicitation SET state = " SQL_ASKED " WHERE id = ?1 AND state = " SQL_UNREACHABLE;

/// One person asked, and what became of the message that asked first.
struct first_ask {
    solicitation_id id;
    solicitation_state state = solicitation_state::asked;
    tocsin::medium medium = medium::sms;
    volunteer_id volunteer;
    std::string language;
    message_state message = message_state::queued;
    std::optional<wall_time> accepted;
    bool asked_again = false;
};

bool first_is_lost(first_ask const& ask)
{
    return ask.message == message_state::refused || ask.message == message_state::unreachable ||
           (ask.message == message_state::expired && !ask.accepted);
}

/// Whether the second question is due. The time counts from the provider's acceptance: somebody whose message still
/// waits has not been asked yet.
bool is_due(first_ask const& ask, escalation const& how, wall_time now)
{
    bool const unanswered = ask.state == solicitation_state::asked || ask.state == solicitation_state::unreachable;
    bool const once = !ask.asked_again || seeded(bug::asked_again_and_again);
    if (!unanswered || !once || ask.medium == how.to)
        return false;
    if (first_is_lost(ask))
        return true;
    bool const left = ask.message == message_state::accepted || ask.message == message_state::delivered ||
                      ask.message == message_state::expired;
    bool const wanted = how.when == escalation_cause::unanswered || ask.message != message_state::delivered;
    return left && wanted && ask.accepted && *ask.accepted + how.after <= now;
}

std::vector<first_ask> page_of(database& db, escalation_page const& page)
{
    std::vector<first_ask> found;
    auto row = db.query(select_page, page.mobilisation, page.after, page.limit);
    while (row.next()) {
        auto& each = found.emplace_back();
        each.id = row.id<solicitation_id>(0);
        each.state = numbered<solicitation_state>(row.integer(1));
        each.medium = numbered<medium>(row.integer(2));
        each.volunteer = row.id<volunteer_id>(3);
        each.language = row.text(4);
        each.message = numbered<message_state>(row.integer(5));
        each.accepted = row.maybe_instant(6);
        each.asked_again = row.integer(7) != 0;
    }
    return found;
}

std::optional<sealed> first_field(rows row)
{
    return row.next() ? std::optional{row.field(0)} : std::nullopt;
}

std::optional<std::string> first_text(rows row)
{
    return row.next() ? std::optional{row.text(0)} : std::nullopt;
}

bool is_running(database& db, mobilisation_id which)
{
    return first_text(db.query(select_mobilisation_state, which)) == to_string(mobilisation_state::running);
}

}  // namespace

escalation_result ask_again(database& db, escalation_page const& page)
{
    escalation_result result;
    if (!is_running(db, page.mobilisation))
        return result;
    message_counts counts{db};
    auto const people = page_of(db, page);
    for (auto const& each : people) {
        result.last = each.id;
        if (!is_due(each, page.how, page.now))
            continue;
        if (each.state == solicitation_state::unreachable && engaged_by(db, each.id, page.now))
            continue;  // another mobilisation has found them meanwhile
        auto const address =
            first_field(db.query(page.how.to == medium::sms ? select_mobile : select_email, each.volunteer));
        auto text = db.query(select_question_text, page.mobilisation, page.how.to, each.language);
        if (!address || !text.next())
            continue;
        auto const words = text.integer(0);
        auto const* const through = channels::share_of(page.to, static_cast<std::uint64_t>(each.id.value()));
        auto const channel = number_of_channel(db, through->channel);
        db.execute(insert_second_ask, page.mobilisation, each.id, *address, channel, words, page.now, page.deadline);
        db.execute(waits_again, each.id);
        counts.added(page.mobilisation, channel, message_state::queued);
        ++result.asked;
    }
    counts.write();
    result.more = static_cast<int>(people.size()) == page.limit;
    return result;
}

}  // namespace tocsin::dispatcher::tables
