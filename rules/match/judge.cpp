// SPDX-License-Identifier: Apache-2.0
// Whether a condition holds for an alert, and what speaks against it.
#include "rules/cap/meaning.hpp"
#include "rules/fold.hpp"
#include "rules/match/condition.hpp"
#include "rules/words/listed.hpp"
#include "rules/words/spelling.hpp"

#include <algorithm>

namespace tocsin::rules {
namespace {

constexpr std::size_t longest_value = 60;

std::string shown(std::string const& value)
{
    if (value.size() <= longest_value)
        return value;
    auto end = longest_value;
    while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xc0U) == 0x80)
        --end;
    return value.substr(0, end) + "…";
}

bool any_meets(std::vector<std::string> const& patterns, std::vector<std::string> const& texts)
{
    return std::any_of(patterns.begin(), patterns.end(), [&texts](std::string const& pattern) {
        return std::any_of(texts.begin(), texts.end(), [&pattern](std::string const& text) {
            return !text.empty() && matches_pattern(pattern, text);
        });
    });
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

std::vector<std::string> of_info(alert_info const& info, alert_field field)
{
    switch (field) {
    case alert_field::language: return {info.language};
    case alert_field::category: return info.categories;
    case alert_field::event: return {info.event};
    case alert_field::response_type: return info.response_types;
    case alert_field::audience: return {info.audience};
    case alert_field::sender_name: return {info.sender_name};
    case alert_field::headline: return {info.headline};
    case alert_field::description: return {info.description};
    case alert_field::instruction: return {info.instruction};
    case alert_field::web: return {info.web};
    case alert_field::contact: return {info.contact};
    case alert_field::resource: {
        std::vector<std::string> said;
        for (auto const& each : info.resources)
            said.insert(said.end(), {each.description, each.mime_type, each.uri});
        return said;
    }
    case alert_field::area_name: {
        std::vector<std::string> names;
        for (auto const& each : info.areas)
            names.push_back(each.description);
        return names;
    }
    default: return {};
    }
}

std::vector<std::string> values_of(alert_facts const& facts, alert_field field)
{
    switch (field) {
    case alert_field::identifier: return {facts.what.identifier};
    case alert_field::sender: return {facts.what.sender};
    case alert_field::source: return {facts.what.source};
    case alert_field::restriction: return {facts.what.restriction};
    case alert_field::addresses: return facts.what.addresses;
    case alert_field::code: return facts.what.codes;
    case alert_field::note: return {facts.what.note};
    case alert_field::references: {
        std::vector<std::string> named;
        for (auto const& each : facts.what.references)
            named.push_back(each.identifier);
        return named;
    }
    case alert_field::incidents: return facts.what.incidents;
    default: break;
    }
    std::vector<std::string> values;
    for (auto const* info : facts.danger.infos)
        for (auto& value : of_info(*info, field))
            values.push_back(std::move(value));
    return values;
}

std::vector<std::string> named(alert_facts const& facts, value_condition const& asked)
{
    using where = value_condition::where;
    std::vector<std::string> values;
    auto const take = [&](std::vector<named_value> const& all) {
        for (auto const& each : all)
            if (asked.name.empty() || equal_ignoring_case(each.name, asked.name))
                values.push_back(each.value);
    };
    auto const height = [&values](std::optional<double> feet) {
        if (feet)
            values.push_back(to_string(value_test{value_test::sense::equal, *feet, ""}));
    };
    auto const of_area = [&](alert_area const& where_it_is) {
        if (asked.of == where::altitude)
            height(where_it_is.altitude_feet);
        else if (asked.of == where::ceiling)
            height(where_it_is.ceiling_feet);
        else
            take(where_it_is.geocodes);
    };
    for (auto const* info : facts.danger.infos) {
        if (asked.of == where::parameter)
            take(info->parameters);
        else if (asked.of == where::event_code)
            take(info->event_codes);
        else
            for (auto const& each : info->areas)
                of_area(each);
    }
    return values;
}

std::string asked_for(leaf const& asked)
{
    auto const text = written(asked);
    return text.substr(text.find(": ") + 2);
}

/// What speaks against one thing that is asked; nothing where it holds.
struct spoken_against {
    alert_facts const& facts;

    std::optional<bilingual> operator()(name_condition const& asked) const
    {
        if (any_meets(asked.patterns, names_of(facts.danger)))
            return std::nullopt;
        return bilingual{
            "l'événement « " + facts.info.event + " » ne correspond à aucun de : " + listed(asked.patterns),
            "the event \"" + facts.info.event + "\" matches none of: " + listed(asked.patterns)};
    }

    std::optional<bilingual> operator()(text_condition const& asked) const
    {
        auto const values = values_of(facts, asked.field);
        if (any_meets(asked.patterns, values))
            return std::nullopt;
        if (asked.field == alert_field::sender)
            return bilingual{
                "l'émetteur " + facts.what.sender + " n'est aucun de : " + listed(asked.patterns),
                "the sender " + facts.what.sender + " is none of: " + listed(asked.patterns)};
        std::string const key{
            std::find_if(field_names.begin(), field_names.end(), [&](auto const& each) { return each.field == asked.field; })->cap};
        auto const said = std::find_if(values.begin(), values.end(), [](std::string const& value) { return !value.empty(); });
        if (said == values.end())
            return bilingual{
                key + " manque, la règle demande " + listed(asked.patterns), key + " is missing, the rule asks for " + listed(asked.patterns)};
        return bilingual{
            key + " « " + shown(*said) + " » ne correspond à aucun de : " + listed(asked.patterns),
            key + " \"" + shown(*said) + "\" matches none of: " + listed(asked.patterns)};
    }

    std::optional<bilingual> operator()(value_condition const& asked) const
    {
        auto const values = named(facts, asked);
        for (auto const& value : values)
            for (auto const& test : asked.tests)
                if (test.holds(value))
                    return std::nullopt;
        std::vector<std::string> tests;
        for (auto const& test : asked.tests)
            tests.push_back(to_string(test));
        auto const wanted = listed(tests);
        auto const name = asked.name.empty() ? written(asked).substr(0, written(asked).find(':')) : asked.name;
        if (values.empty())
            return bilingual{
                name + " manque dans l'alerte, la règle demande " + wanted, name + " is not in the alert, the rule asks for " + wanted};
        return bilingual{
            name + " vaut « " + shown(values.front()) + " », la règle demande " + wanted,
            name + " is \"" + shown(values.front()) + "\", the rule asks for " + wanted};
    }

    std::optional<bilingual> operator()(threshold<severity> const& asked) const
    {
        return level(asked, facts.info.severity, {"la gravité", "severity"});
    }

    std::optional<bilingual> operator()(threshold<urgency> const& asked) const
    {
        return level(asked, facts.info.urgency, {"l'urgence", "urgency"});
    }

    std::optional<bilingual> operator()(threshold<certainty> const& asked) const
    {
        return level(asked, facts.info.certainty, {"la certitude", "certainty"});
    }

    std::optional<bilingual> operator()(std::vector<alert_status> const& asked) const
    {
        return one_of(asked, facts.what.status, {"son statut", "its status"});
    }

    std::optional<bilingual> operator()(std::vector<alert_kind> const& asked) const
    {
        return one_of(asked, facts.what.kind, {"son type de message", "its message type"});
    }

    std::optional<bilingual> operator()(std::vector<alert_scope> const& asked) const
    {
        return one_of(asked, facts.what.scope, {"sa diffusion", "its scope"});
    }

    std::optional<bilingual> operator()(area_condition const& asked) const
    {
        auto const wanted = facts.places.resolve(asked.zone, 0);
        if (wanted && facts.places.overlap(*facts.where, *wanted))
            return std::nullopt;
        return bilingual{
            "la zone de l'alerte (" + facts.zone_text + ") ne touche pas : " + listed(asked.zone),
            "the alert's area (" + facts.zone_text + ") does not touch: " + listed(asked.zone)};
    }

    std::optional<bilingual> operator()(hours_condition const& asked) const
    {
        auto const day = std::chrono::floor<std::chrono::days>(facts.now);
        auto const of_day = std::chrono::duration_cast<minutes>(facts.now - day);
        if (std::any_of(asked.any.begin(), asked.any.end(), [&](hours_span const& each) { return each.holds(of_day); }))
            return std::nullopt;
        auto const now = written(hours_condition{{{of_day, of_day}}}).substr(7, 5);
        return bilingual{"il est " + now + ", la règle demande " + asked_for(asked), "it is " + now + ", the rule asks for " + asked_for(asked)};
    }

    std::optional<bilingual> operator()(days_condition const& asked) const
    {
        auto const day = std::chrono::floor<std::chrono::days>(facts.now);
        auto const weekday = std::chrono::weekday{day}.iso_encoding() - 1;
        std::chrono::year_month_day const date{day};
        calendar const none;
        auto const& known = facts.days ? *facts.days : none;
        if ((asked.weekdays >> weekday & 1U) != 0 || (asked.public_holidays && known.is_public_holiday(facts.territory, date)) ||
            (asked.school_holidays && known.is_school_holiday(facts.territory, date)))
            return std::nullopt;
        auto const today = format_date(date);
        return bilingual{
            "le " + today + " n'est aucun de : " + asked_for(asked), today + " is none of: " + asked_for(asked)};
    }

    std::optional<bilingual> operator()(instant_condition const& asked) const
    {
        auto const away = std::chrono::floor<seconds>(instant(asked.of) - facts.at);
        auto const meets = [away](value_test const& each) { return each.holds(static_cast<double>(away.count())); };
        if (std::any_of(asked.any.begin(), asked.any.end(), meets))
            return std::nullopt;
        std::string const key{key_of(asked.of)};
        bool const past = away.count() < 0;
        auto const length = written(std::chrono::abs(away));
        return bilingual{
            key + (past ? " est passé de " : " est dans ") + length + ", la règle demande " + asked_for(asked),
            key + " is " + (past ? length + " ago" : "in " + length) + ", the rule asks for " + asked_for(asked)};
    }

    wall_time instant(alert_instant which) const
    {
        auto const effective = facts.info.effective.value_or(facts.what.sent);
        switch (which) {
        case alert_instant::sent: return facts.what.sent;
        case alert_instant::effective: return effective;
        case alert_instant::onset: return facts.info.onset.value_or(effective);
        case alert_instant::expires: break;
        }
        return facts.ends;
    }

    std::optional<bilingual> operator()(season_condition const& asked) const
    {
        std::chrono::year_month_day const date{std::chrono::floor<std::chrono::days>(facts.now)};
        std::chrono::month_day const today{date.month(), date.day()};
        if (std::any_of(asked.any.begin(), asked.any.end(), [&](season_span const& each) { return each.holds(today); }))
            return std::nullopt;
        auto const said = format_date(date);
        return bilingual{
            "le " + said + " est hors de la saison : " + asked_for(asked), said + " is out of season: " + asked_for(asked)};
    }

    template <class Scale>
    std::optional<bilingual> level(threshold<Scale> const& asked, Scale given, bilingual const& what) const
    {
        if (asked.holds(given))
            return std::nullopt;
        std::string const is{to_string(given)};
        return bilingual{
            what.fr + " est " + is + ", la règle demande " + asked_for(asked), what.en + " is " + is + ", the rule asks for " + asked_for(asked)};
    }

    template <class Enum>
    std::optional<bilingual> one_of(std::vector<Enum> const& asked, Enum given, bilingual const& what) const
    {
        if (std::find(asked.begin(), asked.end(), given) != asked.end())
            return std::nullopt;
        std::string const is{to_string(given)};
        return bilingual{
            what.fr + " est " + is + ", la règle demande " + asked_for(asked), what.en + " is " + is + ", the rule asks for " + asked_for(asked)};
    }
};

void gather(judgement& into, judgement const& part)
{
    into.holds = std::min(into.holds, part.holds);
    into.reasons.insert(into.reasons.end(), part.reasons.begin(), part.reasons.end());
}

template <class Scale>
bool is_unclear(leaf const& asked, Scale given)
{
    auto const* const limit = std::get_if<threshold<Scale>>(&asked);
    return limit != nullptr && given == Scale::unknown && limit->value != Scale::unknown;
}

judgement one(leaf const& asked, alert_facts const& facts)
{
    if (std::holds_alternative<area_condition>(asked) && !facts.where)
        return {truth::unplaced, {}};
    auto why = std::visit(spoken_against{facts}, asked);
    if (!why)
        return {};
    bool const unclear = is_unclear(asked, facts.info.severity) || is_unclear(asked, facts.info.urgency) ||
                         is_unclear(asked, facts.info.certainty);
    return {unclear ? truth::unclear : truth::no, {std::move(*why)}};
}

judgement any_of(std::vector<rule_condition> const& branches, alert_facts const& facts)
{
    judgement found{truth::no, {}};
    bilingual all;
    for (auto const& branch : branches) {
        auto const part = judge(branch, facts);
        found.holds = std::max(found.holds, part.holds);
        for (auto const& why : part.reasons) {
            all.fr += (all.fr.empty() ? "" : " ; ") + why.fr;
            all.en += (all.en.empty() ? "" : "; ") + why.en;
        }
    }
    if (found.holds < truth::unplaced)
        found.reasons = {{"aucune des possibilités n'est remplie : " + all.fr, "none of the choices holds: " + all.en}};
    return found;
}

judgement none_of(rule_condition const& excluded, alert_facts const& facts)
{
    auto part = judge(excluded, facts);
    switch (part.holds) {
    case truth::no: return {};
    case truth::unclear:
    case truth::unplaced: return part;
    case truth::yes: break;
    }
    auto const what = written(excluded);
    return {truth::no, {{"exclu par la règle : " + what, "excluded by the rule: " + what}}};
}

}  // namespace

judgement judge(rule_condition const& condition, alert_facts const& facts)
{
    judgement found;
    for (auto const& asked : leaves_of(condition))
        gather(found, one(asked, facts));
    for (auto const& each : condition.all)
        gather(found, judge(each, facts));
    if (!condition.any.empty())
        gather(found, any_of(condition.any, facts));
    for (auto const& each : condition.none)
        gather(found, none_of(each, facts));
    return found;
}

}  // namespace tocsin::rules
