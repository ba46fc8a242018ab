// SPDX-License-Identifier: Apache-2.0
#include "rules/wave/belief.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

namespace tocsin::rules {
namespace {

constexpr std::size_t yes_steps = 30;
constexpr double least_yes = 0.002;
constexpr double most_yes = 0.8;
constexpr std::array refusals{0.001, 0.02, 0.08, 0.25};  // of those who do not say yes; some channels have no way to say no

std::array<double, yes_steps> yes_axis()
{
    std::array<double, yes_steps> axis{};
    double const step = std::log(most_yes / least_yes) / (yes_steps - 1);
    for (std::size_t i = 0; i < yes_steps; ++i)
        axis[i] = least_yes * std::exp(step * static_cast<double>(i));
    return axis;
}

double log_prior(log_normal const& spread, double value)
{
    double const z = std::log(value / spread.middle) / spread.width;
    return -0.5 * z * z;
}

int total(std::vector<reply_group> const& groups)
{
    int sum = 0;
    for (auto const& each : groups)
        sum += each.count;
    return sum;
}

/// Sum of the log densities of the delays, per shape.
std::array<double, delay::shapes> timing(std::vector<reply_group> const& groups, evidence const& heard)
{
    std::array<double, delay::shapes> sums{};
    for (auto const& each : groups) {
        double const scaled = each.delay.count() / curve_of(heard, each.curve).slowness;
        for (std::size_t shape = 0; shape < delay::shapes; ++shape)
            sums[shape] += each.count * delay::log_density(shape, scaled);
    }
    return sums;
}

/// Silent people of one likelihood and, per shape, how far their time has run.
struct silence {
    double count = 0;
    double likely = 1;
    std::array<double, delay::shapes> answered{};
};

std::vector<silence> silences(evidence const& heard)
{
    std::vector<silence> all;
    for (auto const& each : joined(heard.silent)) {
        if (each.age.count() <= 0)
            continue;  // still queued: nothing can be concluded from their silence
        auto const curve = curve_of(heard, each.curve);
        silence one;
        one.count = each.count;
        one.likely = each.likely * curve.yes;
        for (std::size_t shape = 0; shape < delay::shapes; ++shape)
            one.answered[shape] = delay::answered_by(shape, each.age.count() / curve.slowness);
        all.push_back(one);
    }
    return all;
}

/// ln(1 - x): a series where it is short. Most of the thinking is spent here.
double log_of_one_less(double x)
{
    if (x > 0.1)
        return std::log1p(-x);
    return -x * (1 + x * (1.0 / 2 + x * (1.0 / 3 + x * (1.0 / 4 + x * (1.0 / 5 + x / 6)))));
}

belief::range quantiles(std::vector<std::pair<double, double>> weighted)
{
    std::sort(weighted.begin(), weighted.end());
    auto at = [&weighted](double share) {
        // The weight of a value of the grid is spread evenly, in the logarithm, around it.
        double below = 0;
        for (std::size_t i = 0; i < weighted.size(); ++i) {
            double const here = weighted[i].second;
            if (below + here >= share || i + 1 == weighted.size()) {
                double const part = here > 0 ? (share - below) / here - 0.5 : 0;
                std::size_t const other = part < 0 ? i - (i > 0 ? 1 : 0) : i + (i + 1 < weighted.size() ? 1 : 0);
                return weighted[i].first * std::pow(weighted[other].first / weighted[i].first, std::abs(part));
            }
            below += here;
        }
        return 0.0;
    };
    return {at(0.05), at(0.5), at(0.95)};
}

template <class Value>
std::vector<std::pair<double, double>> marginal(std::vector<belief::point> const& points, Value value)
{
    std::map<double, double> sums;
    for (auto const& each : points)
        sums[value(each)] += each.weight;
    return {sums.begin(), sums.end()};
}

log_normal in_logarithm(std::vector<std::pair<double, double>> const& weighted)
{
    double mean = 0;
    double square = 0;
    for (auto const& [value, weight] : weighted) {
        mean += weight * std::log(value);
        square += weight * std::log(value) * std::log(value);
    }
    return {std::exp(mean), std::sqrt(std::max(0.0, square - mean * mean))};
}

double yes_of(belief::point const& each) { return each.yes; }
double slowness_of(belief::point const& each) { return delay::slowness_of(each.shape); }

}  // namespace

channel_curve curve_of(evidence const& heard, std::uint8_t which)
{
    return which < heard.curves.size() ? heard.curves[which] : channel_curve{};
}

std::vector<asked_group> joined(std::vector<asked_group> const& groups)
{
    // Steps of a quarter of an octave in age and a quarter of one in likelihood.
    std::map<std::tuple<int, int, std::uint8_t, std::uint32_t>, asked_group> sums;
    for (auto const& each : groups) {
        if (each.count <= 0)
            continue;
        double const age = each.age.count();
        int const place = static_cast<int>(std::lround((age < 0 ? -4 : 4) * std::log2(1 + std::abs(age))));
        int const step = static_cast<int>(std::lround(4 * std::log2(std::max(each.likely, 1e-3))));
        auto const [found, first] = sums.try_emplace({place, step, each.curve, each.roles}, each);
        if (first)
            continue;
        auto& sum = found->second;
        double const before = sum.count;
        double const now = each.count;
        sum.age = real_minutes{(sum.age.count() * before + age * now) / (before + now)};
        sum.likely = (sum.likely * before + each.likely * now) / (before + now);
        sum.count += each.count;
    }
    std::vector<asked_group> all;
    all.reserve(sums.size());
    for (auto const& [key, sum] : sums)
        all.push_back(sum);
    return all;
}

belief::belief(response_prior const& prior, evidence const& heard, double trusted)
{
    static auto const axis = yes_axis();
    int const said_yes = total(heard.yes);
    int const said_no = total(heard.no);
    double const tempered = 1 / (1 + (said_yes + said_no) / trusted);
    auto const yes_timing = timing(heard.yes, heard);
    auto const no_timing = timing(heard.no, heard);
    auto const quiet = silences(heard);

    // One weight for each share of yes, shape and share of no; those of one yes and shape are then joined, because how
    // many refuse hardly changes what is to come.
    std::vector<double> weights;
    weights.reserve(axis.size() * delay::shapes * refusals.size());
    for (double const yes : axis) {
        for (std::size_t shape = 0; shape < delay::shapes; ++shape) {
            double const before = log_prior(prior.yes, yes) + log_prior(prior.slowness, delay::slowness_of(shape)) +
                                  std::log(prior.spreads[shape % delay::spreads.size()]);
            for (double const refusal : refusals) {
                double const no = refusal * (1 - yes);
                double likelihood = said_yes * std::log(yes) + said_no * std::log(no) + yes_timing[shape] + no_timing[shape];
                for (auto const& group : quiet)
                    likelihood +=
                        group.count * log_of_one_less(std::min(0.999, yes * group.likely + no) * group.answered[shape]);
                weights.push_back(before + tempered * likelihood);
            }
        }
    }
    double const most = *std::max_element(weights.begin(), weights.end());
    std::vector<point> all;
    all.reserve(axis.size() * delay::shapes);
    double sum = 0;
    auto weight = weights.begin();
    for (double const yes : axis) {
        for (std::size_t shape = 0; shape < delay::shapes; ++shape) {
            point joint{yes, 0, shape, 0};
            for (double const refusal : refusals) {
                double const part = std::exp(*weight++ - most);
                joint.weight += part;
                joint.no += part * refusal * (1 - yes);
            }
            if (joint.weight > 0)
                joint.no /= joint.weight;
            sum += joint.weight;
            all.push_back(joint);
        }
    }
    // Grid order decides between equal weights, so that the same evidence always gives the same belief.
    std::stable_sort(all.begin(), all.end(), [](point const& one, point const& other) { return one.weight > other.weight; });
    double kept = 0;
    for (auto const& each : all) {
        points_.push_back(each);
        kept += each.weight;
        if (kept >= 0.999 * sum)
            break;
    }
    for (auto& each : points_)
        each.weight /= kept;
}

belief::range belief::yes() const { return quantiles(marginal(points_, yes_of)); }
belief::range belief::slowness() const { return quantiles(marginal(points_, slowness_of)); }

double belief::no() const
{
    double sum = 0;
    for (auto const& each : points_)
        sum += each.weight * each.no;
    return sum;
}

double belief::answered_by(real_minutes after) const
{
    std::array<double, delay::shapes> by_shape{};
    for (auto const& each : points_)
        by_shape[each.shape] += each.weight;
    double sum = 0;
    for (std::size_t shape = 0; shape < delay::shapes; ++shape)
        sum += by_shape[shape] * delay::answered_by(shape, after.count());
    return sum;
}

log_normal belief::yes_in_logarithm() const { return in_logarithm(marginal(points_, yes_of)); }
log_normal belief::slowness_in_logarithm() const { return in_logarithm(marginal(points_, slowness_of)); }

}  // namespace tocsin::rules
