// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/waves/tables.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdarg>
#include <cstdio>

namespace tocsin::bench {
namespace {

[[gnu::format(printf, 1, 2)]] std::string text(char const* format, ...)
{
    std::array<char, 400> room{};
    va_list words;
    va_start(words, format);
    std::vsnprintf(room.data(), room.size(), format, words);
    va_end(words);
    return room.data();
}

/// Cells that the plot shows: the ones a reader asks about first.
constexpr std::array panels{"yes 2 %",     "yes 5.6 %",   "yes 25 %",           "need 400",
                            "deadline 60", "slowness 6", "much in little time", "two bumps"};
constexpr std::array colours{"#0b5fa5", "#d1495b", "#444444", "#9a9a9a", "#7a7a7a", "#b8a13a", "#3a8f5c", "#8a5bb0"};

constexpr double panel_width = 300;
constexpr double panel_height = 220;
constexpr double margin = 46;

/// One panel at an offset: contacts on a logarithmic axis from 1 to 1000.
std::string panel(cell const& one, double left, double top)
{
    auto const across = [left](double contacts) {
        return left + margin + std::log10(std::clamp(contacts, 1.0, 1000.0)) / 3 * (panel_width - margin - 12);
    };
    auto const up = [top](double share) { return top + panel_height - 34 - share * (panel_height - 70); };
    std::string out = text(
        "<text x=\"%.0f\" y=\"%.0f\" class=\"title\">%s (need %d in %.0f min)</text>\n", left + margin, top + 18,
        one.where.name.c_str(), one.where.need, one.where.deadline
    );
    for (double const share : {0.0, 0.5, 1.0})
        out += text(
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"grid\"/><text x=\"%.1f\" y=\"%.1f\" class=\"axis\" "
            "text-anchor=\"end\">%.1f</text>\n",
            across(1), up(share), across(1000), up(share), across(1) - 5, up(share) + 4, share
        );
    for (double const contacts : {1.0, 10.0, 100.0, 1000.0})
        out += text(
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"grid\"/><text x=\"%.1f\" y=\"%.1f\" class=\"axis\" "
            "text-anchor=\"middle\">%.0f</text>\n",
            across(contacts), up(0), across(contacts), up(1), across(contacts), up(0) + 15, contacts
        );
    for (std::size_t i = 0; i < one.all.size(); ++i) {
        auto const& each = one.all[i];
        out += text(
            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%d\" fill=\"%s\"><title>%s: %.2f filled, %.1f contacts a place</title></circle>\n",
            across(each.contacts), up(each.filled), each.ours ? 6 : 4, colours[i % colours.size()], each.strategy.c_str(),
            each.filled, each.contacts
        );
    }
    return out;
}

std::string json(summary const& each)
{
    return text(
        "{\"strategy\": \"%s\", \"filled\": %.4f, \"filled_by_target\": %.4f, \"median_minutes\": %.2f, \"p90_minutes\": %.2f, "
        "\"contacts_per_place\": %.3f, \"surplus\": %.4f, \"surplus_p95\": %.4f, \"over_cap\": %.4f",
        each.strategy.c_str(), each.filled, each.filled_by_target, each.median, each.ninth, each.contacts, each.surplus,
        each.surplus_95, each.over_cap
    ) + (each.forecasts > 0 ? text(", \"forecasts\": %d, \"covered\": %d}", each.forecasts, each.covered) : "}");
}

std::string quoted(std::string const& plain) { return '"' + plain + '"'; }

}  // namespace

void print(cell const& one)
{
    std::printf(
        "\n%s: %.1f %% yes, slowness %.1f, need %d in %.0f min (fast: %.0f), pool %d, %.1f/s; everyone at once gives 1.3 x the need in "
        "%.3f\n",
        one.where.name.c_str(), 100 * one.where.yes, one.where.slowness, one.where.need, one.where.deadline, one.target,
        one.where.pool, one.where.rate, one.possible
    );
    std::printf("  %-14s %6s %9s %12s %9s %14s %6s %9s\n", "", "filled", "by target", "min 50/90 %", "contacts", "surplus (p95)", "> cap",
                "forecast");
    for (auto const& each : one.all)
        std::printf(
            "  %-14s %6.2f %9.2f %6.0f/%5.0f %9.1f %6.2f (%5.2f) %6.2f %9s\n", each.strategy.c_str(), each.filled,
            each.filled_by_target, each.median, each.ninth, each.contacts, each.surplus, each.surplus_95, each.over_cap,
            each.forecasts > 0 ? text("%.2f", static_cast<double>(each.covered) / each.forecasts).c_str() : ""
        );
    std::fflush(stdout);
}

void print(std::vector<goal> const& goals)
{
    std::printf("\nGoals\n");
    for (auto const& each : goals) {
        std::printf("  %-7s %s: %s\n", each.met ? "met" : "NOT MET", each.what.c_str(), each.figure.c_str());
        for (auto const& one : each.exceptions)
            std::printf("            %s\n", one.c_str());
    }
}

std::string to_json(std::vector<cell> const& cells, std::vector<goal> const& goals)
{
    std::string out = "{\"cells\": [";
    for (std::size_t i = 0; i < cells.size(); ++i) {
        auto const& where = cells[i].where;
        out += text(
            "%s\n  {\"name\": \"%s\", \"yes\": %.4f, \"slowness\": %.3f, \"need\": %d, \"deadline_minutes\": %.0f, \"pool\": %d, "
            "\"rate\": %.2f, \"possible\": %.4f, \"strategies\": [",
            i == 0 ? "" : ",", where.name.c_str(), where.yes, where.slowness, where.need, where.deadline, where.pool, where.rate,
            cells[i].possible
        );
        for (std::size_t k = 0; k < cells[i].all.size(); ++k)
            out += (k == 0 ? "\n    " : ",\n    ") + json(cells[i].all[k]);
        out += "]}";
    }
    out += "],\n \"goals\": [";
    for (std::size_t i = 0; i < goals.size(); ++i) {
        out += (i == 0 ? "\n  {\"goal\": " : ",\n  {\"goal\": ") + quoted(goals[i].what) + ", \"figure\": " + quoted(goals[i].figure) +
               ", \"met\": " + (goals[i].met ? "true" : "false") + ", \"exceptions\": [";
        for (std::size_t k = 0; k < goals[i].exceptions.size(); ++k)
            out += (k == 0 ? "" : ", ") + quoted(goals[i].exceptions[k]);
        out += "]}";
    }
    return out + "]}\n";
}

std::string to_svg(std::vector<cell> const& cells)
{
    std::vector<cell const*> shown;
    for (auto const* name : panels)
        for (auto const& one : cells)
            if (one.where.name == name)
                shown.push_back(&one);
    if (shown.empty())
        return {};
    auto const rows = static_cast<double>((shown.size() + 3) / 4);
    double const height = 60 + rows * panel_height;
    std::string out = text(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" font-family=\"sans-serif\">\n"
        "<style>.title{font-size:13px;font-weight:bold}.axis{font-size:10px;fill:#555}.grid{stroke:#ddd}.key{font-size:12px}</style>\n"
        "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n"
        "<text x=\"46\" y=\"20\" class=\"key\">Probability of filling by the deadline (up) against contacts a place "
        "(across, logarithmic): up and to the left is better</text>\n",
        4 * panel_width, height
    );
    for (std::size_t i = 0; i < shown[0]->all.size(); ++i)
        out += text(
            "<circle cx=\"%.0f\" cy=\"38\" r=\"5\" fill=\"%s\"/><text x=\"%.0f\" y=\"42\" class=\"key\">%s</text>\n",
            52 + 130.0 * static_cast<double>(i), colours[i % colours.size()], 62 + 130.0 * static_cast<double>(i),
            shown[0]->all[i].strategy.c_str()
        );
    for (std::size_t i = 0; i < shown.size(); ++i)
        out += panel(*shown[i], static_cast<double>(i % 4) * panel_width, 50 + static_cast<double>(i / 4) * panel_height);
    return out + "</svg>\n";
}

}  // namespace tocsin::bench
