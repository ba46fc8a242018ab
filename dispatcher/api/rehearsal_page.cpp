// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/rehearsal_page.hpp"

#include "dispatcher/engine/pacing.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <cmath>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

json::object spread_json(spread const& seen) { return {{"low", seen.low}, {"middle", seen.middle}, {"high", seen.high}}; }

json::object seconds_json(std::array<std::optional<seconds>, 3> const& times)
{
    constexpr std::array names{"low", "middle", "high"};
    json::object shown;
    for (std::size_t i = 0; i < times.size(); ++i)
        if (times[i])
            shown[names[i]] = times[i]->count();
    return shown;
}

/// How often, and the full stop.
std::string in_some(break_point const& what, int runs, language in)
{
    if (what.runs == 0)
        return ".";
    if (in == language::fr)
        return fmt::format(" : {} essai{} sur {}.", what.runs, what.runs > 1 ? "s" : "", runs);
    return fmt::format(": {} of {} runs.", what.runs, runs);
}

/// "12 min", "1 h 05".
std::string spoken(seconds after)
{
    auto const whole = std::chrono::duration_cast<minutes>(after).count();
    return whole < 60 ? fmt::format("{} min", whole) : fmt::format("{} h {:02}", whole / 60, whole % 60);
}

std::string sentence_of(break_point const& what, rehearsed_order const& order, language in)
{
    bool const fr = in == language::fr;
    auto const medium_name = what.medium ? std::string{to_string(*what.medium)} : std::string{};
    switch (what.what) {
    case break_kind::no_channel:
        return fmt::format(fmt::runtime(fr ? "Aucun canal ne peut porter ce moyen : {}" : "No channel may carry this medium: {}"), medium_name);
    case break_kind::nobody:
        return fr ? "Personne ne correspond" : "Nobody matches";
    case break_kind::no_address:
        return fmt::format(
            fmt::runtime(fr ? "{} personnes de la zone n'ont ni adresse ni accord pour ces moyens" : "{} people of the zone have no address, or have not agreed, for these media"),
            what.number
        );
    case break_kind::too_few_people:
        return fmt::format(fmt::runtime(fr ? "{} candidats pour {} places" : "{} candidates for {} places"), what.number, order.request.need);
    case break_kind::role_short:
        if (what.runs > 0)
            return fmt::format(
                fmt::runtime(fr ? "Seules manquent des personnes avec la compétence {}" : "Only people with the skill {} are missing"), what.role
            );
        return fmt::format(
            fmt::runtime(fr ? "{} candidats ont la compétence {}, pour {} places" : "{} candidates have the skill {}, for {} places"),
            what.number, what.role, order.request.roles.at(what.role)
        );
    case break_kind::everybody_asked:
        return fmt::format(
            fmt::runtime(fr ? "Tout le monde a été sollicité ({}), sans assez de oui" : "Everybody was asked ({}), without enough yes"), what.number
        );
    case break_kind::rate:
        return fmt::format(
            fmt::runtime(fr ? "Le débit du canal {} ({} parties par minute) ne suffit pas pour l'échéance"
                            : "The rate of the channel {} ({} parts a minute) does not do for the deadline"),
            what.channel, what.number
        );
    case break_kind::used_up:
        return fmt::format(
            fmt::runtime(fr ? "Le canal {} a épuisé son quota du jour, au bout de {}" : "The channel {} had used up its day's quota, after {}"),
            what.channel, spoken(what.after.value_or(seconds{0}))
        );
    case break_kind::channel_failed:
        return fmt::format(
            fmt::runtime(fr ? "Le canal {} était en panne : la suite passe par un autre, ou attend" : "The channel {} failed: the rest goes through another, or waits"),
            what.channel
        );
    case break_kind::answers_too_late:
        return fr ? "Il restait du monde à solliciter, mais les oui arrivent trop tard à ce rythme"
                  : "People were left to ask, but at this pace the yes come too late";
    }
    return {};
}

json::object break_json(break_point const& what, rehearsal_plan const& plan, order_summary const& seen, language in)
{
    auto const& order = plan.orders[seen.order];
    json::object shown{{"what", to_string(what.what)}, {"runs", what.runs}};
    if (!what.channel.empty())
        shown["channel"] = what.channel;
    if (!what.role.empty())
        shown["role"] = what.role;
    if (what.medium)
        shown["medium"] = to_string(*what.medium);
    if (!what.reason.empty())
        shown["reason"] = what.reason;
    if (what.number > 0)
        shown["number"] = what.number;
    if (what.after)
        shown["at"] = format_instant(plan.start + *what.after);
    shown["sentence"] = sentence_of(what, order, in) + in_some(what, seen.runs, in);
    return shown;
}

std::string sentence_of(advice what, language in)
{
    bool const fr = in == language::fr;
    switch (what) {
    case advice::mobilise: return fr ? "Cela devrait suffire : lancez l'appel." : "This should do: call.";
    case advice::faster: return fr ? "Sollicitez plus de monde plus tôt : un rythme plus vif." : "Ask more people sooner: a bolder pace.";
    case advice::more_people: return fr ? "Il faut plus de monde." : "It takes more people.";
    case advice::another_channel:
        return fr ? "Ajoutez un canal à la route, ou demandez un débit ou un quota plus élevé au fournisseur."
                  : "Add a channel to the route, or ask the provider for a higher rate or quota.";
    case advice::more_time: return fr ? "Donnez plus de temps, ou demandez moins de personnes." : "Give more time, or ask for fewer people.";
    }
    return {};
}

json::object found_json(order_summary const& seen, rehearsal_plan const& plan, language in)
{
    auto const& order = plan.orders[seen.order];
    json::array zone;
    for (auto const& each : order.request.zone)
        zone.emplace_back(each);
    json::array busy;
    for (auto const& [name, share] : seen.busy)
        busy.push_back(json::object{{"channel", name}, {"share", share}});
    json::array breaks;
    for (auto const& each : seen.breaks)
        breaks.push_back(break_json(each, plan, seen, in));
    json::array next;
    for (auto const each : seen.next)
        next.push_back(json::object{{"what", to_string(each)}, {"sentence", sentence_of(each, in)}});
    json::object shown{
        {"event", order.request.event},
        {"rule", order.rule},
        {"pace", to_string(seen.pace)},
        {"need", order.request.need},
        {"by", format_instant(order.request.by)},
        {"at", order.request.at},
        {"zone", std::move(zone)},
        {"population", order.population},
        {"candidates", order.candidates},
        {"left_out", order.left_out},
        {"needs_approval", order.needs_approval},
        {"approval_seconds", std::chrono::seconds{order.approval}.count()},
        {"travel_seconds", static_cast<std::int64_t>(order.travel.count() * 60)},
        {"runs", seen.runs},
        {"filled", seen.filled},
        {"filled_after_seconds", seconds_json(seen.filled_after)},
        {"confirmed", spread_json(seen.confirmed)},
        {"yes", spread_json(seen.yes)},
        {"surplus", spread_json(seen.surplus)},
        {"asked", spread_json(seen.asked)},
        {"per_place", seen.per_place},
        {"unsent", spread_json(seen.unsent)},
        {"lost", spread_json(seen.lost)},
        {"waves", spread_json(seen.waves)},
        {"messages", spread_json(seen.messages)},
        {"taken_back", spread_json(seen.taken_back)},
        {"told_the_end", spread_json(seen.told_the_end)},
        {"cost", spread_json(seen.cost)},
        {"busy", std::move(busy)},
        {"breaks", std::move(breaks)},
        {"next", std::move(next)}};
    return shown;
}

json::object assumption(std::string_view what, std::string sentence) { return {{"what", what}, {"sentence", std::move(sentence)}}; }

/// "3", "2.5"; in French with a comma.
std::string in_per_cent(double share, language in)
{
    auto text = fmt::format("{:.1f}", 100 * share);
    if (text.ends_with(".0"))
        text.resize(text.size() - 2);
    if (auto const dot = text.find('.'); dot != std::string::npos && in == language::fr)
        text[dot] = ',';
    return text;
}

std::string taken_back_sentence(changed_minds const& minds, language in)
{
    bool const fr = in == language::fr;
    auto const rate = in_per_cent(minds.an_hour(), in);
    if (minds.given == 0)
        return fmt::format(
            fmt::runtime(fr ? "Oui repris : {} % par heure jusqu'à l'heure dite, une hypothèse ; rien n'a été mesuré ici."
                            : "Yes taken back: {} % an hour until people are needed, an assumption; nothing was measured here."),
            rate
        );
    return fmt::format(
        fmt::runtime(fr ? "Oui repris : {} % par heure jusqu'à l'heure dite ; {} des {} oui passés l'ont été."
                        : "Yes taken back: {} % an hour until people are needed; {} of {} past yes were."),
        rate, minds.taken_back, minds.given
    );
}

std::string approval_sentence(rehearsal_plan const& plan, language in)
{
    bool const fr = in == language::fr;
    for (auto const& each : plan.orders)
        if (each.needs_approval)
            return fmt::format(
                fmt::runtime(fr ? "Approbation nécessaire : supposée donnée au bout de {} min."
                                : "It needs an approval: supposed to be given after {} min."),
                each.approval.count()
            );
    return fr ? "Aucune approbation à attendre." : "No approval to wait for.";
}

/// Channel → messages of others that wait there, and those of them that are played.
std::map<std::string, std::pair<int, int>> waiting_by_channel(rehearsal_plan const& plan)
{
    std::map<std::string, std::pair<int, int>> found;
    for (auto const& each : plan.waiting) {
        for (auto const& [channel, messages] : each.messages)
            found[channel].first += messages;
        for (auto const& [channel, messages] : each.played)
            found[channel].second += messages;
    }
    return found;
}

std::string waiting_sentence(rehearsal_plan const& plan, language in)
{
    bool const fr = in == language::fr;
    if (!plan.queue_known)
        return fr ? "Les canaux sont supposés libres : ce qui y attendra ce jour-là n'est pas connu."
                  : "The channels are supposed to be idle: what will wait there on that day is not known.";
    auto const waiting = waiting_by_channel(plan);
    if (waiting.empty())
        return fr ? "Rien d'autre n'attend dans les canaux." : "Nothing else waits in the channels.";
    std::string listed;
    for (auto const& [channel, messages] : waiting)
        listed += fmt::format("{}{} {}", listed.empty() ? "" : ", ", channel, messages.first);
    return fmt::format(
        fmt::runtime(fr ? "Messages d'autres appels qui attendent déjà et partagent le débit : {}. Eux ne sollicitent plus personne."
                        : "Messages of other calls that wait already and share the rate: {}. Those calls ask nobody else."),
        listed
    );
}

/// What is supposed beside the answers, for people and for machines.
void add_assumptions(json::object& supposed, rehearsal_plan const& plan, language in)
{
    json::array waiting;
    for (auto const& [channel, messages] : waiting_by_channel(plan))
        waiting.push_back(json::object{{"channel", channel}, {"messages", messages.first}, {"played", messages.second}});
    supposed["taken_back"] =
        json::object{{"an_hour", plan.minds.an_hour()}, {"given", plan.minds.given}, {"taken_back", plan.minds.taken_back}};
    supposed["queue_known"] = plan.queue_known;
    supposed["waiting"] = std::move(waiting);
    supposed["assumed"] = json::array{
        assumption("taken-back", taken_back_sentence(plan.minds, in)),
        assumption("approval", approval_sentence(plan, in)),
        assumption("waiting", waiting_sentence(plan, in))};
}

}  // namespace

json::object rehearsal_json(rehearsal_view const& seen, language in)
{
    auto const& plan = *seen.plan;
    json::array outages;
    for (auto const& each : plan.outages)
        outages.push_back(json::object{{"channel", each.channel}, {"from", each.from.count()}, {"minutes", each.length.count()}});
    json::array found;
    for (auto const& each : seen.found)
        found.push_back(found_json(each, plan, in));
    json::object supposed{
        {"given", plan.share.has_value()}, {"lost", share_lost}, {"learnt_from", plan.learnt_from()}, {"outages", std::move(outages)}};
    add_assumptions(supposed, plan, in);
    if (seen.yes) {
        supposed["yes"] = json::object{{"low", seen.yes->low}, {"middle", seen.yes->middle}, {"high", seen.yes->high}};
        supposed["half_after_seconds"] = std::llround(60 * seen.half_after_minutes);
    }
    json::object page{
        {"id", std::to_string(seen.number)},
        {"state", to_string(seen.state)},
        {"played", seen.played},
        {"to_play", seen.to_play},
        {"runs", plan.runs},
        {"seed", plan.seed},
        {"start", format_instant(plan.start)},
        {"people", plan.people.size()},
        {"supposed", std::move(supposed)},
        {"found", std::move(found)}};
    if (!seen.why.empty())
        page["why"] = seen.why;
    return page;
}

void add_offers(json::object& page, std::size_t place, std::vector<rules::offer> const& steps, language in)
{
    auto const words = rules::explain(steps, to_string(in));
    for (auto& each : page["found"].as_array()[place].as_object()["next"].as_array()) {
        auto& next = each.as_object();
        if (next["what"].as_string() != to_string(advice::more_people))
            continue;
        next["offers"] = offers_json(steps);
        if (!words.empty())
            next["sentence"] = words;
    }
}

json::object past_json(mobilisation const& past, tally const& counts)
{
    int messages = 0;
    for (auto const& [state, count] : counts.messages)
        if (state == message_state::accepted || state == message_state::delivered || state == message_state::unreachable)
            messages += count;
    json::object shown{
        {"id", to_string(past.id)},
        {"pace", to_string(past.request.pace)},
        {"need", past.request.need},
        {"asked", counts.asked},
        {"confirmed", counts.confirmed},
        {"messages", messages}};
    if (past.filled && past.started)
        shown["filled_after_seconds"] = std::chrono::duration_cast<seconds>(*past.filled - *past.started).count();
    return shown;
}

}  // namespace tocsin::dispatcher::api
