// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/waves/tables.hpp"

#include <algorithm>

namespace tocsin::bench {
namespace {

double target_of(situation const& where)
{
    rules::wave_question asked;
    asked.pace = pace::fast;
    asked.deadline = rules::real_minutes{where.deadline};
    return rules::target_of(asked).count();
}

double quantile(std::vector<double> values, double share)
{
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

/// Yes by an instant if everybody were asked at once.
int yes_of_everybody(situation const& where, std::vector<fate> const& people, double by)
{
    int sum = 0;
    double free = 0;
    for (auto const& each : people) {
        double const sent = leaves(where, free);
        free = sent + 1 / (60 * where.rate);
        sum += each.what == answer::yes && sent + each.delay <= by ? 1 : 0;
    }
    return sum;
}

summary sum_up(contender const& who, situation const& where, double target, std::vector<std::vector<fate>> const& crowds)
{
    summary sum;
    sum.strategy = who.name;
    sum.ours = who.ours;
    sum.runs = static_cast<int>(crowds.size());
    std::vector<double> minutes;
    std::vector<double> surpluses;
    for (auto const& people : crowds) {
        auto const how = who.make();
        auto const out = play(where, people, *how);
        double const surplus = std::max(0, out.yes - where.need) / static_cast<double>(where.need);
        minutes.push_back(out.at);
        sum.all.push_back(run_of(where, out));
        surpluses.push_back(surplus);
        sum.filled += out.filled;
        sum.filled_by_target += out.filled && out.at <= target;
        sum.contacts += static_cast<double>(out.contacts) / where.need;
        sum.surplus += surplus;
        sum.over_cap += out.yes > out.cap;
        sum.decisions_ms += out.decisions_ms;
        sum.decisions += out.decisions;
        for (auto const& check : out.checks) {
            ++sum.forecasts;
            sum.covered += check.truth >= check.low && check.truth <= check.high ? 1 : 0;
        }
    }
    for (double* each : {&sum.filled, &sum.filled_by_target, &sum.contacts, &sum.surplus, &sum.over_cap})
        *each /= sum.runs;
    sum.median = quantile(minutes, 0.5);
    sum.ninth = quantile(minutes, 0.9);
    sum.surplus_95 = quantile(surpluses, 0.95);
    return sum;
}

}  // namespace

run run_of(situation const& where, result const& out)
{
    double const need = where.need;
    return {out.filled, out.at, out.contacts / need, std::min(1.0, out.yes / need)};
}

std::vector<run> play_only(situation const& where, std::string const& strategy, int runs, std::uint64_t seed)
{
    std::vector<run> all;
    for (auto const& who : contenders())
        for (int i = 0; who.name == strategy && i < runs; ++i) {
            auto const how = who.make();
            auto const out = play(where, crowd(where, seed + static_cast<std::uint64_t>(i)), *how);
            all.push_back(run_of(where, out));
        }
    return all;
}

cell measure(situation const& where, int runs, std::uint64_t seed)
{
    cell one;
    one.where = where;
    one.target = target_of(where);
    std::vector<std::vector<fate>> crowds;
    for (int i = 0; i < runs; ++i) {
        crowds.push_back(crowd(where, seed + static_cast<std::uint64_t>(i)));
        one.possible += yes_of_everybody(where, crowds.back(), where.deadline) >= 1.3 * where.need;
        one.possible_by_target += yes_of_everybody(where, crowds.back(), one.target) >= 1.3 * where.need;
    }
    one.possible /= runs;
    one.possible_by_target /= runs;
    for (auto const& who : contenders())
        one.all.push_back(sum_up(who, where, one.target, crowds));
    return one;
}

}  // namespace tocsin::bench
