// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/rehearsal/collect.hpp"

#include "dispatcher/engine/pacing.hpp"
#include "dispatcher/runtime/zones.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace tocsin::dispatcher {
namespace {

constexpr std::size_t page = 1000;
constexpr int most_looked_at = 300;  // people who said no, for whether they had said yes before
constexpr int most_under_way = 100;  // mobilisations
constexpr hours as_now{1};  // what waits now waits then

/// Everybody gets an address of their own, made of their place, that nobody has; people who share one go on sharing it.
class renaming {
public:
    void strip(volunteer& who, std::size_t place)
    {
        who.external_id = std::to_string(place);
        who.id = {};
        who.first_name.clear();
        who.last_name.clear();
        if (who.mobile)
            who.mobile = invented_phone(first_with(who.mobile->e164(), place));
        if (who.email)
            who.email = invented_mailbox(first_with(who.email->address(), place));
    }

private:
    std::size_t first_with(std::string const& address, std::size_t place) { return places_.try_emplace(address, place).first->second; }

    std::map<std::string, std::size_t> places_;
};

class collector {
public:
    collector(house& engine, channels::runtime& world, store& kept, rulebooks const& books, route_table const& routes)
        : engine_(engine), world_(world), store_(kept), books_(books), routes_(routes)
    {
    }

    task<stored<rehearsal_plan>> collect(rehearsal_wish wish)
    {
        co_await engine_.learnt.refresh();
        plan_.start = wish.start.value_or(world_.wall());
        plan_.learnt = engine_.learnt.known();
        plan_.paces = std::move(wish.paces);
        plan_.share = wish.share;
        plan_.outages = std::move(wish.outages);
        plan_.runs = wish.runs;
        plan_.seed = wish.seed;
        if (wish.replays)
            plan_.replays = wish.replays->id;
        approval_ = wish.approval.value_or(usual_approval);
        plan_.routes = books_.settings.routes;
        for (auto& each : wish.orders) {
            auto const failed = co_await add_order(std::move(each));
            if (failed)
                co_return *failed;
        }
        if (auto const failed = co_await add_people())
            co_return *failed;
        if (wish.replays)
            if (auto const failed = co_await add_past(*wish.replays))
                co_return *failed;
        bool const today = !wish.replays && day_in(plan_.start, zone()) == day_in(world_.wall(), zone());
        if (auto const failed = co_await add_channels(today))
            co_return *failed;
        if (auto const failed = co_await add_changed_minds())
            co_return *failed;
        auto const away = plan_.start > world_.wall() ? plan_.start - world_.wall() : world_.wall() - plan_.start;
        plan_.queue_known = !plan_.replays && away < as_now;
        if (plan_.queue_known)
            if (auto const failed = co_await add_what_waits())
                co_return *failed;
        co_return std::move(plan_);
    }

private:
    using failure = std::optional<store_error>;

    std::string const& zone() const { return books_.settings.timezone; }

    task<failure> add_order(mobilisation what)
    {
        bool const by_itself = what.state == mobilisation_state::approved;
        what.id = plan_.replays.value_or(mobilisation_id{});  // whom it engaged then is free for its replay
        what.state = plan_.replays ? mobilisation_state::closed : what.state;
        rehearsed_order order;
        order.request = what.request;
        order.rule = what.rule;
        auto const chosen = co_await engine_.chooser.select(std::move(what), std::nullopt);
        if (!chosen)
            co_return chosen.error();
        order.population = chosen->population;
        order.candidates = static_cast<int>(chosen->candidates.size());
        for (std::size_t i = 0; i < chosen->excluded.size(); ++i)
            order.funnel.emplace_back(to_string(static_cast<rules::exclusion>(i)), chosen->excluded[i]);
        for (auto const over : order.request.media)
            if (routes_.pick(over, order.request.gravity(), order.request.channels) == nullptr)
                order.without_channel.push_back(over);
        std::vector<asked_person> pool;
        for (auto const& each : chosen->candidates) {
            ++order.reached_over[each.over];
            std::size_t role = 0;
            for (auto const& [skill, count] : order.request.roles)
                if ((each.roles >> role++ & 1U) != 0)
                    ++order.holders[skill];
            asked_person one;
            one.distance_km = each.distance_km;
            pool.push_back(one);
            if (pool.size() <= most_rehearsed && taken_.insert(each.id).second)
                ids_.push_back(each.id);
        }
        order.left_out = static_cast<int>(pool.size() - std::min(pool.size(), most_rehearsed));
        // As POST /v1/mobilisations and the intake have it; who repeats a past one knows when it began.
        bool const launched = !order.rule.empty() && by_itself;
        bool const alone = order.rule.empty() && books_.settings.one_may_call(order.candidates);
        order.needs_approval = !plan_.replays && !launched && !alone;
        order.approval = order.needs_approval ? approval_ : minutes{0};
        auto const left = std::max(milliseconds{0}, order.request.by - plan_.start - order.approval);
        order.travel = travel_within(pool, order.request.need, rules::real_minutes{left});
        plan_.orders.push_back(std::move(order));
        co_return std::nullopt;
    }

    task<failure> add_people()
    {
        renaming names;
        for (std::size_t from = 0; from < ids_.size(); from += page) {
            auto const until = std::min(from + page, ids_.size());
            std::vector<volunteer_id> some(
                ids_.begin() + static_cast<std::ptrdiff_t>(from), ids_.begin() + static_cast<std::ptrdiff_t>(until)
            );
            auto people = co_await store_.volunteers(std::move(some));
            if (!people)
                co_return people.error();
            for (auto& each : *people) {
                auto const place = plan_.people.size();
                places_.emplace(each.id, place);
                names.strip(each, place);
                plan_.people.push_back(std::move(each));
            }
        }
        co_return std::nullopt;
    }

    /// What each did then; and what it says of those who were not asked. The planner knows nothing of that day yet.
    task<failure> add_past(mobilisation past)
    {
        auto const end = past.ended.value_or(world_.wall());
        auto const people = co_await store_.people_heard_in(past.id, end);
        if (!people)
            co_return people.error();
        for (auto const& each : *people)
            if (auto const place = places_.find(each.volunteer); place != places_.end())
                plan_.known.emplace(place->second, each);
        auto const groups = co_await store_.heard_in(past.id, end);
        if (!groups)
            co_return groups.error();
        plan_.heard = evidence_of(*groups);
        if (plan_.learnt.lessons.erase(past.id) > 0)
            plan_.learnt.relearn();
        co_return std::nullopt;
    }

    task<failure> add_channels(bool today_counts)
    {
        auto const today = day_in(plan_.start, zone()).time_since_epoch().count();
        for (auto const& [name, channel] : routes_.channels()) {
            channel_part part;
            part.settings = channel.settings;
            part.traits = channel.adapter->traits();
            if (today_counts && part.settings.day.any()) {
                auto const taken = co_await store_.parts_taken(name, today);
                if (!taken)
                    co_return taken.error();
                part.taken_today = *taken;
            }
            plan_.channels.push_back(std::move(part));
        }
        co_return std::nullopt;
    }

    /// Of what is over, the latest first: who said yes, and who of them said no afterwards. Each no costs a question to the
    /// store, so not all of them are looked at.
    task<failure> add_changed_minds()
    {
        int left = most_looked_at;
        auto const& lessons = plan_.learnt.lessons;
        for (auto each = lessons.rbegin(); each != lessons.rend() && left > 0; ++each) {
            auto const past = co_await store_.find_mobilisation(each->first);
            if (!past)
                co_return past.error();
            if (!*past || (*past)->state != mobilisation_state::closed || !(*past)->started)
                continue;
            if (auto const failed = co_await count_changed_minds(**past, left))
                co_return *failed;
        }
        co_return std::nullopt;
    }

    task<failure> count_changed_minds(mobilisation past, int& left)
    {
        auto const people = co_await store_.people_heard_in(past.id, past.request.by);
        if (!people)
            co_return people.error();
        changed_minds found;
        for (auto const& each : *people) {
            bool const holds = each.known == heard_people::what::confirmed || each.known == heard_people::what::reserve;
            if (!holds && each.known != heard_people::what::declined)
                continue;
            if (!holds && left-- <= 0)
                co_return std::nullopt;  // half of a mobilisation says nothing
            if (!holds) {
                auto const back = co_await had_promised(each.volunteer, past.id);
                if (!back)
                    co_return back.error();
                if (!*back)
                    continue;
                ++found.taken_back;
            }
            ++found.given;
            auto const promised = *past.started + each.time;  // as if all had been asked at once
            found.hours += std::max(0.0, std::chrono::duration<double, std::ratio<3600>>(past.request.by - promised).count());
        }
        plan_.minds.given += found.given;
        plan_.minds.taken_back += found.taken_back;
        plan_.minds.hours += found.hours;
        co_return std::nullopt;
    }

    /// Whoever was given a place, or one in the reserve, was told so.
    task<stored<bool>> had_promised(volunteer_id who, mobilisation_id in)
    {
        auto const told = co_await store_.story_of(who);
        if (!told)
            co_return told.error();
        co_return std::any_of(told->begin(), told->end(), [in](message_story const& each) {
            return each.mobilisation == in && (each.purpose == purpose::confirm || each.purpose == purpose::reserve);
        });
    }

    task<failure> add_what_waits()
    {
        auto found = co_await store_.mobilisations(false, most_under_way);
        auto const closing = co_await store_.unclosed();
        if (!found || !closing)
            co_return found ? closing.error() : found.error();
        for (auto const& each : *closing)
            if (std::none_of(found->begin(), found->end(), [&each](auto const& one) { return one.id == each.id; }))
                found->push_back(each);
        for (auto const& each : *found) {
            auto const counts = co_await store_.tally_of(each.id);
            if (!counts)
                co_return counts.error();
            if (counts->messages.contains(message_state::queued))
                if (auto const failed = co_await add_waiting(each))
                    co_return *failed;
        }
        keep_what_can_leave();
        co_return std::nullopt;
    }

    task<failure> add_waiting(mobilisation other)
    {
        auto const lines = co_await store_.traffic_of(other.id);
        auto texts = co_await store_.texts_of(other.id);
        if (!lines || !texts)
            co_return lines ? texts.error() : lines.error();
        waiting_call one;
        one.request = std::move(other.request);
        one.texts = *std::move(texts);
        for (auto const& line : *lines)
            if (line.state == message_state::queued && routes_.channels().contains(line.channel))
                one.messages[line.channel] += line.messages;
        if (!one.messages.empty())
            plan_.waiting.push_back(std::move(one));
        co_return std::nullopt;
    }

    /// No more than the channels can carry until people are needed, and than can be played in seconds.
    void keep_what_can_leave()
    {
        double const time = std::chrono::duration<double>(plan_.needed() - plan_.start).count();
        int room = most_waiting;
        for (auto& each : plan_.waiting)
            for (auto const& [channel, messages] : each.messages) {
                double const carried = std::max(0.0, time) * routes_.channels().at(channel).settings.per_second;
                int const played = static_cast<int>(std::min({static_cast<double>(messages), carried, static_cast<double>(room)}));
                if (played <= 0)
                    continue;
                each.played[channel] = played;
                room -= played;
            }
    }

    house& engine_;
    channels::runtime& world_;
    store& store_;
    rulebooks const& books_;
    route_table const& routes_;
    minutes approval_ = usual_approval;
    rehearsal_plan plan_;
    std::set<volunteer_id> taken_;
    std::vector<volunteer_id> ids_;
    std::map<volunteer_id, std::size_t> places_;
};

}  // namespace

task<stored<rehearsal_plan>>
collect(house& engine, channels::runtime& world, store& kept, rulebooks const& books, route_table const& routes, rehearsal_wish wish)
{
    collector one{engine, world, kept, books, routes};
    co_return co_await one.collect(std::move(wish));
}

}  // namespace tocsin::dispatcher
