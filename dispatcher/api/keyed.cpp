// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/keyed.hpp"

#include "dispatcher/api/handling.hpp"
#include "dispatcher/store/digest.hpp"

#include <algorithm>

namespace tocsin::dispatcher::api {
namespace {

constexpr std::size_t longest_key = 128;
constexpr hours remembered{72};

bool is_sound_key(std::string_view key)
{
    return key.size() <= longest_key &&
           std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

/// All that makes it this request and no other; who asks is the key's owner.
std::string fingerprint_of(request const& asked)
{
    return sha256_of(asked.method + '\n' + asked.target.path + '\n' + asked.target.query_text + '\n' + asked.body);
}

answer as_before(kept_answer kept)
{
    answer told{kept.status, std::move(kept.type), std::move(kept.body)};
    told.headers.emplace_back("Idempotency-Replayed", "true");
    return told;
}

/// What is worth keeping: neither an answer that asks to come again, nor one that is made as it goes.
std::optional<kept_answer> to_keep(answer const& told)
{
    if (told.status >= 500 || told.status == 429 || told.rest != nullptr)
        return std::nullopt;
    return kept_answer{told.status, told.type, told.body};
}

}  // namespace

bool is_keyed(request const& asked)
{
    bool const decides = asked.method == "POST" && asked.by && asked.stream == nullptr && asked.chosen->who != access::house;
    return decides && !asked.header("idempotency-key").empty() && !asked.asks("dry_run");
}

task<answer> do_once(api_house& at, request& asked)
{
    std::string const key{asked.header("idempotency-key")};
    if (!is_sound_key(key))
        co_return fail(errors::bad_parameter, asked.language, "Idempotency-Key");
    keyed_request once;
    once.owner = asked.by->name();
    once.key = key;
    once.fingerprint = fingerprint_of(asked);
    once.life = at.life;
    once.now = at.world.wall();
    once.forget = once.now - remembered;
    auto claim = co_await at.outside.claim_request(std::move(once));
    if (!claim)
        co_return store_answer(claim.error(), asked.language);
    switch (claim->verdict) {
    case request_verdict::done:
        co_return as_before(std::move(claim->answer));
    case request_verdict::other:
        co_return fail(errors::key_reused, asked.language, "Idempotency-Key");
    case request_verdict::running:
        if (at.unsettled.erase({asked.by->name(), key}) == 0)
            co_return fail(errors::request_running, asked.language, "Idempotency-Key");
        break;
    case request_verdict::fresh:
        break;
    }
    auto told = co_await asked.chosen->does(at, asked);
    auto kept = to_keep(told);
    // When it cannot be kept, the request was done all the same: a repetition is recognised by what it made.
    if (!co_await at.outside.settle_request(asked.by->name(), key, std::move(kept)))
        at.unsettled.emplace(asked.by->name(), key);
    co_return told;
}

}  // namespace tocsin::dispatcher::api
