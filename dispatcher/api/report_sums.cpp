// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/report_sums.hpp"

#include "dispatcher/api/kept_json.hpp"

#include <boost/json/object.hpp>

#include <algorithm>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

int confirmed_at(report_facts const& facts, wall_time when)
{
    int count = 0;
    for (auto const& each : facts.told.confirmed)
        if (each.at <= when)
            count = each.count;
    return count;
}

wall_time end_of(report_facts const& facts) { return facts.what.ended.value_or(facts.written); }

std::optional<wave_belief> read_belief(std::string const& decision)
{
    auto const read = object_of(decision);
    auto const expected = read ? object_in(*read, "expected") : std::nullopt;
    if (!expected)
        return std::nullopt;
    wave_belief found;
    found.low = number_in(*expected, "low");
    found.middle = number_in(*expected, "middle");
    found.high = number_in(*expected, "high");
    if (auto const* const fills = expected->if_contains("fills"))
        found.fills = fills->to_number<double>();
    found.horizon = parse_instant(text_in(*read, "horizon"));
    return found;
}

}  // namespace

funnel_told funnel_of(report_facts const& facts)
{
    funnel_told found;
    auto const read = facts.waves.empty() ? std::nullopt : object_of(facts.waves.front().funnel);
    if (!read)
        return found;
    for (auto const& [reason, count] : *read) {
        auto const people = count.is_number() ? count.to_number<int>() : 0;
        if (reason == "population")
            found.population = people;
        else if (reason == "candidates")
            found.candidates = people;
        else if (people > 0)
            found.left_out.push_back({std::string{reason}, people});
    }
    return found;
}

std::optional<wave_belief> belief_of(stored_wave const& wave, report_facts const& facts)
{
    auto found = read_belief(wave.decision);
    if (found)
        found->came = confirmed_at(facts, std::min(found->horizon.value_or(end_of(facts)), end_of(facts)));
    return found;
}

double cost_of(channel_figures const& channel, std::string const& name, report_facts const& facts)
{
    auto const price = facts.prices.find(name);
    return price == facts.prices.end() ? 0.0 : channel.paid_parts * price->second;
}

cost_told cost_of(report_facts const& facts)
{
    cost_told sum;
    for (auto const& [name, channel] : facts.counted.channels) {
        sum.parts += channel.paid_parts;
        sum.euros += cost_of(channel, name, facts);
        sum.complete = sum.complete && (channel.paid_parts == 0 || facts.prices.contains(name));
    }
    return sum;
}

rules::picture::course course_of(report_facts const& facts)
{
    auto const& what = facts.what;
    rules::picture::course course;
    course.from = what.started.value_or(what.created);
    auto const end = end_of(facts);
    bool const over = is_over(what.state);
    // A call of seconds is drawn as one of minutes, or there would be no hour to read.
    course.to = std::max(over ? end : std::max(end, what.request.by), course.from + minutes{10});
    if (course.to > end)
        course.now = end;
    int asked = 0;
    for (auto const& each : facts.waves)
        course.asked.push_back({each.at, asked += each.asked});
    course.delivered = facts.counted.delivered;
    course.confirmed = facts.told.confirmed;
    // Whoever opts out or is erased gives a place back without a line of this mobilisation's.
    if ((course.confirmed.empty() ? 0 : course.confirmed.back().count) != facts.counts.confirmed)
        course.confirmed.push_back({end, facts.counts.confirmed});
    course.need = what.request.need;
    course.deadline = what.request.by;
    // What was believed at first; while it runs, what is believed now.
    std::string decision = over ? std::string{} : facts.counts.outlook;
    wall_time believed = end;
    if (over && !facts.waves.empty()) {
        decision = facts.waves.front().decision;
        believed = facts.waves.front().at;
    }
    auto const belief = read_belief(decision);
    // Of a call that ended long before the horizon, the band would be most of the picture.
    bool const near = belief && belief->horizon && *belief->horizon <= course.to + (course.to - course.from) / 2;
    if (near && *belief->horizon > believed) {
        auto const then = confirmed_at(facts, believed);
        course.forecast = {{believed, then, then}, {*belief->horizon, belief->low, belief->high}};
        course.to = std::max(course.to, *belief->horizon);
        if (course.to > end)
            course.now = end;
    }
    return course;
}

}  // namespace tocsin::dispatcher::api
