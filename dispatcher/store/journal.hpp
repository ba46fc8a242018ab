// SPDX-License-Identifier: Apache-2.0
// SQL of the journal: what was decided and done, each line bound to the one before it. Called by the writer, inside the
// transaction of what the line tells: either both are durable or neither is.
//
// A line's link is the SHA-256 (hexadecimal) of the link before it ("" before the first) and of its number, instant
// (UTC milliseconds), kind, mobilisation (its number, or ""), author and JSON, in this order, each written as its length
// in bytes, a colon and itself. Anybody can compute it again with the database file and nothing of Tocsin.
#pragma once

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/store.hpp"

#include <boost/json/fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dispatcher::tables {

/// The kinds of lines. `raised` and `state` say what state a mobilisation is in from here on.
namespace kinds {
inline constexpr std::string_view begun = "begun";
inline constexpr std::string_view started = "started";
inline constexpr std::string_view alert = "alert";
inline constexpr std::string_view raised = "raised";
inline constexpr std::string_view state = "state";
inline constexpr std::string_view asked = "asked";
inline constexpr std::string_view withdrawn = "withdrawn";
inline constexpr std::string_view reply = "reply";
inline constexpr std::string_view moved_up = "moved-up";
inline constexpr std::string_view order_lost = "order-lost";
inline constexpr std::string_view settled = "settled";
inline constexpr std::string_view imported = "imported";
inline constexpr std::string_view opted_out = "opted-out";
inline constexpr std::string_view opted_in = "opted-in";
inline constexpr std::string_view restricted = "restricted";
inline constexpr std::string_view released = "released";
inline constexpr std::string_view erased = "erased";
inline constexpr std::string_view purged = "purged";
inline constexpr std::string_view plan = "plan";
inline constexpr std::string_view assent = "assent";
inline constexpr std::string_view break_glass = "break-glass";
inline constexpr std::string_view changed = "changed";
inline constexpr std::string_view retracted = "retracted";
inline constexpr std::string_view corrected = "corrected";
inline constexpr std::string_view found = "found";
inline constexpr std::string_view accepted = "accepted";
inline constexpr std::string_view client_added = "client-added";
inline constexpr std::string_view client_revoked = "client-revoked";
}  // namespace kinds

journal_head write_line(
    database& db, std::string_view kind, std::optional<mobilisation_id> about, act const& who, boost::json::object const& what
);

/// A mobilisation is in another state from here on.
void write_state(
    database& db, mobilisation_id which, mobilisation_state from, mobilisation_state to, act const& who, std::string const& reason
);

/// Of what is kept of a plan, as the line that tells of the plan has it: what was agreed to is what will be sent.
std::string digest_of_kept_plan(std::string const& preview, std::string const& people);

std::vector<journal_line> journal(database& db, journal_query const& query);
journal_head head_of(database& db);

/// What `store::check_journal` does. `limit` lines cost about two milliseconds a thousand.
journal_check check_journal(database& db, journal_head const& after, int limit);

/// Looked at before anything is sent: the head, the copy of it kept elsewhere, the last lines, and whether what is open is
/// as the journal says. What is wrong is written down, so that a restart does not forget it; gives all of it that nobody
/// has accepted.
std::vector<journal_finding> check_at_start(database& db, std::optional<journal_head> const& kept, wall_time now);

/// Adds to `open` what is new in `found`, and writes it down.
void note_findings(
    database& db, std::vector<journal_finding>& open, std::vector<journal_finding> const& found, wall_time now
);

/// Whether `head` is of this chain; a finding when it is not.
std::optional<journal_finding> check_head(database& db, journal_head const& head);

journal_head note(database& db, journal_note const& what);
journal_head accept_findings(
    database& db, std::vector<journal_finding> const& findings, act const& who, std::string const& reason
);

}  // namespace tocsin::dispatcher::tables
