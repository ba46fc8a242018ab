// SPDX-License-Identifier: Apache-2.0
// The lists of the board: who comes, what waits for a person, how the channels are.
#include "dispatcher/api/board/sections.hpp"

#include "dispatcher/api/coded_phrase.hpp"
#include "rules/escaped.hpp"
#include "rules/words/contact.hpp"
#include "rules/words/listed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tocsin::dispatcher::api::board {
namespace {

using rules::escaped;

/// As the store writes them: see inbox_entry.
constexpr std::array reason_names{
    coded_phrase{"unclear", {"Réponse pas comprise", "Not understood"}},
    coded_phrase{"conditional", {"Oui sous condition", "Yes on a condition"}},
    coded_phrase{"which-request", {"À quelle demande ?", "To which request?"}},
    coded_phrase{"unknown-sender", {"Inconnu du registre", "Not in the register"}},
    coded_phrase{"no-open-request", {"Aucune demande ouverte", "No open request"}},
    coded_phrase{"unknown-reference", {"Référence inconnue", "Unknown reference"}},
    coded_phrase{"other-person", {"Répond pour un autre", "Answers for another"}},
    coded_phrase{"opted-out", {"S'est désinscrit", "Has unsubscribed"}},
    coded_phrase{"restricted", {"À laisser tranquille", "To be left alone"}},
    coded_phrase{"too-many", {"Trop de réponses", "Too many answers"}},
    coded_phrase{"order-lost", {"Ordre de venir non reçu", "Order to come not received"}}};

std::string reason_name(std::string_view why, language in) { return std::string{said_of(reason_names, why, in, why)}; }

struct named_health {
    channel_health health;
    std::string_view css;
    std::string_view mark;
    phrase name;
};

constexpr std::array health_names{
    named_health{channel_health::fine, "good", "✓", {"fonctionne", "works"}},
    named_health{channel_health::unread, "open", "!", {"réponses non lues", "replies unread"}},
    named_health{channel_health::slowed, "open", "!", {"ralenti", "slowed"}},
    named_health{channel_health::on_trial, "open", "!", {"à l'essai", "on trial"}},
    named_health{channel_health::quota, "bad", "✕", {"quota du jour épuisé", "day's quota used up"}},
    named_health{channel_health::replaced, "bad", "✕", {"remplacé", "replaced"}},
    named_health{channel_health::down, "bad", "✕", {"en panne", "down"}}};

constexpr std::array ailment_names{
    coded_phrase{"link-down", {"liaison coupée", "link down"}},
    coded_phrase{"errors", {"erreurs", "errors"}},
    coded_phrase{"silent", {"ne répond pas", "does not answer"}},
    coded_phrase{"failing", {"échecs", "failures"}},
    coded_phrase{"throttled", {"bridé", "throttled"}},
    coded_phrase{"slow", {"lent", "slow"}},
    coded_phrase{"no-receipts", {"sans accusés", "no receipts"}}};

std::string ailment_name(std::string_view ails, language in)
{
    auto const said = said_of(ailment_names, ails, in, {});
    return said.empty() ? std::string{} : fmt::format(" ({})", said);
}

std::string head_cells(std::initializer_list<std::string_view> names)
{
    std::string html = "<thead><tr>";
    for (auto const name : names)
        html += "<th scope=\"col\">" + std::string{name} + "</th>";
    return html + "</tr></thead>";
}

/// By when they mean to be there; whoever said nothing is expected at the hour that was asked for.
std::vector<expected_person> by_arrival(facts const& now)
{
    auto list = now.seen.coming;
    auto const by = now.seen.what->request.by;
    std::stable_sort(list.begin(), list.end(), [by](auto const& a, auto const& b) { return a.eta.value_or(by) < b.eta.value_or(by); });
    return list;
}

/// For a wall that anybody may see: how many, by the half hour.
std::string arrivals_html(facts const& now, language in)
{
    std::map<wall_time, int> slots;
    auto const half_hour = [](wall_time at) { return wall_time{std::chrono::floor<std::chrono::duration<int, std::ratio<1800>>>(at)}; };
    for (auto const& each : now.seen.coming)
        ++slots[half_hour(each.eta.value_or(now.seen.what->request.by))];
    auto html = fmt::format("<p class=\"quiet\">{}</p><table class=\"slots\">", say(in, "Cet écran ne montre pas les noms.", "This screen shows no names."));
    html += head_cells({say(in, "Arrivée vers", "Arriving about"), say(in, "Personnes", "People")}) + "<tbody>";
    for (auto const& [at, count] : slots)
        html += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>", clock_text(now, at, in), count);
    return html + "</tbody></table>";
}

std::string person_row(facts const& now, expected_person const& each, language in)
{
    auto const known = now.people.find(each.who);
    auto const whole = known == now.people.end() ? person{} : known->second;
    auto const name = whole.name.empty() ? std::string{say(in, "(effacé du registre)", "(erased from the register)")} : whole.name;
    bool const is_late = each.eta && *each.eta > now.seen.what->request.by;
    auto const eta = each.eta ? clock_text(now, *each.eta, in) : std::string{say(in, "à l'heure", "on time")};
    auto const skills = listed(whole.skills);
    return fmt::format(
        "<tr data-find=\"{0} {1} {2}\"><td class=\"eta{3}\">{4}</td><th scope=\"row\">{0} <span class=\"quiet\">{1}</span></th><td>{2}</td></tr>",
        escaped(name), escaped(whole.commune), escaped(skills), is_late ? " late" : "", eta
    );
}

}  // namespace

std::string coming_html(facts const& now, onlooker const& who)
{
    auto const in = who.in;
    if (!now.seen.what || now.seen.coming.empty())
        return fmt::format("<p class=\"quiet\">{}</p>", say(in, "Personne encore.", "Nobody yet."));
    if (who.how != board_view::names)
        return arrivals_html(now, in);
    auto html = "<table>" + head_cells({say(in, "Arrivée", "Arrival"), say(in, "Nom", "Name"), say(in, "Compétences", "Skills")}) + "<tbody>";
    for (auto const& each : by_arrival(now))
        html += person_row(now, each, in);
    html += "</tbody></table>";
    int const more = now.seen.counts.confirmed - static_cast<int>(now.seen.coming.size());
    if (more > 0)
        html += fmt::format("<p class=\"quiet\">{} {}</p>", more, say(in, "autres : voir tocsin report", "others: see tocsin report"));
    return html;
}

std::string inbox_html(facts const& now, onlooker const& who)
{
    auto const in = who.in;
    auto const& waiting = now.seen.inbox;
    if (now.seen.waiting_replies == 0)
        return fmt::format("<p class=\"quiet\">{}</p>", say(in, "Rien n'attend.", "Nothing waits."));
    auto html = fmt::format(
        "<p class=\"count\"><b>{}</b> {}</p>", now.seen.waiting_replies,
        now.seen.waiting_replies == 1 ? say(in, "attend quelqu'un", "waits for somebody") : say(in, "attendent quelqu'un", "wait for somebody")
    );
    if (who.how != board_view::names) {
        std::map<std::string, int> reasons;
        for (auto const& each : waiting)
            ++reasons[each.why];
        html += "<table>" + head_cells({say(in, "Pourquoi", "Why"), say(in, "Combien", "How many")}) + "<tbody>";
        for (auto const& [why, count] : reasons)
            html += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>", escaped(reason_name(why, in)), count);
        return html + "</tbody></table>";
    }
    html += "<table>" + head_cells({say(in, "Depuis", "Since"), say(in, "Pourquoi", "Why"), say(in, "Texte", "Text")}) + "<tbody>";
    for (auto const& each : waiting)
        html += fmt::format(
            "<tr><th scope=\"row\">{} <span class=\"quiet\">{}</span></th><td>{} <span class=\"quiet\">{}</span></td>"
            "<td class=\"said\">{}</td></tr>",
            clock_text(now, each.received, in), to_string(each.id), escaped(reason_name(each.why, in)),
            escaped(mask_address(each.address)), escaped(each.text)
        );
    html += "</tbody></table>";
    int const more = now.seen.waiting_replies - static_cast<int>(waiting.size());
    if (more > 0)
        html += fmt::format("<p class=\"quiet\">{} {}</p>", more, say(in, "autres : voir tocsin inbox", "others: see tocsin inbox"));
    return html;
}

std::string channels_html(facts const& now, onlooker const& who)
{
    auto const in = who.in;
    std::string html = "<ul class=\"channels\">";
    for (auto const& each : now.channels) {
        auto const known = std::find_if(health_names.begin(), health_names.end(), [&each](auto const& one) { return one.health == each.health; });
        html += fmt::format(
            "<li class=\"{}\"><span aria-hidden=\"true\">{}</span> <b>{}</b> {}{} <span class=\"quiet\">{}{}</span></li>", known->css,
            known->mark, escaped(each.name), known->name.in(in), ailment_name(each.ails, in), each.is_sandbox ? say(in, "bac à sable", "sandbox") : to_string(each.medium),
            each.waiting > 0 ? fmt::format(", {} {}", each.waiting, say(in, "en attente", "waiting")) : std::string{}
        );
    }
    return html + "</ul>";
}

}  // namespace tocsin::dispatcher::api::board
