// SPDX-License-Identifier: Apache-2.0
#include "rules/match/survey.hpp"

#include "rules/match/possible.hpp"
#include "rules/words/listed.hpp"

#include <algorithm>

namespace tocsin::rules {
namespace {

bool calls_in_alert_area(rule const& of)
{
    auto const own = [](rule_proposal const& each) { return each.alert_area; };
    return of.then.action != rule_action::ignore && (own(of.then) || std::any_of(of.also.begin(), of.also.end(), own));
}

/// An alert without a usable area fires no rule that looks for people in it.
bool may_fire(rule const& of, bool placed) { return placed || !calls_in_alert_area(of); }

/// Whether some alert fires the rule and none of those before it.
bool reachable(rule const& of, std::vector<rule const*> const& before, gazetteer const& places, std::vector<std::string>* conflicts = nullptr)
{
    for (bool const placed : {true, false}) {
        if (!may_fire(of, placed))
            continue;
        std::vector<demand> demands{{&of.when, wanted::yes}};
        for (auto const* each : before)
            if (may_fire(*each, placed))
                demands.push_back({&each->when, wanted::not_yes});
        auto const found = possible(demands, placed, places);
        if (found.possible)
            return true;
        if (conflicts && placed)
            *conflicts = found.conflicts;
    }
    return false;
}

bilingual contradiction(std::vector<std::string> const& conflicts)
{
    auto const what = listed(conflicts, " ; ");
    return {
        "aucune alerte ne peut remplir cette condition" + (what.empty() ? std::string{} : " : " + what) +
            ". (Seules les alertes Actual ou Exercise, Alert ou Update, Public passent les règles.)",
        "no alert can meet this condition" + (what.empty() ? std::string{} : ": " + what) +
            ". (Only alerts that are Actual or Exercise, Alert or Update, Public come before the rules.)"};
}

bilingual shadow(std::vector<std::string> const& by)
{
    auto const names = listed(by, ", ");
    if (by.size() == 1)
        return {
            "la règle " + names + ", placée avant, décide de toute alerte que celle-ci prendrait ; placez celle-ci avant, ou resserrez " +
                names,
            "the rule " + names + ", which comes before, decides every alert that this one would take; put this one first, or narrow " +
                names};
    return {
        "les règles " + names + ", placées avant, décident ensemble de toute alerte que celle-ci prendrait ; placez-la avant elles",
        "the rules " + names + ", which come before, together decide every alert that this one would take; put it before them"};
}

/// Few enough of them to see why: one if one does, otherwise without those that it does not take.
std::vector<std::string> who_shadows(rule const& of, std::vector<rule const*> before, gazetteer const& places)
{
    for (auto const* each : before)
        if (!reachable(of, {each}, places))
            return {each->name};
    for (std::size_t i = 0; i < before.size();) {
        auto without = before;
        without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
        if (reachable(of, without, places))
            ++i;
        else
            before = std::move(without);
    }
    std::vector<std::string> names;
    for (auto const* each : before)
        names.push_back(each->name);
    return names;
}

}  // namespace

std::vector<idle_rule> never_firing(rulebook const& book, gazetteer const& places)
{
    std::vector<idle_rule> found;
    std::vector<rule const*> before;
    for (auto const& each : book.rules) {
        idle_rule idle;
        idle.rule = each.name;
        idle.file = each.file;
        idle.line = each.line;
        std::vector<std::string> conflicts;
        if (!reachable(each, {}, places, &conflicts)) {
            idle.why = contradiction(conflicts);
            found.push_back(std::move(idle));
            continue;  // it shadows nothing either
        }
        if (!before.empty() && !reachable(each, before, places)) {
            idle.shadowed_by = who_shadows(each, before, places);
            idle.why = shadow(idle.shadowed_by);
            found.push_back(std::move(idle));
        }
        before.push_back(&each);
    }
    return found;
}

}  // namespace tocsin::rules
