// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/waves/tables.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace tocsin::bench {
namespace {

constexpr double surely = 0.995;
constexpr double hair = 0.05;  // a lead smaller than this is none
constexpr double usual_share = 0.056;

std::string number(double value, int digits = 2)
{
    char text[40];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

summary const& figures_of(cell const& one, std::string const& strategy)
{
    return *std::find_if(one.all.begin(), one.all.end(), [&](summary const& each) { return each.strategy == strategy; });
}

/// As sure, as soon and with as few people, and better by more than a hair in one of the three.
bool dominates(summary const& other, summary const& ours, cell const& where)
{
    // Shares of runs are told apart only beyond two standard errors.
    double const noise = 2 * std::sqrt(0.25 / ours.runs) * 0.5;
    double const late = hair * where.where.deadline;
    // Where neither ever fills, asking fewer is no merit.
    bool const as_good = other.filled > 0 && other.filled >= ours.filled - 1e-9 && other.ninth <= ours.ninth && other.contacts <= ours.contacts;
    return as_good && (other.filled > ours.filled + noise || other.ninth < ours.ninth - late ||
                       other.contacts < (1 - hair) * ours.contacts);
}

goal never_dominated(std::vector<cell> const& cells)
{
    goal what;
    what.what = "never dominated by a baseline (sure to fill, 90th minute, contacts a place; beyond 5 %)";
    int pairs = 0;
    for (auto const& one : cells)
        for (auto const& ours : one.all)
            for (auto const& other : one.all) {
                if (!ours.ours || other.ours)
                    continue;
                ++pairs;
                if (dominates(other, ours, one))
                    what.exceptions.push_back(one.where.name + ": " + ours.strategy + " by " + other.strategy);
            }
    what.figure = std::to_string(what.exceptions.size()) + " of " + std::to_string(pairs) + " comparisons";
    what.met = what.exceptions.empty();
    return what;
}

goal fills(std::vector<cell> const& cells)
{
    goal what;
    what.what = "fills with probability 0.97 wherever everyone-at-once reaches 0.995 at 1.3 times the need";
    double least = 1;
    int count = 0;
    for (auto const& one : cells) {
        if (one.possible < surely)
            continue;
        ++count;
        for (auto const& each : one.all) {
            if (!each.ours)
                continue;
            least = std::min(least, each.filled);
            if (each.filled < 0.97)
                what.exceptions.push_back(one.where.name + ": " + each.strategy + " " + number(each.filled));
        }
    }
    what.figure = "least " + number(least) + " over " + std::to_string(count) + " cells";
    what.met = what.exceptions.empty();
    return what;
}

goal within_the_cap(std::vector<cell> const& cells, std::string const& strategy)
{
    goal what;
    what.what = strategy + ": more yes than its cap in at most 10 % of the runs with a need of 40 or more";
    double sum = 0;
    int count = 0;
    for (auto const& one : cells) {
        if (one.where.need < 40)
            continue;
        auto const& each = figures_of(one, strategy);
        sum += each.over_cap;
        ++count;
        if (each.over_cap > 0.10)
            what.exceptions.push_back(one.where.name + " " + number(each.over_cap));
    }
    what.figure = number(sum / std::max(1, count), 3) + " of all runs";
    what.met = sum <= 0.10 * count;
    return what;
}

/// Contacts a place of somebody who knows the share beforehand, asks them all at once and has exactly the need at the end.
double fewest(situation const& where)
{
    return 1 / (where.yes * (1 - where.undelivered) * answered_by(where, where.deadline));
}

goal fewer_than_v2(std::vector<cell> const& cells)
{
    goal what;
    what.what = "sparing: at most 60 % of covidliste v2's contacts a place where 5.6 % say yes";
    double ours = 0;
    double theirs = 0;
    for (auto const& one : cells) {
        // Few contacts are no merit of a strategy that does not fill.
        if (one.where.yes != usual_share || figures_of(one, "covidliste v2").filled < 0.97)
            continue;
        double const mine = figures_of(one, "sparing").contacts;
        double const other = figures_of(one, "covidliste v2").contacts;
        ours += mine;
        theirs += other;
        if (mine > 0.6 * other)
            what.exceptions.push_back(
                one.where.name + " " + number(mine / other) + ", at best " + number(fewest(one.where) / other)
            );
    }
    what.figure = number(ours / std::max(1e-9, theirs)) + " over all such cells";
    what.met = theirs > 0 && ours <= 0.6 * theirs;
    return what;
}

goal in_its_time(std::vector<cell> const& cells)
{
    goal what;
    what.what = "fast: meets its own target time (median run, where everyone-at-once gives 1.3 times the need by then)";
    double by_target = 0;
    int count = 0;
    for (auto const& one : cells) {
        if (one.possible_by_target < surely)
            continue;
        auto const& fast = figures_of(one, "fast");
        by_target += fast.filled_by_target;
        ++count;
        if (fast.filled_by_target < 0.5)
            what.exceptions.push_back(one.where.name + " " + number(fast.filled_by_target));
    }
    what.figure = number(by_target / std::max(1, count)) + " of the runs of " + std::to_string(count) + " cells";
    what.met = what.exceptions.empty() && count > 0;
    return what;
}

goal honest(std::vector<cell> const& cells)
{
    goal what;
    what.what = "90 % forecast ranges hold 85-95 % of what comes";
    int told = 0;
    int held = 0;
    for (auto const& one : cells)
        for (auto const& each : one.all) {
            told += each.forecasts;
            held += each.covered;
            if (each.forecasts > 0 && each.covered < 0.8 * each.forecasts)
                what.exceptions.push_back(
                    one.where.name + ": " + each.strategy + " " + number(static_cast<double>(each.covered) / each.forecasts)
                );
        }
    double const share = static_cast<double>(held) / std::max(1, told);
    what.figure = number(share, 3) + " of " + std::to_string(told);
    what.met = share >= 0.85 && share <= 0.95;
    return what;
}

}  // namespace

std::vector<goal> judge(std::vector<cell> const& cells)
{
    return {
        never_dominated(cells),
        fills(cells),
        within_the_cap(cells, "sparing"),
        within_the_cap(cells, "fast"),
        fewer_than_v2(cells),
        in_its_time(cells),
        honest(cells),
    };
}

}  // namespace tocsin::bench
