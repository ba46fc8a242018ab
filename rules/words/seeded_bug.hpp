// SPDX-License-Identifier: Apache-2.0
// Known bugs, compiled in only where the tests prove that they would be caught (tests/simulation). A production build
// has none of this: without TOCSIN_SEEDED_BUGS every question is a constant false.
#pragma once

#include <string_view>

namespace tocsin {

enum class bug {
    none,
    acknowledge_before_commit,  ///< the answer leaves before the commit
    intent_after_wire,  ///< `sending` is not durable when the bytes leave
    stop_seen_at_selection_only,  ///< an opt-out does not reach what is queued
    receipt_overwrites,  ///< the last receipt wins, whatever came before
    pace_forgets_restart,  ///< a restart starts with a fresh allowance
    cancel_leaves_queue,  ///< what is queued leaves although the mobilisation ended
    same_alert_again,  ///< the same alert opens a second mobilisation
    crash_resends_silently,  ///< what was in flight is sent again without a flag
    missing_area_is_everywhere,  ///< an alert without a usable area asks everyone
    approval_digest_ignored,  ///< a yes to what was shown before counts for what is there now
    approver_counted_twice,  ///< one person's two yeses count as two people's
    retract_misses_uncertain,  ///< whose message may have arrived is not told that it was wrong
    exercise_prefix_lost,  ///< an exercise reads like the real thing
    journal_link_skipped,  ///< a journal line is not bound to the one before it
    place_beyond_ceiling,  ///< every yes is told to come
    reserve_not_moved_up,  ///< a place given back stays empty
    two_closing_messages,  ///< whoever hears the end hears it twice
    no_unanswered,  ///< whoever says no hears nothing
    late_yes_unanswered,  ///< a yes after the end gets no word
    order_after_withdrawal,  ///< an order to come that was on its way is tried again after a no
    doubtful_not_told,  ///< whoever may have been asked, the answer being lost, does not hear the end
    failover_moves_unsettled,  ///< what is in flight is moved before its outcome is known
    failover_never,  ///< a channel that ails is never left
    failover_at_once,  ///< without patience, and again and again
    failover_fresh_pace,  ///< a channel that takes over starts with a fresh allowance
    silence_forgotten,  ///< a provider that never answers is handed the same message again and again
    asked_again_and_again,  ///< the second medium forgets whom it asked already
    quota_forgets_restart,  ///< the count of the day lives in memory
    rehearsal_forgotten,  ///< what is queued does not remember that it is an exercise
    extension_keeps_old_words,  ///< what was queued before a later time was decided tells the former one
    retraction_rings_nobody,  ///< the correction waits until somebody looks
    wider_call_counts_alone,  ///< a call over more ground does not see the places that the one it widens has filled
    wider_call_asks_again,  ///< a call over more ground asks those who were asked before
    refused_by_guess,  ///< an alert that could not be kept just now is called refused
    reply_lost,  ///< a reply is kept, and counted for nothing
    reply_of_another,  ///< a reply counts for somebody else
    restart_waits,  ///< after a start as after a failure
    urgent_waits_its_turn,  ///< what was raised first leaves first
    asked_while_asked_elsewhere,  ///< one mobilisation does not see whom another waits for
    yes_is_taken,  ///< a more urgent mobilisation takes people who said yes
    taken_without_a_word,  ///< whoever is taken is not told that the earlier request is void
    taken_and_stood_down,  ///< whoever was taken hears the end of the earlier mobilisation as well
    contact_budget_forgotten,  ///< nobody counts how often people are asked
};

#ifdef TOCSIN_SEEDED_BUGS
/// Which one is active; set by the test before the daemon starts.
inline bug active_bug = bug::none;

inline bool seeded(bug which) { return active_bug == which; }
#else
constexpr bool seeded(bug) { return false; }
#endif

}  // namespace tocsin
