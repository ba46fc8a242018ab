// SPDX-License-Identifier: Apache-2.0
#include "rules/wave/outlook.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tocsin::rules {
namespace {

constexpr int few = 24;  // up to so many the distribution is summed, beyond it is normal
constexpr double most_likely = 0.95;  // nobody is surer than that

/// The normal distribution from a table: it is asked a hundred thousand times a decision.
double normal_below(double z)
{
    constexpr int steps_of_one = 128;
    constexpr int most = 8;
    static auto const table = [] {
        std::array<double, std::size_t{2} * most * steps_of_one + 2> values{};
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = 0.5 * std::erfc((most - static_cast<double>(i) / steps_of_one) / std::numbers::sqrt2);
        return values;
    }();
    if (!(z > -most))
        return 0;
    if (z >= most)
        return 1;
    double const place = (z + most) * steps_of_one;
    auto const below = static_cast<std::size_t>(place);
    return table[below] + (place - static_cast<double>(below)) * (table[below + 1] - table[below]);
}

double binomial_at_least(moments const& count, int least)
{
    double const chance = std::clamp(1 - count.variance / count.mean, 1e-9, 1 - 1e-9);
    double const people = count.mean / chance;
    double const odds = chance / (1 - chance);
    if (count.mean > least + 12 * std::sqrt(count.mean) + 30)
        return 1;
    double at = std::exp(people * std::log1p(-chance));
    double below = 0;
    for (int k = 0; k < least; ++k) {
        below += at;
        at *= std::max(0.0, people - k) / (k + 1) * odds;
    }
    return std::clamp(1 - below, 0.0, 1.0);
}

/// Numbers of people at which the reach of the pool is worked out; straight lines between them.
std::vector<double> nodes_for(std::vector<pool_slice> const& pool, int total)
{
    std::vector<double> nodes{0};
    double border = 0;
    for (auto const& slice : pool)
        nodes.push_back(border += slice.count);
    for (int i = 1; i < 16; ++i)
        nodes.push_back(total * i / 16.0);
    for (int small = 8; 16 * small < total; small *= 2)
        nodes.push_back(small);
    std::sort(nodes.begin(), nodes.end());
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    return nodes;
}

}  // namespace

double chance_of(moments const& count, int least)
{
    if (least <= 0)
        return 1;
    if (count.mean <= 0)
        return 0;
    if (least <= few)
        return binomial_at_least(count, least);
    return normal_below((count.mean - least + 0.5) / std::sqrt(std::max(count.variance, 1e-9)));
}

outlook::outlook(
    belief const& seen,
    evidence const& heard,
    std::vector<asked_group> const& asked,
    std::vector<pool_slice> const& pool,
    leaving const& how,
    real_minutes horizon
)
    : points_(seen.points())
{
    double const ahead = std::max(0.0, horizon.count());
    auto const groups = joined(asked);
    std::vector<std::array<double, delay::shapes>> heard_by(groups.size());
    std::vector<std::array<double, delay::shapes>> heard_then(groups.size());
    std::vector<double> likely(groups.size());
    for (std::size_t g = 0; g < groups.size(); ++g) {
        auto const curve = curve_of(heard, groups[g].curve);
        likely[g] = groups[g].likely * curve.yes;
        if (groups[g].age.count() <= 0)
            likely[g] *= how.reached;  // whether it arrives is not known yet
        for (std::size_t shape = 0; shape < delay::shapes; ++shape) {
            heard_by[g][shape] = delay::answered_by(shape, groups[g].age.count() / curve.slowness);
            heard_then[g][shape] = delay::answered_by(shape, (groups[g].age.count() + ahead) / curve.slowness);
        }
    }
    asked_.reserve(points_.size());
    for (auto const& point : points_) {
        moments sum;
        for (std::size_t g = 0; g < groups.size(); ++g) {
            double const yes = std::min(most_likely, point.yes * likely[g]);
            double const left = 1 - std::min(0.999, yes + point.no) * heard_by[g][point.shape];
            double const chance = yes * (heard_then[g][point.shape] - heard_by[g][point.shape]) / left;
            sum.mean += groups[g].count * chance;
            sum.variance += groups[g].count * chance * (1 - chance);
        }
        asked_.push_back(sum);
    }

    for (auto const& slice : pool)
        pool_ += slice.count;
    nodes_ = nodes_for(pool, pool_);
    for (std::size_t shape = 0; shape < delay::shapes; ++shape) {
        auto& table = reach_[shape];
        table.resize(nodes_.size());
        std::size_t in = 0;
        double border = pool.empty() ? 0 : pool[0].count;
        for (std::size_t i = 1; i < nodes_.size(); ++i) {
            while (in + 1 < pool.size() && nodes_[i] > border)
                border += pool[++in].count;
            auto const curve = curve_of(heard, pool[in].curve);
            double const middle = (nodes_[i - 1] + nodes_[i]) / 2;
            double const wait = how.from.count() + middle / how.a_minute;
            double const each = pool[in].likely * curve.yes * how.reached *
                                delay::answered_by(shape, (ahead - wait) / curve.slowness);
            double const people = nodes_[i] - nodes_[i - 1];
            table[i] = {table[i - 1].sum + people * each, table[i - 1].squares + people * each * each};
        }
    }
}

outlook::reach outlook::reach_of(std::size_t shape, double more) const
{
    if (more <= 0 || nodes_.size() < 2)
        return {};
    auto const& table = reach_[shape];
    if (more >= nodes_.back())
        return table.back();
    auto const after = static_cast<std::size_t>(std::upper_bound(nodes_.begin(), nodes_.end(), more) - nodes_.begin());
    double const part = (more - nodes_[after - 1]) / (nodes_[after] - nodes_[after - 1]);
    auto const& low = table[after - 1];
    auto const& high = table[after];
    return {low.sum + part * (high.sum - low.sum), low.squares + part * (high.squares - low.squares)};
}

moments outlook::of(std::size_t which, int more) const
{
    auto const& point = points_[which];
    auto const added = reach_of(point.shape, more);
    double const mean = point.yes * added.sum;
    // A chance above one cannot be: only very likely people and a very high share come near it.
    double const squares = std::min(point.yes * point.yes * added.squares, most_likely * mean);
    return {asked_[which].mean + mean, asked_[which].variance + mean - squares};
}

double outlook::chance(int least, int more) const
{
    double sum = 0;
    for (std::size_t i = 0; i < points_.size(); ++i)
        sum += points_[i].weight * chance_of(of(i, more), least);
    return sum;
}

double outlook::chance(int least, int more, outlook const& later) const
{
    double sum = 0;
    for (std::size_t i = 0; i < points_.size(); ++i) {
        auto count = of(i, more);
        // The later ones are those behind the first `more`; each is worth what the pool is worth on average then.
        auto const& point = points_[i];
        auto const rest = later.reach_of(point.shape, later.pool_ - more);
        double const mean = point.yes * rest.sum;
        count.mean += mean;
        count.variance += mean - std::min(point.yes * point.yes * rest.squares, most_likely * mean);
        sum += point.weight * chance_of(count, least);
    }
    return sum;
}

std::vector<int> outlook::quantiles(std::vector<double> const& shares, int more) const
{
    std::vector<std::pair<double, moments>> counts;
    double most = 1;
    for (std::size_t i = 0; i < points_.size(); ++i) {
        counts.push_back({points_[i].weight, of(i, more)});
        most = std::max(most, counts.back().second.mean + 6 * std::sqrt(counts.back().second.variance) + 6);
    }
    auto not_more_than = [&counts](int number) {
        double sum = 0;
        for (auto const& [weight, count] : counts)
            sum += weight * (1 - chance_of(count, number + 1));
        return sum;
    };
    std::vector<int> found;
    int low = 0;
    for (double const share : shares) {
        int high = static_cast<int>(most);
        while (low < high) {
            int const middle = low + (high - low) / 2;
            if (not_more_than(middle) >= share)
                high = middle;
            else
                low = middle + 1;
        }
        found.push_back(low);
    }
    return found;
}

double outlook::mean(int more) const
{
    double sum = 0;
    for (std::size_t i = 0; i < points_.size(); ++i)
        sum += points_[i].weight * of(i, more).mean;
    return sum;
}

}  // namespace tocsin::rules
