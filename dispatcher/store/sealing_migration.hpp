// SPDX-License-Identifier: Apache-2.0
// From a database in which personal data lay open to one in which it is sealed (vault.hpp).
#pragma once

#include "dispatcher/store/database.hpp"

namespace tocsin::dispatcher {

/// The first schema with sealed fields.
constexpr int first_sealed_schema = 13;

/// The new columns beside the old ones.
constexpr auto with_sealed_columns = R"sql(
DROP INDEX volunteer_mobile; DROP INDEX volunteer_email; DROP INDEX reply_by_address;
ALTER TABLE volunteer ADD COLUMN personal BLOB NOT NULL DEFAULT X'';
ALTER TABLE volunteer ADD COLUMN mobile_ BLOB;
ALTER TABLE volunteer ADD COLUMN email_ BLOB;
CREATE TABLE sealed_opt_out (address BLOB PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE sealed_former (address BLOB NOT NULL, volunteer INTEGER NOT NULL, PRIMARY KEY (address, volunteer)) STRICT, WITHOUT ROWID;
ALTER TABLE solicitation ADD COLUMN address_ BLOB;
ALTER TABLE solicitation ADD COLUMN answer_ BLOB;
ALTER TABLE message ADD COLUMN address_ BLOB;
ALTER TABLE reply ADD COLUMN address_ BLOB NOT NULL DEFAULT X'';
ALTER TABLE reply ADD COLUMN text_ BLOB NOT NULL DEFAULT X'';
CREATE TABLE sealed_piece (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    channel INTEGER NOT NULL REFERENCES channel (id),
    sender BLOB NOT NULL, receiver TEXT NOT NULL, reference TEXT NOT NULL,
    total INTEGER NOT NULL, number INTEGER NOT NULL, body BLOB NOT NULL, received INTEGER NOT NULL,
    UNIQUE (channel, sender, receiver, reference, total, number)
) STRICT;
INSERT INTO sqlite_sequence (name, seq) SELECT 'sealed_piece', seq FROM sqlite_sequence WHERE name = 'text_piece';
)sql";

/// Fills them row by row and drops the old ones. Needs an unlocked database, within a transaction.
void seal_what_lies_open(database& db);

/// By what replies are known, which lay open until schema 14 (tables::reply_key). Needs the same.
void seal_reply_keys(database& db);

}  // namespace tocsin::dispatcher
