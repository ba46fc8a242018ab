// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/reception.hpp"

#include "dispatcher/api/errors.hpp"

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
    // On the socket the kernel's word is enough; a token there would only confuse.
    head.by = head.peer ? head.peer : who_.bearer(head.header("authorization"));
    if (!may_pass(head.chosen->who, head.by))
        return admission{fail(head.by ? errors::forbidden : errors::unauthorized, head.language)};
    return admission{head.chosen->body};
}

task<answer> reception::serve(request& whole)
{
    auto said = co_await whole.chosen->does(at_, whole);
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
