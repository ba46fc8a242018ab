// SPDX-License-Identifier: Apache-2.0
// The register: brought in as it comes, looked at, opted out, erased, taken out.
#include "dispatcher/api/csv.hpp"
#include "dispatcher/api/handling.hpp"
#include "dispatcher/api/looked_up_person.hpp"
#include "dispatcher/api/orders.hpp"
#include "dispatcher/api/paging.hpp"
#include "dispatcher/api/routes.hpp"
#include "dispatcher/api/shapes.hpp"
#include "rules/numbering.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <iterator>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

constexpr int people_at_once = 1000;
constexpr std::size_t longest_proof = 500;

std::optional<roster_format> format_of(request const& asked)
{
    auto const text = asked.target.value_of("format").value_or("detect");
    if (text == "detect")
        return roster_format::detect;
    if (text == "csv")
        return roster_format::csv;
    if (text == "jeveuxaider")
        return roster_format::jeveuxaider;
    return std::nullopt;
}

answer broken_off(body_failure why, language in)
{
    switch (why) {
    case body_failure::too_slow:
        return fail(errors::too_slow, in);
    case body_failure::too_large:
        return fail(errors::too_large, in);
    case body_failure::broken:
        break;
    }
    return fail(errors::bad_request, in);
}

/// An upload that breaks off leaves its whole batches imported; its last, perhaps cut, record is never read.
task<answer> import_people(api_house& at, request& asked)
{
    auto const format = format_of(asked);
    if (!format)
        co_return fail(errors::bad_parameter, asked.language, "format");
    auto const run = at.engine.registrar.begin(*format, asked.asks("dry_run"), act_of(at, asked));
    for (;;) {
        auto piece = co_await asked.stream->next();
        if (!piece)
            co_return broken_off(piece.error(), asked.language);
        if (piece->empty())
            break;
        bool const goes_on = co_await run->feed(std::move(*piece));
        if (!goes_on)
            break;
    }
    auto const report = co_await run->finish();
    co_return json_answer(200, import_json(report, asked.language));
}

/// Whose address it is, when it is one as people write it; empty otherwise.
std::string address_asked(std::string const& text)
{
    if (auto const mail = mailbox::parse(text))
        return mail->address();
    auto const number = rules::parse_phone(text, "FR");
    return number ? number->number.e164() : std::string{};
}

task<answer> search(api_house& at, request& asked)
{
    auto const limit = limit_of(asked, 50);
    if (!limit)
        co_return fail(errors::bad_parameter, asked.language, "limit");
    volunteer_query query;
    query.text = asked.target.value_of("q").value_or("");
    query.limit = *limit;
    auto const after = place_of<volunteer_id>(asked);
    if (!after)
        co_return fail(errors::bad_parameter, asked.language, "after");
    query.after = *after;
    query.address = address_asked(query.text);
    std::vector<volunteer> found;
    for (bool complete = false; !complete && static_cast<int>(found.size()) < *limit;) {
        query.limit = *limit - static_cast<int>(found.size());
        auto page = co_await at.kept.search_volunteers(query);
        if (!page)
            co_return store_answer(page.error(), asked.language);
        std::move(page->people.begin(), page->people.end(), std::back_inserter(found));
        query.after = page->reached;
        complete = page->complete;
    }
    json::array list;
    for (auto const& each : found)
        list.push_back(volunteer_json(each));
    json::object body;
    body["volunteers"] = std::move(list);
    co_return page_answer(asked, std::move(body), next_place(found, *limit));
}

task<answer> show_volunteer(api_house& at, request& asked)
{
    auto const who = co_await captured_person(at.kept, asked);
    if (!who.what)
        co_return who.refusal(asked.language);
    auto const told = co_await at.kept.story_of(who.what->id);
    if (!told)
        co_return store_answer(told.error(), asked.language);
    auto body = volunteer_json(*who.what);
    json::array story;
    for (auto const& each : *told)
        story.push_back(story_json(each));
    body["story"] = std::move(story);
    co_return json_answer(200, body);
}

/// How they asked for it, when whoever enters it says so.
task<stored<journal_head>> keep_proof(api_house& at, request const& asked, volunteer const& who)
{
    auto const body = json_body(asked);
    auto const proof = body ? text_member(*body, "proof").substr(0, longest_proof) : std::string{};
    if (proof.empty())
        co_return journal_head{};
    journal_note note;
    note.kind = "opt-out-proof";
    note.who = act_of(at, asked);
    note.what = json::serialize(json::object{{"people", json::array{who.id.value()}}, {"proof", proof}});
    co_return co_await at.kept.note(std::move(note));
}

task<answer> opt_out(api_house& at, request& asked)
{
    auto const who = co_await captured_person(at.kept, asked);
    if (!who.what)
        co_return who.refusal(asked.language);
    // First, so that no opt-out of theirs is without it.
    auto const told = co_await keep_proof(at, asked, *who.what);
    if (!told)
        co_return store_answer(told.error(), asked.language);
    std::vector<std::string> addresses;
    if (who.what->mobile)
        addresses.push_back(who.what->mobile->e164());
    if (who.what->email)
        addresses.push_back(who.what->email->address());
    int people = 0;
    for (auto const& each : addresses) {
        auto const reached = co_await at.engine.replies.opt_out(each, act_of(at, asked));
        if (!reached)
            co_return store_answer(reached.error(), asked.language);
        people = std::max(people, *reached);
    }
    json::object body;
    body["id"] = who.what->external_id;
    body["people"] = people;
    co_return json_answer(200, body);
}

task<answer> erase(api_house& at, request& asked)
{
    auto const gone = co_await at.engine.registrar.erase(asked.captured.front(), act_of(at, asked));
    if (!gone)
        co_return store_answer(gone.error(), asked.language);
    if (!*gone)
        co_return fail(errors::not_found, asked.language, "external_id");
    json::object body;
    body["id"] = asked.captured.front();
    body["erased"] = true;
    co_return json_answer(200, body);
}

class register_stream final : public answer_stream {
public:
    explicit register_stream(store& kept) : kept_(kept) {}

    task<stored<std::string>> next() override
    {
        auto const people = co_await kept_.volunteers_after(last_, people_at_once);
        if (!people)
            co_return people.error();
        std::string piece;
        for (auto const& each : *people)
            piece += register_row(each);
        if (!people->empty())
            last_ = people->back().id;
        co_return piece;
    }

private:
    store& kept_;
    volunteer_id last_;
};

task<answer> take_out(api_house& at, request&)
{
    answer told{200, "text/csv; charset=utf-8", register_header()};
    told.headers.emplace_back("Content-Disposition", "attachment; filename=\"volunteers.csv\"");
    told.rest = std::make_unique<register_stream>(at.kept);
    co_return told;
}

task<answer> funnel(api_house& at, request& asked)
{
    auto const order = read_order(asked.body, order_context_of(at, asked.language, false));
    if (!order)
        co_return order_answer(order.error(), asked.language);
    mobilisation wanted;
    wanted.request = order->request;
    auto const seen = co_await at.engine.chooser.look(std::move(wanted));
    if (!seen)
        co_return store_answer(seen.error(), asked.language);
    co_return json_answer(200, funnel_json(*seen));
}

constexpr route volunteer_table[] = {
    {"POST", "/v1/volunteers", access::staff, body_kind::streamed, import_people},
    {"GET", "/v1/volunteers", access::staff, body_kind::none, search},
    {"GET", "/v1/volunteers/export", access::staff, body_kind::none, take_out},
    {"POST", "/v1/volunteers/funnel", access::staff, body_kind::whole, funnel},
    {"GET", "/v1/volunteers/{external_id}", access::staff, body_kind::none, show_volunteer},
    {"DELETE", "/v1/volunteers/{external_id}", access::staff, body_kind::none, erase},
    {"POST", "/v1/volunteers/{external_id}/opt-out", access::staff, body_kind::small, opt_out},
};

}  // namespace

std::span<route const> volunteer_routes() { return volunteer_table; }

}  // namespace tocsin::dispatcher::api
