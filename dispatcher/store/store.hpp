// SPDX-License-Identifier: Apache-2.0
// The seam to what is durable: alerts, mobilisations, the outbox, replies, the register. No SQL in sight, and nothing
// that assumes a single process for ever.
//
// Every function waits until its work is committed (reads: until what was asked before is). Cancelling the wait leaves
// it open whether a write happened. Failures are values; after `unknown` or `corrupt` the daemon stops rather than guess.
#pragma once

#include "channels/port/runtime.hpp"
#include "dispatcher/store/records.hpp"
#include "rules/wave/places.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::dispatcher {

class store {
public:
    virtual ~store() = default;

    // Alerts
    virtual task<stored<std::optional<stored_alert>>> find_alert(alert_identity identity) = 0;
    virtual task<stored<alert_neighbours>> neighbours_of(
        alert_identity identity, std::vector<alert_identity> references, rules::alert_profile about
    ) = 0;
    virtual task<stored<alert_outcome>> record_alert(alert_record record, wall_time now) = 0;
    virtual task<stored<std::vector<stored_alert>>> alerts(int limit) = 0;
    virtual task<stored<std::optional<std::string>>> alert_bytes(alert_id which) = 0;

    // Feeds
    /// One of that name without anything in it when there is none yet.
    virtual task<stored<feed_record>> recall_feed(std::string name) = 0;
    /// Items that were not listed since `forget` are forgotten. Returns how many items there are.
    virtual task<stored<int>> keep_feed(feed_record what, wall_time forget) = 0;

    // Mobilisations
    /// The same idempotency key gives the same mobilisation; an empty key is no key.
    virtual task<stored<mobilisation>> create_mobilisation(mobilisation proposed, std::string idempotency_key) = 0;
    virtual task<stored<std::optional<mobilisation>>> find_mobilisation(mobilisation_id which) = 0;
    virtual task<stored<std::vector<mobilisation>>> mobilisations(bool also_over, int limit) = 0;
    virtual task<stored<change_result>> change_state(state_change change) = 0;
    virtual task<stored<std::optional<frozen_plan>>> plan_of(mobilisation_id which) = 0;
    /// Gives the plan that is kept: this one, or the one that was there before.
    virtual task<stored<frozen_plan>> freeze_plan(mobilisation_id which, frozen_plan plan, act who) = 0;
    virtual task<stored<assent>> assent_to(assent_record given) = 0;
    /// Who has said yes to what is there, be it a plan or the end of a pause, in their order and in the manner of `approved_by`.
    /// Empty: nobody, or nothing waits for it.
    virtual task<stored<std::string>> agreed_by(mobilisation_id which) = 0;
    /// Later, for people still asked and still to be asked.
    virtual task<stored<change_result>> extend(order_change change) = 0;
    /// From here on the closing tells everyone who was or may have been reached that it was wrong, each once.
    virtual task<stored<change_result>> retract(retraction what) = 0;
    /// How many people a message of it reached or may have reached.
    virtual task<stored<int>> people_reached(mobilisation_id which) = 0;
    virtual task<stored<tally>> tally_of(mobilisation_id which) = 0;
    /// What is left for this call to fill, its own people not counted: less than its need when several calls fill one.
    virtual task<stored<rules::empty_places>> places_for(mobilisation which) = 0;
    virtual task<stored<std::vector<volunteer_id>>> asked_in(std::vector<mobilisation_id> which) = 0;
    /// Whom mobilisations other than this one count on; what it may take follows from its rank (see rank_of).
    virtual task<stored<engagements>> engaged_elsewhere(mobilisation_id which, mobilisation_request request, wall_time now) = 0;
    /// Who was asked for real since `since`, in the order of their numbers; a message that waits counts as leaving now.
    virtual task<stored<contact_page>> contacts_after(solicitation_id after, wall_time since, int limit) = 0;
    virtual task<stored<withdrawals>> withdrawals_of(mobilisation_id which) = 0;
    virtual task<stored<wave_outcome>> open_wave(wave_record part) = 0;
    virtual task<stored<std::vector<stored_wave>>> waves_of(mobilisation_id which) = 0;
    /// What those asked have answered so far, in groups of a quarter of a minute.
    virtual task<stored<std::vector<heard_people>>> heard_in(mobilisation_id which, wall_time now) = 0;
    /// The same, person by person, in the order in which they were asked.
    virtual task<stored<std::vector<heard_person>>> people_heard_in(mobilisation_id which, wall_time now) = 0;
    /// Every message of it, also those that never left. Reads all of them: for the few mobilisations of a rehearsal.
    virtual task<stored<std::vector<traffic_line>>> traffic_of(mobilisation_id which) = 0;
    /// Replaces the outlook of the tally. False: no such mobilisation.
    virtual task<stored<bool>> keep_outlook(mobilisation_id which, std::string decision) = 0;
    virtual task<stored<std::vector<rendered_text>>> texts_of(mobilisation_id which) = 0;
    /// Up to `limit` messages of one mobilisation that is over: unsent asks are cancelled, people asked hear the end.
    /// Returns how many rows were treated; 0: the closing is complete.
    virtual task<stored<int>> close_some(mobilisation_id which, int limit, wall_time now) = 0;
    /// Mobilisations whose closing is not complete.
    virtual task<stored<std::vector<mobilisation>>> unclosed() = 0;
    virtual task<stored<std::vector<report_row>>> report_of(mobilisation_id which, solicitation_id after, int limit) = 0;

    // Outbox
    /// All of it or, on an error, nothing. Shared, so that whoever asks can try again.
    virtual task<stored<turn_result>> take_turn(std::shared_ptr<channel_turn const> turn) = 0;
    /// At once, on the caller's thread: a fan-out waits for the writer as it is. Nothing when the address does not open
    /// because a bit of it has changed: better nobody than somebody who was never registered.
    virtual std::optional<envelope> envelope_of(claimed_message const& message) const = 0;
    /// Messages that a former life left in `sending`: their outcome is unknown. Returns how many.
    virtual task<stored<int>> recover_sending(std::string channel, bool idempotent, wall_time now) = 0;
    virtual task<stored<std::map<std::string, std::map<message_state, int>>>> outbox_by_channel() = 0;

    // Routes
    /// Up to `limit` queued messages; what is in flight stays. An officer's choice of channels holds.
    virtual task<stored<move_result>> move_queued(channel_move move) = 0;
    /// The latest first.
    virtual task<stored<std::vector<switch_entry>>> switches(int limit) = 0;
    /// Ends the pause of one message that waits for another try, for a probe: one that cannot have arrived yet, or the same
    /// person would read it again at each probe. Returns how many.
    virtual task<stored<int>> hasten_probe(std::string channel, wall_time now) = 0;
    /// The same for all of them, when the channel works again.
    virtual task<stored<int>> hasten_all(std::string channel, wall_time now) = 0;
    /// Everybody is asked again once at most. Somebody who answered, opted out, or has no address there is left alone.
    virtual task<stored<escalation_result>> ask_again(escalation_page page) = 0;
    virtual task<stored<parts_lease>> lease_parts(lease_request request) = 0;
    virtual task<stored<std::int64_t>> parts_taken(std::string channel, std::int64_t day) = 0;

    // Replies
    virtual task<stored<reply_result>> take_reply(reply_record record) = 0;
    /// Pieces of texts, until they are handed up: see channels::inbox. A set that is unknown is forgotten already.
    virtual task<stored<channels::kept_pieces>> keep_piece(std::string channel, channels::text_piece piece, wall_time now) = 0;
    virtual task<stored<std::vector<channels::kept_pieces>>> pieces_before(std::string channel, wall_time then) = 0;
    virtual task<stored<int>> forget_pieces(std::string channel, std::string set) = 0;
    virtual task<stored<std::vector<inbox_entry>>> inbox(int limit) = 0;
    virtual task<stored<bool>> settle_inbox(reply_id which, act who) = 0;

    // Register
    virtual task<stored<import_counts>> import_volunteers(std::vector<volunteer> batch, act who) = 0;
    virtual task<stored<std::vector<register_entry>>> entries_after(volunteer_id after, int limit) = 0;
    virtual task<stored<std::vector<volunteer>>> volunteers_after(volunteer_id after, int limit) = 0;
    virtual task<stored<std::vector<volunteer>>> volunteers(std::vector<volunteer_id> which) = 0;
    /// Looks at some of them: ask again from where it ended until it is complete.
    virtual task<stored<volunteer_page>> search_volunteers(volunteer_query query) = 0;
    virtual task<stored<std::optional<volunteer>>> find_volunteer(std::string external_id) = 0;
    /// Opts the address out everywhere: nothing queued for it leaves, nothing new is queued, a place held is given back.
    /// Returns who it belongs to.
    virtual task<stored<std::vector<volunteer_id>>> opt_out(std::string address, act who) = 0;
    /// What they had promised is given back first.
    virtual task<stored<bool>> erase_volunteer(volunteer_id which, act who) = 0;
    virtual task<stored<std::vector<message_story>>> story_of(volunteer_id which) = 0;

    // Journal
    virtual task<stored<std::vector<journal_line>>> journal(journal_query query) = 0;
    virtual task<stored<journal_standing>> journal_now() = 0;
    /// Verifies up to `limit` lines after one that is taken for sound. What it finds holds the senders.
    virtual task<stored<journal_check>> check_journal(journal_head after, int limit, wall_time now) = 0;
    /// What is wrong with the chain, supposing that it once ended in this head.
    virtual task<stored<std::optional<journal_finding>>> compare_head(journal_head kept) = 0;
    /// Writes down what was found elsewhere than in the lines. It holds the senders.
    virtual task<stored<bool>> hold_because(std::vector<journal_finding> found, wall_time now) = 0;
    virtual task<stored<journal_head>> note(journal_note what) = 0;
    /// Says in the journal that what was found is known and explained, and lets the senders go on.
    virtual task<stored<journal_head>> accept_findings(act who, std::string reason) = 0;
};

}  // namespace tocsin::dispatcher
