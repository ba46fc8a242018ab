// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/claims.hpp"

#include "dispatcher/store/addresses.hpp"
#include "dispatcher/store/numbers.hpp"
#include "dispatcher/store/outcomes.hpp"
#include "dispatcher/store/personal.hpp"
#include "rules/words/seeded_bug.hpp"

#include <algorithm>

namespace tocsin::dispatcher::tables {
namespace {

// The urgent ones first, then the others, then exercises; in each rank: answers and endings before requests, and fair
// shares between equals. Each mobilisation's queue is looked at in turn, so that one with a million messages does not
// starve the others, and a paused one costs one step. Requests leave only while their mobilisation is running.
constexpr auto next_mobilisation =
    "SELECT m.mobilisation, o.state, o.rank, o.gravity, " SQL_ORDERED_GRAVITY " FROM message m CROSS JOIN mobilisation o ON o.id = m.mobilisation "
    "WHERE m.channel = ?1 AND m.state = " SQL_QUEUED " AND m.mobilisation > ?2 ORDER BY m.mobilisation LIMIT 1";
constexpr auto select_due =
    "SELECT due.*, EXISTS (SELECT 1 FROM opt_out o WHERE o.address = due.address) FROM "
    "(SELECT m.id, " SQL_ADDRESS("m.", "s.") " AS address, m.purpose, m.text, m.deadline, m.attempts, s.volunteer "
    "FROM message m CROSS JOIN solicitation s ON s.id = coalesce(m.solicitation, m.id) "
    "WHERE m.channel = ?1 AND m.state = " SQL_QUEUED " AND m.mobilisation = ?2 AND m.lane = ?3 AND m.due <= ?4 "
    "ORDER BY m.due, m.id LIMIT ?5) due";
constexpr auto first_due =
    "SELECT min(due) FROM message WHERE channel = ?1 AND state = " SQL_QUEUED " AND mobilisation = ?2 AND lane = ?3";
constexpr auto update_sending =
    "UPDATE message SET state = " SQL_SENDING ", attempts = attempts + 1, due = ?2 WHERE id = ?1";
constexpr auto update_suppressed = "UPDATE message SET state = " SQL_SUPPRESSED ", ended = ?2 WHERE id = ?1";
// A channel of this name reached nobody when these were queued, and has been set to something else since.
constexpr auto cancel_rehearsal =
    "UPDATE message SET state = " SQL_CANCELLED ", ended = ?2 WHERE channel = ?3 AND mobilisation = ?1 AND state = " SQL_QUEUED
    " RETURNING mobilisation, channel";
// The order may have been changed since it was queued: what is said is the latest, and the message points at what was said.
constexpr auto select_newest_text =
    "SELECT n.medium, n.language, n.subject, n.body, n.html, n.parts, n.id FROM text o JOIN text n ON n.mobilisation = "
    "o.mobilisation AND n.purpose = o.purpose AND n.medium = o.medium AND n.language = o.language WHERE o.id = ?1 "
    "ORDER BY n.id DESC LIMIT 1";
constexpr auto select_own_text = "SELECT medium, language, subject, body, html, parts, id FROM text WHERE id = ?1";
constexpr auto update_text = "UPDATE message SET text = ?2 WHERE id = ?1";
constexpr auto select_name = "SELECT external_id, personal FROM volunteer WHERE id = ?1";

/// Words rendered once for many messages, read once for a claim.
struct shared_text {
    tocsin::medium medium = medium::sms;
    std::string language;
    std::shared_ptr<message_text const> text = std::make_shared<message_text const>();
    int parts = 1;
    std::int64_t latest = 0;
};

// Answers and endings, then what asks back whoever just wrote, then new requests.
constexpr int lanes[] = {0, 2, 1};

gravity read_gravity(std::string const& word) { return parse_gravity(word).value_or(gravity::rehearsal); }

bool may_leave(int lane, std::string_view mobilisation_state)
{
    return lane == 0 || mobilisation_state == "running" || seeded(bug::cancel_leaves_queue);
}

class claiming {
public:
    claiming(database& db, channel_number channel, channel_turn const& turn, message_counts& counts)
        : db_(db)
        , channel_(channel)
        , reach_(turn.reach)
        , limit_(turn.limit)
        , now_(turn.now)
        , counts_(counts)
    {
        result_.last = turn.after;
    }

    claim_result all()
    {
        std::map<std::int64_t, std::vector<waiting>> ranks;
        for (mobilisation_id last;;) {
            waiting next;
            std::int64_t rank = 0;
            {
                auto row = db_.query(next_mobilisation, channel_, last);
                if (!row.next())
                    break;
                last = row.id<mobilisation_id>(0);
                next = {last, row.text(1)};
                rank = seeded(bug::urgent_waits_its_turn) ? last.value() : row.integer(2);
                // Two places say whom it may reach; where they do not agree, the one that reaches fewer holds.
                gravity_[last] = std::min(read_gravity(row.text(3)), read_gravity(row.text(4)));
                if (seeded(bug::rehearsal_forgotten))
                    gravity_[last] = gravity::real;
            }
            if (gravity_[last] == gravity::rehearsal && reach_ == channels::reach::real)
                end_queued(db_, message_state::cancelled, cancel_rehearsal, last, now_, channel_);
            else
                ranks[rank].push_back(std::move(next));
        }
        auto const had_its_turn = [after = result_.last](waiting const& each) { return each.first <= after; };
        for (auto& [rank, turns] : ranks) {
            // A slow channel claims one or two at a time: whoever is next begins.
            std::rotate(turns.begin(), std::find_if_not(turns.begin(), turns.end(), had_its_turn), turns.end());
            for (int const lane : lanes)
                shares(turns, lane);
        }
        if (result_.messages.empty())
            for (auto const& [rank, turns] : ranks)
                for (auto const& [which, state] : turns)
                    for (int const lane : lanes)
                        if (may_leave(lane, state))
                            note_next(which, lane);
        return std::move(result_);
    }

private:
    using waiting = std::pair<mobilisation_id, std::string>;  // and its state

    /// An equal share each, then whatever is left to whoever has more.
    void shares(std::vector<waiting> const& turns, int lane)
    {
        auto const share = std::max<std::size_t>(1, room() / turns.size());
        std::vector<mobilisation_id> have_more;
        for (auto const& [which, state] : turns)
            if (auto const most = std::min(share, room()); may_leave(lane, state) && some(which, lane, most) == most)
                have_more.push_back(which);
        for (auto const which : have_more)
            some(which, lane, room());
    }

    struct due_message {
        claimed_message message;
        std::int64_t text = 0;
        volunteer_id volunteer;
        bool opted_out = false;
        bool erased = false;
    };

    std::size_t room() const { return limit_ - std::min(limit_, result_.messages.size()); }

    /// How many were due, up to the limit.
    std::size_t some(mobilisation_id which, int lane, std::size_t limit)
    {
        if (limit == 0)
            return 0;
        auto found = due(which, lane, limit);
        for (auto& each : found) {
            bool const out = each.opted_out && each.message.purpose != purpose::opted_out;
            if (each.erased || (out && !seeded(bug::stop_seen_at_selection_only))) {
                db_.execute(update_suppressed, each.message.id, now_);
                counts_.moved(which, channel_, message_state::queued, message_state::suppressed);
                result_.more = true;
            } else if (each.message.deadline <= now_) {
                apply_event(db_, each.message.id, rules::delivery_event::claimed, "deadline", now_, counts_);
                result_.more = true;
            } else {
                take(which, std::move(each));
            }
        }
        return found.size();
    }

    std::vector<due_message> due(mobilisation_id which, int lane, std::size_t limit)
    {
        std::vector<due_message> found;
        auto row = db_.query(select_due, channel_, which, lane, now_, limit);
        while (row.next()) {
            auto& each = found.emplace_back();
            each.message.id = row.id<message_id>(0);
            each.erased = row.is_null(1);
            each.message.address = row.field(1);
            each.message.purpose = numbered<purpose>(row.integer(2));
            each.text = row.integer(3);
            each.message.deadline = row.instant(4);
            each.message.attempt = static_cast<int>(row.integer(5)) + 1;
            each.volunteer = row.id<volunteer_id>(6);
            each.opted_out = row.integer(7) != 0;
        }
        return found;
    }

    void take(mobilisation_id which, due_message each)
    {
        if (!seeded(bug::intent_after_wire)) {
            db_.execute(update_sending, each.message.id, now_);
            counts_.moved(which, channel_, message_state::queued, message_state::sending);
        }
        auto const& words = text_of(each.text);
        if (words.latest != each.text)
            db_.execute(update_text, each.message.id, words.latest);
        each.message.text = words.text;
        each.message.parts = words.parts;
        each.message.language = words.language;
        if (words.medium == medium::email)
            each.message.recipient_name = name_of(each.volunteer);
        each.message.gravity = gravity_.at(which);
        result_.messages.push_back(std::move(each.message));
        result_.last = which;
    }

    shared_text const& text_of(std::int64_t which)
    {
        auto const [place, added] = texts_.try_emplace(which);
        auto& words = place->second;
        if (!added)
            return words;
        words.latest = which;
        auto row = db_.query(seeded(bug::extension_keeps_old_words) ? select_own_text : select_newest_text, which);
        if (row.next()) {
            words.medium = parse_medium(row.text(0)).value_or(medium::sms);
            words.language = row.text(1);
            words.text = std::make_shared<message_text const>(row.text(2), row.text(3), row.text(4));
            words.parts = static_cast<int>(row.integer(5));
            words.latest = row.integer(6);
        }
        return words;
    }

    std::string name_of(volunteer_id who)
    {
        auto row = db_.query(select_name, who);
        volunteer found;
        if (!row.next())
            return {};
        found.external_id = row.text(0);
        return open_personal(db_.vault(), row.field(1), found) ? found.first_name + ' ' + found.last_name : std::string{};
    }

    void note_next(mobilisation_id which, int lane)
    {
        auto row = db_.query(first_due, channel_, which, lane);
        auto const due = row.next() ? row.maybe_instant(0) : std::nullopt;
        if (!due)
            return;
        if (*due <= now_)
            result_.more = true;
        else
            result_.next_due = result_.next_due ? std::min(*result_.next_due, *due) : *due;
    }

    database& db_;
    channel_number channel_;
    channels::reach reach_;
    std::size_t limit_;
    wall_time now_;
    message_counts& counts_;
    std::map<std::int64_t, shared_text> texts_;
    std::map<mobilisation_id, gravity> gravity_;
    claim_result result_;
};

}  // namespace

claim_result claim(database& db, channel_number channel, channel_turn const& turn, message_counts& counts)
{
    return claiming{db, channel, turn, counts}.all();
}

}  // namespace tocsin::dispatcher::tables
