// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/rehearsal/summary.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin::dispatcher {
namespace {

constexpr double good_enough = 0.9;  // share of the runs that fill
constexpr double saturated = 0.8;
constexpr int far_too_many_without_address = 4;  // for each candidate, one in so many more cannot be reached
constexpr std::array shares{0.1, 0.5, 0.9};

/// The least value that this share of the runs does not exceed.
template <class Value>
Value quantile(std::vector<Value> const& sorted, double share)
{
    auto const place = std::ceil(share * static_cast<double>(sorted.size()) - 1e-9) - 1;
    return sorted[static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(sorted.size() - 1)))];
}

template <class Value>
spread spread_of_runs(std::vector<run_outcome> const& runs, Value value)
{
    std::vector<double> all;
    for (auto const& each : runs)
        all.push_back(static_cast<double>(value(each)));
    if (all.empty())
        return {};
    std::sort(all.begin(), all.end());
    return {quantile(all, shares[0]), quantile(all, shares[1]), quantile(all, shares[2])};
}

template <class Value>
spread spread_of(std::vector<run_outcome> const& runs, std::size_t order, Value value)
{
    return spread_of_runs(runs, [&](run_outcome const& one) { return value(one.orders[order]); });
}

std::array<std::optional<seconds>, 3> fill_times(std::vector<run_outcome> const& runs, std::size_t order)
{
    std::vector<seconds> times;
    for (auto const& each : runs)
        times.push_back(each.orders[order].filled.value_or(seconds::max()));
    std::sort(times.begin(), times.end());
    std::array<std::optional<seconds>, 3> found;
    for (std::size_t i = 0; i < shares.size() && !times.empty(); ++i)
        if (auto const time = quantile(times, shares[i]); time != seconds::max())
            found[i] = time;
    return found;
}

std::string biggest_reason(rehearsed_order const& order)
{
    auto const most = std::max_element(order.funnel.begin(), order.funnel.end(), [](auto const& one, auto const& other) {
        return one.second < other.second;
    });
    return most == order.funnel.end() || most->second == 0 ? std::string{} : most->first;
}

int left_out_by(rehearsed_order const& order, std::string_view reason)
{
    for (auto const& [name, count] : order.funnel)
        if (name == reason)
            return count;
    return 0;
}

/// What can be said before anybody is asked.
std::vector<break_point> standing_breaks(rehearsed_order const& order)
{
    std::vector<break_point> found;
    auto const add = [&found](break_kind what) -> break_point& {
        found.emplace_back().what = what;
        return found.back();
    };
    for (auto const over : order.without_channel)
        add(break_kind::no_channel).medium = over;
    auto const unreachable = left_out_by(order, "not_reachable");
    if (order.candidates == 0) {
        add(break_kind::nobody).reason = biggest_reason(order);
    } else if (order.candidates < order.request.need) {
        add(break_kind::too_few_people).number = order.candidates;
        found.back().reason = biggest_reason(order);
    }
    if (unreachable > 0 && unreachable * far_too_many_without_address >= order.candidates)
        add(break_kind::no_address).number = unreachable;
    for (auto const& [role, places] : order.request.roles) {
        auto const holders = order.holders.find(role);
        int const people = holders == order.holders.end() ? 0 : holders->second;
        if (people >= places)
            continue;
        add(break_kind::role_short).role = role;
        found.back().number = people;
    }
    return found;
}

class diagnosis {
public:
    diagnosis(rehearsal_plan const& plan, std::vector<run_outcome> const& runs, std::size_t order)
        : plan_(plan), runs_(runs), order_(order), found_(standing_breaks(plan.orders[order]))
    {
        for (auto const& each : runs)
            look(each);
    }

    std::vector<break_point> take()
    {
        for (auto& [key, one] : counted_) {
            auto& times = times_[key];
            std::sort(times.begin(), times.end());
            if (!times.empty())
                one.after = quantile(times, 0.5);
            found_.push_back(std::move(one));
        }
        std::stable_sort(found_.begin(), found_.end(), [](auto const& one, auto const& other) {
            return (one.runs == 0) != (other.runs == 0) ? one.runs == 0 : one.runs > other.runs;
        });
        return std::move(found_);
    }

private:
    using key = std::pair<break_kind, std::string>;  // of which channel or role

    break_point& count(break_kind what, std::string const& which, std::optional<seconds> after = std::nullopt)
    {
        auto& one = counted_[{what, which}];
        one.what = what;
        (what == break_kind::role_short ? one.role : one.channel) = which;
        ++one.runs;
        if (after)
            times_[{what, which}].push_back(*after);
        return one;
    }

    /// Allowances and failures are told of in any case; the rest only of runs that did not fill, and what held them.
    void look(run_outcome const& run)
    {
        auto const& order = run.orders[order_];
        bool explained = order.filled.has_value();
        for (auto const& [name, channel] : run.channels) {
            if (channel.used_up) {
                count(break_kind::used_up, name, channel.used_up);
                explained = explained || order.unsent > 0;
            }
            if (channel.failed)
                count(break_kind::channel_failed, name);
        }
        if (explained)
            return;
        if (only_roles_missing(order)) {
            for (auto const& [role, places] : order.short_of)
                count(break_kind::role_short, role).number = places;
            return;
        }
        auto const busiest = busiest_of(run);
        if (!busiest.empty() && (order.unsent > 0 || run.channels.at(busiest).busy > saturated))
            count(break_kind::rate, busiest).number = rate_of(busiest);
        else if (order.pool_left == 0)
            count(break_kind::everybody_asked, "").number = order.asked;
        else
            count(break_kind::answers_too_late, "");
    }

    bool only_roles_missing(order_outcome const& order) const
    {
        int missing = 0;
        for (auto const& [role, places] : order.short_of)
            missing += places;
        return missing > 0 && order.confirmed + missing >= plan_.orders[order_].request.need;
    }

    static std::string busiest_of(run_outcome const& run)
    {
        auto const most = std::max_element(run.channels.begin(), run.channels.end(), [](auto const& one, auto const& other) {
            return one.second.busy < other.second.busy;
        });
        return most == run.channels.end() ? std::string{} : most->first;
    }

    /// Parts a minute.
    std::int64_t rate_of(std::string const& channel) const
    {
        for (auto const& each : plan_.channels)
            if (each.settings.name == channel)
                return std::llround(60 * each.settings.per_second);
        return 0;
    }

    rehearsal_plan const& plan_;
    std::vector<run_outcome> const& runs_;
    std::size_t order_;
    std::vector<break_point> found_;
    std::map<key, break_point> counted_;
    std::map<key, std::vector<seconds>> times_;
};

/// What to do about what breaks most.
std::vector<advice> advice_on(order_summary const& seen)
{
    std::vector<advice> next;
    auto const add = [&next](advice what) {
        if (std::find(next.begin(), next.end(), what) == next.end())
            next.push_back(what);
    };
    bool const would_do = seen.runs > 0 && seen.filled >= good_enough * seen.runs;
    for (auto const& each : seen.breaks) {
        switch (each.what) {
        case break_kind::nobody:
        case break_kind::no_address:
        case break_kind::too_few_people:
        case break_kind::role_short:
        case break_kind::everybody_asked:
            if (!would_do)
                add(advice::more_people);
            break;
        case break_kind::rate:
        case break_kind::used_up:
        case break_kind::channel_failed:
        case break_kind::no_channel:
            if (!would_do)
                add(advice::another_channel);
            break;
        case break_kind::answers_too_late:
            if (!would_do)
                add(seen.pace == pace::all ? advice::more_time : advice::faster);
            break;
        }
    }
    if (would_do && next.empty())
        next.push_back(advice::mobilise);
    return next;
}

order_summary summary_of(rehearsal_plan const& plan, std::optional<pace> at, std::vector<run_outcome> const& runs, std::size_t order)
{
    auto const& request = plan.orders[order].request;
    order_summary seen;
    seen.order = order;
    seen.pace = at.value_or(request.pace);
    seen.runs = static_cast<int>(runs.size());
    double asked = 0;
    for (auto const& each : runs) {
        seen.filled += each.orders[order].filled ? 1 : 0;
        asked += each.orders[order].asked;
    }
    if (!runs.empty() && request.need > 0)
        seen.per_place = asked / static_cast<double>(runs.size()) / request.need;
    seen.filled_after = fill_times(runs, order);
    auto const of = [&](auto value) { return spread_of(runs, order, value); };
    seen.confirmed = of([](order_outcome const& one) { return one.confirmed; });
    seen.yes = of([](order_outcome const& one) { return one.yes; });
    seen.surplus = of([&](order_outcome const& one) { return std::max(0, one.yes - request.need); });
    seen.asked = of([](order_outcome const& one) { return one.asked; });
    seen.unsent = of([](order_outcome const& one) { return one.unsent; });
    seen.lost = of([](order_outcome const& one) { return one.lost; });
    seen.waves = of([](order_outcome const& one) { return one.waves; });
    seen.messages = of([](order_outcome const& one) { return one.messages; });
    seen.taken_back = spread_of_runs(runs, [](run_outcome const& one) { return one.taken_back; });
    seen.told_the_end = of([](order_outcome const& one) { return one.told_the_end; });
    seen.cost = of([](order_outcome const& one) { return one.cost; });
    std::map<std::string, std::vector<double>> busy;
    for (auto const& each : runs)
        for (auto const& [name, channel] : each.channels)
            busy[name].push_back(channel.busy);
    for (auto& [name, all] : busy) {
        std::sort(all.begin(), all.end());
        seen.busy[name] = quantile(all, 0.5);
    }
    seen.breaks = diagnosis{plan, runs, order}.take();
    seen.next = advice_on(seen);
    return seen;
}

}  // namespace

std::vector<order_summary>
summarise(rehearsal_plan const& plan, std::vector<std::optional<pace>> const& paces, std::vector<std::vector<run_outcome>> const& runs)
{
    std::vector<order_summary> all;
    for (std::size_t i = 0; i < paces.size() && i < runs.size(); ++i)
        for (std::size_t order = 0; order < plan.orders.size(); ++order)
            all.push_back(summary_of(plan, paces[i], runs[i], order));
    return all;
}

std::string_view to_string(break_kind value)
{
    switch (value) {
    case break_kind::no_channel: return "no-channel";
    case break_kind::nobody: return "nobody";
    case break_kind::no_address: return "no-address";
    case break_kind::too_few_people: return "too-few-people";
    case break_kind::role_short: return "role-short";
    case break_kind::everybody_asked: return "everybody-asked";
    case break_kind::rate: return "rate";
    case break_kind::used_up: return "used-up";
    case break_kind::channel_failed: return "channel-failed";
    case break_kind::answers_too_late: return "answers-too-late";
    }
    return "?";
}

std::string_view to_string(advice value)
{
    switch (value) {
    case advice::mobilise: return "mobilise";
    case advice::faster: return "faster";
    case advice::more_people: return "more-people";
    case advice::another_channel: return "another-channel";
    case advice::more_time: return "more-time";
    }
    return "?";
}

}  // namespace tocsin::dispatcher
