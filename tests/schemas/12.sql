-- SPDX-License-Identifier: Apache-2.0
-- A database of schema 12, with rows in every table it has (sqlite3 .dump). Never edited: a new schema adds a file.
PRAGMA foreign_keys = OFF;
BEGIN TRANSACTION;
CREATE TABLE alert (
    id INTEGER PRIMARY KEY,
    sender TEXT NOT NULL, identifier TEXT NOT NULL, sent INTEGER NOT NULL,
    status TEXT NOT NULL, kind TEXT NOT NULL, standing TEXT NOT NULL,
    event TEXT NOT NULL, received INTEGER NOT NULL, expires INTEGER,
    origin TEXT NOT NULL, digest TEXT NOT NULL, answer TEXT NOT NULL, raw TEXT NOT NULL, starts INTEGER, languages TEXT NOT NULL DEFAULT '', ground TEXT NOT NULL DEFAULT '', gravest TEXT NOT NULL DEFAULT 'Unknown',
    UNIQUE (sender, identifier, sent)
) STRICT;
INSERT INTO "alert" VALUES(1,'vigilance@example.org','A-1',1763999100000,'Actual','Alert','superseded','Crue',1763999110000,1764086400000,'meteo','00','{}','<alert/>',1763999100000,'','','Unknown');
INSERT INTO "alert" VALUES(2,'vigilance@example.org','A-2',1763999400000,'Actual','Update','active','Crue',1763999410000,NULL,'meteo','01','{}','<alert/>',1763999400000,'','','Unknown');
CREATE TABLE alert_behind (
    mobilisation INTEGER NOT NULL REFERENCES mobilisation (id), alert INTEGER NOT NULL REFERENCES alert (id),
    PRIMARY KEY (mobilisation, alert)
) STRICT, WITHOUT ROWID;
INSERT INTO "alert_behind" VALUES(1,2);
CREATE TABLE alert_key (
    key TEXT NOT NULL, alert INTEGER NOT NULL REFERENCES alert (id), PRIMARY KEY (key, alert)
) STRICT, WITHOUT ROWID;
INSERT INTO "alert_key" VALUES('crue|04',1);
INSERT INTO "alert_key" VALUES('crue|04',2);
CREATE TABLE alert_reference (
    alert INTEGER NOT NULL REFERENCES alert (id),
    sender TEXT NOT NULL, identifier TEXT NOT NULL, sent INTEGER NOT NULL,
    PRIMARY KEY (sender, identifier, sent, alert)
) STRICT, WITHOUT ROWID;
INSERT INTO "alert_reference" VALUES(2,'vigilance@example.org','A-1',1763999100000);
CREATE TABLE assent (
    id INTEGER PRIMARY KEY,
    mobilisation INTEGER NOT NULL REFERENCES mobilisation (id),
    what TEXT NOT NULL, digest TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
INSERT INTO "assent" VALUES(1,1,'approve','aa','alice',1763999560000);
CREATE TABLE attempt (
    message INTEGER NOT NULL REFERENCES message (id), number INTEGER NOT NULL,
    channel INTEGER NOT NULL REFERENCES channel (id), started INTEGER NOT NULL, ended INTEGER NOT NULL,
    outcome TEXT NOT NULL, code TEXT NOT NULL,
    PRIMARY KEY (message, number)
) STRICT, WITHOUT ROWID;
INSERT INTO "attempt" VALUES(4,1,2,1763911105000,1763911106000,'refused','4.7.1');
CREATE TABLE channel (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO "channel" VALUES(1,'sms-main');
INSERT INTO "channel" VALUES(2,'mail');
CREATE TABLE channel_day (
    channel INTEGER NOT NULL REFERENCES channel (id), day INTEGER NOT NULL, parts INTEGER NOT NULL,
    PRIMARY KEY (channel, day)
) STRICT, WITHOUT ROWID;
INSERT INTO "channel_day" VALUES(1,20416,321);
CREATE TABLE channel_switch (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, medium TEXT NOT NULL,
    kind TEXT NOT NULL, channel TEXT NOT NULL, others TEXT NOT NULL,  -- names, separated by spaces
    reason TEXT NOT NULL, messages INTEGER NOT NULL
) STRICT;
INSERT INTO "channel_switch" VALUES(1,1763999930000,'sms','leave','sms-main','sms-second','errors',12);
CREATE TABLE client (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL, proof TEXT NOT NULL, secret TEXT NOT NULL,
    may_launch INTEGER NOT NULL, per_minute INTEGER NOT NULL, may TEXT NOT NULL,
    added INTEGER NOT NULL, added_by TEXT NOT NULL, last_used INTEGER, revoked INTEGER, revoked_by TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO "client" VALUES(1,'desk','staff','token','0000000000000000000000000000000000000000000000000000000000000000',0,600,'{}',1795000000000,'alice',NULL,NULL,'');
CREATE TABLE feed (
    name TEXT PRIMARY KEY, etag TEXT NOT NULL, last_modified TEXT NOT NULL, digest TEXT NOT NULL,
    succeeded INTEGER, changed INTEGER, as_of INTEGER
) STRICT, WITHOUT ROWID;
INSERT INTO "feed" VALUES('meteo','"e"','','aa',1763999940000,1763999940000,NULL);
CREATE TABLE feed_item (
    feed TEXT NOT NULL REFERENCES feed (name), key TEXT NOT NULL, version TEXT NOT NULL,
    sender TEXT NOT NULL, identifier TEXT NOT NULL, sent INTEGER, expires INTEGER,
    calm INTEGER NOT NULL, listed INTEGER NOT NULL,
    PRIMARY KEY (feed, key)
) STRICT, WITHOUT ROWID;
INSERT INTO "feed_item" VALUES('meteo','k','1','vigilance@example.org','A-2',1763999400000,NULL,0,1763999940000);
CREATE TABLE former_address (
    address TEXT NOT NULL, volunteer INTEGER NOT NULL, PRIMARY KEY (address, volunteer)
) STRICT, WITHOUT ROWID;
INSERT INTO "former_address" VALUES('+33639980009',1);
CREATE TABLE house (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
INSERT INTO "house" VALUES('name','fixture2');
INSERT INTO "house" VALUES('key-1','11');
INSERT INTO "house" VALUES('key-2','22');
CREATE TABLE journal (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL, kind TEXT NOT NULL, mobilisation INTEGER, by TEXT NOT NULL, what TEXT NOT NULL, link TEXT NOT NULL
) STRICT;
INSERT INTO "journal" VALUES(1,1763999500000,'begun',NULL,'tocsind','{"mobilisations":3}','f5986e87c6c2e713d736c48c0a8fbbf028692b0849922d2b3508d61cc1d72ae8');
INSERT INTO "journal" VALUES(2,1763999600000,'state',1,'alice','{"from":"approved","state":"running"}','9a24cf4de4be4d55b9b4f7be7e879259f689460132e7565403e37c861edb482e');
INSERT INTO "journal" VALUES(3,1763999610000,'asked',1,'tocsind','{"wave":1,"people":[1,2,3]}','79c1acf95f50bdb265b9b6f6e3150b94fd9761962780ae953e133c2f497b6238');
INSERT INTO "journal" VALUES(4,1763999900000,'opted-out',NULL,'sms-main','{"people":[3]}','583bf6a2743e746c854ab29e872a0865df0fb50d3deee8cc1671e04a8e95facf');
CREATE TABLE journal_head (one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL, link TEXT NOT NULL) STRICT;
INSERT INTO "journal_head" VALUES(1,4,'583bf6a2743e746c854ab29e872a0865df0fb50d3deee8cc1671e04a8e95facf');
CREATE TABLE keyed_request (
    owner TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, life TEXT NOT NULL, at INTEGER NOT NULL,
    status INTEGER, type TEXT NOT NULL DEFAULT '', body TEXT NOT NULL DEFAULT '', PRIMARY KEY (owner, key)
) STRICT, WITHOUT ROWID;
INSERT INTO "keyed_request" VALUES('desk','k-1','f','l',1795000000000,200,'application/json','{}');
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
INSERT INTO "message" VALUES(1,1,NULL,NULL,0,1,1,0,8,1763999611000,1764010000000,1,0,'p-1',NULL,0,500,900);
INSERT INTO "message" VALUES(2,1,NULL,NULL,0,1,1,0,0,1763999999000,1764010000000,0,0,NULL,NULL,0,NULL,NULL);
INSERT INTO "message" VALUES(3,1,NULL,NULL,0,1,1,0,1,1763999612000,1764010000000,1,1,NULL,NULL,0,NULL,NULL);
INSERT INTO "message" VALUES(4,2,NULL,NULL,0,2,3,0,8,1763911110000,1763920000000,2,0,'p-4',NULL,0,400,800);
INSERT INTO "message" VALUES(5,1,1,NULL,1,1,2,0,2,1763999810000,1764010000000,1,0,'p-5',NULL,1763999805000,300,NULL);
CREATE TABLE message_count (
    mobilisation INTEGER NOT NULL, channel INTEGER NOT NULL, state INTEGER NOT NULL, messages INTEGER NOT NULL,
    PRIMARY KEY (mobilisation, channel, state)
) STRICT, WITHOUT ROWID;
INSERT INTO "message_count" VALUES(1,1,0,1);
INSERT INTO "message_count" VALUES(1,1,1,1);
INSERT INTO "message_count" VALUES(1,1,2,1);
INSERT INTO "message_count" VALUES(1,1,8,1);
INSERT INTO "message_count" VALUES(2,2,8,1);
CREATE TABLE message_part (
    channel INTEGER NOT NULL REFERENCES channel (id), provider_key ANY NOT NULL,
    message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE, verdicts INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (channel, provider_key, message)
) STRICT, WITHOUT ROWID;
INSERT INTO "message_part" VALUES(1,'p-5a',5,1);
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
, rank INTEGER NOT NULL DEFAULT 1, break_glass TEXT NOT NULL DEFAULT '', gravity TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "mobilisation" VALUES(1,'running','{"event": "Crue", "zone": ["04070"], "need": 2, "roles": {}, "by": "2025-11-24T18:00:00.000Z", "until": "2025-11-24T22:00:00.000Z", "at": "Digne-les-Bains", "media": ["sms"], "channels": [], "template": "default", "text": "", "pace": "all", "minimum_age": 18, "skills": [], "exercise": false}',2,1764020000000,2,'crue-severe','meteo','alice','','',1763999500000,1763999600000,NULL,NULL,NULL,'key-a',0,0,'','real');
INSERT INTO "mobilisation" VALUES(2,'closed','{"event": "Crue", "zone": ["04070"], "need": 2, "roles": {}, "by": "2025-11-24T18:00:00.000Z", "until": "2025-11-24T22:00:00.000Z", "at": "Digne-les-Bains", "media": ["sms"], "channels": [], "template": "default", "text": "", "pace": "all", "minimum_age": 18, "skills": [], "exercise": false}',2,1764000000000,NULL,'','bob','bob','bob','over',1763910000000,1763911000000,1763912000000,1763920000000,NULL,NULL,1,1,'','real');
INSERT INTO "mobilisation" VALUES(3,'running','{"event": "Exercice", "zone": ["04070"], "need": 1, "roles": {}, "by": "2025-11-24T18:00:00.000Z", "until": "2025-11-24T22:00:00.000Z", "at": "Digne-les-Bains", "media": ["sms"], "channels": [], "template": "default", "text": "", "pace": "all", "minimum_age": 18, "skills": [], "exercise": true}',1,1764020000000,NULL,'','bob','bob','','',1763999700000,1763999710000,NULL,NULL,1,NULL,0,1,'','rehearsal');
CREATE TABLE nonce (
    client INTEGER NOT NULL REFERENCES client (id), nonce TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (client, nonce)
) STRICT, WITHOUT ROWID;
INSERT INTO "nonce" VALUES(1,'n-1',1795000000000);
CREATE TABLE opt_out (address TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "opt_out" VALUES('+33639980003',1763999900000);
CREATE TABLE orphan_receipt (
    channel INTEGER NOT NULL REFERENCES channel (id), provider_key ANY NOT NULL,
    verdict TEXT NOT NULL, code TEXT NOT NULL, received INTEGER NOT NULL,
    PRIMARY KEY (channel, provider_key, verdict)
) STRICT, WITHOUT ROWID;
INSERT INTO "orphan_receipt" VALUES(1,'p-9','delivered','',1763999950000);
CREATE TABLE outlook (
    mobilisation INTEGER PRIMARY KEY REFERENCES mobilisation (id), decision TEXT NOT NULL
) STRICT;
INSERT INTO "outlook" VALUES(1,'{"asked":3}');
CREATE TABLE plan (
    mobilisation INTEGER PRIMARY KEY REFERENCES mobilisation (id),
    digest TEXT NOT NULL, at INTEGER NOT NULL, preview TEXT NOT NULL, people TEXT NOT NULL, headcount INTEGER NOT NULL
) STRICT;
INSERT INTO "plan" VALUES(1,'aa',1763999550000,'{}','1 2 3',3);
CREATE TABLE reply (
    id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL, provider_id TEXT,
    address TEXT NOT NULL, text TEXT NOT NULL, meaning TEXT NOT NULL, received INTEGER NOT NULL,
    mobilisation INTEGER REFERENCES mobilisation (id), solicitation INTEGER REFERENCES solicitation (id),
    needs_person TEXT, settled_by TEXT, settled INTEGER, eta INTEGER,
    UNIQUE (channel, provider_id)
) STRICT;
INSERT INTO "reply" VALUES(1,'sms-main','r-1','+33639980001','oui','yes',1763999800000,1,1,NULL,NULL,NULL,NULL);
INSERT INTO "reply" VALUES(2,'sms-main','r-2','+33639980002','peut-etre','unclear',1763999850000,1,2,'unclear',NULL,NULL,NULL);
INSERT INTO "reply" VALUES(3,'sms-main','r-3','+33639980003','stop','stop',1763999900000,1,3,NULL,NULL,NULL,NULL);
INSERT INTO "reply" VALUES(4,'mail',NULL,'dan@example.org','oui','yes',1763911500000,2,4,NULL,NULL,NULL,NULL);
CREATE TABLE retraction (mobilisation INTEGER PRIMARY KEY REFERENCES mobilisation (id), reached INTEGER NOT NULL) STRICT;
INSERT INTO "retraction" VALUES(2,4);
CREATE TABLE solicitation (
    id INTEGER PRIMARY KEY,
    mobilisation INTEGER NOT NULL REFERENCES mobilisation (id),
    volunteer INTEGER NOT NULL, wave INTEGER NOT NULL REFERENCES wave (id),
    state INTEGER NOT NULL, medium INTEGER NOT NULL, address TEXT NOT NULL, language TEXT NOT NULL,
    roles INTEGER NOT NULL, answered INTEGER, answer TEXT
, place INTEGER, eta INTEGER, taken_by INTEGER) STRICT;
INSERT INTO "solicitation" VALUES(1,1,1,1,1,0,'+33639980001','fr',0,1763999800000,'oui',1,NULL,NULL);
INSERT INTO "solicitation" VALUES(2,1,2,1,0,0,'+33639980002','fr',0,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "solicitation" VALUES(3,1,3,1,3,0,'+33639980003','fr',0,1763999900000,'stop',NULL,NULL,3);
INSERT INTO "solicitation" VALUES(4,2,4,2,1,1,'dan@example.org','fr',0,1763911500000,'oui',1,NULL,NULL);
CREATE TABLE solicitation_count (
    mobilisation INTEGER NOT NULL, state INTEGER NOT NULL, people INTEGER NOT NULL, PRIMARY KEY (mobilisation, state)
) STRICT, WITHOUT ROWID;
INSERT INTO "solicitation_count" VALUES(1,0,1);
INSERT INTO "solicitation_count" VALUES(1,1,1);
INSERT INTO "solicitation_count" VALUES(1,3,1);
INSERT INTO "solicitation_count" VALUES(2,1,1);
CREATE TABLE subscriber (name TEXT PRIMARY KEY, told INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "subscriber" VALUES('situation-room',3);
CREATE TABLE text (
    id INTEGER PRIMARY KEY,
    mobilisation INTEGER NOT NULL REFERENCES mobilisation (id),
    purpose TEXT NOT NULL, medium TEXT NOT NULL, language TEXT NOT NULL,
    subject TEXT NOT NULL, body TEXT NOT NULL, html TEXT NOT NULL, parts INTEGER NOT NULL
) STRICT;
INSERT INTO "text" VALUES(1,1,'ask','sms','fr','','Crue a Digne. Venez-vous? OUI ou NON','',1);
INSERT INTO "text" VALUES(2,1,'stand-down','sms','fr','','Merci, c''est fini','',1);
INSERT INTO "text" VALUES(3,2,'ask','email','fr','Crue','Venez-vous?','<p>Venez-vous?</p>',1);
CREATE TABLE text_piece (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    channel INTEGER NOT NULL REFERENCES channel (id),
    sender TEXT NOT NULL, receiver TEXT NOT NULL, reference TEXT NOT NULL,
    total INTEGER NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL, received INTEGER NOT NULL,
    UNIQUE (channel, sender, receiver, reference, total, number)
) STRICT;
INSERT INTO "text_piece" VALUES(1,1,'+33639980002','38123','7',2,1,'ou',1763999960000);
CREATE TABLE volunteer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    external_id TEXT NOT NULL UNIQUE,
    first_name TEXT NOT NULL, last_name TEXT NOT NULL, language TEXT NOT NULL, birth_date TEXT,
    mobile TEXT, mobile_takes_sms INTEGER NOT NULL, email TEXT,
    postcode TEXT NOT NULL, commune TEXT NOT NULL, latitude REAL, longitude REAL, radius_km REAL,
    skills TEXT NOT NULL, availability TEXT NOT NULL,
    consent_sms INTEGER NOT NULL, consent_email INTEGER NOT NULL, opted_out INTEGER
, drill INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "volunteer" VALUES(1,'v-1','Ada','Martin','fr','1980-02-29','+33639980001',1,'ada@example.org','04000','04070',44.09,6.23,20.0,'boat driver','flexible',1,1,NULL,1);
INSERT INTO "volunteer" VALUES(2,'v-2','Bo','Petit','fr',NULL,'+33639980002',1,NULL,'04000','04070',NULL,NULL,NULL,'','',1,0,NULL,0);
INSERT INTO "volunteer" VALUES(3,'v-3','Cleo','Roux','en',NULL,'+33639980003',1,NULL,'04000','04070',NULL,NULL,NULL,'','',1,0,1763999900000,0);
INSERT INTO "volunteer" VALUES(4,'v-4','Dan','Blanc','fr',NULL,NULL,0,'dan@example.org','04000','04070',NULL,NULL,NULL,'','',0,1,NULL,0);
CREATE TABLE wave (
    id INTEGER PRIMARY KEY,
    mobilisation INTEGER NOT NULL REFERENCES mobilisation (id),
    at INTEGER NOT NULL, asked INTEGER NOT NULL, funnel TEXT NOT NULL, complete INTEGER NOT NULL,
    first INTEGER, last INTEGER  -- its solicitations are within these numbers, others' may be among them
, decision TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "wave" VALUES(1,1,1763999610000,3,'{}',1,1,3,'{"asked":3}');
INSERT INTO "wave" VALUES(2,2,1763911100000,1,'{}',1,4,4,'');
CREATE INDEX alert_reference_by_alert ON alert_reference (alert);
CREATE INDEX mobilisation_open ON mobilisation (state) WHERE closing_done = 0;
CREATE INDEX mobilisation_by_alert ON mobilisation (alert);
CREATE INDEX wave_by_mobilisation ON wave (mobilisation);
CREATE INDEX volunteer_mobile ON volunteer (mobile) WHERE mobile IS NOT NULL;
CREATE INDEX volunteer_email ON volunteer (email) WHERE email IS NOT NULL;
CREATE UNIQUE INDEX solicitation_person ON solicitation (volunteer, mobilisation);
CREATE INDEX solicitation_open ON solicitation (mobilisation, state) WHERE state IN (0, 1, 2);
CREATE TRIGGER solicitation_made AFTER INSERT ON solicitation BEGIN
    INSERT INTO solicitation_count VALUES (new.mobilisation, new.state, 1)
    ON CONFLICT DO UPDATE SET people = people + 1;
END;
CREATE TRIGGER solicitation_moved AFTER UPDATE OF state ON solicitation WHEN old.state <> new.state BEGIN
    UPDATE solicitation_count SET people = people - 1 WHERE mobilisation = old.mobilisation AND state = old.state;
    INSERT INTO solicitation_count VALUES (new.mobilisation, new.state, 1)
    ON CONFLICT DO UPDATE SET people = people + 1;
END;
CREATE INDEX message_due ON message (channel, mobilisation, lane, due) WHERE state = 0;
CREATE INDEX message_in_flight ON message (channel) WHERE state = 1;
CREATE INDEX message_provider ON message (channel, provider_key) WHERE provider_key IS NOT NULL;
CREATE INDEX message_follow_up ON message (solicitation) WHERE solicitation IS NOT NULL;
CREATE INDEX message_doubtful ON message (mobilisation) WHERE possible_duplicate = 1;
CREATE INDEX message_part_of ON message_part (message);
CREATE INDEX reply_inbox ON reply (received) WHERE needs_person IS NOT NULL AND settled IS NULL;
CREATE INDEX reply_by_address ON reply (address, received);
CREATE INDEX journal_of ON journal (mobilisation, number) WHERE mobilisation IS NOT NULL;
CREATE INDEX journal_states ON journal (mobilisation, number) WHERE kind IN ('raised', 'state');
CREATE TRIGGER journal_line_stays BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_line_is_kept BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE UNIQUE INDEX solicitation_place ON solicitation (mobilisation, state, place) WHERE place IS NOT NULL;
CREATE INDEX reply_conditional ON reply (mobilisation) WHERE needs_person = 'conditional' AND settled IS NULL;
CREATE INDEX assent_of ON assent (mobilisation, what, digest);
CREATE INDEX text_for ON text (mobilisation, purpose, medium, language);
CREATE INDEX alert_key_by_alert ON alert_key (alert);
CREATE INDEX alert_behind_by_alert ON alert_behind (alert);
CREATE INDEX solicitation_taken ON solicitation (mobilisation) WHERE taken_by IS NOT NULL;
CREATE INDEX solicitation_taken_by ON solicitation (taken_by) WHERE taken_by IS NOT NULL;
CREATE INDEX reply_order_lost ON reply (mobilisation) WHERE needs_person = 'order-lost' AND settled IS NULL;
CREATE INDEX mobilisation_until ON mobilisation (until) WHERE state = 'closed';
CREATE INDEX nonce_by_age ON nonce (at);
CREATE INDEX keyed_request_by_age ON keyed_request (at);
CREATE INDEX mobilisation_extends ON mobilisation (extends) WHERE extends IS NOT NULL;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('volunteer',4);
INSERT INTO "sqlite_sequence" VALUES('text_piece',1);
COMMIT;
PRAGMA user_version = 12;
