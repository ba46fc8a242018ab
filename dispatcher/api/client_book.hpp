// SPDX-License-Identifier: Apache-2.0
// The clients of the API, as they are known at the door: held in memory, since every change of them passes here. What a
// client shows is never kept: a token by its hash, an HMAC key sealed with a key that is not in the database.
#pragma once

#include "channels/port/runtime.hpp"
#include "dispatcher/api/request_rate.hpp"
#include "dispatcher/engine/principal.hpp"
#include "dispatcher/store/key_file.hpp"
#include "dispatcher/store/outside_store.hpp"
#include "rules/trust/person.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dispatcher::api {

/// A client that may call, and what is to be known of it from one request to the next.
class client_account {
public:
    client_account(client_record what, channels::secret key);

    client_record const& what() const { return what_; }
    channels::secret const& key() const { return key_; }
    principal who() const
    {
        return principal{rules::client_of_person(what_.name, what_.person), what_.role, what_.may_launch, may_};
    }
    /// A request that was let in before a revocation must not be served after it.
    bool is_revoked() const { return revoked_; }

    request_rate rate;

private:
    friend class client_book;

    client_record what_;
    channels::secret key_;  ///< of a client that signs
    std::shared_ptr<rules::source_policy const> may_;
    bool revoked_ = false;
};

/// What a new client is shown, once.
struct new_client {
    client_record what;
    std::string secret;  ///< empty for a certificate, which it has already
};

class client_book {
public:
    /// Everything handed in outlives it.
    client_book(channels::runtime& world, outside_store& kept, sealing lock);

    /// Before anybody calls. A key that cannot be unsealed belongs to a client nobody can be any more.
    task<stored<int>> load();

    std::shared_ptr<client_account> by_token(std::string_view token) const;
    std::shared_ptr<client_account> by_signature(std::string_view name) const;
    /// One of the names of a verified certificate: "dns:feed.example.org", "uri:…", "email:…", "cn:…".
    std::shared_ptr<client_account> by_certificate(std::vector<std::string> const& names) const;

    /// False: the nonce was used before. Durable when it returns.
    task<stored<bool>> spend_nonce(client_account const& by, std::string nonce);
    /// Notes that it called, to the hour.
    task<void> note_use(std::shared_ptr<client_account> by);

    /// Fills in the secret; nothing: the name was given before.
    task<stored<std::optional<new_client>>> add(client_record what, act who);
    /// At once, also for requests under way that have done nothing yet. False: there is none such.
    task<stored<bool>> revoke(std::string name, act who);
    task<stored<std::vector<client_record>>> all();

private:
    void let_in(client_record what);

    channels::runtime& world_;
    outside_store& store_;
    sealing lock_;
    std::map<std::string, std::shared_ptr<client_account>> by_name_;
    std::map<std::string, std::shared_ptr<client_account>> by_secret_;  ///< hash of a token, or name in a certificate
};

}  // namespace tocsin::dispatcher::api
