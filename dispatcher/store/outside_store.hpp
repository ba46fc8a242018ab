// SPDX-License-Identifier: Apache-2.0
// The seam to what is kept about those outside: the clients of the API, what they asked and were answered, how far each
// subscriber has been told, and the lists they go through. As store.hpp: every function waits until its work is committed.
#pragma once

#include "dispatcher/settings/settings.hpp"
#include "dispatcher/store/store.hpp"
#include "rules/trust/source_policy.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::dispatcher {

/// By what a client is known.
enum class proof { token, hmac, certificate };

std::string_view to_string(proof value);
std::optional<proof> parse_proof(std::string_view text);

struct client_record {
    std::int64_t id = 0;
    std::string name;
    tocsin::dispatcher::role role = role::source;
    std::string person;  ///< whose it is: with their other clients and their account, one person; empty: a client of its own
    tocsin::dispatcher::proof proof = proof::token;
    /// token: its SHA-256, hexadecimal; hmac: the key, sealed (see key_file.hpp); certificate: the name in it.
    std::string secret;
    bool may_launch = false;
    int per_minute = 600;
    rules::source_policy may;
    std::string added_by;
    wall_time added;
    std::optional<wall_time> last_used;  ///< to the hour
    std::string revoked_by;
    std::optional<wall_time> revoked;
};

/// A request that must not be done twice.
struct keyed_request {
    std::string owner;
    std::string key;
    std::string fingerprint;  ///< SHA-256 of what was asked
    std::string life;  ///< of this process: what a former one left unfinished is done again
    wall_time now;
    wall_time forget;  ///< requests from before are forgotten
};

struct kept_answer {
    int status = 0;
    std::string type;
    std::string body;
};

enum class request_verdict {
    fresh,  ///< do it, then settle it
    done,  ///< it was; give the same answer
    running,  ///< it is being done
    other,  ///< the key was used for something else
};

struct request_claim {
    request_verdict verdict = request_verdict::fresh;
    kept_answer answer;
};

struct own_request;

class outside_store {
public:
    virtual ~outside_store() = default;

    // Clients
    /// Nothing: the name was given before. A name is never given again, so that the journal stays true.
    virtual task<stored<std::optional<client_record>>> add_client(client_record made, act who) = 0;
    /// False: there is none of that name, or it was revoked before.
    virtual task<stored<bool>> revoke_client(std::string name, act who) = 0;
    /// In the order in which they were added, the revoked ones as well.
    virtual task<stored<std::vector<client_record>>> clients() = 0;
    virtual task<stored<bool>> client_used(std::int64_t which, wall_time hour) = 0;
    /// False: this client has used the nonce before. Those from before `forget` are forgotten.
    virtual task<stored<bool>> spend_nonce(std::int64_t client, std::string nonce, wall_time now, wall_time forget) = 0;

    // Requests with a key
    virtual task<stored<request_claim>> claim_request(keyed_request asked) = 0;
    /// Without an answer it is forgotten: whoever asked may ask again.
    virtual task<stored<bool>> settle_request(std::string owner, std::string key, std::optional<kept_answer> told) = 0;

    // Subscribers
    /// The last line of the journal that this subscriber was told of; a new one begins with what comes from now on.
    virtual task<stored<std::int64_t>> told_up_to(std::string subscriber) = 0;
    virtual task<stored<bool>> keep_told(std::string subscriber, std::int64_t line) = 0;

    // The answer page
    /// What the person was asked whom this message went to; nothing: no such message, or they were erased. Changes nothing.
    virtual task<stored<std::optional<own_request>>> own_request_of(message_id which) = 0;

    // Lists, page by page
    virtual task<stored<std::optional<stored_alert>>> alert_of(alert_id which) = 0;
    /// Newest first, from before one (0: the newest of all).
    virtual task<stored<std::vector<stored_alert>>> alerts_before(alert_id before, int limit) = 0;
    virtual task<stored<std::vector<mobilisation>>> mobilisations_before(mobilisation_id before, bool also_over, int limit) = 0;
    /// Oldest first, from after one.
    virtual task<stored<std::vector<inbox_entry>>> inbox_after(reply_id after, int limit) = 0;
};

}  // namespace tocsin::dispatcher
