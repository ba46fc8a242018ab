-- SPDX-License-Identifier: Apache-2.0
-- A database of schema 14, with rows in every table it has (sqlite3 .dump), sealed with the key of the tests. Never edited: a new schema adds a file.
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
, person TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "client" VALUES(1,'desk','staff','token','0000000000000000000000000000000000000000000000000000000000000000',0,600,'{"senders":[],"events":[],"zones":[]}',1795000000000,'alice',NULL,NULL,'','alice');
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
CREATE TABLE "former_address" (address BLOB NOT NULL, volunteer INTEGER NOT NULL, PRIMARY KEY (address, volunteer)) STRICT, WITHOUT ROWID;
INSERT INTO "former_address" VALUES(X'E5367EA235194D3C3BED1648E958867A858325ED33446C101B09FEEA',1);
CREATE TABLE house (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
INSERT INTO "house" VALUES('name','fixture2');
INSERT INTO "house" VALUES('key-1','11');
INSERT INTO "house" VALUES('key-2','22');
INSERT INTO "house" VALUES('sealed','fd8ec0dc14fc23c08fea12dfc0210c61feda321f0463');
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
    solicitation INTEGER REFERENCES solicitation (id), purpose INTEGER NOT NULL, channel INTEGER NOT NULL REFERENCES channel (id), text INTEGER NOT NULL REFERENCES text (id),
    lane INTEGER NOT NULL, state INTEGER NOT NULL, due INTEGER NOT NULL, deadline INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, possible_duplicate INTEGER NOT NULL DEFAULT 0,
    provider_key ANY, code TEXT,
    created INTEGER NOT NULL, accepted INTEGER, ended INTEGER
, address BLOB) STRICT;
INSERT INTO "message" VALUES(1,1,NULL,0,1,1,0,8,1763999611000,1764010000000,1,0,'p-1',NULL,0,500,900,NULL);
INSERT INTO "message" VALUES(2,1,NULL,0,1,1,0,0,1763999999000,1764010000000,0,0,NULL,NULL,0,NULL,NULL,NULL);
INSERT INTO "message" VALUES(3,1,NULL,0,1,1,0,1,1763999612000,1764010000000,1,1,NULL,NULL,0,NULL,NULL,NULL);
INSERT INTO "message" VALUES(4,2,NULL,0,2,3,0,8,1763911110000,1763920000000,2,0,'p-4',NULL,0,400,800,NULL);
INSERT INTO "message" VALUES(5,1,1,1,1,2,0,2,1763999810000,1764010000000,1,0,'p-5',NULL,1763999805000,300,NULL,NULL);
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
, rank INTEGER NOT NULL DEFAULT 1, break_glass TEXT NOT NULL DEFAULT '', gravity TEXT NOT NULL DEFAULT '', purged INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "mobilisation" VALUES(1,'running','{"event": "Crue", "zone": ["04070"], "need": 2, "roles": {}, "by": "2025-11-24T18:00:00.000Z", "until": "2025-11-24T22:00:00.000Z", "at": "Digne-les-Bains", "media": ["sms"], "channels": [], "template": "default", "text": "", "pace": "all", "minimum_age": 18, "skills": [], "exercise": false}',2,1764020000000,2,'crue-severe','meteo','alice','','',1763999500000,1763999600000,NULL,NULL,NULL,'key-a',0,0,'','real',0);
INSERT INTO "mobilisation" VALUES(2,'closed','{"event": "Crue", "zone": ["04070"], "need": 2, "roles": {}, "by": "2025-11-24T18:00:00.000Z", "until": "2025-11-24T22:00:00.000Z", "at": "Digne-les-Bains", "media": ["sms"], "channels": [], "template": "default", "text": "", "pace": "all", "minimum_age": 18, "skills": [], "exercise": false}',2,1764000000000,NULL,'','bob','bob','bob','over',1763910000000,1763911000000,1763912000000,1763920000000,NULL,NULL,1,1,'','real',0);
INSERT INTO "mobilisation" VALUES(3,'running','{"event": "Exercice", "zone": ["04070"], "need": 1, "roles": {}, "by": "2025-11-24T18:00:00.000Z", "until": "2025-11-24T22:00:00.000Z", "at": "Digne-les-Bains", "media": ["sms"], "channels": [], "template": "default", "text": "", "pace": "all", "minimum_age": 18, "skills": [], "exercise": true}',1,1764020000000,NULL,'','bob','bob','','',1763999700000,1763999710000,NULL,NULL,1,NULL,0,1,'','rehearsal',0);
CREATE TABLE nonce (
    client INTEGER NOT NULL REFERENCES client (id), nonce TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (client, nonce)
) STRICT, WITHOUT ROWID;
INSERT INTO "nonce" VALUES(1,'n-1',1795000000000);
CREATE TABLE "opt_out" (address BLOB PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "opt_out" VALUES(X'5A2E1FD98D988A97EB216669B69AA3BAE210517CF30311A981705E59',1763999900000);
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
CREATE TABLE purge (mobilisation INTEGER PRIMARY KEY REFERENCES mobilisation (id), reached INTEGER NOT NULL) STRICT;
INSERT INTO "purge" VALUES(2,4);
CREATE TABLE reply (
    id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL, provider_id TEXT,
    meaning TEXT NOT NULL, received INTEGER NOT NULL,
    mobilisation INTEGER REFERENCES mobilisation (id), solicitation INTEGER REFERENCES solicitation (id),
    needs_person TEXT, settled_by TEXT, settled INTEGER, eta INTEGER, address BLOB NOT NULL DEFAULT X'', text BLOB NOT NULL DEFAULT X'',
    UNIQUE (channel, provider_id)
) STRICT;
INSERT INTO "reply" VALUES(1,'sms-main','r-1','yes',1763999800000,1,1,NULL,NULL,NULL,NULL,X'0813BFBC5BDD0B0CB4345A5165987E9BBACBC2DA46D22FA5B831C923',X'2A39019F74047CC7097216AC28990557727AC2');
INSERT INTO "reply" VALUES(2,'sms-main','r-2','unclear',1763999850000,1,2,'unclear',NULL,NULL,NULL,X'EEEC090EA4B4A805335E581D674FD233C5268E1F833CDBEF848E3D94',X'5A142D38B8E36A54FB18EEBFA42D2A83495F657B351C28285B');
INSERT INTO "reply" VALUES(3,'sms-main','r-3','stop',1763999900000,1,3,NULL,NULL,NULL,NULL,X'5A2E1FD98D988A97EB216669B69AA3BAE210517CF30311A981705E59',X'53F9DCFE9B6E8074ABC8BE3982381DE6A78F0DA2');
INSERT INTO "reply" VALUES(4,'mail',NULL,'yes',1763911500000,2,4,NULL,NULL,NULL,NULL,X'A55CF1C04C27B566BAEB546A53C6F8D72A63BFFBAF3DDFB34017B8F75C9FED',X'3E8DD536F7EC83B83E5107A33E45B7BC6DFD79');
CREATE TABLE retraction (mobilisation INTEGER PRIMARY KEY REFERENCES mobilisation (id), reached INTEGER NOT NULL) STRICT;
INSERT INTO "retraction" VALUES(2,4);
CREATE TABLE solicitation (
    id INTEGER PRIMARY KEY,
    mobilisation INTEGER NOT NULL REFERENCES mobilisation (id),
    volunteer INTEGER NOT NULL, wave INTEGER NOT NULL REFERENCES wave (id),
    state INTEGER NOT NULL, medium INTEGER NOT NULL, language TEXT NOT NULL,
    roles INTEGER NOT NULL, answered INTEGER, place INTEGER, eta INTEGER, taken_by INTEGER, address BLOB, answer BLOB) STRICT;
INSERT INTO "solicitation" VALUES(1,1,1,1,1,0,'fr',0,1763999800000,1,NULL,NULL,X'0813BFBC5BDD0B0CB4345A5165987E9BBACBC2DA46D22FA5B831C923',X'B939AB0CD54B953429FE25B23B640C02685918');
INSERT INTO "solicitation" VALUES(2,1,2,1,0,0,'fr',0,NULL,NULL,NULL,NULL,X'EEEC090EA4B4A805335E581D674FD233C5268E1F833CDBEF848E3D94',NULL);
INSERT INTO "solicitation" VALUES(3,1,3,1,3,0,'fr',0,1763999900000,NULL,NULL,3,X'5A2E1FD98D988A97EB216669B69AA3BAE210517CF30311A981705E59',X'B35D7D59DFBE2E418E70C46891DCCE667D9BEE77');
INSERT INTO "solicitation" VALUES(4,2,4,2,1,1,'fr',0,1763911500000,1,NULL,NULL,X'A55CF1C04C27B566BAEB546A53C6F8D72A63BFFBAF3DDFB34017B8F75C9FED',X'502804CBDD4330926A4249B9BE682BA2CE1848');
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
CREATE TABLE "text_piece" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    channel INTEGER NOT NULL REFERENCES channel (id),
    sender BLOB NOT NULL, receiver TEXT NOT NULL, reference TEXT NOT NULL,
    total INTEGER NOT NULL, number INTEGER NOT NULL, body BLOB NOT NULL, received INTEGER NOT NULL,
    UNIQUE (channel, sender, receiver, reference, total, number)
) STRICT;
INSERT INTO "text_piece" VALUES(1,1,X'EEEC090EA4B4A805335E581D674FD233C5268E1F833CDBEF848E3D94','38123','7',2,1,X'0F45518F3B7B3F78CC6153020C00395C7471',1763999960000);
CREATE TABLE volunteer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    external_id TEXT NOT NULL UNIQUE,
    language TEXT NOT NULL, mobile_takes_sms INTEGER NOT NULL, postcode TEXT NOT NULL, commune TEXT NOT NULL, radius_km REAL,
    skills TEXT NOT NULL, availability TEXT NOT NULL,
    consent_sms INTEGER NOT NULL, consent_email INTEGER NOT NULL, opted_out INTEGER
, drill INTEGER NOT NULL DEFAULT 0, personal BLOB NOT NULL DEFAULT X'', mobile BLOB, email BLOB, restricted INTEGER) STRICT;
INSERT INTO "volunteer" VALUES(1,'v-1','fr',1,'04000','04070',20.0,'boat driver','flexible',1,1,NULL,1,X'2D41223493539D666FF628614320454CF849088D6DBF130D4D2FF8353F6C170ECE47F300ECAF22DC61A863241D460345A257F718CBF3BA3967C75861C3',X'0813BFBC5BDD0B0CB4345A5165987E9BBACBC2DA46D22FA5B831C923',X'FA9791E31667ED36C914DACF4A696A3B0B2AA7A9B8AD536D97504EFAE2A98F',NULL);
INSERT INTO "volunteer" VALUES(2,'v-2','fr',1,'04000','04070',NULL,'','',1,0,NULL,0,X'6FDDDE4F4CBF9CCF591A62515E877541E6331C46A532DD8F51F3B92F5E',X'EEEC090EA4B4A805335E581D674FD233C5268E1F833CDBEF848E3D94',NULL,NULL);
INSERT INTO "volunteer" VALUES(3,'v-3','en',1,'04000','04070',NULL,'','',1,0,1763999900000,0,X'E3E8FC2193A1B43B9FC7E6A0919FE9B2E11EFB99D2D21658E5BAA78D35F7',X'5A2E1FD98D988A97EB216669B69AA3BAE210517CF30311A981705E59',NULL,NULL);
INSERT INTO "volunteer" VALUES(4,'v-4','fr',0,'04000','04070',NULL,'','',0,1,NULL,0,X'EA89593941E1AD300E9A7B775EFC4F54A68843616431DAA46AA0E7D3C4D2',NULL,X'A55CF1C04C27B566BAEB546A53C6F8D72A63BFFBAF3DDFB34017B8F75C9FED',1763999960000);
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
CREATE UNIQUE INDEX solicitation_person ON solicitation (volunteer, mobilisation);
CREATE INDEX solicitation_open ON solicitation (mobilisation, state) WHERE state IN (0, 1, 2);
CREATE INDEX message_due ON message (channel, mobilisation, lane, due) WHERE state = 0;
CREATE INDEX message_in_flight ON message (channel) WHERE state = 1;
CREATE INDEX message_provider ON message (channel, provider_key) WHERE provider_key IS NOT NULL;
CREATE INDEX message_follow_up ON message (solicitation) WHERE solicitation IS NOT NULL;
CREATE INDEX message_doubtful ON message (mobilisation) WHERE possible_duplicate = 1;
CREATE INDEX message_part_of ON message_part (message);
CREATE INDEX reply_inbox ON reply (received) WHERE needs_person IS NOT NULL AND settled IS NULL;
CREATE INDEX journal_of ON journal (mobilisation, number) WHERE mobilisation IS NOT NULL;
CREATE INDEX journal_states ON journal (mobilisation, number) WHERE kind IN ('raised', 'state');
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
CREATE INDEX volunteer_mobile ON volunteer (mobile) WHERE mobile IS NOT NULL;
CREATE INDEX volunteer_email ON volunteer (email) WHERE email IS NOT NULL;
CREATE INDEX reply_by_address ON reply (address, received);
CREATE INDEX reply_by_solicitation ON reply (solicitation) WHERE solicitation IS NOT NULL;
CREATE INDEX reply_kept ON reply (received) WHERE length(address) > 0;
CREATE TRIGGER solicitation_made AFTER INSERT ON solicitation BEGIN
    INSERT INTO solicitation_count VALUES (new.mobilisation, new.state, 1)
    ON CONFLICT DO UPDATE SET people = people + 1;
END;
CREATE TRIGGER solicitation_moved AFTER UPDATE OF state ON solicitation WHEN old.state <> new.state BEGIN
    UPDATE solicitation_count SET people = people - 1 WHERE mobilisation = old.mobilisation AND state = old.state;
    INSERT INTO solicitation_count VALUES (new.mobilisation, new.state, 1)
    ON CONFLICT DO UPDATE SET people = people + 1;
END;
CREATE TRIGGER journal_line_stays BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_line_is_kept BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('volunteer',4);
INSERT INTO "sqlite_sequence" VALUES('text_piece',1);
COMMIT;
PRAGMA user_version = 14;
