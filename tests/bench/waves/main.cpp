// SPDX-License-Identifier: Apache-2.0
// The wave planner against what others do, on the same invented people. `./run bench waves` plays it whole; CTest plays
// a few runs, to see that it works and that the planner keeps its promises.
// usage: waves_bench [--quick] [--runs N] [--again N] [--random N] [--seed N] [--json FILE] [--svg FILE] [--only TEXT]
#include "tests/bench/waves/cells.hpp"
#include "tests/bench/waves/duel.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

namespace {

using namespace tocsin::bench;

std::string option(int count, char** words, std::string const& name, std::string const& otherwise)
{
    for (int i = 1; i < count; ++i)
        if (words[i] == name)
            return i + 1 < count ? words[i + 1] : "";
    return otherwise;
}

bool flag(int count, char** words, std::string const& name) { return option(count, words, name, "-") != "-"; }

bool among_the_quick(situation const& where)
{
    return where.name == "yes 5.6 %" || where.name == "need 3" || where.name == "outage at once" || where.name == "answers twice" ||
           where.name == "pool too small";
}

void write(std::string const& file, std::string const& text)
{
    if (!file.empty() && !text.empty())
        std::ofstream{file} << text;
}

}  // namespace

int main(int count, char** words)
{
    bool const quick = flag(count, words, "--quick");
    int const runs = std::atoi(option(count, words, "--runs", quick ? "12" : "100").c_str());
    int const random_ones = std::atoi(option(count, words, "--random", "40").c_str());
    int const again = std::atoi(option(count, words, "--again", quick ? "0" : "1000").c_str());
    auto const seed = std::strtoull(option(count, words, "--seed", "1").c_str(), nullptr, 10);
    auto const only = option(count, words, "--only", "");
    if (runs < 1 || again < 0 || random_ones < 0) {
        std::fprintf(stderr, "waves_bench: at least one run, please\n");
        return 2;
    }

    std::vector<cell> all;
    double thinking = 0;
    int decisions = 0;
    for (auto const& where : cells(seed, quick ? 0 : random_ones)) {
        if ((quick && !among_the_quick(where)) || where.name.find(only) == std::string::npos)
            continue;
        all.push_back(measure(where, runs, 1000 * seed));
        print(all.back());
        for (auto const& each : all.back().all)
            if (each.ours) {
                thinking += each.decisions_ms;
                decisions += each.decisions;
            }
    }
    auto const goals = judge(all, fight(all, again, 1000 * seed + 500'000'000));
    print(goals);
    std::printf("\n%zu cells, %d runs each, seed %llu; %.2f ms a decision\n", all.size(), runs, static_cast<unsigned long long>(seed),
                thinking / std::max(1, decisions));
    write(option(count, words, "--json", ""), to_json(all, goals));
    write(option(count, words, "--svg", ""), to_svg(all));

    if (quick)
        // Too few runs to judge by: only what must hold in any number of them.
        return all.empty() || !goals[1].exceptions.empty() ? 1 : 0;
    int missed = 0;
    for (auto const& each : goals)
        missed += each.met ? 0 : 1;
    return missed == 0 ? 0 : 1;
}
