// SPDX-License-Identifier: Apache-2.0
// Tables of those outside (outside_store.hpp).
#pragma once

namespace tocsin::dispatcher {

// secret: never what a client shows, see client_record. may: JSON, what its alerts may be about.
inline constexpr auto with_clients = R"sql(
CREATE TABLE client (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL, proof TEXT NOT NULL, secret TEXT NOT NULL,
    may_launch INTEGER NOT NULL, per_minute INTEGER NOT NULL, may TEXT NOT NULL,
    added INTEGER NOT NULL, added_by TEXT NOT NULL, last_used INTEGER, revoked INTEGER, revoked_by TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE nonce (
    client INTEGER NOT NULL REFERENCES client (id), nonce TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (client, nonce)
) STRICT, WITHOUT ROWID;
CREATE INDEX nonce_by_age ON nonce (at);
-- status: NULL while the request is being done.
CREATE TABLE keyed_request (
    owner TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, life TEXT NOT NULL, at INTEGER NOT NULL,
    status INTEGER, type TEXT NOT NULL DEFAULT '', body TEXT NOT NULL DEFAULT '', PRIMARY KEY (owner, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX keyed_request_by_age ON keyed_request (at);
CREATE TABLE subscriber (name TEXT PRIMARY KEY, told INTEGER NOT NULL) STRICT, WITHOUT ROWID;
)sql";

}  // namespace tocsin::dispatcher
