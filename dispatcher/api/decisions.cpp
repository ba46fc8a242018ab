// SPDX-License-Identifier: Apache-2.0
// What people decide about a mobilisation, over HTTP.
#include "dispatcher/api/handling.hpp"
#include "dispatcher/api/orders.hpp"
#include "dispatcher/api/routes.hpp"
#include "dispatcher/api/shapes.hpp"
#include "rules/text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_words = 1600;

std::string why_wrong_state(std::string const& allowed, language in)
{
    return in == language::fr
               ? "L'état de la mobilisation ne le permet pas ; il faudrait : " + allowed + "."
               : "The state of the mobilisation does not allow it; it would have to be: " + allowed + ".";
}

answer decided_answer(decided const& done, language in)
{
    switch (done.verdict) {
    case decision_verdict::done:
    case decision_verdict::noted: {
        auto body = mobilisation_json(done.what);
        if (done.needed > 0) {
            body["given"] = done.given;
            body["needed"] = done.needed;
        }
        return json_answer(200, body);
    }
    case decision_verdict::not_found:
        return fail(errors::not_found, in, "id");
    case decision_verdict::wrong_state:
        return fail_because(errors::wrong_state, in, why_wrong_state(done.why, in), "state");
    case decision_verdict::plan_changed:
        return fail(errors::plan_changed, in, "digest");
    case decision_verdict::own_request:
        return fail(errors::own_request, in);
    case decision_verdict::superuser:
        return fail(errors::superuser, in);
    case decision_verdict::unfinished:
        return fail(errors::unfinished, in);
    case decision_verdict::rejected:
        return fail(errors::store_rejected, in);
    case decision_verdict::unavailable:
        break;
    }
    return fail(errors::store_unavailable, in);
}

/// The id and the body of a decision, or what is wrong with them.
struct asked_decision {
    mobilisation_id which;
    json::object body;
    std::optional<answer> refusal;
};

bool is_short(json::object const& body, std::string_view name, std::size_t longest)
{
    return text_member(body, name).size() <= longest;
}

asked_decision read_decision(request const& asked)
{
    asked_decision read;
    auto const which = captured_id<mobilisation_id>(asked);
    auto body = json_body(asked);
    if (!which)
        read.refusal = fail(errors::not_found, asked.language, "id");
    else if (!body)
        read.refusal = fail(errors::bad_json, asked.language);
    else if (!is_short(*body, "reason", longest_reason))
        read.refusal = fail(errors::bad_parameter, asked.language, "reason");
    else if (!is_short(*body, "break_glass", longest_reason))
        read.refusal = fail(errors::bad_parameter, asked.language, "break_glass");
    if (read.refusal)
        return read;
    read.which = *which;
    read.body = std::move(*body);
    return read;
}

task<answer> decide(api_house& at, request& asked, decision what)
{
    auto read = read_decision(asked);
    if (read.refusal)
        co_return std::move(*read.refusal);
    auto reason = text_member(read.body, "reason");
    auto const done = co_await at.engine.decisions.decide(read.which, what, *asked.by, std::move(reason));
    co_return decided_answer(done, asked.language);
}

task<answer> pause(api_house& at, request& asked) { return decide(at, asked, decision::pause); }
task<answer> cancel(api_house& at, request& asked) { return decide(at, asked, decision::cancel); }
task<answer> close(api_house& at, request& asked) { return decide(at, asked, decision::close); }

task<answer> approve(api_house& at, request& asked)
{
    auto read = read_decision(asked);
    if (read.refusal)
        co_return std::move(*read.refusal);
    auto const found = co_await captured_mobilisation(at.kept, asked);
    if (found.what && found.what->state == mobilisation_state::proposed)
        if (auto const channel = at.engine.chooser.unanswerable(*found.what))
            co_return fail(errors::one_way_sender, asked.language, *channel);
    auto digest = text_member(read.body, "digest");
    if (digest.empty())  // nobody agrees to what they have not seen
        co_return fail(errors::bad_parameter, asked.language, "digest");
    if (!at.engine.chooser.ready())
        co_return fail(errors::register_loading, asked.language);
    auto glass = text_member(read.body, "break_glass");
    auto const done =
        co_await at.engine.decisions.approve(read.which, *asked.by, std::move(digest), std::move(glass));
    co_return decided_answer(done, asked.language);
}

task<answer> resume(api_house& at, request& asked)
{
    auto read = read_decision(asked);
    if (read.refusal)
        co_return std::move(*read.refusal);
    auto glass = text_member(read.body, "break_glass");
    auto const done = co_await at.engine.decisions.resume(read.which, *asked.by, std::move(glass));
    co_return decided_answer(done, asked.language);
}

task<answer> extend(api_house& at, request& asked)
{
    auto read = read_decision(asked);
    if (read.refusal)
        co_return std::move(*read.refusal);
    auto const found = co_await captured_mobilisation(at.kept, asked);
    if (!found.what)
        co_return found.refusal(asked.language);
    auto const context = order_context_of(at, asked.language, false);
    auto const by = read_when(text_member(read.body, "by"), at.world.wall(), context.clock);
    if (!by || *by <= found.what->request.by || *by <= at.world.wall())
        co_return fail(errors::bad_parameter, asked.language, "by");
    auto reason = text_member(read.body, "reason");
    auto const done = co_await at.engine.decisions.extend(read.which, *by, *asked.by, std::move(reason));
    co_return decided_answer(done, asked.language);
}

/// What a correction would say, to how many.
task<answer> show_correction(api_house& at, request& asked, mobilisation what, std::string words)
{
    auto const people = co_await at.kept.people_reached(what.id);
    if (!people)
        co_return store_answer(people.error(), asked.language);
    json::array texts;
    for (auto const& each : at.engine.chooser.correction(what, std::move(words)))
        texts.push_back(json::object{
            {"medium", to_string(each.medium)}, {"language", each.language}, {"body", each.text.body}, {"parts", each.parts}});
    json::object body;
    body["people"] = *people;
    body["texts"] = std::move(texts);
    co_return json_answer(200, body);
}

/// As with the words of an order: in France an SMS that offers STOP counts as marketing.
bool offers_stop(api_house const& at, mobilisation const& what, std::string const& words)
{
    if (!rules::says_stop(words))
        return false;
    auto const texts = at.engine.chooser.correction(what, words);
    return std::any_of(texts.begin(), texts.end(), [](auto const& each) { return each.medium == medium::sms; });
}

std::string why_no_stop(language in)
{
    return in == language::fr ? "Le texte dit STOP, ce qui, en France, fait d'un rectificatif par SMS du démarchage. "
                                "Retirez-le : STOP est respecté de toute façon."
                              : "The text says STOP, which turns a correction by SMS into marketing in France. "
                                "Leave it out: STOP is honoured all the same.";
}

task<answer> retract(api_house& at, request& asked)
{
    auto read = read_decision(asked);
    if (read.refusal)
        co_return std::move(*read.refusal);
    auto words = text_member(read.body, "text");
    if (words.size() > longest_words)
        co_return fail(errors::bad_parameter, asked.language, "text");
    auto found = co_await captured_mobilisation(at.kept, asked);
    if (!found.what)
        co_return found.refusal(asked.language);
    if (offers_stop(at, *found.what, words))
        co_return fail_because(errors::bad_parameter, asked.language, why_no_stop(asked.language), "text");
    if (asked.asks("dry_run"))
        co_return co_await show_correction(at, asked, std::move(*found.what), std::move(words));
    auto reason = text_member(read.body, "reason");
    auto const done =
        co_await at.engine.decisions.retract(read.which, *asked.by, std::move(words), std::move(reason));
    co_return decided_answer(done, asked.language);
}

/// The same call over more ground: what is missing of the need, and nobody who was asked already.
boost::system::result<mobilisation, std::string_view>
wider(mobilisation const& known, json::object const& body, order_context const& context, int missing)
{
    mobilisation made;
    made.request = known.request;
    // A call that is itself a wider one fills the need of the first: so does the next.
    made.extends = known.extends && !known.alert ? known.extends : known.id;
    made.request.need = std::max(1, missing);
    if (auto const* const zone = body.if_contains("zone")) {
        if (!zone->is_array() || zone->get_array().empty())
            return std::string_view{"zone"};
        made.request.zone.clear();
        for (auto const& each : zone->get_array()) {
            auto const* const text = each.if_string();
            if (text == nullptr || context.zone_problem({text->data(), text->size()}))
                return std::string_view{"zone"};
            made.request.zone.emplace_back(text->data(), text->size());
        }
    }
    if (auto const* const radius = body.if_contains("radius_km")) {
        if (!radius->is_number() || radius->to_number<double>() < 0 || radius->to_number<double>() > 500)
            return std::string_view{"radius_km"};
        made.request.radius_km = radius->to_number<double>();
    }
    bool const same = made.request.zone == known.request.zone && made.request.radius_km == known.request.radius_km;
    return same ? boost::system::result<mobilisation, std::string_view>{std::string_view{"zone"}} : made;
}

task<answer> widen(api_house& at, request& asked)
{
    auto read = read_decision(asked);
    if (read.refusal)
        co_return std::move(*read.refusal);
    auto const found = co_await captured_mobilisation(at.kept, asked);
    if (!found.what)
        co_return found.refusal(asked.language);
    if (is_over(found.what->state))
        co_return fail(errors::wrong_state, asked.language, "state");
    auto const counts = co_await at.kept.tally_of(read.which);
    auto const wanted = co_await at.kept.places_for(*found.what);
    if (!counts || !wanted)
        co_return store_answer(counts ? wanted.error() : counts.error(), asked.language);
    auto const context = order_context_of(at, asked.language, false);
    auto made = wider(*found.what, read.body, context, wanted->total - counts->confirmed);
    if (!made)
        co_return fail(errors::bad_parameter, asked.language, made.error());
    co_return co_await call(at, asked, std::move(*made), text_member(read.body, "digest"), true);
}

constexpr route decision_table[] = {
    {"POST", "/v1/mobilisations/{id}/approve", access::staff, body_kind::small, approve},
    {"POST", "/v1/mobilisations/{id}/pause", access::staff, body_kind::small, pause},
    {"POST", "/v1/mobilisations/{id}/resume", access::staff, body_kind::small, resume},
    {"POST", "/v1/mobilisations/{id}/cancel", access::staff, body_kind::small, cancel},
    {"POST", "/v1/mobilisations/{id}/close", access::staff, body_kind::small, close},
    {"POST", "/v1/mobilisations/{id}/extend", access::staff, body_kind::small, extend},
    {"POST", "/v1/mobilisations/{id}/widen", access::staff, body_kind::whole, widen},
    {"POST", "/v1/mobilisations/{id}/retract", access::staff, body_kind::small, retract},
};

}  // namespace

std::span<route const> decision_routes() { return decision_table; }

}  // namespace tocsin::dispatcher::api
