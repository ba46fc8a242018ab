// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/waves/cells.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <random>

namespace tocsin::bench {
namespace {

constexpr std::array shares{0.01, 0.02, 0.056, 0.12, 0.25, 0.47};
constexpr std::array slownesses{0.5, 1.0, 3.0, 6.0};
constexpr std::array needs{3, 10, 40, 120, 400};
constexpr std::array deadlines{20.0, 60.0, 120.0, 480.0};
constexpr std::array rates{0.5, 2.0, 10.0, 100.0};

/// Registers are larger where needs are; not larger where fewer say yes.
int usual_pool(int need) { return need <= 40 ? 3000 : need <= 120 ? 9000 : 25000; }

std::string figure(double value)
{
    std::string text = std::to_string(value);
    text.erase(text.find_last_not_of('0') + 1);
    return text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
}

template <class Range>
auto pick(Range const& from, std::mt19937_64& dice)
{
    return from[dice() % from.size()];
}

}  // namespace

std::vector<situation> cells(std::uint64_t seed, int random_ones)
{
    std::vector<situation> all;
    auto add = [&all](std::string name, std::function<void(situation&)> const& change) {
        situation one;
        change(one);
        one.name = std::move(name);
        all.push_back(one);
    };
    for (double const yes : shares)
        add("yes " + figure(100 * yes) + " %", [=](situation& s) { s.yes = yes; s.pool = yes < 0.02 ? 9000 : 3000; });
    for (int const need : needs)
        if (need != 40)
            add("need " + std::to_string(need), [=](situation& s) { s.need = need; s.pool = usual_pool(need); });
    for (double const deadline : deadlines)
        if (deadline != 120)
            add("deadline " + figure(deadline), [=](situation& s) { s.deadline = deadline; });
    for (double const slowness : slownesses)
        if (slowness != 1)
            add("slowness " + figure(slowness), [=](situation& s) {
                s.slowness = slowness;
                s.deadline = slowness > 1 ? 480 : 120;
            });
    for (double const rate : rates)
        if (rate != 10)
            add("rate " + figure(rate) + "/s", [=](situation& s) { s.rate = rate; });

    add("night, slowness 3", [](situation& s) { s.night = true; s.slowness = 3; s.deadline = 240; });
    add("outage at once", [](situation& s) { s.outage_from = 1; });
    add("outage later", [](situation& s) { s.outage_from = 21; });
    add("two bumps", [](situation& s) { s.law = delay_law::two_bumps; });
    add("two bumps, yes 12 %", [](situation& s) { s.law = delay_law::two_bumps; s.yes = 0.12; });
    add("answers twice", [](situation& s) { s.twice = true; });
    add("scarce pool", [](situation& s) { s.pool = 1050; });
    add("pool too small", [](situation& s) { s.pool = 500; });
    add("much in little time", [](situation& s) { s.need = 120; s.deadline = 45; s.pool = 9000; s.rate = 20; });
    add("few at once, yes 25 %", [](situation& s) { s.need = 10; s.deadline = 20; s.yes = 0.25; });
    add("trained team of 60, yes 47 %", [](situation& s) { s.need = 10; s.deadline = 60; s.yes = 0.47; s.pool = 60; });
    add("need 400, yes 12 %, 20/s", [](situation& s) { s.need = 400; s.yes = 0.12; s.deadline = 240; s.rate = 20; s.pool = 25000; });
    add("need 400, yes 2 %, 50/s", [](situation& s) { s.need = 400; s.yes = 0.02; s.deadline = 480; s.rate = 50; s.pool = 60000; });

    std::mt19937_64 dice{seed};
    std::uniform_real_distribution<double> even;
    for (int i = 0; i < random_ones; ++i)
        add("random " + std::to_string(i + 1), [&](situation& s) {
            s.yes = std::exp(std::log(0.01) + even(dice) * std::log(50.0));
            s.slowness = std::exp(std::log(0.5) + even(dice) * std::log(12.0));
            s.need = pick(std::array{3, 10, 40, 40, 120}, dice);
            s.deadline = pick(deadlines, dice);
            s.rate = std::exp(std::log(0.5) + even(dice) * std::log(200.0));
            s.pool = usual_pool(s.need);
            s.law = even(dice) < 0.3 ? delay_law::two_bumps : delay_law::covidliste;
            s.day_spread = 0.35;
            s.outage_from = even(dice) < 0.2 ? s.deadline * 0.4 * even(dice) : -1;
            s.night = s.slowness > 2.5;
        });
    return all;
}

}  // namespace tocsin::bench
