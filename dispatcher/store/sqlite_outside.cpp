// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/sqlite_outside.hpp"

#include "dispatcher/store/alerts.hpp"
#include "dispatcher/store/clients.hpp"
#include "dispatcher/store/mobilisations.hpp"
#include "dispatcher/store/own_request.hpp"
#include "dispatcher/store/replies.hpp"
#include "dispatcher/store/writer.hpp"

namespace tocsin::dispatcher {
namespace {

class outside_on_sqlite final : public outside_store {
public:
    outside_on_sqlite(writer& by, message_names names) : writer_(by), names_(std::move(names)) {}

    task<stored<std::optional<client_record>>> add_client(client_record made, act who) override
    {
        auto work = [made = std::move(made), who = std::move(who)](database& db) { return tables::add_client(db, made, who); };
        return writer_.run(std::move(work));
    }

    task<stored<bool>> revoke_client(std::string name, act who) override
    {
        auto work = [name = std::move(name), who = std::move(who)](database& db) {
            return tables::revoke_client(db, name, who);
        };
        return writer_.run(std::move(work));
    }

    task<stored<std::vector<client_record>>> clients() override
    {
        auto work = [](database& db) { return tables::clients(db); };
        return writer_.run(std::move(work));
    }

    task<stored<bool>> client_used(std::int64_t which, wall_time hour) override
    {
        auto work = [which, hour](database& db) { return tables::client_used(db, which, hour); };
        return writer_.run(std::move(work));
    }

    task<stored<bool>> spend_nonce(std::int64_t client, std::string nonce, wall_time now, wall_time forget) override
    {
        auto work = [client, nonce = std::move(nonce), now, forget](database& db) {
            return tables::spend_nonce(db, client, nonce, now, forget);
        };
        return writer_.run(std::move(work));
    }

    task<stored<request_claim>> claim_request(keyed_request asked) override
    {
        auto work = [asked = std::move(asked)](database& db) { return tables::claim_request(db, asked); };
        return writer_.run(std::move(work));
    }

    task<stored<bool>> settle_request(std::string owner, std::string key, std::optional<kept_answer> told) override
    {
        auto work = [owner = std::move(owner), key = std::move(key), told = std::move(told)](database& db) {
            return tables::settle_request(db, owner, key, told);
        };
        return writer_.run(std::move(work));
    }

    task<stored<std::int64_t>> told_up_to(std::string subscriber) override
    {
        auto work = [subscriber = std::move(subscriber)](database& db) { return tables::told_up_to(db, subscriber); };
        return writer_.run(std::move(work));
    }

    task<stored<bool>> keep_told(std::string subscriber, std::int64_t line) override
    {
        auto work = [subscriber = std::move(subscriber), line](database& db) {
            return tables::keep_told(db, subscriber, line);
        };
        return writer_.run(std::move(work));
    }

    task<stored<std::optional<own_request>>> own_request_of(message_id which) override
    {
        auto work = [this, which](database& db) {
            auto found = tables::own_request_of(db, which);
            if (found)
                found->reference = names_.of(which);
            return found;
        };
        return writer_.run(std::move(work));
    }

    task<stored<std::optional<stored_alert>>> alert_of(alert_id which) override
    {
        auto work = [which](database& db) { return tables::alert_of(db, which); };
        return writer_.run(std::move(work));
    }

    task<stored<std::vector<stored_alert>>> alerts_before(alert_id before, int limit) override
    {
        auto work = [before, limit](database& db) { return tables::alerts(db, limit, before); };
        return writer_.run(std::move(work));
    }

    task<stored<std::vector<mobilisation>>> mobilisations_before(mobilisation_id before, bool also_over, int limit) override
    {
        auto work = [before, also_over, limit](database& db) { return tables::mobilisations(db, also_over, limit, before); };
        return writer_.run(std::move(work));
    }

    task<stored<std::vector<inbox_entry>>> inbox_after(reply_id after, int limit) override
    {
        auto work = [after, limit](database& db) { return tables::inbox(db, limit, after); };
        return writer_.run(std::move(work));
    }

private:
    writer& writer_;
    message_names names_;
};

}  // namespace

std::string_view to_string(proof value)
{
    switch (value) {
    case proof::token: return "token";
    case proof::hmac: return "hmac";
    case proof::certificate: return "certificate";
    }
    return "?";
}

std::optional<proof> parse_proof(std::string_view text)
{
    for (auto const each : {proof::token, proof::hmac, proof::certificate})
        if (to_string(each) == text)
            return each;
    return std::nullopt;
}

std::unique_ptr<outside_store> make_outside_store(writer& by, message_names names)
{
    return std::make_unique<outside_on_sqlite>(by, std::move(names));
}

}  // namespace tocsin::dispatcher
