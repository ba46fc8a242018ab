// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/schema.hpp"

#include "dispatcher/store/outside_schema.hpp"
#include "dispatcher/store/sealing_migration.hpp"

#include <array>
#include <stdexcept>
#include <string>

namespace tocsin::dispatcher {
namespace {

// Instants are UTC milliseconds; enumerations of small tables are the words they print. Raw alert bytes and texts are never edited.
constexpr auto first_schema = R"sql(
CREATE TABLE house (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE alert (
    id INTEGER PRIMARY KEY,
    sender TEXT NOT NULL, identifier TEXT NOT NULL, sent INTEGER NOT NULL,
    status TEXT NOT NULL, kind TEXT NOT NULL, standing TEXT NOT NULL,
    event TEXT NOT NULL, event_key TEXT NOT NULL,
    received INTEGER NOT NULL, expires INTEGER,
    origin TEXT NOT NULL, digest TEXT NOT NULL, answer TEXT NOT NULL, raw TEXT NOT NULL,
    UNIQUE (sender, identifier, sent)
) STRICT;
CREATE INDEX alert_event ON alert (event_key, received);

CREATE TABLE alert_reference (
    alert INTEGER NOT NULL REFERENCES alert (id),
    sender TEXT NOT NULL, identifier TEXT NOT NULL, sent INTEGER NOT NULL,
    PRIMARY KEY (sender, identifier, sent, alert)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_reference_by_alert ON alert_reference (alert);

CREATE TABLE mobilisation (
    id INTEGER PRIMARY KEY,
    state TEXT NOT NULL, request TEXT NOT NULL,
    need INTEGER NOT NULL, until INTEGER NOT NULL,
    alert INTEGER REFERENCES alert (id), rule TEXT NOT NULL,
    origin TEXT NOT NULL, approved_by TEXT NOT NULL, ended_by TEXT NOT NULL, end_reason TEXT NOT NULL,
    created INTEGER NOT NULL, started INTEGER, filled INTEGER, ended INTEGER,
    extends INTEGER REFERENCES mobilisation (id),
    idempotency_key TEXT UNIQUE,
    closing_done INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX mobilisation_open ON mobilisation (state) WHERE closing_done = 0;
CREATE INDEX mobilisation_by_alert ON mobilisation (alert);

CREATE TABLE wave (
    id INTEGER PRIMARY KEY,
    mobilisation INTEGER NOT NULL REFERENCES mobilisation (id),
    at INTEGER NOT NULL, asked INTEGER NOT NULL, funnel TEXT NOT NULL, complete INTEGER NOT NULL,
    first INTEGER, last INTEGER  -- its solicitations are within these numbers, others' may be among them
) STRICT;
CREATE INDEX wave_by_mobilisation ON wave (mobilisation);

CREATE TABLE text (
    id INTEGER PRIMARY KEY,
    mobilisation INTEGER NOT NULL REFERENCES mobilisation (id),
    purpose TEXT NOT NULL, medium TEXT NOT NULL, language TEXT NOT NULL,
    subject TEXT NOT NULL, body TEXT NOT NULL, html TEXT NOT NULL, parts INTEGER NOT NULL,
    UNIQUE (mobilisation, purpose, medium, language)
) STRICT;

-- A number is never given again: what an erased person was sent must not become a stranger's.
CREATE TABLE volunteer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    external_id TEXT NOT NULL UNIQUE,
    first_name TEXT NOT NULL, last_name TEXT NOT NULL, language TEXT NOT NULL, birth_date TEXT,
    mobile TEXT, mobile_takes_sms INTEGER NOT NULL, email TEXT,
    postcode TEXT NOT NULL, commune TEXT NOT NULL, latitude REAL, longitude REAL, radius_km REAL,
    skills TEXT NOT NULL, availability TEXT NOT NULL,
    consent_sms INTEGER NOT NULL, consent_email INTEGER NOT NULL, opted_out INTEGER
) STRICT;
CREATE INDEX volunteer_mobile ON volunteer (mobile) WHERE mobile IS NOT NULL;
CREATE INDEX volunteer_email ON volunteer (email) WHERE email IS NOT NULL;

-- Outlives the person's record: an address that opted out stays out when the registry is imported again.
CREATE TABLE opt_out (address TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- An address somebody may still answer from: the registry has given the person another one since.
CREATE TABLE former_address (
    address TEXT NOT NULL, volunteer INTEGER NOT NULL, PRIMARY KEY (address, volunteer)
) STRICT, WITHOUT ROWID;

-- The tables below grow by a row for every person asked: enumerations are numbers (numbers.hpp), an index holds only
-- what is open or what must be found by its key.

CREATE TABLE channel (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

-- Has the number of the message that asked: message and solicitation of one number belong together.
CREATE TABLE solicitation (
    id INTEGER PRIMARY KEY,
    mobilisation INTEGER NOT NULL REFERENCES mobilisation (id),
    volunteer INTEGER NOT NULL, wave INTEGER NOT NULL REFERENCES wave (id),
    state INTEGER NOT NULL, medium INTEGER NOT NULL, address TEXT NOT NULL, language TEXT NOT NULL,
    roles INTEGER NOT NULL, answered INTEGER, answer TEXT
) STRICT;
CREATE UNIQUE INDEX solicitation_person ON solicitation (volunteer, mobilisation);
CREATE INDEX solicitation_open ON solicitation (mobilisation, state) WHERE state IN (0, 1, 2);

CREATE TABLE solicitation_count (
    mobilisation INTEGER NOT NULL, state INTEGER NOT NULL, people INTEGER NOT NULL, PRIMARY KEY (mobilisation, state)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER solicitation_made AFTER INSERT ON solicitation BEGIN
    INSERT INTO solicitation_count VALUES (new.mobilisation, new.state, 1)
    ON CONFLICT DO UPDATE SET people = people + 1;
END;
CREATE TRIGGER solicitation_moved AFTER UPDATE OF state ON solicitation WHEN old.state <> new.state BEGIN
    UPDATE solicitation_count SET people = people - 1 WHERE mobilisation = old.mobilisation AND state = old.state;
    INSERT INTO solicitation_count VALUES (new.mobilisation, new.state, 1)
    ON CONFLICT DO UPDATE SET people = people + 1;
END;

-- solicitation: NULL for the message that asked first (it has the same number). address: NULL for the solicitation's.
-- due: while queued, not before; afterwards, when it was last handed to its channel.
CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    mobilisation INTEGER NOT NULL REFERENCES mobilisation (id),
    solicitation INTEGER REFERENCES solicitation (id), address TEXT,
    purpose INTEGER NOT NULL, channel INTEGER NOT NULL REFERENCES channel (id), text INTEGER NOT NULL REFERENCES text (id),
    lane INTEGER NOT NULL, state INTEGER NOT NULL, due INTEGER NOT NULL, deadline INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, possible_duplicate INTEGER NOT NULL DEFAULT 0,
    provider_key ANY, code TEXT,
    created INTEGER NOT NULL, accepted INTEGER, ended INTEGER
) STRICT;
CREATE INDEX message_due ON message (channel, mobilisation, lane, due) WHERE state = 0;
CREATE INDEX message_in_flight ON message (channel) WHERE state = 1;
CREATE INDEX message_provider ON message (channel, provider_key) WHERE provider_key IS NOT NULL;
CREATE INDEX message_follow_up ON message (solicitation) WHERE solicitation IS NOT NULL;
CREATE INDEX message_doubtful ON message (mobilisation) WHERE possible_duplicate = 1;

-- How many messages are in which state, kept by whoever moves them (counts.hpp): a status must not read a million rows.
CREATE TABLE message_count (
    mobilisation INTEGER NOT NULL, channel INTEGER NOT NULL, state INTEGER NOT NULL, messages INTEGER NOT NULL,
    PRIMARY KEY (mobilisation, channel, state)
) STRICT, WITHOUT ROWID;

-- Attempts that were not simply accepted. The one that was is told by its message: channel, due, accepted.
CREATE TABLE attempt (
    message INTEGER NOT NULL REFERENCES message (id), number INTEGER NOT NULL,
    channel INTEGER NOT NULL REFERENCES channel (id), started INTEGER NOT NULL, ended INTEGER NOT NULL,
    outcome TEXT NOT NULL, code TEXT NOT NULL,
    PRIMARY KEY (message, number)
) STRICT, WITHOUT ROWID;

-- What a provider said before its message was known by that id; matched when the acceptance comes.
CREATE TABLE orphan_receipt (
    channel INTEGER NOT NULL REFERENCES channel (id), provider_key ANY NOT NULL,
    verdict TEXT NOT NULL, code TEXT NOT NULL, received INTEGER NOT NULL,
    PRIMARY KEY (channel, provider_key, verdict)
) STRICT, WITHOUT ROWID;

-- A message that its provider took in several parts has a row for each until all are delivered. verdicts: a set of bits
-- (rules::part_verdicts), for what was said of a part may come in any order.
CREATE TABLE message_part (
    channel INTEGER NOT NULL REFERENCES channel (id), provider_key ANY NOT NULL,
    message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE, verdicts INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (channel, provider_key, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_part_of ON message_part (message);

-- Somebody's text that came in pieces, until it is handed up. body: the adapter's own. A number is never given again.
CREATE TABLE text_piece (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    channel INTEGER NOT NULL REFERENCES channel (id),
    sender TEXT NOT NULL, receiver TEXT NOT NULL, reference TEXT NOT NULL,
    total INTEGER NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL, received INTEGER NOT NULL,
    UNIQUE (channel, sender, receiver, reference, total, number)
) STRICT;

CREATE TABLE reply (
    id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL, provider_id TEXT,
    address TEXT NOT NULL, text TEXT NOT NULL, meaning TEXT NOT NULL, received INTEGER NOT NULL,
    mobilisation INTEGER REFERENCES mobilisation (id), solicitation INTEGER REFERENCES solicitation (id),
    needs_person TEXT, settled_by TEXT, settled INTEGER,
    UNIQUE (channel, provider_id)
) STRICT;
CREATE INDEX reply_inbox ON reply (received) WHERE needs_person IS NOT NULL AND settled IS NULL;
CREATE INDEX reply_by_address ON reply (address, received);
)sql";

// What the wave planner believed: of each wave, and at its last look.
constexpr auto with_decisions = R"sql(
ALTER TABLE wave ADD COLUMN decision TEXT NOT NULL DEFAULT '';
CREATE TABLE outlook (
    mobilisation INTEGER PRIMARY KEY REFERENCES mobilisation (id), decision TEXT NOT NULL
) STRICT;
)sql";

// What was decided and done (journal.hpp). The head stands beside the lines, so that a cut tail shows.
constexpr auto journal_schema = R"sql(
CREATE TABLE journal (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL, kind TEXT NOT NULL, mobilisation INTEGER, by TEXT NOT NULL, what TEXT NOT NULL, link TEXT NOT NULL
) STRICT;
CREATE INDEX journal_of ON journal (mobilisation, number) WHERE mobilisation IS NOT NULL;
CREATE INDEX journal_states ON journal (mobilisation, number) WHERE kind IN ('raised', 'state');
CREATE TABLE journal_head (one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL, link TEXT NOT NULL) STRICT;
CREATE TRIGGER journal_line_stays BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_line_is_kept BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
)sql";

// Confirmed: which of the places; reserve: the how manieth. NULL for everybody else. A place is held by one person.
constexpr auto with_places = R"sql(
ALTER TABLE solicitation ADD COLUMN place INTEGER;
UPDATE solicitation SET place =
    (SELECT count(*) FROM solicitation o WHERE o.mobilisation = solicitation.mobilisation AND o.state = solicitation.state
     AND (coalesce(o.answered, 0), o.id) <= (coalesce(solicitation.answered, 0), solicitation.id))
WHERE state IN (1, 2);
CREATE UNIQUE INDEX solicitation_place ON solicitation (mobilisation, state, place) WHERE place IS NOT NULL;
)sql";

// When somebody said they would be there.
constexpr auto with_arrivals = R"sql(
ALTER TABLE reply ADD COLUMN eta INTEGER;
ALTER TABLE solicitation ADD COLUMN eta INTEGER;
CREATE INDEX reply_conditional ON reply (mobilisation) WHERE needs_person = 'conditional' AND settled IS NULL;
)sql";

// Several channels for a medium: who carried the load, and what each used of its day.
constexpr auto with_routes = R"sql(
CREATE TABLE channel_switch (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, medium TEXT NOT NULL,
    kind TEXT NOT NULL, channel TEXT NOT NULL, others TEXT NOT NULL,  -- names, separated by spaces
    reason TEXT NOT NULL, messages INTEGER NOT NULL
) STRICT;
CREATE TABLE channel_day (
    channel INTEGER NOT NULL REFERENCES channel (id), day INTEGER NOT NULL, parts INTEGER NOT NULL,
    PRIMARY KEY (channel, day)
) STRICT, WITHOUT ROWID;
-- Who goes first: 0 urgent, 1 ordinary, 2 an exercise.
ALTER TABLE mobilisation ADD COLUMN rank INTEGER NOT NULL DEFAULT 1;
)sql";

// What people agree to, and who did (approvals.hpp); what was taken back (retractions.hpp).
constexpr auto with_assents = R"sql(
ALTER TABLE mobilisation ADD COLUMN break_glass TEXT NOT NULL DEFAULT '';
-- Written once, with the mobilisation; whatever is not one of the three words is a rehearsal.
ALTER TABLE mobilisation ADD COLUMN gravity TEXT NOT NULL DEFAULT '';
UPDATE mobilisation SET gravity = iif(json_extract(request, '$.exercise'), 'rehearsal', 'real');
ALTER TABLE volunteer ADD COLUMN drill INTEGER NOT NULL DEFAULT 0;
CREATE TABLE plan (
    mobilisation INTEGER PRIMARY KEY REFERENCES mobilisation (id),
    digest TEXT NOT NULL, at INTEGER NOT NULL, preview TEXT NOT NULL, people TEXT NOT NULL, headcount INTEGER NOT NULL
) STRICT;
CREATE TABLE assent (
    id INTEGER PRIMARY KEY,
    mobilisation INTEGER NOT NULL REFERENCES mobilisation (id),
    what TEXT NOT NULL, digest TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE INDEX assent_of ON assent (mobilisation, what, digest);
-- reached: the last of the people asked who has been looked at.
CREATE TABLE retraction (mobilisation INTEGER PRIMARY KEY REFERENCES mobilisation (id), reached INTEGER NOT NULL) STRICT;

-- Words may be replaced while a mobilisation runs: those that were sent stay, the latest are said. Messages point at them.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE former_text AS SELECT * FROM text;
DROP TABLE text;
CREATE TABLE text (
    id INTEGER PRIMARY KEY,
    mobilisation INTEGER NOT NULL REFERENCES mobilisation (id),
    purpose TEXT NOT NULL, medium TEXT NOT NULL, language TEXT NOT NULL,
    subject TEXT NOT NULL, body TEXT NOT NULL, html TEXT NOT NULL, parts INTEGER NOT NULL
) STRICT;
INSERT INTO text SELECT * FROM former_text;
DROP TABLE former_text;
CREATE INDEX text_for ON text (mobilisation, purpose, medium, language);
)sql";

// What is known of the feeds from one life to the next (feeds.hpp).
constexpr auto with_feeds = R"sql(
CREATE TABLE feed (
    name TEXT PRIMARY KEY, etag TEXT NOT NULL, last_modified TEXT NOT NULL, digest TEXT NOT NULL,
    succeeded INTEGER, changed INTEGER, as_of INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE feed_item (
    feed TEXT NOT NULL REFERENCES feed (name), key TEXT NOT NULL, version TEXT NOT NULL,
    sender TEXT NOT NULL, identifier TEXT NOT NULL, sent INTEGER, expires INTEGER,
    calm INTEGER NOT NULL, listed INTEGER NOT NULL,
    PRIMARY KEY (feed, key)
) STRICT, WITHOUT ROWID;
)sql";

// What tells whether two alerts are about one event, and which alerts stand behind a mobilisation. Lists are separated by
// line breaks.
constexpr auto with_profiles = R"sql(
ALTER TABLE alert ADD COLUMN starts INTEGER;
ALTER TABLE alert ADD COLUMN languages TEXT NOT NULL DEFAULT '';
ALTER TABLE alert ADD COLUMN ground TEXT NOT NULL DEFAULT '';
ALTER TABLE alert ADD COLUMN gravest TEXT NOT NULL DEFAULT 'Unknown';
UPDATE alert SET starts = sent;
CREATE TABLE alert_key (
    key TEXT NOT NULL, alert INTEGER NOT NULL REFERENCES alert (id), PRIMARY KEY (key, alert)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_key_by_alert ON alert_key (alert);
INSERT INTO alert_key (key, alert) SELECT event_key, id FROM alert WHERE event_key <> '';
DROP INDEX alert_event;
ALTER TABLE alert DROP COLUMN event_key;
CREATE TABLE alert_behind (
    mobilisation INTEGER NOT NULL REFERENCES mobilisation (id), alert INTEGER NOT NULL REFERENCES alert (id),
    PRIMARY KEY (mobilisation, alert)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_behind_by_alert ON alert_behind (alert);
INSERT INTO alert_behind (mobilisation, alert) SELECT id, alert FROM mobilisation WHERE alert IS NOT NULL;
)sql";

// One person, several mobilisations: who was taken by which more urgent one. Orders to come that did not arrive.
constexpr auto with_withdrawals = R"sql(
ALTER TABLE solicitation ADD COLUMN taken_by INTEGER;
CREATE INDEX solicitation_taken ON solicitation (mobilisation) WHERE taken_by IS NOT NULL;
CREATE INDEX solicitation_taken_by ON solicitation (taken_by) WHERE taken_by IS NOT NULL;
CREATE INDEX reply_order_lost ON reply (mobilisation) WHERE needs_person = 'order-lost' AND settled IS NULL;
CREATE INDEX mobilisation_until ON mobilisation (until) WHERE state = 'closed';
)sql";

// Several calls for one need.
constexpr auto with_wider_calls = R"sql(
CREATE INDEX mobilisation_extends ON mobilisation (extends) WHERE extends IS NOT NULL;
)sql";

// What people may ask for, what is forgotten (rights_store.hpp), and whose a client is. purged: 1 its answers, 2 its deliveries too.
constexpr auto with_rights = R"sql(
ALTER TABLE volunteer ADD COLUMN restricted INTEGER;
ALTER TABLE client ADD COLUMN person TEXT NOT NULL DEFAULT '';
ALTER TABLE mobilisation ADD COLUMN purged INTEGER NOT NULL DEFAULT 0;
CREATE INDEX reply_kept ON reply (received) WHERE length(address) > 0;
CREATE TABLE purge (mobilisation INTEGER PRIMARY KEY REFERENCES mobilisation (id), reached INTEGER NOT NULL) STRICT;
)sql";

struct step {
    constexpr step(char const* script, void (*then)(database&) = nullptr) : script(script), then(then) {}

    char const* script;
    void (*then)(database&);  ///< what SQL cannot do
};

constexpr std::array<step, 15> migrations{
    first_schema,  with_decisions,    journal_schema, with_places,      with_arrivals,
    with_routes,   with_assents,      with_feeds,     with_profiles,    with_withdrawals,
    with_clients,  with_wider_calls,  step{with_sealed_columns, seal_what_lies_open},
    with_rights,   step{"", seal_reply_keys}};

}  // namespace

int newest_schema() { return static_cast<int>(migrations.size()); }

int schema_of(database& db)
{
    auto row = db.query("PRAGMA user_version");
    return row.next() ? static_cast<int>(row.integer(0)) : 0;
}

void migrate(database& db)
{
    int const version = schema_of(db);
    if (version > newest_schema())
        throw std::runtime_error{
            "the database has schema " + std::to_string(version) + ", this program knows up to " +
            std::to_string(newest_schema()) + ": it was written by a newer tocsind; install that one"};
    for (auto number = static_cast<std::size_t>(version); number < migrations.size(); ++number) {
        db.script("BEGIN IMMEDIATE");
        db.script(migrations[number].script);
        if (auto const then = migrations[number].then)
            then(db);
        db.script("PRAGMA user_version = " + std::to_string(number + 1));
        db.script("COMMIT");
    }
    if (!db.query("SELECT 1 FROM house WHERE key = 'scrub'").next())
        return;
    // What lay open until now must not stay behind in free pages. Kept in mind until it is done: a kill may come between.
    db.script("PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY; DELETE FROM house WHERE key = 'scrub'");
}

}  // namespace tocsin::dispatcher
