// SPDX-License-Identifier: Apache-2.0
// SQL of the clients, of what they asked with a key, and of the subscribers. Called by the writer, inside its transaction.
#pragma once

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/outside_store.hpp"

namespace tocsin::dispatcher::tables {

std::optional<client_record> add_client(database& db, client_record made, act const& who);
bool revoke_client(database& db, std::string const& name, act const& who);
std::vector<client_record> clients(database& db);
bool client_used(database& db, std::int64_t which, wall_time hour);
bool spend_nonce(database& db, std::int64_t client, std::string const& nonce, wall_time now, wall_time forget);

request_claim claim_request(database& db, keyed_request const& asked);
bool settle_request(
    database& db, std::string const& owner, std::string const& key, std::optional<kept_answer> const& told
);

std::int64_t told_up_to(database& db, std::string const& subscriber);
bool keep_told(database& db, std::string const& subscriber, std::int64_t line);

}  // namespace tocsin::dispatcher::tables
