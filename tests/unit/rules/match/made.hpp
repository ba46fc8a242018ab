// SPDX-License-Identifier: Apache-2.0
// A small country, an alert over it, and a rule: what tests of rules change one thing of.
#pragma once

#include "rules/match/match.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tocsin::rules::made {

inline constexpr wall_time now = from_millis(1'800'000'000'000);  // Friday 15 January 2027, 08:00 UTC

/// Two communes of 04, one of 05, one of 67.
inline gazetteer const& country()
{
    static gazetteer const known = [] {
        gazetteer_files files;
        files.communes = "04070\tDigne-les-Bains\t04\t\t17979\t04000\t44.0925\t6.2320\t4.9\tg\t\n"
                         "04112\tManosque\t04\t\t22000\t04100\t43.8342\t5.7900\t4.9\tg\t\n"
                         "05061\tGap\t05\t\t40000\t05000\t44.5600\t6.0800\t4.9\tg\t\n"
                         "67482\tStrasbourg\t67\t\t290000\t67000\t48.5734\t7.7521\t4.9\tg\t\n";
        files.geocodes = "nuts3-2013\tFR821\t04\nnuts3-2013\tFR822\t05\nnuts3-2013\tFR421\t67\n";
        return gazetteer::read(files, "gazetteer").value();
    }();
    return known;
}

inline alert warning(std::string nuts3 = "FR821")
{
    alert what;
    what.sender = "vigilance@example.org";
    what.identifier = "w1";
    what.sent = now - minutes{5};
    what.status = alert_status::actual;
    what.kind = alert_kind::alert;
    alert_info info;
    info.language = "fr-FR";
    info.categories = {"Met"};
    info.event = "Vigilance orange crue";
    info.urgency = urgency::expected;
    info.severity = severity::severe;
    info.certainty = certainty::likely;
    info.expires = now + hours{12};
    info.headline = "Crue de la Bléone";
    info.parameters = {{"awareness_level", "3; orange; Severe"}, {"awareness_type", "12; Flooding"}};
    alert_area where;
    where.description = "Alpes-de-Haute-Provence";
    if (!nuts3.empty())
        where.geocodes.push_back({"NUTS3", std::move(nuts3)});
    info.areas = {where};
    what.infos = {info};
    return what;
}

inline rule calling(std::string name, rule_condition when)
{
    rule made;
    made.name = std::move(name);
    made.when = std::move(when);
    made.then.need = 40;
    made.then.alert_area = true;
    return made;
}

inline rule_condition severe_from(severity least)
{
    rule_condition when;
    when.severity = threshold<severity>{threshold<severity>::sense::at_least, least};
    return when;
}

/// In seconds from now.
inline rule_condition away(alert_instant which, char const* test)
{
    auto const read = parse_value_test(test);
    rule_condition when;
    when.instants = {{which, {*read}}};
    return when;
}

inline rule_condition named(std::string pattern)
{
    rule_condition when;
    when.event = {std::move(pattern)};
    return when;
}

inline rule_condition over(std::string zone)
{
    rule_condition when;
    when.area = {std::move(zone)};
    return when;
}

inline rule_condition all(std::vector<rule_condition> parts)
{
    rule_condition when;
    when.all = std::move(parts);
    return when;
}

inline rule_condition any(std::vector<rule_condition> parts)
{
    rule_condition when;
    when.any = std::move(parts);
    return when;
}

inline rule_condition no(rule_condition part)
{
    rule_condition when;
    when.none = {std::move(part)};
    return when;
}

inline rule_condition valued(std::string name, std::string test)
{
    rule_condition when;
    value_condition asked;
    asked.name = std::move(name);
    asked.tests = {parse_value_test(test).value()};
    when.values = {std::move(asked)};
    return when;
}

inline hazard_outcome decided(alert const& what, std::vector<rule> rules, std::vector<std::string> engaged = {})
{
    rulebook book;
    book.rules = std::move(rules);
    match_context context{country(), now};
    context.engaged = std::move(engaged);
    return match(what, book, context).at(0);
}

inline bool takes(rule_condition when, alert const& what = warning()) { return !decided(what, {calling("r", std::move(when))}).rule.empty(); }

}  // namespace tocsin::rules::made
