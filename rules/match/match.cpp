// SPDX-License-Identifier: Apache-2.0
#include "rules/match/match.hpp"

#include "rules/geo/shape.hpp"
#include "rules/match/memory.hpp"
#include "rules/match/words.hpp"
#include "rules/words/listed.hpp"
#include "rules/words/seeded_bug.hpp"

#include <algorithm>

namespace tocsin::rules {
namespace {

/// The part of a zone that a condition reaches: as far as each `area` that held.
std::vector<std::string> reach_of(std::vector<std::string> zone, rule_condition const& when, alert_facts const& facts)
{
    if (!when.area.empty())
        zone = intersection(facts.places, zone, when.area);
    for (auto const& each : when.all)
        zone = reach_of(std::move(zone), each, facts);
    if (when.any.empty())
        return zone;
    std::vector<std::string> all;
    for (auto const& branch : when.any) {
        if (judge(branch, facts).holds != truth::yes)
            continue;
        auto const part = reach_of(zone, branch, facts);
        all.insert(all.end(), part.begin(), part.end());
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

local_time utc(wall_time instant) { return local_time{std::chrono::floor<minutes>(instant.time_since_epoch())}; }

/// One alert's hazard with its ground, and what a rule would ask for there.
class hazard_in_place {
public:
    hazard_in_place(alert const& what, hazard const& danger, match_context const& context)
        : context_(context)
        , clock_(context.clock ? context.clock : utc)
        , facts_{what, danger, danger.in(context.language), context.places, {}, {}, clock_(context.now), context.days, context.territory,
                 context.now, end_of(what, *danger.infos.front(), context.default_life)}
    {
        auto zone = context.places.expressions(facts_.info.areas);
        auto where = zone ? context.places.resolve(*zone, 0) : zone.error();
        if (!where) {
            no_area_ = where.error().sentence();
            return;
        }
        zone_ = std::move(*zone);
        if (!where->communes.empty())
            facts_.territory = territory_of(context.places.at(where->communes.front()).code);
        facts_.where = std::move(*where);
        facts_.zone_text = listed(zone_).substr(0, 80);
    }

    alert_facts const& facts() const { return facts_; }

    /// Empty: the alert's area can be placed.
    bilingual const& no_area() const { return no_area_; }

    mobilisation_request request(rule_condition const& when, rule_proposal const& then, std::vector<bilingual>& notes) const
    {
        mobilisation_request wanted;
        wanted.event = facts_.info.event;
        wanted.zone = then.zone;
        if (then.alert_area) {
            auto const own = reach_of(zone_, when, facts_);
            wanted.zone.insert(wanted.zone.end(), own.begin(), own.end());
        }
        if (then.radius_km > 0)
            wanted.radius_km = then.radius_km;
        wanted.need = then.need;
        wanted.roles = then.roles;
        wanted.by = context_.now + then.by;
        wanted.until = wanted.by + then.duration.value_or(context_.default_duration);
        wanted.at = with_fields(then.at, notes);
        wanted.media = then.media;
        wanted.template_name = then.template_name;
        wanted.own_text = with_fields(then.text, notes);
        wanted.unicode = then.unicode;
        wanted.pace = then.pace;
        wanted.timed_yes = then.timed_yes;
        wanted.skills = then.skills;
        wanted.minimum_age = then.minimum_age;
        bool const gravest = facts_.info.severity == severity::extreme && facts_.info.urgency == urgency::immediate;
        wanted.urgent = then.urgent.value_or(gravest);
        wanted.escalate = then.escalate;
        wanted.budget = then.budget ? then.budget : context_.default_budget;
        wanted.exercise = facts_.what.status == alert_status::exercise;
        return wanted;
    }

private:
    std::string with_fields(std::string const& words, std::vector<bilingual>& notes) const
    {
        auto made = fill(words, facts_.what, facts_.info, context_.language, clock_);
        notes.insert(notes.end(), made.left_out.begin(), made.left_out.end());
        return std::move(made.text);
    }

    match_context const& context_;
    std::function<local_time(wall_time)> clock_;
    alert_facts facts_;
    std::vector<std::string> zone_;
    bilingual no_area_;
};

/// Why no rule may even look at it.
std::optional<bilingual> out_of_question(alert const& what, hazard const& danger, match_context const& context)
{
    auto const status = std::string{to_string(what.status)};
    if (what.status != alert_status::actual && what.status != alert_status::exercise)
        return bilingual{
            "son statut est " + status + " : seuls Actual et Exercise font agir",
            "its status is " + status + ": only Actual and Exercise act"};
    if (what.kind != alert_kind::alert && what.kind != alert_kind::update)
        return bilingual{
            "c'est un message " + std::string{to_string(what.kind)} + " : il n'appelle personne",
            "it is a message of type " + std::string{to_string(what.kind)} + ": it calls nobody"};
    if (what.scope != alert_scope::everyone)
        return bilingual{
            "sa diffusion est restreinte (" + std::string{to_string(what.scope)} + ") : à traiter par une personne",
            "its scope is " + std::string{to_string(what.scope)} + ": for a person to handle"};
    auto const end = end_of(what, *danger.infos.front(), context.default_life);
    if (end <= context.now)
        return bilingual{"il a expiré le " + format_instant(end), "it expired at " + format_instant(end)};
    return std::nullopt;
}

std::string name_of(rule const& rule, rule_proposal const& action, std::size_t place)
{
    if (!action.name.empty())
        return rule.name + '/' + action.name;
    return place == 0 ? rule.name : rule.name + '/' + std::to_string(place + 1);
}

/// One hazard before the rules, one after the other.
class hearing {
public:
    hearing(alert const& what, hazard const& danger, match_context const& context)
        : context_(context), blocked_(out_of_question(what, danger, context)), here_(what, danger, context)
    {
        outcome_.event = here_.facts().info.event;
        outcome_.severity = here_.facts().info.severity;
        outcome_.blocked = blocked_;
    }

    hazard_outcome decide(rulebook const& book)
    {
        for (auto const& rule : book.rules) {
            verdict said;
            said.rule = rule.name;
            outcome_.kept = false;
            said.reasons = reasons_against(rule);
            if (said.reasons.empty() && calls_people(rule))
                call(rule, said.reasons);
            said.fired = said.reasons.empty();
            outcome_.verdicts.push_back(said);
            if (!said.fired)
                continue;
            outcome_.held.reset();
            outcome_.rule = rule.name;
            outcome_.action = rule.then.action;
            outcome_.interval = rule.interval;
            break;
        }
        outcome_.kept = outcome_.kept && !outcome_.rule.empty();
        return std::move(outcome_);
    }

private:
    static bool calls_people(rule const& rule) { return rule.then.action != rule_action::ignore; }

    static bool calls_in_alert_area(rule const& rule)
    {
        auto const own = [](rule_proposal const& each) { return each.alert_area; };
        return calls_people(rule) && (own(rule.then) || std::any_of(rule.also.begin(), rule.also.end(), own));
    }

    judgement judged(rule const& rule)
    {
        auto found = judge(rule.when, here_.facts());
        bool const engaged = std::any_of(context_.engaged.begin(), context_.engaged.end(), [&rule](std::string const& call) {
            return is_of_rule(call, rule.name);
        });
        if (found.holds >= truth::unplaced || !rule.keep_while || !engaged)
            return found;
        auto kept = judge(*rule.keep_while, here_.facts());
        outcome_.kept = kept.holds == truth::yes;
        return outcome_.kept ? kept : found;
    }

    std::vector<bilingual> reasons_against(rule const& rule)
    {
        auto const found = judged(rule);
        auto reasons = found.reasons;
        bool const nowhere = here_.no_area() != bilingual{};
        bool const wants_area = found.holds == truth::unplaced || (found.holds == truth::yes && calls_in_alert_area(rule));
        if (blocked_)
            reasons.insert(reasons.begin(), *blocked_);
        else if (nowhere && wants_area && !seeded(bug::missing_area_is_everywhere))
            hold(rule, here_.no_area(), reasons);
        return reasons;
    }

    void call(rule const& rule, std::vector<bilingual>& reasons)
    {
        std::vector<called> calls;
        std::vector<bilingual> notes;
        auto const add = [&](rule_proposal const& then) {
            called one;
            one.name = name_of(rule, then, calls.size());
            one.action = then.action;
            one.max_recipients = then.max_recipients;
            one.request = here_.request(outcome_.kept ? rule_condition{} : rule.when, then, notes);
            if (seeded(bug::missing_area_is_everywhere) && one.request.zone.empty())
                one.request.zone = rule.when.area;
            calls.push_back(std::move(one));
        };
        add(rule.then);
        for (auto const& each : rule.also)
            add(each);
        // Two drawings may touch where no commune is known to lie: nobody to call is not everybody.
        auto const& where = here_.facts().zone_text;
        if (std::any_of(calls.begin(), calls.end(), [](called const& each) { return each.request.zone.empty(); })) {
            hold(rule, {where, where}, reasons);
            return;
        }
        outcome_.calls = std::move(calls);
        outcome_.notes = std::move(notes);
    }

    void hold(rule const& rule, bilingual const& why, std::vector<bilingual>& reasons)
    {
        reasons.push_back(
            {"zone inutilisable, retenu pour une personne : " + why.fr, "unusable area, held for a person: " + why.en}
        );
        if (calls_people(rule) && !outcome_.held)
            outcome_.held = reasons.back();
    }

    match_context const& context_;
    std::optional<bilingual> blocked_;
    hazard_in_place here_;
    hazard_outcome outcome_;
};

}  // namespace

std::string_view to_string(rule_action value)
{
    switch (value) {
    case rule_action::ignore: return "ignore";
    case rule_action::propose: return "propose";
    case rule_action::launch: return "launch";
    }
    return "?";
}

territory territory_of_zone(std::string_view time_zone)
{
    auto const& all = territories();
    auto const found =
        std::find_if(all.begin(), all.end(), [time_zone](territory_info const& each) { return each.time_zone == time_zone; });
    return found == all.end() ? territory{0} : static_cast<territory>(found - all.begin());
}

std::vector<hazard_outcome> match(alert const& what, rulebook const& book, match_context const& context)
{
    std::vector<hazard_outcome> outcomes;
    for (auto const& danger : hazards_of(what))
        outcomes.push_back(hearing{what, danger, context}.decide(book));
    return outcomes;
}

std::vector<std::string> intersection(
    gazetteer const& places, std::vector<std::string> const& zone, std::vector<std::string> const& limits
)
{
    auto const within = places.resolve(limits, 0);
    if (!within)
        return {};
    std::vector<std::string> kept;
    std::vector<commune_index> loose;
    shape_test const drawn_limits{*within};
    auto const inside_limits = [&](commune_index index) {
        auto const& each = places.at(index);
        return std::binary_search(within->communes.begin(), within->communes.end(), index) ||
               (each.located && drawn_limits.touches(each.centre, each.uncertainty_km));
    };
    for (auto const& expression : zone) {
        auto const part = places.resolve({expression}, 0);
        if (!part)
            continue;
        shape_test const drawn{*part};
        std::vector<commune_index> inside;
        bool whole = true;
        for (commune_index index = 0; index < places.communes().size(); ++index) {
            auto const& each = places.at(index);
            bool const in_part = std::binary_search(part->communes.begin(), part->communes.end(), index) ||
                                 (each.located && !drawn.empty() && drawn.touches(each.centre, each.uncertainty_km));
            if (!in_part)
                continue;
            if (inside_limits(index))
                inside.push_back(index);
            else
                whole = false;
        }
        if (whole && !inside.empty())
            kept.push_back(expression);
        else
            loose.insert(loose.end(), inside.begin(), inside.end());
    }
    std::sort(loose.begin(), loose.end());
    loose.erase(std::unique(loose.begin(), loose.end()), loose.end());
    // All of a limit that is a plain list of communes reads better as the limit itself.
    if (drawn_limits.empty() && loose == within->communes)
        kept.insert(kept.end(), limits.begin(), limits.end());
    else
        for (auto const index : loose)
            kept.push_back(places.at(index).code);
    std::sort(kept.begin(), kept.end());
    kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
    return kept;
}

}  // namespace tocsin::rules
