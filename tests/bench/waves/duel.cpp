// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/waves/duel.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <random>

namespace tocsin::bench {
namespace {

constexpr double hair = 0.05;  // a lead smaller than this is none
constexpr int resamples = 4000;
constexpr double in_doubt = 0.05;  // a comparison lost in fewer resamples of the first runs is taken as not lost
constexpr double error = 0.05;

/// What a comparison looks at.
struct figures {
    double filled = 0;
    double ninth = 0;  ///< minutes, not filled counting as the deadline
    double contacts = 0;  ///< a place
    double taken = 0;  ///< share of the places
};

template <class Which>
figures figures_of(std::vector<run> const& runs, Which which)
{
    figures sum;
    std::vector<double> minutes;
    minutes.reserve(runs.size());
    for (std::size_t i = 0; i < runs.size(); ++i) {
        auto const& one = runs[which(i)];
        sum.filled += one.filled;
        sum.contacts += one.contacts;
        sum.taken += one.taken;
        minutes.push_back(one.minutes);
    }
    auto const size = static_cast<double>(runs.size());
    auto const ninth = minutes.begin() + std::min(static_cast<std::ptrdiff_t>(minutes.size()) - 1, static_cast<std::ptrdiff_t>(0.9 * size));
    std::nth_element(minutes.begin(), ninth, minutes.end());
    return {sum.filled / size, *ninth, sum.contacts / size, sum.taken / size};
}

figures figures_of(std::vector<run> const& runs)
{
    return figures_of(runs, [](std::size_t i) { return i; });
}

bool dominates(figures const& other, figures const& ours, double deadline)
{
    // Where the need is not filled, asking fewer is no merit if fewer come.
    constexpr double nothing = 1e-9;
    bool const as_good = other.filled >= ours.filled - nothing && other.taken >= ours.taken - nothing && other.ninth <= ours.ninth &&
                         other.contacts <= ours.contacts;
    return as_good && (other.filled > ours.filled + hair || other.ninth < ours.ninth - hair * deadline ||
                       other.contacts < (1 - hair) * ours.contacts);
}

/// Share of the resamples in which `other` dominates: pairs are drawn, each of both strategies before the same people.
double share_lost(std::vector<run> const& other, std::vector<run> const& ours, double deadline, std::uint64_t seed)
{
    std::mt19937_64 dice{seed};
    std::vector<std::size_t> drawn(ours.size());
    int lost = 0;
    for (int i = 0; i < resamples; ++i) {
        for (auto& each : drawn)
            each = dice() % ours.size();
        auto const which = [&drawn](std::size_t at) { return drawn[at]; };
        lost += dominates(figures_of(other, which), figures_of(ours, which), deadline) ? 1 : 0;
    }
    return static_cast<double>(lost) / resamples;
}

std::string in_words(figures const& ours, figures const& other)
{
    char text[200];
    std::snprintf(
        text, sizeof text, "filled %.3f against %.3f, places taken %.3f against %.3f, 90th minute %.1f against %.1f, contacts a place %.1f against %.1f", ours.filled,
        other.filled, ours.taken, other.taken, ours.ninth, other.ninth, ours.contacts, other.contacts
    );
    return text;
}

/// Runs of single strategies before fresh people, each played once however many comparisons need it.
class rematch {
public:
    rematch(int runs, std::uint64_t seed) : runs_(runs), seed_(seed) {}

    std::vector<run> const& of(cell const& one, std::string const& strategy)
    {
        auto const [found, first] = played_.try_emplace({one.where.name, strategy});
        if (first)
            found->second = play_only(one.where, strategy, runs_, seed_);
        return found->second;
    }

private:
    int runs_;
    std::uint64_t seed_;
    std::map<std::pair<std::string, std::string>, std::vector<run>> played_;
};

/// Holm 1979: the surest first, each against the error that is left for those behind it.
void correct(std::vector<duel>& all)
{
    std::vector<duel*> order;
    for (auto& each : all)
        order.push_back(&each);
    std::stable_sort(order.begin(), order.end(), [](duel const* one, duel const* other) { return one->chance < other->chance; });
    for (std::size_t i = 0; i < order.size(); ++i) {
        // What no resample contradicts is still not surer than one in all of them and the sample itself.
        double const chance = std::max(order[i]->chance, 1.0 / (resamples + 1));
        if (chance > error / static_cast<double>(order.size() - i))
            return;
        order[i]->beyond_chance = true;
    }
}

}  // namespace

bool dominates(std::vector<run> const& other, std::vector<run> const& ours, double deadline)
{
    return dominates(figures_of(other), figures_of(ours), deadline);
}

duels fight(std::vector<cell> const& cells, int again, std::uint64_t seed)
{
    duels out;
    rematch second{again, seed};
    for (auto const& one : cells)
        for (auto const& ours : one.all)
            for (auto const& other : one.all) {
                if (!ours.ours || other.ours)
                    continue;
                ++out.comparisons;
                double const deadline = one.where.deadline;
                duel what;
                what.lost = dominates(other.all, ours.all, deadline);
                if (!what.lost && share_lost(other.all, ours.all, deadline, seed) < in_doubt)
                    continue;
                what.where = one.where.name;
                what.ours = ours.strategy;
                what.other = other.strategy;
                if (again > 0) {
                    auto const& mine = second.of(one, ours.strategy);
                    auto const& theirs = second.of(one, other.strategy);
                    what.lost_again = dominates(theirs, mine, deadline);
                    what.chance = 1 - share_lost(theirs, mine, deadline, seed);
                    what.figures = in_words(figures_of(mine), figures_of(theirs));
                }
                out.looked_at_again.push_back(std::move(what));
            }
    correct(out.looked_at_again);
    return out;
}

}  // namespace tocsin::bench
