// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/report_words.hpp"

#include "dispatcher/api/coded_phrase.hpp"
#include "dispatcher/api/kept_json.hpp"
#include "rules/picture/axis.hpp"
#include "rules/words/listed.hpp"

#include <boost/json/object.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

constexpr std::array words{
    coded_phrase{"proposed", {"proposée", "proposed"}},
    coded_phrase{"approved", {"approuvée", "approved"}},
    coded_phrase{"running", {"en cours", "running"}},
    coded_phrase{"paused", {"en pause", "paused"}},
    coded_phrase{"filled", {"pourvue", "filled"}},
    coded_phrase{"closed", {"close", "closed"}},
    coded_phrase{"cancelled", {"annulée", "cancelled"}},
    coded_phrase{"asked", {"sans réponse encore", "not answered yet"}},
    coded_phrase{"confirmed", {"a confirmé", "confirmed"}},
    coded_phrase{"reserve", {"en réserve", "in reserve"}},
    coded_phrase{"declined", {"a décliné", "declined"}},
    coded_phrase{"silent", {"sans réponse", "silent"}},
    coded_phrase{"unreachable", {"injoignable", "unreachable"}},
    coded_phrase{"released", {"libéré", "released"}},
    coded_phrase{"sms", {"SMS", "SMS"}},
    coded_phrase{"email", {"courriel", "e-mail"}},
    // why somebody was not asked
    coded_phrase{"outside_zone", {"hors de la zone", "outside of the zone"}},
    coded_phrase{"opted_out", {"ne veulent plus être contactés", "do not want to be contacted"}},
    coded_phrase{"not_reachable", {"sans adresse ou sans consentement", "without an address or consent"}},
    coded_phrase{"under_age", {"trop jeunes", "too young"}},
    coded_phrase{"not_available", {"pas disponibles", "not available"}},
    coded_phrase{"lacks_skill", {"sans la compétence", "without the skill"}},
    coded_phrase{"too_far", {"au-delà de leur propre rayon", "farther than they go"}},
    coded_phrase{"asked_already", {"déjà sollicités", "asked already"}},
    coded_phrase{"said_yes_elsewhere", {"déjà retenus ailleurs", "said yes elsewhere"}},
    coded_phrase{"asked_elsewhere", {"sollicités ailleurs, réponse attendue", "asked elsewhere, answer awaited"}},
    coded_phrase{"over_day_budget", {"déjà assez sollicités depuis 24 h", "asked often enough within 24 h"}},
    coded_phrase{"over_month_budget", {"déjà assez sollicités depuis 30 jours", "asked often enough within 30 days"}},
};

constexpr std::array line_words{
    coded_phrase{"asked", {"sollicités", "asked"}},
    coded_phrase{"raised", {"demande", "raised"}},
    coded_phrase{"state", {"état", "state"}},
    coded_phrase{"withdrawn", {"demandes retirées", "requests withdrawn"}},
    coded_phrase{"order-lost", {"ordre non reçu", "order not received"}},
    coded_phrase{"plan", {"plan figé", "plan frozen"}},
    coded_phrase{"assent", {"accord", "yes"}},
    coded_phrase{"break-glass", {"décision d'urgence", "glass broken"}},
    coded_phrase{"changed", {"modifiée", "changed"}},
    coded_phrase{"retracted", {"rectificatif", "retracted"}},
    coded_phrase{"corrected", {"rectificatif envoyé", "corrected"}},
};

constexpr std::array message_words{
    coded_phrase{"queued", {"à envoyer", "to be sent"}},
    coded_phrase{"sending", {"en cours d'envoi", "being sent"}},
    coded_phrase{"accepted", {"acceptés", "accepted"}},
    coded_phrase{"delivered", {"remis", "delivered"}},
    coded_phrase{"refused", {"refusés", "refused"}},
    coded_phrase{"expired", {"périmés", "expired"}},
    coded_phrase{"unreachable", {"non remis", "not delivered"}},
    coded_phrase{"cancelled", {"annulés", "cancelled"}},
    coded_phrase{"suppressed", {"retenus", "suppressed"}},
};

std::string decimal(double value, int places, language in)
{
    auto text = fmt::format("{:.{}f}", value, places);
    if (in != language::en)
        std::replace(text.begin(), text.end(), '.', ',');
    return text;
}

/// Who carries the load: the whole register, over the last 30 days.
std::string spread_text(report_facts const& facts, language in)
{
    auto const& spread = facts.spread;
    auto const all = spread.people[0] + spread.people[1] + spread.people[2] + spread.people[3];
    auto const share = decimal(all > 0 ? 100.0 * spread.above / all : 0.0, 1, in);
    auto text = fmt::format(
        fmt::runtime(phrase{"jamais {}, une fois {}, deux fois {}, trois fois ou plus {} ; au plus {} fois",
                            "never {}, once {}, twice {}, three times or more {}; at most {} times"}.in(in)),
        spread.people[0],
        spread.people[1],
        spread.people[2],
        spread.people[3],
        spread.most
    );
    text += fmt::format(
        fmt::runtime(phrase{" ; {} à la limite, {} ({} %) au-delà de {} par jour ou {} par mois",
                            "; {} at the limit, {} ({} %) above {} a day or {} a month"}.in(in)),
        spread.at_limit,
        spread.above,
        share,
        facts.limits.per_day,
        facts.limits.per_month
    );
    return text;
}

std::string state_sentence(json::object const& what, language in)
{
    auto const from = text_in(what, "from");
    auto const to = text_in(what, "state");
    if (to == "running" && from == "paused")
        return std::string{phrase{"Reprise", "Resumed"}.in(in)};
    if (to == "running" && from == "filled")
        return std::string{phrase{"De nouveau incomplète", "Places are empty again"}.in(in)};
    if (to == "running")
        return std::string{phrase{"Commencée", "Started"}.in(in)};
    if (to == "paused")
        return std::string{phrase{"Mise en pause", "Paused"}.in(in)};
    if (to == "filled")
        return std::string{phrase{"Besoin pourvu", "Need filled"}.in(in)};
    std::string said{say(to, in)};
    if (!said.empty() && said.front() >= 'a' && said.front() <= 'z')
        said.front() = static_cast<char>(said.front() - 'a' + 'A');
    return said;
}

}  // namespace

std::string_view say(std::string_view code, language in)
{
    return said_of(words, code, in, code);
}

std::string_view say_line(std::string_view kind, language in)
{
    return said_of(line_words, kind, in, kind);
}

std::string_view say_message(message_state state, language in)
{
    return said_of(message_words, to_string(state), in, to_string(state));
}

std::string grouped(int count, language in) { return rules::picture::grouped(count, to_string(in)); }

std::string euros(double amount, language in)
{
    auto const text = decimal(amount, 2, in);
    return in == language::en ? "€" + text : text + "\u00a0€";
}

std::string span(seconds how_long)
{
    auto const whole = how_long.count();
    if (whole < 60)
        return fmt::format("{}\u00a0s", whole);
    if (whole < 3600)
        return fmt::format("{}\u00a0min", (whole + 30) / 60);
    auto const rounded = (whole + 30) / 60;
    return fmt::format("{}\u00a0h\u00a0{:02}", rounded / 60, rounded % 60);
}

std::string title(report_facts const& facts, language in)
{
    auto const& what = facts.what;
    auto text = fmt::format("{} · {} · {}", to_string(what.id), what.request.event, facts.house);
    if (what.request.exercise)
        text += in == language::fr ? " · EXERCICE" : " · EXERCISE";
    return text;
}

std::string result_of(report_row const& row, language in)
{
    std::string said{say(to_string(row.state), in)};
    if (row.place && row.state == solicitation_state::confirmed)
        said += fmt::format(", place {}", *row.place);
    else if (row.place)
        said += fmt::format(", {} {}", phrase{"n°", "no."}.in(in), *row.place);
    return said;
}

std::string why(std::string const& decision, language in)
{
    auto const read = object_of(decision);
    auto const both = read ? object_in(*read, "why") : std::nullopt;
    return both ? text_in(*both, in == language::fr ? "fr" : "en") : std::string{};
}

std::vector<line> summary(report_facts const& facts, language in)
{
    auto const& what = facts.what;
    auto const& counts = facts.counts;
    std::vector<line> lines;
    auto const add = [&](phrase label, std::string value) {
        if (!value.empty())
            lines.push_back({std::string{label.in(in)}, std::move(value)});
    };
    auto const time = [&](std::optional<wall_time> instant) { return instant ? facts.local(*instant) : std::string{}; };
    add({"État", "State"}, std::string{say(to_string(what.state), in)});
    add({"Lieu", "Place"}, what.request.at);
    add({"Zone", "Zone"}, facts.zone.empty() ? listed(what.request.zone) : facts.zone);
    add({"Pour", "By"}, time(what.request.by));
    add({"Demandée par", "Raised by"}, what.rule.empty() ? what.origin : what.origin + " (" + what.rule + ")");
    add({"Approuvée par", "Approved by"}, what.approved_by);
    add({"Décidée par une seule personne", "Decided by one person alone"}, what.break_glass);
    add({"Commencée", "Started"}, time(what.started));
    add({"Pourvue", "Filled"}, time(what.filled));
    add({"Terminée", "Ended"}, time(what.ended));
    add({"Motif de fin", "Why it ended"}, what.end_reason);
    add({"Besoin", "Need"}, grouped(what.request.need, in));
    add({"Sollicitées", "Asked"}, grouped(counts.asked, in));
    add({"Confirmées", "Confirmed"}, grouped(counts.confirmed, in));
    add({"En réserve", "In reserve"}, grouped(counts.reserve, in));
    add({"Refus", "Declined"}, grouped(counts.declined, in));
    add({"Sans réponse", "No answer"}, grouped(counts.silent + counts.waiting, in));
    add({"Injoignables", "Unreachable"}, grouped(counts.unreachable, in));
    for (auto const& [role, need] : what.request.roles) {
        auto const found = counts.confirmed_by_role.find(role);
        auto const confirmed = found == counts.confirmed_by_role.end() ? 0 : found->second;
        lines.push_back({std::string{phrase{"Dont ", "Of them "}.in(in)} + role, fmt::format("{} / {}", confirmed, need)});
    }
    if (facts.changed_sides.lost > 0)
        add({"Retirées pour plus urgent", "Taken for something more urgent"}, grouped(facts.changed_sides.lost, in));
    if (facts.changed_sides.won > 0)
        add({"Reprises à moins urgent", "Taken from something less urgent"}, grouped(facts.changed_sides.won, in));
    if (counts.conditional > 0)
        add({"Oui sous condition, à accepter", "Yes on a condition, to be accepted"}, grouped(counts.conditional, in));
    if (counts.orders_lost > 0)
        add({"Ordre de venir non reçu", "Order to come not received"}, grouped(counts.orders_lost, in));
    if (counts.possible_duplicates > 0)
        add({"Peut-être reçu deux fois", "May have arrived twice"}, grouped(counts.possible_duplicates, in));
    add({"Sollicitations par personne, 30 jours", "Requests to each person, 30 days"}, spread_text(facts, in));
    return lines;
}

std::string sentence(timeline_entry const& entry, report_facts const& facts, language in)
{
    auto const what = object_of(entry.what).value_or(json::object{});
    auto const with = [&](phrase format, auto const&... values) { return fmt::format(fmt::runtime(format.in(in)), values...); };
    auto const so_many = [&](std::string_view field, phrase one, phrase many) {
        auto const count = number_in(what, field);
        return with(count == 1 ? one : many, grouped(count, in));
    };
    std::string said;
    if (entry.kind == "raised")
        said = with(
            text_in(what, "state") == "approved"
                ? phrase{"Demandée et approuvée : {}, besoin de {}", "Raised and approved: {}, needed {}"}
                : phrase{"Demandée : {}, besoin de {}", "Raised: {}, needed {}"},
            text_in(what, "event"),
            number_in(what, "need")
        );
    else if (entry.kind == "plan")
        said = so_many("people", {"Plan figé : {} personne", "Plan frozen: {} person"}, {"Plan figé : {} personnes", "Plan frozen: {} people"});
    else if (entry.kind == "assent")
        said = with({"Accord donné, {} sur {}", "Yes given, {} of {}"}, number_in(what, "given"), number_in(what, "needed"));
    else if (entry.kind == "break-glass")
        said = with({"Décidée par une seule personne : {}", "Decided by one person alone: {}"}, text_in(what, "break_glass"));
    else if (entry.kind == "asked")
        said = so_many(
            "people", {"Vague : {} personne sollicitée", "Wave: {} person asked"}, {"Vague : {} personnes sollicitées", "Wave: {} people asked"}
        );
    else if (entry.kind == "withdrawn")
        said = with(
            number_in(what, "solicitations") == 1
                ? phrase{"{} demande retirée pour {}, plus urgente", "{} request taken back for {}, more urgent"}
                : phrase{"{} demandes retirées pour {}, plus urgente", "{} requests taken back for {}, more urgent"},
            number_in(what, "solicitations"),
            text_in(what, "for")
        );
    else if (entry.kind == "changed")
        said = with(
            {"Nouvelle échéance : {}", "New deadline: {}"}, facts.local(parse_instant(text_in(what, "by")).value_or(entry.at))
        );
    else if (entry.kind == "retracted")
        said = with({"Rectificatif demandé", "Correction asked for"});
    else if (entry.kind == "corrected")
        said = so_many(
            "solicitations",
            {"Rectificatif envoyé à {} personne", "Correction sent to {} person"},
            {"Rectificatif envoyé à {} personnes", "Correction sent to {} people"}
        );
    else
        said = state_sentence(what, in);
    auto const reason = text_in(what, "reason");
    return reason.empty() ? said : said + (in == language::fr ? " : " : ": ") + reason;
}

}  // namespace tocsin::dispatcher::api
