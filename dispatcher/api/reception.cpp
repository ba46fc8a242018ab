// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/reception.hpp"

#include "dispatcher/api/errors.hpp"
#include "dispatcher/api/handling.hpp"
#include "dispatcher/api/keyed.hpp"

#include <algorithm>

namespace tocsin::dispatcher::api {
namespace {

/// Of the patterns that match, the one that spells out most.
route const* best_match(std::vector<route> const& table, request& head)
{
    route const* best = nullptr;
    for (auto const& each : table) {
        if (best != nullptr && literal_segments(each.pattern) <= literal_segments(best->pattern))
            continue;
        if (auto captured = match_pattern(each.pattern, head.target.segments)) {
            best = &each;
            head.captured = std::move(*captured);
        }
    }
    return best;
}

/// HEAD is answered like GET; but a provider's call-back that is declared as GET changes state, and HEAD never may.
route const* with_method(std::vector<route> const& table, std::string_view pattern, std::string_view method)
{
    bool const is_head = method == "HEAD";
    auto const found = std::find_if(table.begin(), table.end(), [&](route const& each) {
        return each.pattern == pattern && each.method == (is_head ? "GET" : method) &&
               !(is_head && each.who == access::webhook);
    });
    return found == table.end() ? nullptr : &*found;
}

answer wrong_method(std::vector<route> const& table, std::string_view pattern, language in)
{
    std::string allowed;
    for (auto const& each : table)
        if (each.pattern == pattern)
            allowed += (allowed.empty() ? "" : ", ") + std::string{each.method == "GET" ? "GET, HEAD" : each.method};
    auto no = fail(errors::method_not_allowed, in);
    no.headers.emplace_back("Allow", std::move(allowed));
    return no;
}

/// The one who shows a signature learns what may be wrong with it; nobody learns which clients there are.
error const& why_not(request const& head)
{
    if (head.by)
        return head.chosen->who == access::house && head.by->is_staff() ? errors::socket_only : errors::forbidden;
    return names_signature_scheme(head.header("authorization")) ? errors::signature_refused : errors::unauthorized;
}

answer not_so_fast(seconds wait, language in)
{
    auto no = fail(errors::too_many_requests, in);
    no.headers.emplace_back("Retry-After", std::to_string(wait.count()));
    return no;
}

}  // namespace

reception::reception(api_house& at, authority who, std::vector<route> table)
    : at_(at), who_(std::move(who)), table_(std::move(table))
{}

desk::admission reception::admit(request& head)
{
    head.language = choose_language(head.header("accept-language"), at_.books.settings.language);
    auto const* const address = best_match(table_, head);
    if (address == nullptr)
        return admission{fail(errors::not_found, head.language)};
    head.chosen = with_method(table_, address->pattern, head.method);
    if (head.chosen == nullptr)
        return admission{wrong_method(table_, address->pattern, head.language)};
    if (!head.target.query_is_text && head.chosen->who != access::webhook)
        return admission{fail(errors::bad_request, head.language)};
    who_.recognise(head, at_.world.wall());
    // Who only claims to be a client must not use up its rate: that is taken once the signature was verified.
    if (head.account && !head.claim)
        if (auto const wait = head.account->rate.take(at_.world.mono()))
            return admission{not_so_fast(*wait, head.language)};
    if (!may_pass(head.chosen->who, head.by, head.peer.has_value()))
        return admission{fail(why_not(head), head.language)};
    // What is read as it comes cannot be verified before it is acted on.
    if (head.claim && head.chosen->body == body_kind::streamed)
        return admission{fail(errors::signature_refused, head.language)};
    return admission{head.chosen->body};
}

/// Why nobody is believed to have signed this; nothing when somebody did. What is signed counts once: that it was used is
/// durable before anything is done.
task<std::optional<answer>> reception::unproven(request const& whole)
{
    auto const& claim = *whole.claim;
    auto const& target = whole.target;
    auto const text = string_to_sign(
        whole.method,
        target.query_text.empty() ? target.path : target.path + '?' + target.query_text,
        claim.timestamp,
        claim.nonce,
        whole.header("idempotency-key"),
        whole.body
    );
    if (!is_same_signature(signature_of(whole.account->key().reveal(), text), claim.signature))
        co_return fail(errors::signature_refused, whole.language);
    if (auto const wait = whole.account->rate.take(at_.world.mono()))
        co_return not_so_fast(*wait, whole.language);
    auto const fresh = co_await at_.clients.spend_nonce(*whole.account, claim.nonce);
    if (!fresh)
        co_return store_answer(fresh.error(), whole.language);
    if (!*fresh)
        co_return fail(errors::nonce_used, whole.language, "nonce");
    co_return std::nullopt;
}

task<answer> reception::serve(request& whole)
{
    if (whole.claim)
        if (auto no = co_await unproven(whole))
            co_return std::move(*no);
    if (whole.account && whole.account->is_revoked())  // while its body was on the way
        co_return fail(errors::unauthorized, whole.language);
    if (whole.account)
        co_await at_.clients.note_use(whole.account);
    auto doing = is_keyed(whole) ? do_once(at_, whole) : whole.chosen->does(at_, whole);
    auto said = co_await std::move(doing);
    said.headers.emplace_back("Tocsin-Time-Zone", at_.books.settings.timezone);
    co_return said;
}

answer reception::excuse(int status, std::string_view accept_language) const
{
    auto const in = choose_language(accept_language, at_.books.settings.language);
    for (auto const* const each : {&errors::too_slow, &errors::too_large, &errors::header_too_large, &errors::stopping})
        if (each->status == status)
            return fail(*each, in);
    return fail(status == 400 ? errors::bad_request : errors::internal, in);
}

}  // namespace tocsin::dispatcher::api
