// SPDX-License-Identifier: Apache-2.0
// Mobilisations: called for, looked at, decided upon.
#include "dispatcher/api/feeds.hpp"
#include "dispatcher/api/handling.hpp"
#include "dispatcher/api/orders.hpp"
#include "dispatcher/api/paging.hpp"
#include "dispatcher/api/routes.hpp"
#include "dispatcher/api/shapes.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

constexpr int most_replies = 1000;  ///< looked at for those of one mobilisation

/// A rule's proposal always waits for a person.
bool too_many_for_one(api_house const& at, preview const& seen)
{
    return !at.books.settings.one_may_call(seen.candidates);
}

std::string why_approval(api_house const& at, preview const& seen, language in)
{
    auto const limit = at.books.settings.approval_above_recipients;
    return in == language::fr
               ? fmt::format(
                     "{} personnes correspondent : au-dessus de {}, il faut une approbation.", seen.candidates, limit
                 )
               : fmt::format("{} people match: above {}, it takes an approval.", seen.candidates, limit);
}

/// What a person sees before deciding, and why it would be refused as long as it can be.
json::object preview_page(preview const& seen, bool needs_approval, language in)
{
    auto shown = preview_json(seen, needs_approval);
    bool const undecided = !seen.what.id || seen.what.state == mobilisation_state::proposed;
    if (undecided && !seen.one_way.empty())
        shown["refused"] = error_json(errors::one_way_sender, in, seen.one_way);
    return shown;
}

task<answer> call_people(api_house& at, request& asked)
{
    auto const order = read_order(asked.body, order_context_of(at, asked.language, true));
    if (!order)
        co_return order_answer(order.error(), asked.language);
    mobilisation wanted;
    wanted.request = order->request;
    co_return co_await call(at, asked, std::move(wanted), order->digest, order->approve);
}

task<answer> list_mobilisations(api_house& at, request& asked)
{
    auto const limit = limit_of(asked, 100);
    auto const before = place_of<mobilisation_id>(asked);
    if (!limit || !before)
        co_return fail(errors::bad_parameter, asked.language, limit ? "after" : "limit");
    auto const found = co_await at.outside.mobilisations_before(*before, asked.asks("all"), *limit);
    if (!found)
        co_return store_answer(found.error(), asked.language);
    json::array list;
    for (auto const& each : *found)
        list.push_back(mobilisation_json(each));
    json::object body;
    body["mobilisations"] = std::move(list);
    if (auto troubles = feed_troubles_json(at.feeds, asked.language); !troubles.empty())
        body["feed_troubles"] = std::move(troubles);
    co_return page_answer(asked, std::move(body), next_place(*found, *limit));
}

task<answer> show_status(api_house& at, request& asked)
{
    auto const found = co_await captured_mobilisation(at.kept, asked);
    if (!found.what)
        co_return found.refusal(asked.language);
    auto const counts = co_await at.kept.tally_of(found.what->id);
    if (!counts)
        co_return store_answer(counts.error(), asked.language);
    auto const waves = co_await at.kept.waves_of(found.what->id);
    if (!waves)
        co_return store_answer(waves.error(), asked.language);
    auto const replies = co_await at.kept.inbox(most_replies);
    if (!replies)
        co_return store_answer(replies.error(), asked.language);
    auto body = status_json(*found.what, *counts, *waves);
    auto const names = co_await at.kept.agreed_by(found.what->id);
    if (!names)
        co_return store_answer(names.error(), asked.language);
    if (!names->empty())
        body["agreed_by"] = *names;
    body["replies_to_read"] = std::count_if(replies->begin(), replies->end(), [&found](auto const& each) {
        return each.mobilisation == found.what->id && each.why != "order-lost";
    });
    if (auto troubles = troubles_json(at.routes); !troubles.empty())
        body["channel_troubles"] = std::move(troubles);
    if (auto troubles = feed_troubles_json(at.feeds, asked.language); !troubles.empty())
        body["feed_troubles"] = std::move(troubles);
    co_return json_answer(200, body);
}

task<answer> show_preview(api_house& at, request& asked)
{
    auto const found = co_await captured_mobilisation(at.kept, asked);
    if (!found.what)
        co_return found.refusal(asked.language);
    auto const seen = co_await at.engine.chooser.look_ahead(*found.what);
    if (!seen)
        co_return store_answer(seen.error(), asked.language);
    bool const waits = found.what->state == mobilisation_state::proposed;
    co_return json_answer(200, preview_page(*seen, waits, asked.language));
}

/// A page's place in a list that is worked out anew for each page: whom it ended with, and how many came before in case
/// that one is not in the list any more.
struct place_in_list {
    std::size_t count = 0;
    volunteer_id last;
};

/// `200.v17`; the default at the first page.
std::optional<place_in_list> place_after(request const& asked)
{
    auto const text = asked.target.value_of("after");
    if (!text || text->empty())
        return place_in_list{};
    place_in_list place;
    auto const dot = std::min(text->find('.'), text->size());
    auto const [end, error] = std::from_chars(text->data(), text->data() + dot, place.count);
    auto const last = parse_id<volunteer_id>(std::string_view{*text}.substr(std::min(dot + 1, text->size())));
    if (error != std::errc{} || end != text->data() + dot || !last)
        return std::nullopt;
    place.last = *last;
    return place;
}

std::size_t behind(place_in_list const& place, std::vector<volunteer_id> const& names)
{
    auto const last = std::find(names.begin(), names.end(), place.last);
    return last == names.end() ? std::min(place.count, names.size()) : static_cast<std::size_t>(last - names.begin()) + 1;
}

task<answer> name_people(api_house& at, request& asked)
{
    auto const reason = asked.target.value_of("reason").value_or("candidates");
    if (reason != "candidates" && !rules::parse_exclusion(reason))
        co_return fail(errors::bad_parameter, asked.language, "reason");
    auto const limit = limit_of(asked, 100);
    auto const after = place_after(asked);
    if (!limit || !after)
        co_return fail(errors::bad_parameter, asked.language, limit ? "after" : "limit");
    auto const found = co_await captured_mobilisation(at.kept, asked);
    if (!found.what)
        co_return found.refusal(asked.language);
    auto const names = co_await at.engine.chooser.names(*found.what, reason);
    if (!names)
        co_return store_answer(names.error(), asked.language);
    auto const from = behind(*after, *names);
    auto const until = std::min(from + static_cast<std::size_t>(*limit), names->size());
    auto const next = until < names->size() ? std::to_string(until) + '.' + to_string((*names)[until - 1]) : std::string{};
    std::vector<volunteer_id> page(
        names->begin() + static_cast<std::ptrdiff_t>(from), names->begin() + static_cast<std::ptrdiff_t>(until)
    );
    auto const people = co_await at.kept.volunteers(std::move(page));
    if (!people)
        co_return store_answer(people.error(), asked.language);
    json::array list;
    for (auto const& each : *people)
        list.push_back(person_json(each));
    json::object body;
    body["reason"] = reason;
    body["total"] = names->size();
    body["people"] = std::move(list);
    co_return page_answer(asked, std::move(body), next);
}

constexpr route mobilisation_table[] = {
    {"POST", "/v1/mobilisations", access::staff, body_kind::whole, call_people},
    {"GET", "/v1/mobilisations", access::staff, body_kind::none, list_mobilisations},
    {"GET", "/v1/mobilisations/{id}", access::staff, body_kind::none, show_status},
    {"GET", "/v1/mobilisations/{id}/preview", access::staff, body_kind::none, show_preview},
    {"GET", "/v1/mobilisations/{id}/people", access::staff, body_kind::none, name_people},
};

}  // namespace

task<answer> call(api_house& at, request& asked, mobilisation wanted, std::string digest, bool at_once)
{
    json::object body;
    if (asked.asks("dry_run")) {
        auto const ahead = co_await at.engine.chooser.look_ahead(std::move(wanted));
        if (!ahead)
            co_return store_answer(ahead.error(), asked.language);
        body["preview"] = preview_page(*ahead, too_many_for_one(at, *ahead), asked.language);
        co_return json_answer(200, body);
    }
    auto const seen = co_await at.engine.chooser.look(wanted);
    if (!seen)
        co_return store_answer(seen.error(), asked.language);
    if (!seen->ready)  // counts that are not final would let anything pass below the limit
        co_return fail(errors::register_loading, asked.language);
    if (!seen->one_way.empty())
        co_return fail(errors::one_way_sender, asked.language, seen->one_way);
    bool const waits = too_many_for_one(at, *seen) || !at_once;
    if (!waits && !digest.empty() && digest != seen->digest)
        co_return fail(errors::plan_changed, asked.language, "digest");
    wanted.state = waits ? mobilisation_state::proposed : mobilisation_state::approved;
    // One person's key is nothing to another.
    std::string key{asked.header("idempotency-key")};
    if (!key.empty())
        key.insert(0, asked.by->name() + ' ');
    auto const made = co_await at.engine.proposals.propose(std::move(wanted), *asked.by, std::move(key));
    if (!made.accepted)
        co_return store_answer(made.failure, asked.language);
    auto const plan = co_await at.engine.chooser.freeze(made.what);
    if (!plan)  // it is there, and goes its way without us
        co_return fail(errors::unfinished, asked.language, to_string(made.what.id));
    bool const proposed = made.what.state == mobilisation_state::proposed;
    body["id"] = to_string(made.what.id);
    body["state"] = json::string{to_string(made.what.state)};
    body["need"] = made.what.request.need;
    body["candidates"] = plan->people.size();
    body["needs_approval"] = proposed;
    body["digest"] = plan->digest;
    if (proposed && too_many_for_one(at, *seen))
        body["why"] = why_approval(at, *seen, asked.language);
    co_return json_answer(201, body);
}

std::span<route const> mobilisation_routes() { return mobilisation_table; }

}  // namespace tocsin::dispatcher::api
