// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/client_book.hpp"

#include "dispatcher/api/signed_request.hpp"
#include "dispatcher/store/digest.hpp"

namespace tocsin::dispatcher::api {
namespace {

constexpr std::string_view prefix = "tocsin_";  // so that a token in the wrong place is recognised as one

/// 256 bits in 43 characters (RFC 4648 section 5).
std::string fresh_secret(channels::runtime& world)
{
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string text{prefix};
    int left = 0;
    std::uint64_t chance = 0;
    for (int i = 0; i < 43; ++i, --left, chance >>= 6U) {
        if (left == 0) {
            chance = world.random();
            left = 10;
        }
        text += digits[chance & 63U];
    }
    return text;
}

std::string sealed_for(std::string const& name) { return "client " + name; }

/// Whoever has seen a hash of the database must find no use for it as a token.
std::string hash_of(std::string_view token) { return sha256_of("tocsin client token " + std::string{token}); }

}  // namespace

client_account::client_account(client_record what, channels::secret key)
    : rate(what.per_minute)
    , what_(std::move(what))
    , key_(std::move(key))
    , may_(std::make_shared<rules::source_policy const>(what_.may))
{}

client_book::client_book(channels::runtime& world, outside_store& kept, sealing lock)
    : world_(world), store_(kept), lock_(std::move(lock))
{}

task<stored<int>> client_book::load()
{
    auto known = co_await store_.clients();
    if (!known)
        co_return known.error();
    by_name_.clear();
    by_secret_.clear();
    for (auto& each : *known)
        if (!each.revoked)
            let_in(std::move(each));
    co_return static_cast<int>(by_name_.size());
}

void client_book::let_in(client_record what)
{
    channels::secret key;
    if (what.proof == proof::hmac)
        key = lock_.open(what.secret, sealed_for(what.name)).value_or(channels::secret{});
    auto const account = std::make_shared<client_account>(std::move(what), std::move(key));
    by_name_[account->what().name] = account;
    if (account->what().proof != proof::hmac)
        by_secret_[account->what().secret] = account;
}

std::shared_ptr<client_account> client_book::by_token(std::string_view token) const
{
    if (!token.starts_with(prefix))
        return nullptr;
    // A hash is looked up, not compared with the token: how long it takes tells nothing about a token.
    auto const found = by_secret_.find(hash_of(token));
    return found != by_secret_.end() && found->second->what().proof == proof::token ? found->second : nullptr;
}

std::shared_ptr<client_account> client_book::by_signature(std::string_view name) const
{
    auto const found = by_name_.find(std::string{name});
    bool const signs = found != by_name_.end() && found->second->what().proof == proof::hmac && !found->second->key().empty();
    return signs ? found->second : nullptr;
}

std::shared_ptr<client_account> client_book::by_certificate(std::vector<std::string> const& names) const
{
    for (auto const& name : names) {
        auto const found = by_secret_.find(name);
        if (found != by_secret_.end() && found->second->what().proof == proof::certificate)
            return found->second;
    }
    return nullptr;
}

task<stored<bool>> client_book::spend_nonce(client_account const& by, std::string nonce)
{
    // Whoever signs may be ahead of us by as much as behind.
    auto const now = world_.wall();
    co_return co_await store_.spend_nonce(by.what().id, std::move(nonce), now, now - 2 * signature_window - minutes{1});
}

task<void> client_book::note_use(std::shared_ptr<client_account> by)
{
    auto const hour = std::chrono::floor<hours>(world_.wall());
    if (by->what_.last_used && *by->what_.last_used >= hour)
        co_return;
    by->what_.last_used = hour;
    (void)co_await store_.client_used(by->what_.id, hour);  // it is told by the next hour otherwise
}

task<stored<std::optional<new_client>>> client_book::add(client_record what, act who)
{
    new_client made;
    if (what.proof != proof::certificate) {
        made.secret = fresh_secret(world_);
        what.secret = what.proof == proof::token ? hash_of(made.secret) : lock_.seal(made.secret, sealed_for(what.name));
    }
    auto kept = co_await store_.add_client(std::move(what), std::move(who));
    if (!kept)
        co_return kept.error();
    if (!*kept)
        co_return std::optional<new_client>{};
    made.what = **kept;
    let_in(std::move(**kept));
    co_return std::optional{std::move(made)};
}

task<stored<bool>> client_book::revoke(std::string name, act who)
{
    auto const gone = co_await store_.revoke_client(name, std::move(who));
    if (!gone)
        co_return gone.error();
    if (!*gone)
        co_return false;
    if (auto const found = by_name_.find(name); found != by_name_.end()) {
        found->second->revoked_ = true;
        by_secret_.erase(found->second->what().secret);
        by_name_.erase(found);
    }
    co_return true;
}

task<stored<std::vector<client_record>>> client_book::all() { co_return co_await store_.clients(); }

}  // namespace tocsin::dispatcher::api
