// SPDX-License-Identifier: Apache-2.0
// What goes into the store and what comes out of it: plain values, and how it fails.
#pragma once

#include "channels/port/channel.hpp"
#include "channels/port/inbox.hpp"
#include "channels/policy/failover.hpp"
#include "channels/policy/quota.hpp"
#include "channels/port/outcome.hpp"
#include "channels/port/runtime.hpp"
#include "dispatcher/store/sealed.hpp"
#include "rules/cap/meaning.hpp"
#include "rules/reply/arrival.hpp"
#include "rules/select/contacts.hpp"
#include "rules/words/alert.hpp"
#include "rules/words/message.hpp"
#include "rules/words/mobilisation.hpp"
#include "rules/words/volunteer.hpp"

#include <boost/system/result.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::dispatcher {

enum class store_failure {
    full,      ///< no room: nothing was written
    unknown,   ///< nobody can say whether it was written; the daemon stops and reads what is there
    corrupt,   ///< what is there is damaged; the daemon stops
    busy,      ///< another program holds the database: nothing was written, and it is worth trying again
    rejected,  ///< the database does not take this (a constraint, a statement): nothing of it was written
};

std::string_view to_string(store_failure value);

class store_error {
public:
    store_error() = default;
    store_error(store_failure failure, std::string why) : failure_(failure), why_(std::move(why)) {}

    store_failure failure() const { return failure_; }
    std::string const& why() const { return why_; }  ///< the engine's words; never personal data

private:
    store_failure failure_ = store_failure::unknown;
    std::string why_;
};

[[noreturn]] void throw_exception_from_error(store_error const& error, boost::source_location const& where);

template <class T>
using stored = boost::system::result<T, store_error>;

/// Who does something, and when: what the journal says of it.
struct act {
    act() = default;
    act(std::string by, wall_time at) : by(std::move(by)), at(at) {}

    std::string by;
    wall_time at;
};

// --- Alerts -------------------------------------------------------------------------------------------------------

/// What became of an alert: the end of each is different (cap.md 4).
enum class alert_standing { active, superseded, cancelled, logged };

std::string_view to_string(alert_standing value);

struct stored_alert {
    alert_id id;
    alert_identity identity;
    alert_status status = alert_status::draft;
    alert_kind kind = alert_kind::error;
    alert_standing standing = alert_standing::logged;
    std::string event;  ///< of the first info
    wall_time received;
    std::optional<wall_time> expires;
    std::string origin;  ///< who brought it
    std::string digest;  ///< SHA-256 of the bytes, hexadecimal
    std::string answer;  ///< JSON given to whoever brought it, given again when it comes twice
    std::vector<alert_identity> references;
    rules::alert_profile about;  ///< neighbours only
};

/// An alert on its way in, with everything it does, committed as one.
struct alert_record {
    alert_identity identity;
    alert_status status = alert_status::draft;
    alert_kind kind = alert_kind::error;
    alert_standing standing = alert_standing::logged;
    std::string event;
    rules::alert_profile about;
    std::optional<wall_time> expires;
    std::string origin;
    std::string digest;
    std::string raw;  ///< the bytes as they came
    std::vector<alert_identity> references;
    std::vector<std::pair<alert_id, alert_standing>> changes;  ///< what it does to earlier alerts
    std::vector<mobilisation> mobilisations;  ///< proposed or approved; `alert` and `id` are filled in by the store
    std::vector<mobilisation_id> joins;  ///< mobilisations that it stands behind as well
    std::vector<alert_id> heard_again;  ///< those on record that stand behind all of these with it
    std::vector<std::pair<mobilisation_id, std::string>> cancels;  ///< mobilisations it ends, and why
    /// Makes the answer once the ids are known.
    std::function<std::string(alert_id, std::vector<mobilisation> const&)> answer;
};

struct alert_outcome {
    alert_id id;
    std::string answer;
    bool seen_before = false;  ///< the same identity is on record; nothing was changed, the answer is the first one's
    bool same_content = true;  ///< false: same identity, other bytes
};

/// An alert that asked for a mobilisation.
struct alert_behind {
    alert_id id;
    alert_standing standing = alert_standing::active;
    std::optional<wall_time> expires;
    tocsin::severity gravest = severity::unknown;
};

struct neighbouring_mobilisation {
    mobilisation what;
    std::vector<alert_behind> behind;  ///< all of them, also those that are no neighbours
};

/// What is on record around an incoming alert: whatever it references or is referenced by, and so on from each to the next;
/// and what shares a key with it about the same time. And the mobilisations that any of these asked for, over or not.
struct alert_neighbours {
    std::vector<stored_alert> alerts;
    std::vector<neighbouring_mobilisation> mobilisations;
};

// --- Feeds --------------------------------------------------------------------------------------------------------

/// One thing that a feed lists, as it was last taken.
struct feed_item {
    std::string key;
    std::string version;
    std::optional<alert_identity> last;  ///< the message that was made of it; none: a document of somebody else's
    std::optional<wall_time> expires;  ///< of that message
    bool calm = false;  ///< the service said that it is over
    wall_time listed;  ///< when the feed was last seen to list it, to the day
};

/// What is known of a feed from one life to the next.
struct feed_record {
    std::string name;
    std::string etag;
    std::string last_modified;
    std::string digest;  ///< of what was published last
    std::optional<wall_time> succeeded;  ///< when it last answered as it should
    std::optional<wall_time> changed;  ///< when what it publishes last changed
    std::optional<wall_time> as_of;  ///< when the service says it wrote it
    std::vector<feed_item> items;  ///< recalled: all of them; kept: those that are new or other than before
};

// --- Mobilisations ------------------------------------------------------------------------------------------------

struct tally {
    int asked = 0;  ///< people solicited, whatever they answered
    int waiting = 0;  ///< asked and not answered yet
    int confirmed = 0;
    int reserve = 0;
    int declined = 0;
    int silent = 0;
    int unreachable = 0;
    int released = 0;
    int conditional = 0;  ///< of those waiting: said yes on a condition that nobody has accepted yet
    int possible_duplicates = 0;
    int orders_lost = 0;  ///< people with a place whom the order to come did not reach, and nobody has settled it
    std::map<message_state, int> messages;
    std::map<std::string, int> confirmed_by_role;  ///< places of the role that are taken; one person takes one place
    std::string outlook;  ///< JSON: the planner's last decision, whether it asked anybody or not; empty: none yet
};

struct state_change {
    mobilisation_id id;
    std::vector<mobilisation_state> from;  ///< refused unless the state is one of these
    mobilisation_state to = mobilisation_state::closed;
    std::string by;
    std::string reason;
    wall_time at;
};

enum class change_result { done, not_found, wrong_state };

/// Somebody a plan asks, over this medium.
struct planned_person {
    volunteer_id volunteer;
    tocsin::medium medium = medium::sms;

    friend bool operator==(planned_person const&, planned_person const&) = default;
};

/// What was shown and agreed to: nobody else is asked, in no other words.
struct frozen_plan {
    std::string digest;  ///< SHA-256 over the order, the texts, the channels, the list and its length
    wall_time at;
    std::string preview;  ///< JSON, see engine/plans.hpp
    std::vector<planned_person> people;  ///< by their number
    std::string instead_of;  ///< the digest of the plan that it stands in for; empty: of none
};

enum class assent_to_what { start, resume };

std::string_view to_string(assent_to_what value);

/// One person's yes to what they were shown.
struct assent_record {
    mobilisation_id id;
    assent_to_what to = assent_to_what::start;
    act who;
    std::string digest;  ///< of what they were shown, for a start
    int alone_up_to = 200;  ///< for so many people one yes is enough
    int people = 2;  ///< above, so many different people say yes, none of them who asked for it
    std::string break_glass;  ///< why one person alone has to be enough; empty: it does not have to
};

enum class assent_verdict {
    done,  ///< enough have said yes
    noted,  ///< more have to
    not_found,
    wrong_state,
    plan_changed,  ///< what they were shown is not what is there
    own_request,  ///< they asked for it: somebody else has to say yes
    superuser,  ///< root may be anybody: where it takes several, its yes is nobody's
};

struct assent {
    assent_verdict verdict = assent_verdict::not_found;
    int given = 0;
    int needed = 0;
};


/// A text rendered once and shared by every message of one purpose, medium and language.
struct rendered_text {
    tocsin::purpose purpose = purpose::ask;
    tocsin::medium medium = medium::sms;
    std::string language;
    message_text text;
    int parts = 1;
};

/// What an order is changed to while it runs, or before.
struct order_change {
    mobilisation_id id;
    act who;
    wall_time by;
    wall_time until;
    std::string reason;
    std::optional<frozen_plan> plan;  ///< the same people in the new words; nothing: everything is looked at anew
    std::vector<rendered_text> texts;  ///< said from now on; none: nothing was said yet
};

struct retraction {
    mobilisation_id id;
    act who;
    std::string reason;
    std::vector<rendered_text> texts;
};

/// One person to ask.
struct asked_person {
    volunteer_id volunteer;
    tocsin::medium medium = medium::sms;
    std::string const* channel = nullptr;  ///< outlives the call
    std::uint32_t roles = 0;  ///< bit i: holds the i-th role of the request
    float distance_km = 0;  ///< to where they are needed; not kept
};

/// People other mobilisations count on, as one of them sees it. A rehearsal engages nobody.
struct engagements {
    std::vector<volunteer_id> said_yes;  ///< confirmed or in reserve; the confirmed of a closed one until it is over on site
    std::vector<volunteer_id> asked;  ///< an answer is waited for
    std::vector<volunteer_id> to_take;  ///< asked by a less urgent one, and nothing came back yet: may be taken from there
};

/// A page of who was asked for real, and when.
struct contact_page {
    std::vector<rules::contact> contacts;
    solicitation_id last;  ///< where the next page begins
    bool more = false;
};

/// How many people changed sides.
struct withdrawals {
    int lost = 0;  ///< taken by more urgent mobilisations
    int won = 0;  ///< taken from less urgent ones
};

/// People asked in one mobilisation of whom the same is known.
struct heard_people {
    enum class what {
        queued,  ///< the question waits
        silent,
        confirmed,
        reserve,
        declined,
        lost,  ///< the question does not arrive
    };
    what known = what::silent;
    tocsin::medium medium = medium::sms;
    std::uint32_t roles = 0;  ///< bit i: hold the i-th role of the request
    milliseconds time{};  ///< silent: since the question left or, better, arrived; answered: from then to the answer; queued: since it was written
    int count = 0;
};

/// One of them; `time` as above.
struct heard_person {
    volunteer_id volunteer;
    heard_people::what known = heard_people::what::silent;
    tocsin::medium medium = medium::sms;
    std::uint32_t roles = 0;
    milliseconds time{};
};

struct wave_record {
    mobilisation_id mobilisation;
    wave_id wave;  ///< 0 opens a new one; otherwise continues it
    std::string funnel;  ///< JSON: the counts of who was not asked, and why
    std::string decision;  ///< JSON: what was believed, and why so many; stored with the first part, empty: no planner asked
    std::vector<rendered_text> texts;  ///< stored with the first part of the wave
    std::vector<asked_person> people;
    bool last = true;  ///< the wave is complete with this part
    wall_time at;
    wall_time deadline;  ///< of the messages
    rules::contact_limits limits;  ///< whoever was asked so often already is left out
};

struct wave_outcome {
    wave_id wave;
    int messages = 0;  ///< fewer than people: opted out, asked or engaged elsewhere since they were chosen, over the limits
    int taken = 0;  ///< of these, from less urgent mobilisations
    bool stopped = false;  ///< the mobilisation is no longer open for asking; nothing was added
};

struct stored_wave {
    wave_id id;
    wall_time at;
    int asked = 0;
    std::string funnel;
    std::string decision;  ///< as in wave_record
    bool complete = false;
};

// --- Outbox -------------------------------------------------------------------------------------------------------

/// A message claimed by a sender: its `sending` state is durable.
struct claimed_message {
    message_id id;
    sealed address;  ///< until it leaves, see store::envelope_of()
    std::string recipient_name;
    std::string language;
    tocsin::purpose purpose = purpose::ask;
    std::shared_ptr<message_text const> text;  ///< one for many
    int parts = 1;
    wall_time deadline;
    tocsin::gravity gravity = gravity::rehearsal;
    int attempt = 1;  ///< counted from 1
};

/// Where a message goes, and the name that its channel gives back to us.
struct envelope {
    std::string reference;
    std::string address;
};

struct outcome_record {
    message_id message;
    channels::outcome outcome;
    wall_time at;
    bool idempotent = false;  ///< the channel sends the same reference once
};

struct claim_result {
    std::vector<claimed_message> messages;
    mobilisation_id last;  ///< whose turn it was; the one asked about when nothing was claimed
    // Where nothing was claimed:
    bool more = false;  ///< other messages are due already
    std::optional<wall_time> next_due;  ///< when nothing more is due: the next instant that something is
};

struct receipt_result {
    bool matched = false;  ///< false: kept as an orphan, matched when its message is accepted
    std::optional<mobilisation_id> mobilisation;
};

/// What a channel writes down and what it takes next, in one commit: at a thousand messages a second a commit for each
/// would be most of the work.
struct channel_turn {
    std::string channel;
    std::vector<outcome_record> outcomes;
    std::vector<message_id> given_back;  ///< claimed, and never handed to the channel: as if they had not been
    std::vector<receipt> receipts;
    std::size_t limit = 0;  ///< how many to claim; 0: none
    mobilisation_id after;  ///< whose turn it was last: claims of one message come from each in turn
    channels::reach reach = channels::reach::real;  ///< whatever reaches anybody is given no rehearsal
    wall_time now;
};

struct turn_result {
    std::vector<receipt_result> receipts;  ///< one for each, in their order
    claim_result claimed;
    std::vector<mobilisation_id> lost_orders;  ///< one for each order to come that does not reach its person, see inbox
};

// --- Routes -------------------------------------------------------------------------------------------------------

/// One switch between channels, as it was decided.
struct switch_entry {
    wall_time at;
    tocsin::medium medium = medium::sms;
    channels::switch_decision what;
    int messages = 0;  ///< that were moved by it, so far
};

/// Queued messages of one or more channels, on their way to others.
struct channel_move {
    std::vector<std::string> from;
    std::vector<channels::route_leg> to;  ///< shared by weight; a leg that is also in `from` keeps its share
    std::size_t limit = 1;
    wall_time now;
    std::optional<switch_entry> entry;  ///< written down with it
    std::string counts_for;  ///< the channel whose latest switch they are counted with; empty: none
};

struct move_result {
    int moved = 0;
    bool more = false;  ///< the limit was reached
    bool captives = false;  ///< some stay: no leg may carry their mobilisation
};

/// Messages of one mobilisation that went the same way.
struct traffic_line {
    tocsin::purpose purpose = purpose::ask;
    std::string channel;
    message_state state = message_state::queued;
    bool follows = false;  ///< not the first message to its person
    int messages = 0;
    int parts = 0;
};

/// A page of those asked in one mobilisation, to be asked again over another medium where that is due.
struct escalation_page {
    mobilisation_id mobilisation;
    tocsin::escalation how;
    std::vector<channels::route_leg> to;  ///< carriers of that medium, shared by weight; never empty
    solicitation_id after;  ///< where the page begins
    int limit = 1;  ///< people looked at
    wall_time now;
    wall_time deadline;  ///< of the messages
};

struct escalation_result {
    int asked = 0;
    solicitation_id last;  ///< where the next page begins
    bool more = false;
};

/// Parts of a channel's day, taken before they are used.
struct lease_request {
    std::string channel;
    std::int64_t day = 0;  ///< civil days since 1970-01-01 in the house's time zone
    channels::day_limits limits;
    int parts = 1;  ///< of the next message
    double per_second = 1;
    std::int64_t taken = 0;  ///< as far as this life knows
};

struct parts_lease {
    std::int64_t granted = 0;  ///< 0: the message does not fit any more today
    std::int64_t taken = 0;  ///< of the day, these included
};

// --- Replies ------------------------------------------------------------------------------------------------------

struct reply_record {
    std::string channel;  ///< or "staff"
    inbound_text text;
    std::string address;  ///< normalised: E.164 or lower-case mailbox
    bool automatic = false;  ///< the medium says that a machine wrote it: no answer, no reaction
    wall_time at;
    /// When somebody means to be there who said so at `at`; none: no such time is kept.
    std::function<wall_time(rules::reply::arrival const&)> instant_of;
    /// The names of places near a commune (its INSEE code), which its people sign with; called from the writer. None: none are known.
    std::function<std::vector<std::string>(std::string const& commune)> places_near;
};

struct reply_result {
    reply_id id;
    bool seen_before = false;
    std::optional<mobilisation_id> mobilisation;
    reply_meaning meaning = reply_meaning::unclear;  ///< of the first request it answers
    bool conditional = false;  ///< a yes that nobody has accepted yet: with "mais", or too late
    std::optional<wall_time> eta;  ///< when they mean to be there, as they said
    std::optional<solicitation_state> state;  ///< of the solicitation after the reply, when it touched one
    std::optional<int> place;  ///< confirmed: which of the need; reserve: the how manieth
    bool needs_a_person = false;
    bool filled_now = false;
    std::vector<volunteer_id> opted_out;  ///< whom a STOP came from
};

struct inbox_entry {
    reply_id id;
    std::string channel;
    std::string address;
    std::string text;
    /// unclear, conditional, which-request, unknown-sender, no-open-request, unknown-reference, other-person, opted-out, too-many;
    /// order-lost: no reply, but somebody who has a place and was not reached with the order to come
    std::string why;
    std::optional<wall_time> eta;  ///< as they said
    wall_time received;
    std::optional<mobilisation_id> mobilisation;
};

// --- Register -----------------------------------------------------------------------------------------------------

struct import_counts {
    int added = 0;
    int updated = 0;
    int unchanged = 0;
    std::vector<volunteer> changed;  ///< those added or updated, as they are now
};

/// Somebody as a selection sees them: names and addresses stay sealed.
struct register_entry {
    volunteer who;  ///< without names and addresses
    bool has_mobile = false;
    bool has_email = false;
    bool damaged = false;  ///< what was sealed does not open: nobody is to be chosen by what is left
};

struct volunteer_query {
    std::string text;  ///< matches the start of an external id, a name, a postcode or a commune's code; empty: all
    std::string address;  ///< normalised; not empty: whoever has it or had it, and nobody else
    volunteer_id after;
    int limit = 50;
};

/// Part of a search.
struct volunteer_page {
    std::vector<volunteer> people;
    volunteer_id reached;  ///< where to go on, unless it is complete
    bool complete = true;
};

/// One line of a report: a person asked and what came of it.
struct report_row {
    solicitation_id solicitation;
    std::string external_id;
    std::string first_name;
    std::string last_name;
    std::string commune;
    tocsin::medium medium = medium::sms;
    solicitation_state state = solicitation_state::asked;
    message_state message = message_state::queued;
    std::optional<wall_time> asked;
    std::optional<wall_time> answered;
    std::string answer;
    std::optional<int> place;  ///< confirmed: which of the need; reserve: the how manieth
    std::optional<wall_time> eta;  ///< when they mean to be there, as they said
};

/// What one volunteer was sent and answered, newest first.
struct message_story {
    message_id id;
    mobilisation_id mobilisation;
    tocsin::purpose purpose = purpose::ask;
    tocsin::medium medium = medium::sms;
    std::string channel;
    message_state state = message_state::queued;
    int attempts = 0;
    bool possible_duplicate = false;
    bool doubtful = false;  ///< nobody knows what came of an attempt: it may have arrived, whatever the state says
    wall_time created;
    std::optional<wall_time> accepted;
    std::optional<wall_time> ended;
};

// --- Journal ------------------------------------------------------------------------------------------------------

/// One line of what was decided and done, written in the transaction of what it tells. Names volunteers by their number
/// in the register, and holds neither their words nor their addresses.
struct journal_line {
    std::int64_t number = 0;  ///< from 1, without a gap
    wall_time at;
    std::string kind;
    std::optional<mobilisation_id> mobilisation;
    std::string by;
    std::string what;  ///< a JSON object
    std::string link;  ///< SHA-256 over the link before it and everything above
};

/// The last line: whoever knows it knows whether any line up to it was changed.
struct journal_head {
    std::int64_t number = 0;
    std::string link;

    friend bool operator==(journal_head const&, journal_head const&) = default;
};

enum class journal_defect {
    altered,  ///< a line is not what its link was made of
    missing,  ///< a number is not there
    cut,  ///< lines that were written are gone
    other_history,  ///< a head kept elsewhere is not of this chain
    unexplained,  ///< a mobilisation is not as its last line says
    damaged,  ///< the file itself, not a line: what SQLite says of it
};

std::string_view to_string(journal_defect value);
std::optional<journal_defect> parse_journal_defect(std::string_view text);

struct journal_finding {
    journal_defect defect = journal_defect::altered;
    std::int64_t number = 0;  ///< the line; 0: see `about`
    std::string about;
    bool accepted = false;  ///< somebody has looked at it and said to go on
};

struct journal_standing {
    journal_head head;
    bool held = false;  ///< something is wrong that nobody has accepted: nothing is handed to a channel
    std::vector<journal_finding> findings;
};

struct journal_query {
    std::optional<mobilisation_id> mobilisation;  ///< nothing: all lines
    std::int64_t after = 0;
    int limit = 100;
};

/// A stretch of the chain, verified. The last stretch also looks whether the tables are as the journal says.
struct journal_check {
    journal_head reached;
    bool complete = false;
    std::vector<journal_finding> findings;
};

/// Something done that changes no table.
struct journal_note {
    std::string kind;
    act who;
    std::string what;  ///< a JSON object
};

}  // namespace tocsin::dispatcher
