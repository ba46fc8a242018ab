// SPDX-License-Identifier: Apache-2.0
#include "rules/match/match.hpp"

#include "rules/fold.hpp"
#include "rules/geo/shape.hpp"
#include "rules/words/seeded_bug.hpp"

#include <algorithm>

namespace tocsin::rules {
namespace {

std::string listed(std::vector<std::string> const& words)
{
    std::string text;
    for (auto const& word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

template <class Scale>
std::string written(threshold<Scale> const& limit)
{
    using sense = typename threshold<Scale>::sense;
    auto const sign = limit.how == sense::at_least ? ">=" : limit.how == sense::at_most ? "<=" : "";
    return sign + std::string{to_string(limit.value)};
}

/// Everything by which people name a hazard.
std::vector<std::string> names_of(hazard const& what)
{
    std::vector<std::string> names;
    for (auto const* info : what.infos) {
        names.push_back(info->event);
        names.push_back(info->headline);
        for (auto const& code : info->event_codes)
            names.push_back(code.value);
        names.push_back(parameter(*info, "awareness_type"));
    }
    return names;
}

bool any_matches(std::vector<std::string> const& patterns, std::vector<std::string> const& texts)
{
    return std::any_of(patterns.begin(), patterns.end(), [&texts](std::string const& pattern) {
        return std::any_of(texts.begin(), texts.end(), [&pattern](std::string const& text) {
            return !text.empty() && matches_pattern(pattern, text);
        });
    });
}

class judging {
public:
    judging(alert const& what, hazard const& danger, match_context const& context)
        : alert_(what), hazard_(danger), context_(context), info_(danger.in(context.language))
    {
        auto zone = context.places.expressions(info_.areas);
        auto where = zone ? context.places.resolve(*zone, 0) : zone.error();
        if (!where) {
            no_area_ = where.error().sentence();
            return;
        }
        zone_ = std::move(*zone);
        area_ = std::move(*where);
    }

    /// Reasons against the rule; none: it holds, apart from the area, which is said separately.
    std::vector<bilingual> against(rule_condition const& when) const
    {
        std::vector<bilingual> reasons;
        if (!when.event.empty() && !any_matches(when.event, names_of(hazard_)))
            reasons.push_back(
                {"l'événement « " + info_.event + " » ne correspond à aucun de : " + listed(when.event),
                 "the event \"" + info_.event + "\" matches none of: " + listed(when.event)}
            );
        level(reasons, when.severity, info_.severity, "la gravité", "severity");
        level(reasons, when.urgency, info_.urgency, "l'urgence", "urgency");
        level(reasons, when.certainty, info_.certainty, "la certitude", "certainty");
        if (!when.sender.empty() && !any_matches(when.sender, {alert_.sender}))
            reasons.push_back(
                {"l'émetteur " + alert_.sender + " n'est aucun de : " + listed(when.sender),
                 "the sender " + alert_.sender + " is none of: " + listed(when.sender)}
            );
        return reasons;
    }

    /// Empty: the alert's area can be placed.
    bilingual const& no_area() const { return no_area_; }

    bool reaches(std::vector<std::string> const& zone) const
    {
        if (zone.empty())
            return true;
        auto const wanted = resolved(zone);
        return wanted && area_ && context_.places.overlap(*area_, *wanted);
    }

    mobilisation_request request(rule_condition const& when, rule_proposal const& then) const
    {
        mobilisation_request wanted;
        wanted.event = info_.event;
        wanted.zone = then.zone;
        if (then.alert_area) {
            auto const own = when.area.empty() ? zone_ : intersection(context_.places, zone_, when.area);
            wanted.zone.insert(wanted.zone.end(), own.begin(), own.end());
        }
        if (then.radius_km > 0)
            wanted.radius_km = then.radius_km;
        wanted.need = then.need;
        wanted.roles = then.roles;
        wanted.by = context_.now + then.by;
        wanted.until = wanted.by + then.duration.value_or(context_.default_duration);
        wanted.at = then.at;
        wanted.media = then.media;
        wanted.template_name = then.template_name;
        wanted.own_text = then.text;
        wanted.unicode = then.unicode;
        wanted.pace = then.pace;
        wanted.timed_yes = then.timed_yes;
        wanted.skills = then.skills;
        wanted.minimum_age = then.minimum_age;
        bool const gravest = info_.severity == severity::extreme && info_.urgency == urgency::immediate;
        wanted.urgent = then.urgent.value_or(gravest);
        wanted.escalate = then.escalate;
        wanted.budget = then.budget ? then.budget : context_.default_budget;
        wanted.exercise = alert_.status == alert_status::exercise;
        return wanted;
    }

    std::string const& event() const { return info_.event; }

    std::string zone_text() const { return listed(zone_).substr(0, 80); }

private:
    std::optional<area> resolved(std::vector<std::string> const& zone) const
    {
        auto where = context_.places.resolve(zone, 0);
        return where ? std::optional{std::move(*where)} : std::nullopt;
    }

    template <class Scale>
    static void level(
        std::vector<bilingual>& reasons,
        std::optional<threshold<Scale>> const& limit,
        Scale given,
        std::string const& fr,
        std::string const& en
    )
    {
        if (limit && !limit->holds(given))
            reasons.push_back(
                {fr + " est " + std::string{to_string(given)} + ", la règle demande " + written(*limit),
                 en + " is " + std::string{to_string(given)} + ", the rule asks for " + written(*limit)}
            );
    }

    alert const& alert_;
    hazard const& hazard_;
    match_context const& context_;
    alert_info const& info_;
    std::vector<std::string> zone_;
    std::optional<area> area_;
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

/// One hazard before the rules, one after the other.
class hearing {
public:
    hearing(alert const& what, hazard const& danger, match_context const& context)
        : blocked_(out_of_question(what, danger, context)), judge_(what, danger, context)
    {
        outcome_.event = judge_.event();
    }

    hazard_outcome decide(rulebook const& book)
    {
        for (auto const& rule : book.rules) {
            verdict said;
            said.rule = rule.name;
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
            outcome_.max_recipients = rule.then.max_recipients;
            break;
        }
        return std::move(outcome_);
    }

private:
    static bool calls_people(rule const& rule) { return rule.then.action != rule_action::ignore; }

    static bool needs_area(rule const& rule)
    {
        return !rule.when.area.empty() || (calls_people(rule) && rule.then.alert_area);
    }

    std::vector<bilingual> reasons_against(rule const& rule)
    {
        auto reasons = judge_.against(rule.when);
        bool const placed = judge_.no_area() == bilingual{};
        if (blocked_) {
            reasons.insert(reasons.begin(), *blocked_);
        } else if (placed && !judge_.reaches(rule.when.area)) {
            reasons.push_back(
                {"la zone de l'alerte (" + judge_.zone_text() + ") ne touche pas : " + listed(rule.when.area),
                 "the alert's area (" + judge_.zone_text() + ") does not touch: " + listed(rule.when.area)}
            );
        } else if (!placed && reasons.empty() && needs_area(rule) && !seeded(bug::missing_area_is_everywhere)) {
            hold(rule, judge_.no_area(), reasons);
        }
        return reasons;
    }

    void call(rule const& rule, std::vector<bilingual>& reasons)
    {
        auto wanted = judge_.request(rule.when, rule.then);
        if (seeded(bug::missing_area_is_everywhere) && wanted.zone.empty())
            wanted.zone = rule.when.area;
        // Two drawings may touch where no commune is known to lie: nobody to call is not everybody.
        if (wanted.zone.empty())
            hold(rule, {judge_.zone_text(), judge_.zone_text()}, reasons);
        else
            outcome_.request = std::move(wanted);
    }

    void hold(rule const& rule, bilingual const& why, std::vector<bilingual>& reasons)
    {
        reasons.push_back(
            {"zone inutilisable, retenu pour une personne : " + why.fr, "unusable area, held for a person: " + why.en}
        );
        if (calls_people(rule) && !outcome_.held)
            outcome_.held = reasons.back();
    }

    std::optional<bilingual> blocked_;
    judging judge_;
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
