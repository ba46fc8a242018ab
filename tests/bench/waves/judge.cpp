// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/waves/duel.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace tocsin::bench {
namespace {

constexpr double surely = 0.995;
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

/// Lost by the figures of the runs, lost again before other people, and lost beyond chance: the last is the verdict.
goal never_dominated(duels const& against)
{
    goal what;
    what.what = "never dominated by a baseline (sure to fill, places taken, 90th minute, contacts a place; beyond 5 % and beyond chance)";
    int lost = 0;
    int again = 0;
    int certain = 0;
    for (auto const& each : against.looked_at_again) {
        lost += each.lost;
        again += each.lost_again;
        certain += each.beyond_chance;
        if (each.lost || each.lost_again || each.beyond_chance)
            what.exceptions.push_back(
                each.where + ": " + each.ours + " by " + each.other + (each.lost ? ", lost at first" : ", in doubt at first") +
                (each.lost_again ? ", lost again" : ", not lost again") + (each.beyond_chance ? ", beyond chance: " : ": ") + each.figures
            );
    }
    what.figure = std::to_string(certain) + " of " + std::to_string(against.comparisons) + " comparisons beyond chance; " +
                  std::to_string(lost) + " by the figures of these runs, " + std::to_string(again) + " of the " +
                  std::to_string(against.looked_at_again.size()) + " in doubt by those of a replay before other people";
    what.met = certain == 0;
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
    constexpr double aim = 0.6;
    goal what;
    what.what = "sparing: at most 60 % of covidliste v2's contacts a place where 5.6 % say yes, v2 fills and anybody could do with so few";
    double ours = 0;
    double theirs = 0;
    for (auto const& one : cells) {
        // Few contacts are no merit of a strategy that does not fill.
        if (one.where.yes != usual_share || figures_of(one, "covidliste v2").filled < 0.97)
            continue;
        double const mine = figures_of(one, "sparing").contacts;
        double const other = figures_of(one, "covidliste v2").contacts;
        bool const possible = fewest(one.where) <= aim * other;
        ours += possible ? mine : 0;
        theirs += possible ? other : 0;
        if (mine > aim * other)
            what.exceptions.push_back(
                one.where.name + " " + number(mine / other) + ", at best " + number(fewest(one.where) / other) +
                (possible ? "" : " (not counted)")
            );
    }
    what.figure = number(ours / std::max(1e-9, theirs), 3) + " over all such cells";
    what.met = theirs > 0 && ours <= aim * theirs;
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

std::vector<goal> judge(std::vector<cell> const& cells, duels const& against)
{
    return {
        never_dominated(against),
        fills(cells),
        within_the_cap(cells, "sparing"),
        within_the_cap(cells, "fast"),
        fewer_than_v2(cells),
        in_its_time(cells),
        honest(cells),
    };
}

}  // namespace tocsin::bench
