// SPDX-License-Identifier: Apache-2.0
#include "rules/match/memory.hpp"

#include <algorithm>
#include <iterator>

namespace tocsin::rules {
namespace {

std::string spoken_length(minutes length)
{
    auto const hours = length.count() / 60;
    auto const rest = length.count() % 60;
    std::string const of_hours = hours > 0 ? std::to_string(hours) + " h" : "";
    if (rest == 0 && hours > 0)
        return of_hours;
    return of_hours + (hours > 0 ? " " : "") + std::to_string(rest) + " min";
}

}  // namespace

bool touches(gazetteer const& places, std::vector<std::string> const& left, std::vector<std::string> const& right)
{
    auto const here = places.resolve(left, 0);
    auto const there = places.resolve(right, 0);
    return !here || !there || places.overlap(*here, *there);
}

minutes longest_interval(rulebook const& book)
{
    minutes longest{0};
    for (auto const& each : book.rules)
        longest = std::max(longest, each.interval.value_or(minutes{0}));
    return longest;
}

bool is_of_rule(std::string_view call, std::string_view rule)
{
    return call == rule || (call.starts_with(rule) && call.substr(rule.size()).starts_with('/'));
}

std::optional<bilingual> too_soon(
    hazard_outcome const& outcome, called const& wanted, std::vector<past_call> const& before, gazetteer const& places, wall_time now
)
{
    if (!outcome.interval)
        return std::nullopt;
    for (auto const& each : before) {
        bool const counts = is_of_rule(each.name, outcome.rule) && each.exercise == wanted.request.exercise &&
                            each.at + *outcome.interval > now && outcome.severity <= each.gravest;
        if (!counts || !touches(places, each.zone, wanted.request.zone))
            continue;
        auto const rest = spoken_length(std::chrono::ceil<minutes>(each.at + *outcome.interval - now));
        auto const whole = spoken_length(*outcome.interval);
        return bilingual{
            "la règle " + outcome.rule + " a déjà appelé là, elle attend " + whole + " entre deux appels (encore " + rest + ")",
            "the rule " + outcome.rule + " has called there already and waits " + whole + " between two calls (" + rest + " to go)"};
    }
    return std::nullopt;
}

std::vector<std::string>
enlargement(gazetteer const& places, std::vector<std::string> const& wider, std::vector<std::string> const& known)
{
    auto const now = places.resolve(wider, 0);
    auto const before = places.resolve(known, 0);
    if (!now || !before)
        return wider;
    std::vector<commune_index> more;
    std::set_difference(
        now->communes.begin(), now->communes.end(), before->communes.begin(), before->communes.end(), std::back_inserter(more)
    );
    std::vector<std::string> zone;
    for (auto const index : more)
        zone.push_back(places.at(index).code);
    for (auto const& expression : wider)
        if ((expression.starts_with("polygon:") || expression.starts_with("circle:")) &&
            std::find(known.begin(), known.end(), expression) == known.end())
            zone.push_back(expression);
    return zone;
}

}  // namespace tocsin::rules
