// SPDX-License-Identifier: Apache-2.0
// Rehearsals: asked for, looked at, stopped. They are played on a thread of their own and change nothing.
#include "dispatcher/api/handling.hpp"
#include "dispatcher/api/orders.hpp"
#include "dispatcher/api/rehearsal_page.hpp"
#include "dispatcher/api/routes.hpp"
#include "dispatcher/rehearsal/collect.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <charconv>
#include <set>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

constexpr int most_runs = 1000;
constexpr int longest_outage = 7 * 24 * 60;  // minutes
constexpr int longest_approval = 24 * 60;  // minutes
constexpr int largest_need = 100'000;
constexpr int largest_radius_km = 500;

/// Reads what is asked for beside the orders; what is wrong with it comes at once.
class wish_reader {
public:
    wish_reader(json::object const& body, route_table const& routes, language in) : body_(body), routes_(routes), language_(in) {}

    void read(rehearsal_wish& wish)
    {
        known_members();
        wish.runs = static_cast<int>(whole(body_, "runs", 1, most_runs, 20));
        wish.seed = static_cast<std::uint64_t>(whole(body_, "seed", 0, std::int64_t{1} << 53U, 1));
        if (body_.contains("approval"))
            wish.approval = minutes{whole(body_, "approval", 0, longest_approval, 0)};
        shares(wish);
        outages(wish);
        paces(wish);
    }

    std::vector<field_problem> const& problems() const { return problems_; }

    void wrong(std::string field, phrase what, std::string instead)
    {
        problems_.emplace_back(std::move(field), std::string{what.in(language_)}, std::move(instead));
    }

    std::int64_t whole(json::object const& from, std::string_view name, std::int64_t least, std::int64_t most, std::int64_t otherwise)
    {
        auto const* const value = from.if_contains(name);
        if (value == nullptr)
            return otherwise;
        if (value->is_int64() && value->get_int64() >= least && value->get_int64() <= most)
            return value->get_int64();
        wrong(std::string{name}, {"n'est pas un nombre qui convient", "is no number that fits"}, std::to_string(least) + " … " + std::to_string(most));
        return otherwise;
    }

private:
    void known_members()
    {
        static std::set<std::string_view> const known{"order", "alert", "replay", "changes", "runs", "seed", "share", "outages", "paces", "approval"};
        for (auto const& [key, value] : body_)
            if (!known.contains(std::string_view{key.data(), key.size()}))
                wrong({key.data(), key.size()}, {"n'existe pas", "does not exist"}, "");
    }

    void shares(rehearsal_wish& wish)
    {
        auto const* const value = body_.if_contains("share");
        if (value == nullptr)
            return;
        auto const* const both = value->if_object();
        auto const share = [both](char const* name) {
            auto const* const one = both != nullptr ? both->if_contains(name) : nullptr;
            return one != nullptr && one->is_number() ? one->to_number<double>() : 0.0;
        };
        supposed_share const read{share("low"), share("high")};
        if (read.low > 0 && read.high >= read.low && read.high <= 1)
            wish.share = read;
        else
            wrong("share", {"n'est pas une part de oui", "is no share of yes"}, R"({"low": 0.03, "high": 0.12})");
    }

    void outages(rehearsal_wish& wish)
    {
        auto const* const value = body_.if_contains("outages");
        if (value == nullptr)
            return;
        if (!value->is_array())
            return wrong("outages", {"n'est pas une liste", "is no list"}, "");
        for (auto const& each : value->get_array()) {
            if (!each.is_object()) {
                wrong("outages", {"a une entrée qui ne convient pas", "has an entry that does not fit"}, R"({"channel": "sms", "from": 10, "minutes": 30})");
                continue;
            }
            auto const& one = each.get_object();
            supposed_outage read;
            read.channel = text_member(one, "channel");
            read.from = minutes{whole(one, "from", 0, longest_outage, 0)};
            read.length = minutes{whole(one, "minutes", 1, longest_outage, 15)};
            if (!routes_.channels().contains(read.channel))
                wrong("outages", {"nomme un canal qui n'existe pas", "names a channel that does not exist"}, channel_names());
            wish.outages.push_back(std::move(read));
        }
    }

    void paces(rehearsal_wish& wish)
    {
        auto const* const value = body_.if_contains("paces");
        if (value == nullptr)
            return;
        auto const* const list = value->if_array();
        bool sound = list != nullptr && list->size() <= 3;
        for (std::size_t i = 0; sound && i < list->size(); ++i) {
            auto const& one = (*list)[i];
            auto const read = one.is_string() ? parse_pace({one.get_string().data(), one.get_string().size()}) : std::nullopt;
            sound = read.has_value();
            if (read)
                wish.paces.push_back(*read);
        }
        if (!sound)
            wrong("paces", {"n'est pas une liste de rythmes", "is no list of paces"}, "sparing, fast, all");
    }

    std::string channel_names() const
    {
        std::string names;
        for (auto const& [name, channel] : routes_.channels())
            names += (names.empty() ? "" : ", ") + name;
        return names;
    }

    json::object const& body_;
    route_table const& routes_;
    language language_;
    std::vector<field_problem> problems_;
};

/// What may be another policy for a past mobilisation; the rest stays as it was.
void change(mobilisation_request& request, json::object const& changes, api_house const& at, wish_reader& reader)
{
    for (auto const& [key, value] : changes) {
        if (key == "pace") {
            auto const read = parse_pace(text_member(changes, "pace"));
            if (read)
                request.pace = *read;
            else
                reader.wrong("pace", {"n'est pas un rythme", "is no pace"}, "sparing, fast, all");
        } else if (key == "need") {
            request.need = static_cast<int>(reader.whole(changes, "need", 1, largest_need, request.need));
        } else if (key == "radius_km") {
            if (value.is_number() && value.to_number<double>() >= 0 && value.to_number<double>() <= largest_radius_km)
                request.radius_km = value.to_number<double>();
            else
                reader.wrong("radius_km", {"n'est pas un nombre qui convient", "is no number that fits"}, "0 … 500");
        } else if (key == "channels" && value.is_array()) {
            request.channels.clear();
            request.media.clear();
            for (auto const& each : value.get_array()) {
                auto const name = each.is_string() ? std::string{each.get_string().data(), each.get_string().size()} : std::string{};
                auto const channel = at.routes.channels().find(name);
                if (channel == at.routes.channels().end()) {
                    reader.wrong("channels", {"nomme un canal qui n'existe pas", "names a channel that does not exist"}, "");
                    continue;
                }
                request.channels.push_back(name);
                auto const over = channel->second.settings.medium;
                if (std::find(request.media.begin(), request.media.end(), over) == request.media.end())
                    request.media.push_back(over);
            }
        } else {
            reader.wrong({key.data(), key.size()}, {"ne peut pas être changé ici", "cannot be changed here"}, "pace, need, radius_km, channels");
        }
    }
}

/// Fills the orders of a wish; an answer when there are none.
class order_finder {
public:
    order_finder(api_house& at, request const& asked, json::object const& body, wish_reader& reader)
        : at_(at), asked_(asked), body_(body), reader_(reader)
    {
    }

    task<std::optional<answer>> find(rehearsal_wish& wish)
    {
        int const kinds = static_cast<int>(body_.contains("order")) + static_cast<int>(body_.contains("alert")) +
                          static_cast<int>(body_.contains("replay"));
        if (kinds != 1)
            co_return fail(errors::bad_parameter, asked_.language, "order, alert, replay");
        if (body_.contains("order"))
            co_return by_order(wish);
        if (body_.contains("alert"))
            co_return by_alert(wish);
        co_return co_await by_replay(wish);
    }

private:
    std::optional<answer> by_order(rehearsal_wish& wish)
    {
        auto const order = read_order(json::serialize(body_.at("order")), order_context_of(at_, asked_.language, false));
        if (!order)
            return order_answer(order.error(), asked_.language);
        mobilisation one;
        one.request = order->request;
        if (auto const one_way = at_.engine.chooser.unanswerable(one))
            return fail(errors::one_way_sender, asked_.language, *one_way);
        wish.orders.push_back(std::move(one));
        return std::nullopt;
    }

    std::optional<answer> by_alert(rehearsal_wish& wish)
    {
        auto found = at_.engine.proposals.would_call(text_member(body_, "alert"));
        if (!found)
            return fail_because(errors::not_an_alert, asked_.language, found.error().in(to_string(asked_.language)));
        if (found->empty())
            return fail_because(
                errors::nothing_to_rehearse,
                asked_.language,
                asked_.language == language::fr ? "Aucune règle n'appellerait quelqu'un pour cette alerte."
                                                : "No rule would call anybody for this alert."
            );
        for (auto const& each : *found)
            if (auto const one_way = at_.engine.chooser.unanswerable(each))
                return fail(errors::one_way_sender, asked_.language, *one_way);
        wish.start = found->front().created;
        wish.orders = std::move(*found);
        return std::nullopt;
    }

    task<std::optional<answer>> by_replay(rehearsal_wish& wish)
    {
        auto const which = parse_id<mobilisation_id>(text_member(body_, "replay"));
        if (!which)
            co_return fail(errors::not_found, asked_.language, "replay");
        auto const found = co_await at_.kept.find_mobilisation(*which);
        if (!found)
            co_return store_answer(found.error(), asked_.language);
        if (!*found)
            co_return fail(errors::not_found, asked_.language, "replay");
        auto const& past = **found;
        if (!is_over(past.state) || !past.started)
            co_return fail(errors::nothing_to_rehearse, asked_.language, "replay");
        auto repeated = past;
        if (auto const* const changes = body_.if_contains("changes")) {
            if (changes->is_object())
                change(repeated.request, changes->get_object(), at_, reader_);
            else
                reader_.wrong("changes", {"n'est pas un objet", "is no object"}, R"({"pace": "fast"})");
        }
        if (auto const one_way = at_.engine.chooser.unanswerable(repeated))
            co_return fail(errors::one_way_sender, asked_.language, *one_way);
        wish.start = past.started;
        wish.replays = past;
        wish.orders.push_back(std::move(repeated));
        co_return std::nullopt;
    }

    api_house& at_;
    request const& asked_;
    json::object const& body_;
    wish_reader& reader_;
};

task<answer> begin(api_house& at, request& asked)
{
    auto const body = json_body(asked);
    if (!body)
        co_return fail(errors::bad_json, asked.language);
    if (!at.engine.chooser.ready())
        co_return fail(errors::register_loading, asked.language);
    rehearsal_wish wish;
    wish_reader reader{*body, at.routes, asked.language};
    reader.read(wish);
    order_finder orders{at, asked, *body, reader};
    if (auto refusal = co_await orders.find(wish))
        co_return std::move(*refusal);
    if (!reader.problems().empty())
        co_return fail_with(errors::bad_order, asked.language, reader.problems());
    auto plan = co_await collect(at.engine, at.world, at.kept, at.books, at.routes, std::move(wish));
    if (!plan)
        co_return store_answer(plan.error(), asked.language);
    auto const now = at.world.mono();
    auto const number = at.rehearsals.start(std::move(*plan), now);
    if (!number)
        co_return fail(errors::rehearsal_running, asked.language);
    at.rehearsal_begun.ring();
    co_return json_answer(201, rehearsal_json(*at.rehearsals.look(*number, now), asked.language));
}

std::optional<std::int64_t> captured_number(request const& asked)
{
    auto const& text = asked.captured.front();
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional{number} : std::nullopt;
}

/// What would bring more people, for whoever needs them; and what happened on the day, for a replay.
task<std::optional<answer>> add_from_house(api_house& at, language in, rehearsal_view const& seen, json::object& page)
{
    for (std::size_t i = 0; i < seen.found.size(); ++i) {
        auto const& one = seen.found[i];
        if (std::find(one.next.begin(), one.next.end(), advice::more_people) == one.next.end())
            continue;
        mobilisation what;
        what.request = seen.plan->orders[one.order].request;
        auto const steps = co_await at.engine.chooser.next_steps(std::move(what));
        if (!steps)
            co_return store_answer(steps.error(), in);
        add_offers(page, i, *steps, in);
    }
    if (!seen.plan->replays)
        co_return std::nullopt;
    auto const past = co_await at.kept.find_mobilisation(*seen.plan->replays);
    auto const counts = co_await at.kept.tally_of(*seen.plan->replays);
    if (!past || !counts)
        co_return store_answer(past ? counts.error() : past.error(), in);
    if (*past)
        page["replays"] = past_json(**past, *counts);
    co_return std::nullopt;
}

task<answer> show_rehearsal(api_house& at, request& asked)
{
    auto const number = captured_number(asked);
    auto const seen = number ? at.rehearsals.look(*number, at.world.mono()) : std::nullopt;
    if (!seen)
        co_return fail(errors::not_found, asked.language, "id");
    auto page = rehearsal_json(*seen, asked.language);
    if (auto refusal = co_await add_from_house(at, asked.language, *seen, page))
        co_return std::move(*refusal);
    co_return json_answer(200, page);
}

task<answer> stop(api_house& at, request& asked)
{
    auto const number = captured_number(asked);
    if (!number || !at.rehearsals.stop(*number))
        co_return fail(errors::not_found, asked.language, "id");
    co_return json_answer(200, rehearsal_json(*at.rehearsals.look(*number, at.world.mono()), asked.language));
}

constexpr route rehearsal_table[] = {
    {"POST", "/v1/rehearsals", access::staff, body_kind::whole, begin},
    {"GET", "/v1/rehearsals/{id}", access::staff, body_kind::none, show_rehearsal},
    {"DELETE", "/v1/rehearsals/{id}", access::staff, body_kind::none, stop},
};

}  // namespace

task<void> forget_rehearsals(api_house& at)
{
    for (;;) {
        co_await at.rehearsal_begun.rung();
        while (auto const due = at.rehearsals.forgotten_at()) {
            co_await at.world.sleep_until(*due);
            at.rehearsals.forget(at.world.mono());
        }
    }
}

std::span<route const> rehearsal_routes() { return rehearsal_table; }

}  // namespace tocsin::dispatcher::api
