// SPDX-License-Identifier: Apache-2.0
// What the commands say.
#include "dispatcher/cli/messages.hpp"

namespace tocsin::cli {
namespace {

// clang-format off
constexpr entry phrase_table[] = {
    // session
    {phrase::yes_or_no, says("[y/N]")},
    {phrase::answer_unreadable, says(
        "the daemon's answer cannot be read: do the versions of tocsin and tocsind differ?")},
    {phrase::answer_refused, says("the daemon refused the request (HTTP {}).")},
    {phrase::daemon_absent, says("the daemon does not answer: nobody listens at {}.")},
    {phrase::daemon_absent_do, says(
        "See whether it runs: systemctl status tocsind\n"
        "Another socket: tocsin --socket PATH …, or the variable TOCSIN_SOCKET.")},
    {phrase::socket_forbidden, says("this user may not open {}.")},
    {phrase::socket_forbidden_do, says("Join the daemon's group: sudo usermod -aG tocsin $USER, then log in again.")},
    {phrase::daemon_silent, says("the daemon took the request but does not answer.")},
    {phrase::daemon_silent_do, says(
        "Whether it was done is not known: look with tocsin status before trying again.\n"
        "Then: journalctl -u tocsind -n 50")},
    {phrase::daemon_broken, says("the daemon hung up in the middle of its answer.")},

    // usage
    {phrase::usage_see_help, says("Help: {} --help")},
    {phrase::usage_unknown, says("I do not know \"{}\".")},
    {phrase::usage_nearest, says("Did you mean \"{}\"?")},
    {phrase::usage_no_command, says("a command is missing.")},
    {phrase::usage_missing, says("{} is missing.")},
    {phrase::usage_value_missing, says("{} lacks a value, or has too many.")},
    {phrase::usage_bad_value, says("the value of {} is not possible.")},
    {phrase::usage_expected, says("Expected: {}.")},
    {phrase::usage_unreadable, says("the command line cannot be read: {}")},

    // files
    {phrase::file_unreadable, says("{} cannot be read: {}")},
    {phrase::file_unwritable, says("{} cannot be written: {}")},
    {phrase::file_too_large, says("{} is larger than {} KiB.")},
    {phrase::file_full, says("{} is incomplete: is the disk full?")},

    // attention
    {phrase::attention_now, says("Now")},
    {phrase::attention_soon, says("Soon")},
    {phrase::attention_know, says("Good to know")},
    {phrase::attention_none, says("All is quiet: nothing waits for anybody.")},

    // shared
    {phrase::word_exercise, says("EXERCISE")},
    {phrase::word_line, says("line")},
    {phrase::none, says("none")},
    {phrase::people, counts("{} person", "{} people")},
    {phrase::messages, counts("{} message", "{} messages")},
    {phrase::parts, counts("{} part", "{} parts")},
    {phrase::in_unicode, says("in Unicode: 70 characters for each SMS instead of 160")},
    {phrase::dry_run_over, says("A trial only: nothing was recorded or sent.")},
    {phrase::not_confirmed, says("this needs a confirmation, and nobody can answer here. Nothing was done.")},
    {phrase::not_confirmed_do, says("Read it with --dry-run, then add --yes.")},
    {phrase::nothing_sent, says("Nothing was sent.")},
    {phrase::nothing_erased, says("Nothing was erased.")},
    {phrase::next_approve, says("Next: tocsin preview {0}, then tocsin approve {0} (or tocsin cancel {0}).")},
    {phrase::next_watch, says("Follow it: tocsin watch {}")},
    {phrase::next_resume, says("Go on: tocsin resume {0}. Stop: tocsin cancel {0}")},
    {phrase::next_close, says("Once everybody is on their way: tocsin close {}")},
    {phrase::next_report, says("Report: tocsin report {}")},

    // alerts
    {phrase::alert_kept, says("Alert {} recorded.")},
    {phrase::alert_known, says("Alert {} was known already: nothing changed.")},
    {phrase::alert_held, says("The alert waits for a person: {}")},
    {phrase::alert_ended, says("Mobilisations that this alert ends: {}")},
    {phrase::alert_without_rule, says("No rule applies: nobody will be asked. Why: tocsin rules try FILE")},
    {phrase::no_alert, says("No alert.")},
    {phrase::rule_fires, says("applies")},
    {phrase::rule_does_not, says("does not apply")},
    {phrase::no_hazard, says("This alert announces no hazard.")},
    {phrase::tried_when_sent, says("Judged as on the day it was sent, {}:")},
    {phrase::tried_row, says(
        "Alerts: {} · calls proposed: {} · launched: {} · going on already: {} · waiting for their interval: {} · "
        "ignored: {} · without a rule: {} · held: {} · out of question: {} · unreadable: {}")},
    {phrase::call_answered, says("going on already")},
    {phrase::call_of_nobody, says("nothing is left to keep")},
    {phrase::alert_note, says("Note: {}")},
    {phrase::alert_tolerated, says("Tolerated: {}")},
    {phrase::no_alert_files, says("The folder {} holds no .xml or .cap file that can be read.")},
    {phrase::neither_file_nor_feed, says(
        "\"{}\" is neither a file nor a folder: looked for as the name of a feed (tocsin feeds).")},
    {phrase::nothing_to_try, says("What is to be tried? A file, a folder, a feed's name, or --kept.")},
    {phrase::all_caught, says("Every alert has its rule.")},
    {phrase::uncaught_alerts, says("Alerts that no rule takes: {}")},
    {phrase::nearest_rule, says("the nearest: {}; what is missing: {}")},
    {phrase::rule_is_idle, says("can never apply: {}")},
    {phrase::rules_fine, says("The rules are sound.")},
    {phrase::config_fine, says("The configuration is sound.")},
    {phrase::label_standing, says("Standing")},
    {phrase::label_received, says("Received")},
    {phrase::label_expires, says("Expires")},
    {phrase::label_origin, says("Origin")},
    {phrase::label_sender, says("Sender")},
    {phrase::label_identifier, says("Identifier")},

    // mobilise and preview
    {phrase::role_unreadable, says("\"{}\" is not a role: write SKILL:N, such as boat:4.")},
    {phrase::shape_unreadable, says("{} holds no usable polygon.")},
    {phrase::shape_do, says("It takes GeoJSON (RFC 7946) with polygons without holes, longitude first.")},
    {phrase::nobody_matches, says("nobody matches: there is nothing to send.")},
    {phrase::nobody_matches_do, says("Widen the zone or the radius (--radius), or drop a skill.")},
    {phrase::register_loading, says("the register is still being read.")},
    {phrase::register_loading_do, says("Try again in a few seconds.")},
    {phrase::ask_send, counts("Send to {} person?", "Send to {} people?")},
    {phrase::ask_send_exercise, counts("EXERCISE: send to {} person?", "EXERCISE: send to {} people?")},
    {phrase::ask_propose, counts(
        "Propose ({} person, an approval will be needed)?",
        "Propose ({} people, an approval will be needed)?")},
    {phrase::key_is, says("Idempotency key: {0} (after a break, the same command with --key {0} does not send twice)")},
    {phrase::candidates_of, counts("{} person matches, of {} registered.", "{} people match, of {} registered.")},
    {phrase::title_funnel, says("The others:")},
    {phrase::title_cost, says("Sending:")},
    {phrase::cost_total, says("In all {}, within {} at the allowed rate.")},
    {phrase::cost_budget, says("Budget: at most {} people, {} at most for the question.")},
    {phrase::cost_besides, says("Not included: the confirmations and the words at the end.")},
    {phrase::cost_besides_again, says(
        "Not included: asking again over another medium, the confirmations and the words at the end.")},
    {phrase::title_paces, says("What each pace costs if {0} % say yes ({1} to {2} %):")},
    {phrase::pace_first, says("{} first")},
    {phrase::pace_asked, says("{0} in all ({1} to {2})")},
    {phrase::pace_filled, says("filled in {}")},
    {phrase::pace_not_filled, says("not filled ({} yes)")},
    {phrase::no_channel, says("no channel")},
    {phrase::label_need, says("Need")},
    {phrase::label_zone, says("Zone")},
    {phrase::label_at, says("Place")},
    {phrase::label_by, says("By")},

    // progress
    {phrase::label_agreed, says("Said yes")},
    {phrase::others_have_to_agree, says("{}; somebody else still has to")},
    {phrase::label_confirmed, says("Confirmed")},
    {phrase::label_role, says("Role")},
    {phrase::label_people, says("People")},
    {phrase::label_messages, says("Messages")},
    {phrase::messages_are, says("messages: {}")},
    {phrase::label_outlook, says("Why")},
    {phrase::label_forecast, says("Forecast")},
    {phrase::label_channels, says("Channels")},
    {phrase::channels_well, says("all well")},
    {phrase::waves_are, says("{}, the last {} ({} people)")},
    {phrase::waves_again, says(" · next look {}")},
    {phrase::forecast_is, says("{} to {} yes by {} · {}% chance to fill every place")},
    {phrase::watch_left, says("{} goes on without being watched. Back to it: tocsin watch {}")},
    {phrase::may_arrive_twice, counts("{} message may have arrived twice.", "{} messages may have arrived twice.")},
    {phrase::replies_to_read, counts(
        "{} reply waits to be read: tocsin inbox.",
        "{} replies wait to be read: tocsin inbox.")},
    {phrase::orders_lost, counts(
        "{} person with a place did not get the order to come: tocsin inbox says whom; call them.",
        "{} people with a place did not get the order to come: tocsin inbox says whom; call them.")},
    {phrase::watch_waits, says("The daemon has stopped answering; waiting for it to come back.")},
    {phrase::no_mobilisation, says("No mobilisation is under way.")},

    // volunteers
    {phrase::import_lines, counts("{} line read.", "{} lines read.")},
    {phrase::import_added, says("added")},
    {phrase::import_updated, says("updated")},
    {phrase::import_unchanged, says("unchanged")},
    {phrase::import_rejected, says("rejected")},
    {phrase::import_without_mobile, says("without a mobile")},
    {phrase::import_without_consent, says("without consent")},
    {phrase::import_without_place, says("without a place")},
    {phrase::import_availability_unknown, says("availability unknown")},
    {phrase::import_rejects_in, says("Rejected lines, with the reason: {}")},
    {phrase::import_cut, says("There are too many remarks: only the first were kept.")},
    {phrase::no_volunteer, says("Nobody.")},
    {phrase::list_goes_on, says("There are more: --limit N.")},
    {phrase::opted_out, says("{} will not be contacted again.")},
    {phrase::opted_in, says("{} may be asked again.")},
    {phrase::rectified, says("{} is put right.")},
    {phrase::restricted, says("{} stays in the register, neither asked nor written to. To lift it: --lift")},
    {phrase::released, says("{} may be asked again.")},
    {phrase::no_field, says("\"{}\" is not FIELD=VALUE.")},
    {phrase::no_field_hint, says(
        "Fields are the register's columns: tocsin volunteers rectify ID mobile=… postcode=04000")},
    {phrase::ask_erase, says("Erase {} for ever, with everything that tells of them?")},
    {phrase::erased, says("{} is erased.")},
    {phrase::exported, says("Exported to {} (readable by you alone).")},

    // house
    {phrase::reply_to_inbox, says("The reply is kept; it needs a person: tocsin inbox")},
    {phrase::reply_counted, says("The reply is counted: {} ({}).")},
    {phrase::reply_kept, says("The reply is recorded.")},
    {phrase::there_at, says("there {}")},
    {phrase::inbox_empty, says("No reply is waiting.")},
    {phrase::inbox_next, says("Once dealt with: tocsin inbox settle ID")},
    {phrase::settled, says("{} is settled.")},
    {phrase::link_up, says("up")},
    {phrase::link_down, says("down")},
    {phrase::channel_ails, says("in trouble")},
    {phrase::channel_replaced, says("replaced")},
    {phrase::channel_rests, says("resting")},
    {phrase::channel_because, says("because: {}")},
    {phrase::channel_slowed, says("{} of {}/s")},
    {phrase::parts_left, says("{} left today")},
    {phrase::channel_switch, says("{} {} → {}: {} ({} messages)")},
    {phrase::status_trouble, says("Channel {} fails ({}): its messages wait. See `tocsin channels`.")},
    {phrase::feed_line_well, says("well")},
    {phrase::feed_line_starting, says("not read yet")},
    {phrase::feed_line_failing, says("failing")},
    {phrase::feed_line_silent, says("SILENT")},
    {phrase::feed_line_stale, says("STALE")},
    {phrase::feed_success, says("read {}")},
    {phrase::feed_change, says("changed {}")},
    {phrase::feed_never, says("never")},
    {phrase::feed_next, says("next look {}")},
    {phrase::feed_counts, says("{} listed · {} new · {} refused")},
    {phrase::feed_waiting, says("{} waiting")},
    {phrase::no_feed, says("No feed is configured (`feeds` in tocsin.yaml).")},
    {phrase::client_senders, says("speaks for {}")},
    {phrase::client_events, says("of {}")},
    {phrase::client_zones, says("within {}")},
    {phrase::client_rate, says("{} requests a minute")},
    {phrase::client_largest, says("launches up to {} people")},
    {phrase::client_of, says("{}'s")},
    {phrase::client_launches, says("may launch")},
    {phrase::client_signs, says("XML signature required")},
    {phrase::client_revoked_at, says("REVOKED {} by {}")},
    {phrase::client_in_settings, says("named in tocsin.yaml")},
    {phrase::client_added_at, says("added {} by {}")},
    {phrase::client_used_at, says("seen {}")},
    {phrase::client_never_used, says("never seen")},
    {phrase::client_token_once, says("Its token, shown this once (Authorization: Bearer …):")},
    {phrase::client_key_once, says("Its key to sign with, shown this once (docs/api.md tells how to sign):")},
    {phrase::client_is_revoked, says("{} has no rights here any more.")},
    {phrase::ask_revoke, says("Revoke {}? That is immediate and final.")},
    {phrase::nothing_revoked, says("Nothing was revoked.")},
    {phrase::no_client, says("No client: only the local socket answers. See `tocsin clients add --help`.")},
    {phrase::status_feed_silent, says("Feed {} is silent: its alerts do not arrive. See `tocsin feeds`.")},
    {phrase::status_feed_stale, says("Feed {} is stale: nothing new for too long. See `tocsin feeds`.")},
    {phrase::status_trouble_replaced, says(
        "Channel {} replaced ({}): its messages go another way. See `tocsin channels`.")},
    {phrase::status_replies_unread, says("Channel {}: its replies cannot be read. See `tocsin channels`.")},
    {phrase::channel_replies_unread, says("replies not read since {}: {}")},
    {phrase::per_second, says("{}/s")},
    {phrase::queued_here, says("{} waiting")},
    {phrase::channel_reaches_nobody, says("reaches nobody")},
    {phrase::channel_answers, says("people can answer")},
    {phrase::channel_no_answers, says("nobody can answer")},
    {phrase::channel_receipts, says("says whether a message arrived")},
    {phrase::channel_no_receipts, says("does not say whether a message arrived")},
    {phrase::channel_once, says("never the same twice")},
    {phrase::channel_marketing, says("treated as marketing by the operator")},
    {phrase::channel_window, says("{}\u00a0at\u00a0a\u00a0time")},
    {phrase::ask_test, says("Send a real test message through {} to {}?")},
    {phrase::test_accepted, says("{} accepted the test message.")},
    {phrase::test_throttled, says("{} did not take the test message: its provider asks us to slow down (throttled). Try again in a minute.")},
    {phrase::test_not_accepted, says("{} did not accept the test message.")},

    // decisions
    {phrase::more_have_to_agree, says("Noted: {} yes of {}. Somebody else has to say yes too.")},
    {phrase::extended_to, says("{}: people are needed for {} from now on.")},
    {phrase::agree_anew, says("Whoever had said yes says it again: it was to the former time.")},
    {phrase::confirmed_for_earlier, says("Whoever was told to come before keeps the former time: they are not written to again.")},
    {phrase::glass_was_broken, says("Decided by one person alone, the glass broken: {}")},
    {phrase::people_to_correct, counts(
        "{} person got a message or may have. This correction goes to them:",
        "{} people got a message or may have. This correction goes to them:")},
    {phrase::ask_retract, says("{}: the mobilisation ends and this correction leaves at once, to {} people. Go on?")},

    // rehearse
    {phrase::rehearse_what, says("it takes an order (--event, --zone, --need, --by), an alert's FILE or --replay ID.")},
    {phrase::response_unreadable, says("{} is no share of yes: write 8, or 3-12 (per cent).")},
    {phrase::outage_unreadable, says("{} is no outage: write CHANNEL@FROM+FOR in minutes, such as sms@10+30.")},
    {phrase::rehearsal_progress, says("{} / {} runs")},
    {phrase::time_left, says(", about {} left")},
    {phrase::backup_waits, says("The daemon copies and verifies the database…")},
    {phrase::backup_progress, says("{} MB received")},
    {phrase::rehearsal_stopped, says("The rehearsal was stopped: these numbers come from {} runs only.")},
    {phrase::rehearsal_not_played, says(
        "Not played: wrong numbers found on the day, and whom other calls ask from now on.")},
    {phrase::rehearsal_failed, says("the rehearsal failed: {}")},
    {phrase::rehearsal_head, says("Rehearsal: nothing leaves")},
    {phrase::rehearsal_supposed, says(
        "{0} runs (seed {1}), {2} invented people. Supposed: {3} % yes ({4} to {5} %), half of the answers within "
        "{6}, {7} % of messages lost.")},
    {phrase::rehearsal_learnt, counts("Learnt from {} past mobilisation.", "Learnt from {} past mobilisations.")},
    {phrase::rehearsal_not_learnt, says(
        "Tocsin has no experience here yet: the range is wide. --response gives yours.")},
    {phrase::rehearsal_outage, says("Supposed outage of {0}: from {1} min on, for {2} min.")},
    {phrase::rehearsal_left_out, says("{} more candidates, the last ones, are not played.")},
    {phrase::rehearsal_that_day, says("On the day (pace {0}): {1} asked, {2} confirmed, {3} messages{4}.")},
    {phrase::rehearsal_filled_in, says(", filled in {}")},
    {phrase::rehearsal_times, says("{0} of {1} runs")},
    {phrase::rehearsal_range, says("{0} ({1} to {2})")},
    {phrase::rehearsal_from, says("{0} (from {1} on)")},
    {phrase::rehearsal_within, says("in {}")},
    {phrase::rehearsal_per_place, says("{} for each place")},
    {phrase::rehearsal_surplus, says("{} too many")},
    {phrase::rehearsal_taken_back, says("{} taken back")},
    {phrase::rehearsal_the_end, says("{} of them to tell the end")},
    {phrase::rehearsal_most_cost, says("{0}, nine times in ten less than {1}")},
    {phrase::rehearsal_before_way, says("A yes counts until {} before the hour: the time for the way.")},
    {phrase::title_breaks, says("Where it breaks:")},
    {phrase::nothing_breaks, says("Nothing breaks.")},
    {phrase::title_next, says("What next:")},
    {phrase::title_compared, says("The paces, before the same people:")},
    {phrase::label_filled, says("Filled")},
    {phrase::label_asked, says("Asked")},
    {phrase::label_yes, says("Yes")},
    {phrase::label_cost, says("Cost")},
    {phrase::label_waves, says("Waves")},
    {phrase::label_unsent, says("Not sent")},
    {phrase::label_rule, says("Rule")},
    {phrase::never_in_half, says("less than half of the time")},

    // audit
    {phrase::audit_sound, says("The journal is whole: {} lines verified.")},
    {phrase::audit_not_sound, says("The journal is not whole:")},
    {phrase::audit_held, says(
        "Nothing leaves until somebody accepts it. When the cause is known: tocsin audit accept --reason …")},
    {phrase::audit_head, says("Head, to be kept elsewhere: {}")},
    {phrase::audit_accepted_already, says("accepted already")},
    {phrase::finding_until, says("until {}")},
    {phrase::finding_link, says("its link would be {}")},
    {phrase::finding_no_head, says("no head kept beside the database")},
    {phrase::finding_commits, counts("{} commit", "{} commits")},
    {phrase::finding_about, says("{0}, {1}: {2}")},
    {phrase::backup_kept, says("Backup: {} ({} MB).")},
    {phrase::explain_event, says("What to do: {}")},
    {phrase::explain_nothing, says("Nothing else is on record.")},
    {phrase::ask_accept, says("Sending goes on and this reason is written into the journal. Go on?")},
    {phrase::nothing_accepted, says("Nothing was changed.")},
    {phrase::accepted, says("It is on record; sending goes on.")},
    {phrase::no_line, says("Nothing in the journal.")},
};
// clang-format on
static_assert(in_order(phrase_table, phrase::yes_or_no, phrase::help_usage));

sentence const& sentence_of(phrase what)
{
    auto const number = static_cast<std::size_t>(what);
    return number < std::size(phrase_table) ? phrase_table[number].said : help_catalogue()[number - std::size(phrase_table)].said;
}

}  // namespace

std::span<entry const> catalogue() { return phrase_table; }

std::string_view pattern_of(language in, phrase what) { return spoken(in, sentence_of(what)); }

std::string_view pattern_of(language in, phrase what, std::int64_t how_many)
{
    return spoken(in, sentence_of(what), how_many);
}

}  // namespace tocsin::cli
