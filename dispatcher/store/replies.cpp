// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/replies.hpp"

#include "dispatcher/store/journal.hpp"
#include "dispatcher/store/mobilisations.hpp"
#include "dispatcher/store/numbers.hpp"
#include "dispatcher/store/places.hpp"
#include "dispatcher/store/register.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace tocsin::dispatcher::tables {
namespace {

constexpr auto select_seen = "SELECT id, mobilisation FROM reply WHERE channel = ?1 AND provider_id = ?2";
// The one whose message is answered, whoever answers. The message that asked first has its solicitation's number.
constexpr auto select_named =
    "SELECT s.id, s.mobilisation, s.state, m.state, s.roles, s.volunteer, coalesce(t.address, s.address) FROM message t "
    "JOIN solicitation s ON s.id = coalesce(t.solicitation, t.id) JOIN mobilisation m ON m.id = s.mobilisation WHERE t.id = ?1";
constexpr auto select_opted_out =
    "SELECT 1 FROM solicitation s JOIN opt_out o ON o.address = s.address WHERE s.id = ?1";
constexpr auto insert_reply =
    "INSERT INTO reply (channel, provider_id, address, text, meaning, received, mobilisation, solicitation, needs_person) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
constexpr auto select_inbox =
    "SELECT id, channel, address, text, needs_person, received, mobilisation FROM reply "
    "WHERE needs_person IS NOT NULL AND settled IS NULL ORDER BY received, id LIMIT ?1";
constexpr auto update_settled =
    "UPDATE reply SET settled = ?3, settled_by = ?2 WHERE id = ?1 AND needs_person IS NOT NULL AND settled IS NULL";

/// What a reply names by its message's reference, and who was asked there.
struct named_request {
    request which;
    volunteer_id volunteer;
    std::string address;
};

std::optional<named_request> request_named(database& db, message_id which)
{
    auto row = db.query(select_named, which);
    if (!row.next())
        return std::nullopt;
    named_request found;
    found.which = read_asked(row);
    found.volunteer = row.id<volunteer_id>(5);
    found.address = row.text(6);
    return found;
}

bool has_opted_out(database& db, solicitation_id which) { return db.query(select_opted_out, which).next(); }

class reading {
public:
    reading(database& db, reply_record const& record, message_names const& names) : db_(db), record_(record)
    {
        if (auto const message = names.read(record.text.reference))
            named_ = request_named(db, *message);
    }

    reply_result take()
    {
        if (seen_before())
            return result_;
        auto const requests = requests_of(db_, record_.address);
        if (record_.automatic)
            bind_named();  // a machine wrote it: kept, no answer and no reaction
        else if (record_.meaning == reply_meaning::stop)
            stop(requests);
        else if (!record_.text.reference.empty())
            answer_named();
        else
            answer(requests);
        write_down();
        return result_;
    }

private:
    bool seen_before()
    {
        if (record_.text.provider_id.empty())
            return false;
        auto row = db_.query(select_seen, record_.channel, record_.text.provider_id);
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
        if (record_.address == named_->address)
            return false;
        auto const writers = volunteers_at(db_, record_.address);
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
        if (record_.meaning == reply_meaning::unclear)
            return needs_person("unclear");
        give(named_->which, record_.meaning);
    }

    /// Also the address that was asked, when its owner writes from another.
    void stop_named_address(std::vector<request>& requests)
    {
        if (!named_ || record_.address == named_->address || somebody_else())
            return;
        auto const also = opt_out(db_, named_->address, {record_.channel, record_.at});
        result_.opted_out.insert(result_.opted_out.end(), also.begin(), also.end());
        for (auto& each : requests_of(db_, named_->address))
            if (std::none_of(requests.begin(), requests.end(), [&each](auto const& known) { return known.id == each.id; }))
                requests.push_back(std::move(each));
    }

    void stop(std::vector<request> requests)
    {
        result_.opted_out = opt_out(db_, record_.address, {record_.channel, record_.at});
        stop_named_address(requests);
        if (!requests.empty())
            bind(named_ && !somebody_else() ? named_->which : requests.front());
        for (auto const& each : requests)
            if (!is_over(each.of) && each.state != solicitation_state::declined)
                give(each, reply_meaning::no);
        if (bound_)
            queue_message(db_, bound_->id, purpose::opted_out, record_.at, record_.at + hours{12});
    }

    void answer(std::vector<request> const& requests)
    {
        std::vector<request> open;
        std::copy_if(requests.begin(), requests.end(), std::back_inserter(open), [](request const& each) {
            return !is_over(each.of);
        });
        if (open.size() == 1)
            bind(open.front());
        if (record_.meaning == reply_meaning::unclear)
            return needs_person("unclear");
        if (open.size() > 1)
            return needs_person("shared-address");
        if (open.size() == 1)
            return give(open.front(), record_.meaning);
        if (requests.empty())
            return needs_person(volunteers_at(db_, record_.address).empty() ? "unknown-sender" : "no-open-request");
        bind(requests.front());
        give(requests.front(), record_.meaning);
    }

    void bind(request const& which)
    {
        bound_ = which;
        result_.mobilisation = which.mobilisation;
        result_.state = which.state;
    }

    void give(request const& which, reply_meaning meaning)
    {
        // No place for whoever could not be told of it: their earlier STOP holds until a person has spoken with them.
        if (meaning == reply_meaning::yes && !is_over(which.of) && has_opted_out(db_, which.id))
            return needs_person("opted-out");
        auto const given = give_answer(db_, which, meaning, record_.text.text, record_.at);
        result_.state = given.state;
        result_.place = given.place;
        result_.filled_now = given.filled_now || result_.filled_now;
    }

    void write_down()
    {
        auto const provider_id =
            record_.text.provider_id.empty() ? std::nullopt : std::optional{record_.text.provider_id};
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
            provider_id,
            record_.address,
            record_.text.text,
            record_.meaning,
            record_.at,
            mobilisation,
            solicitation,
            person
        );
        result_.id = reply_id{db_.last_row()};
        result_.needs_a_person = person.has_value();
        tell();
    }

    /// How the words were read and what that did; never the words.
    void tell()
    {
        boost::json::object what{{"reply", to_string(result_.id)}, {"meaning", to_string(record_.meaning)}};
        if (record_.automatic)
            what["automatic"] = true;
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
    reply_result result_;
    std::optional<named_request> named_;
    std::optional<request> bound_;
    std::string why_;
};

}  // namespace

reply_result take_reply(database& db, reply_record const& record, message_names const& names)
{
    return reading{db, record, names}.take();
}

std::vector<inbox_entry> inbox(database& db, int limit)
{
    std::vector<inbox_entry> found;
    auto row = db.query(select_inbox, limit);
    while (row.next()) {
        inbox_entry entry;
        entry.id = row.id<reply_id>(0);
        entry.channel = row.text(1);
        entry.address = row.text(2);
        entry.text = row.text(3);
        entry.why = row.text(4);
        entry.received = row.instant(5);
        if (!row.is_null(6))
            entry.mobilisation = row.id<mobilisation_id>(6);
        found.push_back(std::move(entry));
    }
    return found;
}

bool settle_inbox(database& db, reply_id which, act const& who)
{
    if (db.execute(update_settled, which, who.by, who.at) == 0)
        return false;
    write_line(db, kinds::settled, std::nullopt, who, {{"reply", to_string(which)}});
    return true;
}

}  // namespace tocsin::dispatcher::tables
