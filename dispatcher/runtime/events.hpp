// SPDX-License-Identifier: Apache-2.0
// Every log line of notice and above, declared once, with what the operator should do.
#pragma once

#include <array>
#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace tocsin::dispatcher {

/// error wakes someone, warning is read in the morning, notice is the story of a mobilisation.
enum class level { error, warning, notice, info };

struct event {
    std::string_view id;
    tocsin::dispatcher::level level;
    std::string_view sentence;
    std::string_view advice;
};

/// A named value of one log line. Values are ids, counts, names and masked addresses; never personal data.
struct field {
    field(std::string_view name, std::string value) : name(name), value(std::move(value)) {}
    field(std::string_view name, std::integral auto value) : name(name), value(std::to_string(value)) {}

    std::string_view name;
    std::string value;
};

class event_log {
public:
    virtual ~event_log() = default;
    virtual void report(event const& what, std::initializer_list<field> fields) = 0;
};

namespace events {

inline constexpr event daemon_started{
    "TOC0001", level::notice, "the daemon is ready", "Nothing to do."};
inline constexpr event daemon_stopping{
    "TOC0002", level::notice, "the daemon is stopping", "Nothing to do; what is queued stays queued."};
inline constexpr event register_loaded{
    "TOC0003", level::notice, "the register of volunteers is in memory", "Nothing to do."};
inline constexpr event store_failed{
    "TOC0004", level::error, "the database could not say whether a write happened; stopping",
    "Check the disk (dmesg, smartctl). The daemon restarts by itself and reads what is really there."};
inline constexpr event store_full{
    "TOC0005", level::error, "the disk is full; nothing more is accepted or sent",
    "Free some space on the disk of the database; everything resumes by itself."};
inline constexpr event store_recovered{
    "TOC0006", level::notice, "the database takes writes again", "Nothing to do."};
inline constexpr event settings_renewed{
    "TOC0007", level::notice, "the configuration was read again; rules, templates, holidays and limits are as written now",
    "Nothing to do; where `after_restart` names keys, these wait for `systemctl restart tocsind`."};
inline constexpr event settings_refused{
    "TOC0008", level::error, "the configuration has a problem and was not taken; the one before stays in force",
    "Correct what the line names (`tocsin config check` shows all of it), then `systemctl reload tocsind`."};
inline constexpr event backup_made{
    "TOC0009", level::notice, "a backup of the database was handed out",
    "Keep it where only those may read it who may read the register. Where `whole` is no, run `tocsin audit verify`."};
inline constexpr event backup_failed{
    "TOC0010", level::warning, "a backup of the database could not be made",
    "Read the reason; most often the disk of the database has no room for a copy."};
inline constexpr event register_damaged{
    "TOC0011", level::error, "what is sealed of some people in the register does not open: nobody chooses them",
    "Check the disk (dmesg, smartctl), then import the register again: it writes what was changed anew."};
inline constexpr event forgotten{
    "TOC0012", level::notice, "what was kept for its time was forgotten: answers, and how messages were delivered",
    "Nothing to do; `retention` in the settings says how long."};
inline constexpr event store_busy{
    "TOC0013", level::error, "another program holds the database; nothing is accepted or sent until it lets go",
    "End whatever works on the file (`fuser` names it): a shell of sqlite3 with a transaction open, most often. Everything "
    "resumes by itself."};
inline constexpr event store_rejected{
    "TOC0014", level::error, "the database refused a piece of work, and nothing of it was written",
    "Whoever asked was told that trying again does not help; what a provider brought is not brought again. Report the line to "
    "the developers: it is a bug, or a row that was changed on the disk (`tocsind --audit`)."};
inline constexpr event alert_accepted{
    "TOC0101", level::notice, "an alert was accepted", "See `tocsin alert show`; proposals wait for `tocsin approve`."};
inline constexpr event alert_repeated{
    "TOC0102", level::info, "an alert came again; same answer", "Nothing to do."};
inline constexpr event alert_refused{
    "TOC0103", level::warning, "an alert was refused", "Read the reason; ask the source to correct and send again."};
inline constexpr event alert_held{
    "TOC0104", level::warning, "an alert matched no usable area and is held for a person",
    "Look at it with `tocsin alert show`; raise it by hand with `tocsin mobilise --zone …` if people are needed."};
inline constexpr event alert_eased{
    "TOC0105", level::warning, "an alert that people were called for was lowered, and would not call them now",
    "Decide whether they are still needed; otherwise `tocsin close` or `tocsin cancel`."};
inline constexpr event launch_limited{
    "TOC0106", level::warning, "a rule would have launched by itself, and only proposed",
    "Read why with `tocsin alert show`; look with `tocsin preview`, then `tocsin approve`."};
inline constexpr event rule_waits{
    "TOC0107", level::notice, "a rule held for an alert and called nobody: its min_interval is not over",
    "Look with `tocsin alert show`; raise it by hand with `tocsin mobilise` if people are needed."};
inline constexpr event mobilisation_proposed{
    "TOC0201", level::notice, "a mobilisation is proposed",
    "Look with `tocsin preview`, then `tocsin approve` or `tocsin cancel`."};
inline constexpr event mobilisation_changed{
    "TOC0202", level::notice, "a mobilisation changed state", "Follow it with `tocsin watch`."};
inline constexpr event wave_opened{
    "TOC0203", level::notice, "people are being asked", "Follow the answers with `tocsin watch`."};
inline constexpr event nobody_to_ask{
    "TOC0204", level::warning, "nobody matches this mobilisation",
    "See why with `tocsin preview`; widen the zone or the radius, or drop a skill."};
inline constexpr event need_filled{
    "TOC0205", level::notice, "the need is filled", "Close it with `tocsin close` once people are on their way."};
inline constexpr event mobilisation_closed{
    "TOC0206", level::notice, "everyone who was asked has been told the end", "See `tocsin report`."};
inline constexpr event channel_up{
    "TOC0301", level::notice, "a channel's link is up", "Nothing to do."};
inline constexpr event channel_down{
    "TOC0302", level::error, "a channel's link is down", "Check the provider and the network; messages wait."};
inline constexpr event channel_slowed{
    "TOC0303", level::warning, "a provider asked to slow down: the pace was halved",
    "Nothing to do: it recovers by itself. Lower the channel's rate if this comes again and again."};
inline constexpr event message_refused{
    "TOC0304", level::warning, "a provider refused a message for good",
    "See the person with `tocsin volunteers show`; correct the address in the registry."};
inline constexpr event possible_duplicates{
    "TOC0305", level::warning, "messages whose outcome is unknown are sent again and may arrive twice",
    "Nothing to do; their number is in `tocsin status`."};
inline constexpr event channel_ailing{
    "TOC0311", level::warning, "a channel sends, and something about it needs a look",
    "Read what it says; answers and bounces may wait until it is mended."};
inline constexpr event channel_one_way{
    "TOC0312", level::warning, "nobody can answer what leaves by this channel",
    "Nothing, if answers come by another way; otherwise use a short number as sender instead of a name."};
inline constexpr event channel_left{
    "TOC0306", level::error, "a channel failed: its messages go through another one now",
    "Ask the provider what is wrong (the reason is what we saw). Follow it with `tocsin channels`; it is taken back by "
    "itself once it works."};
inline constexpr event channel_taken_back{
    "TOC0307", level::notice, "a channel that had failed works again and is used", "Nothing to do."};
inline constexpr event quota_used{
    "TOC0308", level::error, "a channel has sent all it may today; its messages wait, or go another way",
    "Raise its quota or spend in the configuration and restart, or add a channel to the route."};
inline constexpr event channel_ails{
    "TOC0309", level::error, "a channel fails and no other can take over",
    "Ask the provider what is wrong. Messages wait and are tried; people can be asked another way (`tocsin mobilise "
    "--channel`)."};
inline constexpr event channel_well{
    "TOC0310", level::notice, "a channel that failed works again", "Nothing to do."};
inline constexpr event asked_again{
    "TOC0207", level::notice, "people who did not answer, or were not reached, are asked over another medium",
    "Follow the answers with `tocsin watch`."};
inline constexpr event people_taken{
    "TOC0208", level::notice, "an urgent mobilisation took people whom a less urgent one had asked; they were sent an apology",
    "Nothing to do. Where they are missed now, widen that mobilisation (`tocsin widen`)."};
inline constexpr event reply_needs_person{
    "TOC0401", level::notice, "a reply needs a person", "Read it with `tocsin inbox`."};
inline constexpr event order_lost{
    "TOC0404", level::warning, "somebody who has a place was not reached with the order to come",
    "Call them: `tocsin inbox` says whom. Their place stays theirs until somebody answers NON for them (`tocsin reply`)."};
inline constexpr event opted_out{
    "TOC0402", level::notice, "somebody asked not to be contacted again", "Tell the registry's owner."};
inline constexpr event webhook_refused{
    "TOC0403", level::warning, "a provider's call was refused",
    "Check the token and the profile of this channel, and where the call comes from."};
inline constexpr event import_done{
    "TOC0501", level::notice, "volunteers were imported", "Read the rejections file, if there is one."};
inline constexpr event backlog_recovered{
    "TOC0502", level::notice, "messages in flight when the daemon last ended were taken up again", "Nothing to do."};

inline constexpr event assent_given{
    "TOC0221", level::notice, "somebody has said yes; it takes more people", "Look with `tocsin preview`, then `tocsin approve` or `tocsin resume`."};
inline constexpr event glass_broken{
    "TOC0222", level::warning, "one person alone decided what takes several",
    "Read who and why with `tocsin status` and `tocsin audit show`; talk to them."};
inline constexpr event journal_broken{
    "TOC0601", level::error, "the journal of what was done is not whole; nothing is handed to a channel until somebody accepts that",
    "Run `tocsin audit verify` and compare with heads kept elsewhere (TOC0602). When you know why, such as a restored backup: "
    "`tocsin audit accept --reason …`. `damaged` is the file itself: check the disk (dmesg, smartctl) and bring back the latest "
    "backup (`tocsind --restore`)."};
inline constexpr event journal_head_is{
    "TOC0602", level::notice, "the journal's head; whoever keeps it elsewhere can prove later that nothing was changed",
    "Nothing to do; `tocsin audit verify --head NUMBER:LINK` compares."};
inline constexpr event journal_whole{
    "TOC0603", level::notice, "the journal was verified from its first line", "Nothing to do."};

inline constexpr event feed_failing{
    "TOC0701", level::warning, "a feed of alerts could not be read", "Nothing yet: it is tried again by itself. See `tocsin feeds`."};
inline constexpr event feed_silent{
    "TOC0702", level::error, "a feed of alerts has been silent for too long: its alerts do not arrive",
    "Look at the service's own page and take what it announces by hand (`tocsin alert send`, `tocsin mobilise`). See why with "
    "`tocsin feeds`; ask the service, the network's people, or correct the feed's settings."};
inline constexpr event feed_stale{
    "TOC0703", level::error, "a feed of alerts answers but has published nothing new for too long",
    "Compare it with the service's own page; until it moves again, take what the service announces by hand."};
inline constexpr event feed_well{"TOC0704", level::notice, "a feed of alerts is read again", "Nothing to do."};
inline constexpr event feed_document_refused{
    "TOC0705", level::warning, "a feed listed something that is no alert we can act on",
    "Read the reason; tell the service. It is not asked for again until it changes."};

inline constexpr event subscriber_failing{
    "TOC0801", level::warning, "a subscriber of notices cannot be told what happens; it is tried again and hears all of it later",
    "Ask whoever runs it; compare `webhooks` in the settings with what it expects."};
inline constexpr event subscriber_well{"TOC0802", level::notice, "a subscriber of notices hears them again", "Nothing to do."};
inline constexpr event notice_set_aside{
    "TOC0803", level::warning, "a subscriber refused a notice again and again; it was set aside so that the others go on",
    "Tell whoever runs it; what happened is in `tocsin audit show`."};

inline constexpr std::array all{
    &daemon_started,   &daemon_stopping,  &register_loaded,     &store_failed,       &store_full,
    &store_recovered,  &store_busy,       &store_rejected,     &settings_renewed, &settings_refused, &backup_made, &backup_failed, &register_damaged, &forgotten, &alert_accepted,   &alert_repeated,      &alert_refused,      &alert_held,         &alert_eased,
    &launch_limited,   &rule_waits,
    &mobilisation_proposed, &mobilisation_changed, &wave_opened, &nobody_to_ask,     &need_filled,
    &mobilisation_closed, &channel_up,    &channel_down,        &channel_slowed,     &message_refused,
    &channel_left,     &channel_taken_back, &quota_used,        &channel_ails,       &channel_well,
    &asked_again,      &people_taken,     &possible_duplicates, &reply_needs_person, &order_lost, &opted_out,      &webhook_refused,    &import_done,
    &backlog_recovered, &channel_ailing,  &channel_one_way,     &assent_given,     &glass_broken,      &journal_broken,      &journal_head_is,    &journal_whole,
    &subscriber_failing, &subscriber_well, &notice_set_aside,
    &feed_failing,     &feed_silent,      &feed_stale,         &feed_well,          &feed_document_refused,
};

}  // namespace events

}  // namespace tocsin::dispatcher
