// SPDX-License-Identifier: Apache-2.0
// The report as docs/openapi.yaml describes it.
#include "dispatcher/api/report_sums.hpp"
#include "dispatcher/api/report_writers.hpp"
#include "dispatcher/api/shapes.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

json::object report_spread_json(report_facts const& facts)
{
    auto const& spread = facts.spread;
    return {
        {"never", spread.people[0]},
        {"once", spread.people[1]},
        {"twice", spread.people[2]},
        {"three_or_more", spread.people[3]},
        {"most", spread.most},
        {"at_limit", spread.at_limit},
        {"above_budget", spread.above},
        {"per_day", facts.limits.per_day},
        {"per_month", facts.limits.per_month}};
}

json::array timeline_json(report_facts const& facts)
{
    json::array list;
    for (auto const& each : facts.told.timeline)
        list.push_back(json::object{
            {"at", format_instant(each.at)}, {"kind", each.kind}, {"by", each.by}, {"what", json::parse(each.what)}});
    return list;
}

json::object report_funnel_json(report_facts const& facts)
{
    auto const told = funnel_of(facts);
    json::array left_out;
    for (auto const& each : told.left_out)
        left_out.push_back(json::object{{"reason", each.reason}, {"count", each.count}});
    return {{"population", told.population}, {"candidates", told.candidates}, {"left_out", std::move(left_out)}};
}

json::array waves_json(report_facts const& facts)
{
    json::array list;
    for (auto const& each : facts.waves) {
        json::object wave{{"id", to_string(each.id)}, {"at", format_instant(each.at)}, {"asked", each.asked}};
        if (auto const belief = belief_of(each, facts)) {
            wave["expected"] = json::object{
                {"low", belief->low}, {"middle", belief->middle}, {"high", belief->high}, {"fills", belief->fills}};
            if (belief->horizon)
                wave["horizon"] = format_instant(*belief->horizon);
            wave["confirmed_by_then"] = belief->came;
        }
        json::object became;
        if (auto const found = facts.counted.waves.find(each.id); found != facts.counted.waves.end())
            for (auto const& [state, people] : found->second)
                became[to_string(state)] = people;
        wave["became"] = std::move(became);
        list.push_back(std::move(wave));
    }
    return list;
}

json::array delivery_json(report_facts const& facts)
{
    json::array list;
    for (auto const& [name, channel] : facts.counted.channels) {
        json::object states;
        for (auto const& [state, count] : channel.states)
            states[to_string(state)] = count;
        json::array reasons;
        for (auto const& [reason, count] : channel.reasons)
            reasons.push_back(json::object{{"state", to_string(reason.first)}, {"code", reason.second}, {"count", count}});
        json::object one{
            {"channel", name},
            {"medium", to_string(channel.medium)},
            {"messages", channel.messages},
            {"states", std::move(states)},
            {"reasons", std::move(reasons)},
            {"possible_duplicates", channel.possible_duplicates},
            {"parts", channel.paid_parts},
            {"cost", cost_of(channel, name, facts)}};
        if (auto const price = facts.prices.find(name); price != facts.prices.end())
            one["price"] = price->second;
        list.push_back(std::move(one));
    }
    return list;
}

json::object delays_json(delays const& of)
{
    json::object shown{{"count", of.answers}};
    if (of.answers > 0) {
        shown["median_seconds"] = of.median.count();
        shown["ninety_seconds"] = of.ninety.count();
    }
    return shown;
}

json::object answers_json(report_facts const& facts)
{
    auto shown = delays_json(facts.counted.all);
    json::object by_medium;
    for (auto const& [over, some] : facts.counted.by_medium)
        by_medium[to_string(over)] = delays_json(some);
    shown["by_medium"] = std::move(by_medium);
    return shown;
}

json::object correction_json(correction const& each)
{
    json::object one{
        {"id", each.external_id},
        {"first_name", each.first_name},
        {"last_name", each.last_name},
        {"medium", to_string(each.medium)},
        {"address", each.masked},
        {"channel", each.channel},
        {"state", to_string(each.how)},
        {"code", each.code}};
    if (each.at)
        one["at"] = format_instant(*each.at);
    return one;
}

json::object journal_json(report_facts const& facts)
{
    json::array lines;
    for (auto const& each : facts.told.lines)
        lines.push_back(json::object{
            {"number", each.number},
            {"at", format_instant(each.at)},
            {"kind", each.kind},
            {"by", each.by},
            {"what", json::parse(each.what)},
            {"link", each.link}});
    return {{"lines", std::move(lines)}, {"answers", facts.told.answers}, {"left_out", facts.told.left_out}};
}

json::array steps_json(std::vector<rules::picture::count_since> const& steps)
{
    json::array list;
    for (auto const& each : steps)
        list.push_back(json::object{{"at", format_instant(each.at)}, {"count", each.count}});
    return list;
}

json::object report_course_json(report_facts const& facts)
{
    auto const course = course_of(facts);
    return {
        {"asked", steps_json(course.asked)},
        {"delivered", steps_json(course.delivered)},
        {"confirmed", steps_json(course.confirmed)}};
}

class json_writer final : public report_writer {
public:
    explicit json_writer(report_facts facts) : facts_(std::move(facts)) {}

    std::string_view type() const override { return "application/json"; }

    std::string head() override
    {
        auto const cost = cost_of(facts_);
        json::object head{
            {"mobilisation", status_json(facts_.what, facts_.counts, facts_.waves)},
            {"written", format_instant(facts_.written)},
            {"taken_by_urgent", facts_.changed_sides.lost},
            {"taken_from_others", facts_.changed_sides.won},
            {"contacts", report_spread_json(facts_)},
            {"timeline", timeline_json(facts_)},
            {"course", report_course_json(facts_)},
            {"funnel", report_funnel_json(facts_)},
            {"waves", waves_json(facts_)},
            {"delivery", delivery_json(facts_)},
            {"answers", answers_json(facts_)},
            {"cost", json::object{{"euros", cost.euros}, {"parts", cost.parts}, {"complete", cost.complete}}},
            {"corrections_left_out", facts_.counted.corrections_left_out}};
        auto text = json::serialize(head);
        text.back() = ',';
        return text + "\"corrections\":[";
    }

    /// The corrections, some at a time, then the journal, up to where the people follow one by one.
    std::string more() override
    {
        constexpr std::size_t at_once = 500;
        auto const& all = facts_.counted.corrections;
        if (journal_told_)
            return {};
        std::string text;
        for (auto const end = std::min(all.size(), corrected_ + at_once); corrected_ < end; ++corrected_)
            text += (corrected_ > 0 ? "," : "") + json::serialize(correction_json(all[corrected_]));
        if (!text.empty())
            return text;
        journal_told_ = true;
        return "],\"journal\":" + json::serialize(journal_json(facts_)) + ",\"people\":[";
    }

    std::string row(asked_story const& one) override
    {
        auto text = (first_ ? "" : ",") + json::serialize(report_row_json(one.who));
        first_ = false;
        return text;
    }

    std::string foot() override { return "]}\n"; }

private:
    report_facts facts_;
    std::size_t corrected_ = 0;
    bool journal_told_ = false;
    bool first_ = true;
};

}  // namespace

std::unique_ptr<report_writer> make_json_report(report_facts facts) { return std::make_unique<json_writer>(std::move(facts)); }

}  // namespace tocsin::dispatcher::api
