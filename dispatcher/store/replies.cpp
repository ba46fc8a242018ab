// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/replies.hpp"

#include "dispatcher/store/addresses.hpp"
#include "dispatcher/store/journal.hpp"
#include "dispatcher/store/message_instants.hpp"
#include "dispatcher/store/mobilisations.hpp"
#include "dispatcher/store/outcomes.hpp"
#include "dispatcher/store/own_request.hpp"
#include "dispatcher/store/personal.hpp"
#include "dispatcher/store/places.hpp"
#include "dispatcher/store/register.hpp"
#include "rules/answer.hpp"
#include "rules/reply/code.hpp"
#include "rules/reply/read.hpp"
#include "rules/words/seeded_bug.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <map>

namespace tocsin::dispatcher::tables {
namespace {

constexpr auto select_seen = "SELECT id, mobilisation FROM reply WHERE channel = ?1 AND provider_id = ?2";
// The one whose message is answered, whoever answers. The message that asked first has its solicitation's number.
constexpr auto select_named =
    "SELECT s.id, s.mobilisation, s.state, m.state, s.roles, s.taken_by, s.volunteer, " SQL_ADDRESS("t.", "s.") " FROM message t "
    "JOIN solicitation s ON s.id = coalesce(t.solicitation, t.id) JOIN mobilisation m ON m.id = s.mobilisation WHERE t.id = ?1";
constexpr auto select_writer =
    "SELECT v.id, v.personal, v.external_id, v.commune FROM solicitation s JOIN volunteer v ON v.id = s.volunteer WHERE s.id = ?1";
constexpr auto select_opted_out =
    "SELECT 1 FROM solicitation s JOIN opt_out o ON o.address = " SQL_OWN_ADDRESS("s.") " WHERE s.id = ?1";
// A STOP of theirs that holds was answered before.
constexpr auto select_stop_confirmed =
    "SELECT 1 FROM solicitation s JOIN opt_out o ON o.address = " SQL_OWN_ADDRESS("s.") " JOIN message m ON m.solicitation = s.id "
    "WHERE s.id = ?1 AND m.purpose = " SQL_OPTED_OUT " LIMIT 1";
constexpr auto select_person_restricted =
    "SELECT 1 FROM solicitation s JOIN volunteer v ON v.id = s.volunteer WHERE s.id = ?1 AND v.restricted IS NOT NULL";
constexpr auto insert_reply =
    "INSERT INTO reply (channel, provider_id, address, text, meaning, received, mobilisation, solicitation, needs_person, eta) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
constexpr auto update_eta = "UPDATE solicitation SET eta = ?2 WHERE id = ?1";
constexpr auto update_words = "UPDATE solicitation SET answer = " SQL_KEPT_WORDS("?2") " WHERE id = ?1";
constexpr auto select_clarified =
    "SELECT 1 FROM message WHERE solicitation = ?1 AND purpose IN " SQL_CLARIFICATIONS " LIMIT 1";
constexpr auto count_answers =
    "SELECT count(*) FROM message WHERE solicitation = ?1 AND purpose IN " SQL_ANSWERS " AND created >= ?2";
constexpr auto select_who_was_asked = "SELECT w.at FROM solicitation s JOIN wave w ON w.id = s.wave WHERE s.id = ?1";
constexpr auto select_staff_word = "SELECT max(received) FROM reply WHERE address = ?1 AND channel = 'staff'";
constexpr auto settle_lost_order =
    "UPDATE reply SET settled = ?2, settled_by = 'a later answer' WHERE solicitation = ?1 AND mobilisation = ?3 AND " SQL_ORDER_LOST;
// Whether a request is part of a rehearsal, and whether its question went through this channel.
constexpr auto select_rehearsed =
    "SELECT o.gravity = 'rehearsal', EXISTS (SELECT 1 FROM message q JOIN channel c ON c.id = q.channel "
    "WHERE (q.id = s.id OR q.solicitation = s.id) AND q.purpose = " SQL_ASK " AND c.name = ?2) "
    "FROM solicitation s JOIN mobilisation o ON o.id = s.mobilisation WHERE s.id = ?1";
// So lately that somebody may be answering what they read before.
constexpr auto select_fresh = "SELECT 1 FROM message WHERE id = ?1 AND (accepted IS NULL OR " SQL_INSTANT("", "accepted") " > ?2)";
constexpr auto settle_conditional =
    "UPDATE reply SET settled = ?2, settled_by = 'a later answer' WHERE solicitation = ?1 AND mobilisation = ?3 AND " SQL_CONDITIONAL;

/// What a reply names by its message's reference, and who was asked there.
struct named_request {
    request which;
    volunteer_id volunteer;
    sealed address;
};

std::optional<named_request> request_named(database& db, message_id which)
{
    auto row = db.query(select_named, which);
    if (!row.next())
        return std::nullopt;
    named_request found;
    found.which = read_asked(row);
    found.volunteer = row.id<volunteer_id>(6);
    found.address = row.field(7);
    return found;
}

bool has_opted_out(database& db, solicitation_id which) { return db.query(select_opted_out, which).next(); }

/// Two machines that answer each other stop here: no more automatic answers to one person than this, at whatever pace, until
/// somebody of the staff speaks for that person or another mobilisation asks them.
constexpr int most_answers = 5;

/// Of replies that staff write down for somebody.
constexpr std::string_view staff_channel = "staff";

/// A word alone that comes so soon after a question may answer the one that this took the place of.
constexpr minutes time_to_read{2};

bool is_outstanding(solicitation_state state)
{
    return state == solicitation_state::asked || state == solicitation_state::confirmed || state == solicitation_state::reserve;
}

class reading {
public:
    reading(database& db, reply_record const& record, message_names const& names)
        : db_(db), record_(record), from_(db.vault().address(record.address))
    {
        if (auto const message = names.read(record.text.reference))
            named_ = request_named(db, *message);
    }

    reply_result take()
    {
        if (seen_before())
            return result_;
        requests_ = requests_of(db_, from_);
        if (seeded(bug::reply_of_another))
            for (auto& each : requests_)
                each.id = solicitation_id{std::max<std::int64_t>(1, each.id.value() - 1)};
        keep_rehearsals_apart();
        understand();
        auto const& first = readings_.front();
        result_.meaning = first.meaning;
        if (first.automatic)
            bind_named();  // a machine wrote it: kept, no answer and no reaction
        else if (first.meaning == reply_meaning::stop)
            stop(requests_);
        else if (!first.code.empty())
            answer_coded();
        else if (!record_.text.reference.empty())
            answer_named();
        else if (!seeded(bug::reply_lost))
            answer();
        write_down();
        return result_;
    }

private:
    /// A rehearsal's people are simulated: what they answer is about nothing else, and nobody else's answer is about it.
    void keep_rehearsals_apart()
    {
        if (staff_writes())
            return;
        std::map<solicitation_id, bool> rehearsed;
        std::map<solicitation_id, bool> came_this_way;
        for (auto const& each : requests_) {
            auto row = db_.query(select_rehearsed, each.id, record_.channel);
            row.next();
            rehearsed[each.id] = row.integer(0) != 0;
            // The answer page belongs to no channel: it is that of the message whose link was opened.
            bool const on_its_page = record_.channel == answer_page_channel && named_ && named_->which.id == each.id;
            came_this_way[each.id] = row.integer(1) != 0 || on_its_page;
            simulated_ = simulated_ || (rehearsed[each.id] && came_this_way[each.id]);
        }
        std::erase_if(requests_, [&](request const& each) {
            return simulated_ ? !came_this_way[each.id] : rehearsed[each.id];
        });
    }

    void understand()
    {
        std::vector<std::string> codes;
        for (auto const& each : requests_)
            codes.push_back(rules::reply::code_of(each.mobilisation));
        if (named_)
            codes.push_back(rules::reply::code_of(named_->which.mobilisation));
        auto known = known_of_writer();
        known.tonight = wanted_tonight();
        readings_ = rules::read_replies(record_.text.text, codes, known);
        if (!record_.automatic)
            return;
        readings_.assign(1, rules::reading{});  // its words are a machine's, whatever they say
        readings_.front().automatic = true;
    }

    /// The names of the one person who was asked, and the places near them. Of two who share a telephone nothing is known: the
    /// name below an answer says which of them it is, and that is for a person to read.
    rules::reply::known_words known_of_writer()
    {
        auto asked = requests_;
        if (named_)
            asked.push_back(named_->which);
        rules::reply::known_words known;
        std::optional<volunteer_id> writer;
        for (auto const& each : asked) {
            auto row = db_.query(select_writer, each.id);
            if (!row.next())
                continue;
            auto const asked_one = row.id<volunteer_id>(0);
            if (writer && *writer != asked_one)
                return {};
            if (!writer)
                known = known_of(row);
            writer = asked_one;
        }
        return known;
    }

    /// Whether every request that may be answered wants people between six in the evening and midnight of the day they write.
    bool wanted_tonight()
    {
        if (!record_.instant_of || requests_.empty() || named_)
            return false;
        auto const midnight = record_.instant_of(rules::reply::arrival{true, minutes{0}});
        return std::all_of(requests_.begin(), requests_.end(), [&](request const& each) {
            auto const known = find_mobilisation(db_, each.mobilisation);
            return known && !is_over(each.of) && rules::reply::is_this_evening(known->request.by, record_.at, midnight);
        });
    }

    /// Of a row of select_writer. A damaged one is of nobody.
    rules::reply::known_words known_of(rows& row)
    {
        volunteer who;
        who.external_id = row.text(2);
        rules::reply::known_words known;
        if (!open_personal(db_.vault(), row.field(1), who))
            return known;
        known.names = {who.first_name, who.last_name};
        if (record_.places_near && !row.is_null(3))
            known.places = record_.places_near(row.text(3));
        return known;
    }

    bool seen_before()
    {
        if (record_.text.provider_id.empty())
            return false;
        auto row = db_.query(select_seen, record_.channel, reply_key(db_.vault(), record_.text.provider_id, record_.channel));
        if (!row.next())
            return false;
        result_.id = row.id<reply_id>(0);
        result_.seen_before = true;
        return true;
    }

    void needs_person(char const* why) { why_ = why; }

    void bind_named()
    {
        if (named_)
            bind(named_->which);
    }

    /// Whether the writer is known, and is not the one who was asked: a forwarded mail, answered for oneself.
    bool somebody_else() const
    {
        if (from_ == named_->address)
            return false;
        auto const writers = volunteers_at(db_, from_);
        return !writers.empty() && std::find(writers.begin(), writers.end(), named_->volunteer) == writers.end();
    }

    /// The reference decides, from whatever address it comes; one that nobody was given is for a person.
    void answer_named()
    {
        if (!named_)
            return needs_person("unknown-reference");
        bind_named();
        if (somebody_else())
            return needs_person("other-person");
        take_answer(named_->which, readings_.front());
    }

    /// Each code decides for itself. The newest of the requests that have it: a code comes again only after a thousand.
    void answer_coded()
    {
        for (auto const& each : readings_) {
            auto const has_it = [&each](request const& known) { return rules::reply::code_of(known.mobilisation) == each.code; };
            auto const found = std::find_if(requests_.begin(), requests_.end(), has_it);
            if (found == requests_.end() && (!named_ || somebody_else() || !has_it(named_->which)))
                needs_person("other-person");
            else
                take_answer(found == requests_.end() ? named_->which : *found, each);
        }
    }

    /// Also the address that was asked, when its owner writes from another.
    void stop_named_address(std::vector<request>& requests)
    {
        if (!named_ || from_ == named_->address || somebody_else())
            return;
        auto const also = opt_out(db_, named_->address, {record_.channel, record_.at});
        result_.opted_out.insert(result_.opted_out.end(), also.begin(), also.end());
        for (auto& each : requests_of(db_, named_->address))
            if (std::none_of(requests.begin(), requests.end(), [&each](auto const& known) { return known.id == each.id; }))
                requests.push_back(std::move(each));
    }

    /// Confirmed once, however often they say it.
    bool stop_was_confirmed(std::vector<request> const& requests) const
    {
        return std::any_of(requests.begin(), requests.end(), [this](request const& each) {
            return db_.query(select_stop_confirmed, each.id).next();
        });
    }

    void stop(std::vector<request> requests)
    {
        bool const confirmed = stop_was_confirmed(requests);
        if (!simulated_) {
            result_.opted_out = opt_out(db_, from_, {record_.channel, record_.at});
            stop_named_address(requests);
        }
        if (!requests.empty())
            bind(named_ && !somebody_else() ? named_->which : requests.front());
        for (auto const& each : requests)
            if (!is_over(each.of) && each.state != solicitation_state::declined)
                give(each, reply_meaning::stop);
        if (bound_ && !confirmed)
            answer_back(*bound_, purpose::opted_out, record_.at + hours{12});
    }

    /// Neither a code nor a reference: it answers the one request that is open, and never the latest of several.
    void answer()
    {
        auto const& read = readings_.front();
        auto const open = open_requests();
        if (open.size() > 1 || (open.size() == 1 && may_mean_another(open.front())))
            return ask_which(open);
        if (open.size() == 1)
            return take_answer(open.front(), read);
        if (read.meaning == reply_meaning::unclear)
            return needs_person("unclear");
        if (requests_.empty())
            return needs_person(volunteers_at(db_, from_).empty() ? "unknown-sender" : "no-open-request");
        take_answer(requests_.front(), read);
    }

    /// Those that wait for this person, or count on them; where there are none, those they may still change their mind about.
    std::vector<request> open_requests() const
    {
        std::vector<request> open;
        std::vector<request> answered;
        for (auto const& each : requests_)
            if (!is_over(each.of) && (is_outstanding(each.state) || !each.taken_by))
                (is_outstanding(each.state) ? open : answered).push_back(each);
        return open.empty() ? answered : open;
    }

    /// Whether this request has just taken the place of another, whose question the writer may have before them.
    bool may_mean_another(request const& open)
    {
        bool const took = std::any_of(requests_.begin(), requests_.end(), [&open](request const& each) {
            return each.taken_by == open.mobilisation;
        });
        bool const clear = readings_.front().meaning == reply_meaning::unclear || !took || was_clarified(open);
        return !clear && db_.query(select_fresh, open.id, record_.at - time_to_read).next();
    }

    bool was_clarified(request const& which) { return db_.query(select_clarified, which.id).next(); }

    void ask_which(std::vector<request> const& open)
    {
        needs_person("which-request");
        for (auto const& each : open) {
            keep_words(each);
            clarify(each, purpose::which);
        }
    }

    /// Whoever has said something, whatever it was, is not taken by another mobilisation.
    void keep_words(request const& which)
    {
        if (which.state == solicitation_state::asked)
            db_.execute(update_words, which.id, seal_words(db_.vault(), record_.text.text, which.id));
    }

    /// Once for a person and a mobilisation.
    void clarify(request const& which, purpose how)
    {
        if (was_clarified(which))
            return;
        auto const known = find_mobilisation(db_, which.mobilisation);
        if (known)
            answer_back(which, how, known->request.by);  // as the question it repeats
    }

    void take_answer(request const& which, rules::reading const& read)
    {
        if (!bound_)
            bind(which);
        answered_from(db_, which.id, from_, record_.at);
        if (db_.query(select_person_restricted, which.id).next())
            return needs_person("restricted");  // neither asked nor answered: a person lifts it, or calls them
        if (read.meaning == reply_meaning::unclear) {
            needs_person("unclear");
            if (which.state == solicitation_state::asked && !is_over(which.of)) {
                keep_words(which);
                clarify(which, purpose::clarify);
            }
            return;
        }
        if (read.meaning == reply_meaning::yes && !is_over(which.of))
            if (auto const instead = asked_instead(which))
                return ask_which({*instead});
        auto const eta = read.when && record_.instant_of ? std::optional{record_.instant_of(*read.when)} : std::nullopt;
        if (bound_->id == which.id)
            result_.eta = eta;
        if (read.meaning == reply_meaning::yes && !is_over(which.of) && !counts(which, read.how, eta))
            return wait_for_acceptance(which, eta);
        give(which, read.meaning, eta);
    }

    /// What they were asked when this request was taken back, while it waits for them: a yes to the earlier one is for the
    /// person to put right.
    std::optional<request> asked_instead(request const& which) const
    {
        auto const found = std::find_if(requests_.begin(), requests_.end(), [&which](request const& each) {
            return which.taken_by == each.mobilisation && !is_over(each.of) && is_outstanding(each.state);
        });
        return which.taken_by && found != requests_.end() ? std::optional{*found} : std::nullopt;
    }

    bool counts(request const& which, rules::firmness how, std::optional<wall_time> eta)
    {
        if (how == rules::firmness::firm)
            return true;
        auto const known = find_mobilisation(db_, which.mobilisation);
        return known && rules::counts_at_once(how, eta, known->request.by, known->request.timed_yes);
    }

    /// Kept where people look, and not counted: staff accept it by answering for the person.
    void wait_for_acceptance(request const& which, std::optional<wall_time> eta)
    {
        needs_person("conditional");
        result_.conditional = true;
        db_.execute(update_words, which.id, seal_words(db_.vault(), record_.text.text, which.id));
        db_.execute(update_eta, which.id, eta);
    }

    void bind(request const& which)
    {
        bound_ = which;
        result_.mobilisation = which.mobilisation;
        result_.state = which.state;
    }

    void give(request const& which, reply_meaning meaning, std::optional<wall_time> eta = std::nullopt)
    {
        // No place for whoever could not be told of it: their earlier STOP holds until a person has spoken with them.
        if (meaning == reply_meaning::yes && !is_over(which.of) && has_opted_out(db_, which.id))
            return needs_person("opted-out");
        auto const back = said_enough() ? reaction::unsaid : reaction::said;
        if (back == reaction::unsaid && meaning == reply_meaning::yes)
            return needs_person("too-many");
        auto const given = give_answer(db_, which, meaning, record_.text.text, record_.at, back);
        if (back == reaction::unsaid && given.state != which.state)
            needs_person("too-many");
        db_.execute(update_eta, which.id, eta);
        db_.execute(settle_conditional, which.id, record_.at, which.mobilisation);
        db_.execute(settle_lost_order, which.id, record_.at, which.mobilisation);
        if (bound_ && bound_->id == which.id) {
            result_.state = given.state;
            result_.place = given.place;
        }
        result_.filled_now = given.filled_now || result_.filled_now;
    }

    bool staff_writes() const { return record_.channel == staff_channel; }

    /// When a mobilisation last asked whoever writes, or staff last spoke for them.
    wall_time last_addressed()
    {
        wall_time last{};
        for (auto const& each : requests_)
            if (auto row = db_.query(select_who_was_asked, each.id); row.next())
                last = std::max(last, row.instant(0));
        auto row = db_.query(select_staff_word, from_);
        return row.next() && !row.is_null(0) ? std::max(last, row.instant(0)) : last;
    }

    /// So much was said to whoever writes that a machine may be writing: then a person looks.
    bool said_enough()
    {
        if (staff_writes())
            return false;
        auto const since = last_addressed();
        std::int64_t said = 0;
        for (auto const& each : requests_) {
            auto row = db_.query(count_answers, each.id, since);
            if (row.next())
                said += row.integer(0);
        }
        return said >= most_answers;
    }

    void answer_back(request const& to, purpose why, wall_time deadline)
    {
        if (said_enough())
            return needs_person("too-many");
        queue_message(db_, to.id, why, record_.at, deadline);
    }

    void write_down()
    {
        auto const known_by = record_.text.provider_id.empty()
                                  ? std::nullopt
                                  : std::optional{reply_key(db_.vault(), record_.text.provider_id, record_.channel)};
        auto const person = why_.empty() ? std::nullopt : std::optional{why_};
        std::optional<mobilisation_id> mobilisation;
        std::optional<solicitation_id> solicitation;
        if (bound_) {
            mobilisation = bound_->mobilisation;
            solicitation = bound_->id;
        }
        db_.execute(
            insert_reply,
            record_.channel,
            known_by,
            from_,
            seal_reply(db_.vault(), record_.text.text, record_.channel, record_.at),
            readings_.front().meaning,
            record_.at,
            mobilisation,
            solicitation,
            person,
            result_.eta
        );
        result_.id = reply_id{db_.last_row()};
        result_.needs_a_person = person.has_value();
        tell();
    }

    /// How the words were read and what that did; never the words.
    void tell()
    {
        boost::json::object what{{"reply", to_string(result_.id)}, {"meaning", to_string(readings_.front().meaning)}};
        if (readings_.front().automatic)
            what["automatic"] = true;
        if (readings_.size() > 1) {
            boost::json::object answers;
            for (auto const& each : readings_)
                answers[each.code] = to_string(each.meaning);
            what["answers"] = std::move(answers);
        }
        if (result_.conditional)
            what["conditional"] = true;
        if (result_.eta)
            what["eta"] = format_instant(*result_.eta);
        if (bound_)
            what["solicitation"] = to_string(bound_->id);
        if (result_.state)
            what["state"] = to_string(*result_.state);
        if (result_.place)
            what["place"] = *result_.place;
        if (!why_.empty())
            what["needs_person"] = why_;
        auto const about = bound_ ? std::optional{bound_->mobilisation} : std::nullopt;
        write_line(db_, kinds::reply, about, {record_.channel, record_.at}, what);
    }

    database& db_;
    reply_record const& record_;
    sealed from_;
    std::vector<request> requests_;
    std::vector<rules::reading> readings_;  ///< one at least
    reply_result result_;
    std::optional<named_request> named_;
    bool simulated_ = false;  ///< written by somebody in a rehearsal
    std::optional<request> bound_;
    std::string why_;
};

}  // namespace

reply_result take_reply(database& db, reply_record const& record, message_names const& names)
{
    return reading{db, record, names}.take();
}

}  // namespace tocsin::dispatcher::tables
